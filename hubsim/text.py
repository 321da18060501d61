"""Results as text for a terminal of 80 columns."""

from __future__ import annotations

import math
from collections.abc import Callable

from hubsim.analysis import Difference, Estimate
from hubsim.measures import MEASURES, PART_LABELS
from hubsim.plain import LIMITS, WIDTH, columns, heading, number, percent, plural, wrapped
from hubsim.program import Part
from hubsim.study import Results, Study
from hubsim.study.design import Design

Said = Callable[[float], str]

ONE_REPLICATION = "interval not available: needs at least 2 replications"


def interval(e: Estimate, said: Said = number) -> str:
    """Say a mean and its 95 % interval."""
    return f"{said(e.mean)} ({said(e.low)} to {said(e.high)})" if e.known else said(e.mean)


def stamp(study: Study) -> str:
    """Say how results were made."""
    length, design = study.length, study.designs[0]
    local = design.program.clock.local
    first, last = (
        local(s).strftime("%-d %b %Y") for s in (design.window.start, design.window.stop)
    )
    weeks = plural(length.weeks, "week")
    how = f"{plural(study.replications, 'replication')}, seed {study.seed}."
    measured = f"{weeks} measured, {first} to {last}, after {length.warm_up} of warm-up; {how}"
    if any(each.contacts is not None for each in study.designs):
        measured += (
            " Real contacts: every replication meets the same ones, so that an interval says what "
            "else chance does with them, not with another year."
        )
    else:
        measured += " Synthetic cases."
    lines = [wrapped(f"{measured} {LIMITS}")]
    applied = list(dict.fromkeys("; ".join(each.applied) for each in study.designs if each.applied))
    if applied:
        lines.append(wrapped(f"Changed: {' | '.join(applied)}"))
    return "\n".join(lines)


def run_report(study: Study, results: Results) -> str:
    """Report one design.

    Parameters
    ----------
    study : Study
        Of one design.
    results : Results
    """
    design = study.designs[0]
    label = design.label
    lines = [label, "=" * min(len(label), WIDTH), stamp(study)]
    if not results.estimate(label, "contacts").known:
        lines.append(wrapped(f"One replication: {ONE_REPLICATION}."))
    if label in results.unsettled:
        lines.append("\n" + wrapped(f"NOT SETTLED: {results.unsettled[label]}."))
        lines.append(wrapped("Averages over such a queue mean nothing and are not shown (n/a)."))
    lines += _times(results, design)
    lines += _heard(results, design)
    lines += _ledger(results, label)
    lines += _people(results, design)
    lines += _flow(results, design)
    return "\n".join(lines)


def _groups(results: Results, design: Design, measure: str) -> list[tuple[str, str, str]]:
    label = design.file.hub.label
    ratings = results.groups(measure, "rating")
    return [
        ("all", "all", "all cases"),
        *(("rating", r, f"  {label('ratings', r)}") for r in ratings),
    ]


def _times(results: Results, design: Design) -> list[str]:
    lines = []
    asked = results.estimate(design.label, "asked_share").mean
    kinds = [("", "Time from contact to decision, all cases")]
    if asked > 0:
        kinds.append(("asked_", f"… where partners were asked ({percent(asked)} of cases)"))
    for prefix, title in kinds:
        lines.append(heading(title))
        rows = [("", "mean (95% interval)", "median", "9 in 10 within")]
        for clock, unit in (("hours", "hub working hours"), ("days", "elapsed days")):
            rows.append((unit, "", "", ""))
            for by, group, said in _groups(results, design, f"{prefix}{clock}_to_decision_mean"):
                names = [
                    f"{prefix}{clock}_to_decision_{kind}" for kind in ("mean", "median", "p90")
                ]
                mean, median, p90 = (results.estimate(design.label, n, by, group) for n in names)
                rows.append((f"  {said}", interval(mean), number(median.mean), number(p90.mean)))
        lines += columns(rows, (29, 26, 9, 16))
    return lines


