"""The reports on people: the cheapest staffing, what one more buys, where the bottleneck goes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from hubsim.plain import columns, either, heading, percent, plural, wrapped
from hubsim.study import Study
from hubsim.study.design import Design
from hubsim.study.search import FULL, Searched, Tried
from hubsim.study.staffing import Mending, OneEach, better
from hubsim.text.analyses import changed, changed_between, level, level_in, named, opening, value_of

COUNTED = (
    "Money: time on duty of the hub's own posts that have a cost, in a year; recruiting, premises "
    "and people outside are not counted."
)
ONE_MORE = (22, 27, 13, 12, 6)


def search_report(study: Study, found: Searched, most: int = 15) -> str:
    """Report the cheapest staffing that was found, and what was tried.

    Parameters
    ----------
    study : Study
        Of the hub as it is.
    found : Searched
    most : int
        Staffings told.
    """
    design = study.designs[0]
    lines = opening(f"The cheapest staffing that meets the targets: {design.label}", study)
    told = "; ".join(target.text for target in found.targets)
    lines.append(
        wrapped(
            f"Targets: {told}; each for the mean of such years with {percent(found.confidence)} "
            "confidence, by itself. That is how sure the model's average is, not a promise."
        )
    )
    lines.append("\n" + wrapped(_answer(found, design)))
    lines += _staffing(found, design)
    lines += _tried(found, design, most)
    return "\n".join(lines)


def _answer(found: Searched, design: Design) -> str:
    if found.best is None:
        nearest = min(found.tried, key=lambda t: t.short)
        return (
            f"Nothing that was tried meets them: more people alone do not do it. Nearest: "
            f"{_staff(nearest, design)}."
        )
    best, now = found.best, found.as_it_is
    if best is now:
        told = "The hub meets them as it is"
    else:
        people = best.people - now.people
        more = plural(abs(people), "post") + (" more" if people > 0 else " fewer")
        told = f"{_staff(best, design)}: {'as many posts' if not people else more} as now"
        told = told.replace("more as", "more than").replace("fewer as", "fewer than")
        told += _money(best.cost - now.cost, design)
    ends = (
        ", and no post less, and no exchange that was tried, would do"
        if found.finished
        else "; the search was ended before all steps were tried"
    )
    return f"{told}{ends}. A search and no proof: more changes at once might save more."


def _money(difference: float, design: Design) -> str:
    if not design.program.currency or not difference:
        return ""
    way = "more" if difference > 0 else "less"
    return f", and {abs(difference):,.0f} {design.program.currency} a year {way}"


def _staff(tried: Tried, design: Design) -> str:
    label = design.file.hub.label
    return ", ".join(f"{count} {label('roles', role)}" for role, count in tried.staff.items())


def _staffing(found: Searched, design: Design) -> Iterator[str]:
    label = design.file.hub.label
    yield heading("Staffing and targets")
    best = found.best
    yield from columns([("", "as it is", "found" if best else "")], (48, 16, 16))
    rows = [
        (label("roles", role), str(count), str(best.staff[role]) if best else "")
        for role, count in found.as_it_is.staff.items()
    ]
    for number, target in enumerate(found.targets):
        said = value_of(target.figure)
        levels = [said(t.met[number].mean) if t else "" for t in (found.as_it_is, best)]
        rows.append((target.text, levels[0], levels[1]))
    if found.voice:
        heards = [percent(t.heard.mean) if t and t.heard else "" for t in (found.as_it_is, best)]
        rows.append((f"{found.voice} heard before a decision", heards[0], heards[1]))
    if design.program.currency:
        costs = [f"{t.cost:,.0f}" if t else "" for t in (found.as_it_is, best)]
        rows.append((f"Cost a year, {design.program.currency}", costs[0], costs[1]))
    yield from columns(rows, (48, 16, 16))
    yield wrapped(COUNTED)


def _tried(found: Searched, design: Design, most: int) -> Iterator[str]:
    roles = list(found.as_it_is.staff)
    yield heading(f"What was tried ({plural(len(found.tried), 'staffing')})")
    yield wrapped(
        f"Begun with the hub as it is, and with everybody busy to {percent(FULL)} by the inputs "
        "alone. Posts in this order: "
        + ", ".join(design.file.hub.label("roles", role) for role in roles)
        + "."
    )
    met = [t for t in found.tried if not t.short]
    missed = [t for t in found.tried if t.short]
    shown = sorted(met, key=lambda t: t.price)[: most // 2]
    shown += sorted(missed, key=lambda t: t.short)[: most - len(shown)]
    yield from columns([("posts", "cost a year", "meets", "tried as")], (28, 14, 8, 30))
    for t in shown:
        posts = " ".join(str(count) for count in t.staff.values())
        cost = f"{t.cost:,.0f}" if t.cost else ""
        why = t.why if len(t.why) < 29 else t.why[:28] + "…"
        yield from columns([(posts, cost, "no" if t.short else "yes", why)], (28, 14, 8, 30))
    if len(found.tried) > len(shown):
        yield f"and {len(found.tried) - len(shown)} more (--json has all)"


def bottleneck_report(study: Study, found: Sequence[Mending]) -> str:
    """Report what one more person in each role would buy, and where the bottleneck goes then.

    Parameters
    ----------
    study : Study
        Of the hub as it is.
    found : sequence of Mending
        Of `mendings`.
    """
    design = study.designs[0]
    lines = opening(f"What would one more person buy? {design.label}", study)
    lines += _one_each(found[0].each, design)
    lines += _path(found, design)
    return "\n".join(lines)


def _one_each(each: OneEach, design: Design) -> Iterator[str]:
    label = design.file.hub.label
    yield heading(named(each.figure))
    if each.unsettled:
        yield wrapped(f"NOT SETTLED: {each.unsettled}. Its averages are not shown.")
    yield f"As it is: {level(each.as_it_is, each.figure)}."
    currency = design.program.currency
    voice = f"{each.voice} heard" if each.voice else ""
    yield from columns(
        [("one more of", "change (95% interval)", voice[:12], f"{currency} a year", "busy")],
        ONE_MORE,
    )  # fmt: skip
    for one in each.found:
        heard = changed(one.heard, percent) if one.heard is not None else ""
        cost = f"{one.cost:,.0f}" if one.cost else ""
        change = (
            changed_between(one.change, each.figure) if not math.isnan(one.change.mean) else "n/a"
        )
        row = (label("roles", one.role), change, heard, cost, percent(one.busy))
        yield from columns([row], ONE_MORE)
    together = "" if len(each.found) < 2 else f" for these {len(each.found)} roles together"
    yield wrapped(f"{COUNTED} Intervals hold{together}; ? means no clear difference.")


def _path(found: Sequence[Mending], design: Design) -> Iterator[str]:
    label = design.file.hub.label
    yield heading("Where the bottleneck goes when it is mended")
    for step, mending in enumerate(found):
        each, best = mending.each, mending.each.best
        when = "Now" if not step else f"After {plural(step, 'mending')}"
        now = replace(each.as_it_is, low=math.nan, high=math.nan)
        at = "not settled" if math.isnan(now.mean) else level_in(now, each.figure)
        full = [f"{label('roles', one.role)}, {percent(one.busy)}" for one in each.busiest]
        busy = f"busiest: {either(full, 'roles')}" if full else "busiest: n/a"
        may = either([label("roles", one.role) for one in each.near], "roles")
        if best is None:
            told = (
                "one more person in no role clearly helps: either what holds cases up now is not "
                "people, or it takes more replications to see it"
            )
            if any(better(each.figure, one.change) for one in each.found):
                told = f"what would help most, one more of {may}, does not clearly help"
            yield wrapped(f"{when} ({at}; {busy}): {told}.", "")
            return
        gain = changed_between(best.change, each.figure)
        one = "one more of them"
        if len(each.near) > 1:
            one = f"one more of {label('roles', best.role)}, found to buy most"
        yield wrapped(
            f"{when} ({at}; {busy}) the bottleneck is {may}: {one}, {best.people} then, changes "
            f"it by {gain}."
        )