def _heard(results: Results, design: Design) -> list[str]:
    """What was known at the decision, beside the times."""
    rows = [("", "heard in time (95% interval)", "reply h", "too late")]
    for agency in results.groups("heard", "agency"):
        heard, hours, late = (
            results.estimate(design.label, name, "agency", agency)
            for name in ("heard", "reply_hours", "late_replies")
        )
        name = design.file.hub.label("agencies", agency)
        rows.append((name, interval(heard, percent), number(hours.mean), percent(late.mean)))
    if len(rows) == 1:
        return []
    title = "What was known (share of decisions; replies in hub working hours)"
    return [heading(title), *columns(rows, (34, 28, 9, 9))]


def _ledger(results: Results, label: str) -> list[str]:
    asked = results.estimate(label, "asked_share").mean > 0
    name = "asked_ledger_working" if asked else "ledger_working"
    who = "where partners were asked" if asked else "all cases"
    means = {p: results.estimate(label, name, "part", p.name.lower()).mean for p in Part}
    total = math.fsum(v for v in means.values() if not math.isnan(v))
    lines = [heading(f"Where the time goes ({who}, hub working hours per case)")]
    for part, mean in means.items():
        if mean and not math.isnan(mean):
            bar = "#" * round(26 * mean / total)
            lines += columns([(PART_LABELS[part], number(mean), percent(mean / total))], (40, 7, 6))
            lines[-1] += f" {bar}"
    if total:
        lines += columns([("Contact to decision", number(total), "")], (40, 7, 6))
    else:
        lines.append("n/a")
    return lines


def _people(results: Results, design: Design) -> list[str]:
    hub = design.file.hub
    rows = [("", "busy (95% interval)", "expected", "work h/week", "wait h")]
    for role in results.groups("utilisation", "role"):
        busy = results.estimate(design.label, "utilisation", "role", role)
        touch = results.estimate(design.label, "touch_hours", "role", role)
        wait = results.estimate(design.label, "wait_for_role", "role", role)
        rows.append(
            (hub.label("roles", role), interval(busy, percent), percent(design.loads[role]),
             number(touch.mean), number(wait.mean))
        )  # fmt: skip
    title = "Who is busy (share of time on duty; expected: worked out from the contacts)"
    return [heading(title), *columns(rows, (29, 21, 9, 13, 8))]


def _flow(results: Results, design: Design) -> list[str]:
    label, hub = design.label, design.file.hub
    lines = [heading("Contacts, targets and backlog")]
    rows: list[tuple[str, ...]] = []
    rows.append(("Contacts measured", interval(results.estimate(label, "contacts"))))
    undecided = results.estimate(label, "undecided")
    rows.append(("  of them not decided by the end", number(undecided.mean)))
    for name in results.groups("target_met", "rating"):
        met = results.estimate(label, "target_met", "rating", name)
        if not math.isnan(met.mean):
            target = hub.ratings[name].decide_within
            said = f"  {hub.label('ratings', name)}: within {target.text if target else ''}"
            rows.append((said, interval(met, percent)))
    rows.append(("Open cases, on average", interval(results.estimate(label, "open_cases"))))
    rows.append(("Open at the end", interval(results.estimate(label, "open_at_end"))))
    rows.append(("  the oldest of them, days", number(results.estimate(label, "oldest_open").mean)))
    growth = results.estimate(label, "backlog_growth")
    rows.append(("Growth of the backlog, cases per week", interval(growth)))
    lines += columns(rows, (42, 38))
    currency = design.program.currency
    if currency:
        lines.append(heading(f"Cost ({currency} per week): time on cases, and all time on duty"))
        rows = []
        for agency in [*hub.agencies, "all"]:
            by = "all" if agency == "all" else "agency"
            cases = results.estimate(label, "cost_on_cases", by, agency)
            duty = results.estimate(label, "cost_on_duty", by, agency)
            if duty.mean:
                name = "All agencies" if by == "all" else hub.label("agencies", agency)
                rows.append((name, number(cases.mean, 4), number(duty.mean, 4)))
        lines += columns(rows, (42, 19, 19))
    return lines


COMPARED = (
    "hours_to_decision_mean",
    "asked_hours_to_decision_mean",
    "asked_days_to_decision_mean",
    "asked_hours_to_decision_p90",
    "target_met",
    "open_cases",
    "cost_on_duty",
)


def compare_report(study: Study, results: Results) -> str:
    """Report designs side by side, each against the first, on the same cases.

    Parameters
    ----------
    study : Study
        Of two designs or more.
    results : Results
    """
    title = f"Compared with: {results.labels[0]}"
    lines = [title, "=" * min(len(title), WIDTH), stamp(study)]
    lines.append(
        wrapped(
            "Every design meets the same cases. Changes are paired, with the 95 % interval of each "
            "comparison by itself."
        )
    )
    if study.replications < 2:
        lines.append(wrapped(f"One replication: {ONE_REPLICATION}."))
    for label, reason in results.unsettled.items():
        lines.append("\n" + wrapped(f"NOT SETTLED: {label}: {reason}. Its averages are not shown."))
    for measure in COMPARED:
        lines += _compared(results, measure, "all", "all", "")
        for group in results.groups(measure, "rating"):
            rating = study.designs[0].file.hub.label("ratings", group)
            lines += _compared(results, measure, "rating", group, f": {rating}")
    for agency in results.groups("heard", "agency"):
        name = study.designs[0].file.hub.label("agencies", agency)
        lines += _compared(results, "heard", "agency", agency, f": {name}")
    lines += _busiest(study, results)
    return "\n".join(lines)


def _compared(results: Results, measure: str, by: str, group: str, of: str) -> list[str]:
    """One measure and group: the base, then each rival with its paired change."""
    base, *rivals = results.labels
    said = percent if MEASURES[measure].unit.startswith("share") else number
    means = [results.estimate(label, measure, by, group).mean for label in results.labels]
    if not any(means) or all(math.isnan(mean) for mean in means):
        return []
    lines = [heading(f"{MEASURES[measure].label}{of}")]
    lines += columns([(base, interval(results.estimate(base, measure, by, group), said))], (44, 36))
    for rival in rivals:
        found = results.difference(base, rival, measure, by, group)
        lines += columns([(rival, interval(found.rival, said))], (44, 36))
        lines.append(wrapped(change(found, said, results.replications), "    "))
    return lines


def change(d: Difference, said: Said, replications: int) -> str:
    """Say a paired change in words, with its interval and how often it went that way."""
    if d.verdict == "not known":
        return "no comparison: " + ("not settled" if math.isnan(d.change.mean) else ONE_REPLICATION)
    if d.verdict == "the same":
        return "exactly the same in every replication"
    limits = f"{signed(d.change.low, said)} to {signed(d.change.high, said)}"
    points = said is percent
    about = "" if points or math.isnan(d.relative) else f", {d.relative:+.1%}"
    up = d.change.mean > 0
    years = f"{'higher' if up else 'lower'} in {d.rival_higher if up else d.rival_lower}"
    return (
        f"{d.verdict}: {signed(d.change.mean, said)} ({limits}){' points' * points}{about}; "
        f"{years} of {replications} replications"
    )


def signed(value: float, said: Said) -> str:
    """Say a change with its sign."""
    text = said(value)
    return f"+{text}" if value > 0 else text


def _busiest(study: Study, results: Results) -> list[str]:
    lines = [heading("Busiest role (share of time on duty)")]
    for design in study.designs:
        busy = {
            role: results.estimate(design.label, "utilisation", "role", role)
            for role in results.groups("utilisation", "role")
            if role in design.file.hub.roles
        }
        role = max(
            busy, key=lambda name: busy[name].mean if not math.isnan(busy[name].mean) else -1
        )
        said = f"{design.file.hub.label('roles', role)} {interval(busy[role], percent)}"
        lines += [design.label, wrapped(said, "    ")]
    return lines


__all__ = ["LIMITS", "change", "compare_report", "percent", "run_report", "signed", "stamp"]
