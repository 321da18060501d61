"""The report of an attribution: what each change buys, with what is heard beside the time."""

from __future__ import annotations

import math
from collections.abc import Iterator

from hubsim.analysis import Attribution
from hubsim.plain import columns, heading, listed, percent, plural, wrapped
from hubsim.study import Study
from hubsim.study.attribution import Attributed
from hubsim.study.positions import Figure, voice_of
from hubsim.text.analyses import (
    MODEL_ONLY,
    changed,
    changed_between,
    changed_by,
    level,
    named,
    opening,
    value_of,
)
from hubsim.text.words import signed

PAIRS = 6
"""Pairs told, the largest first."""

WIDTHS = (20, 27, 6, 9, 9, 9)


def attribution_report(study: Study, attributed: Attributed) -> str:
    """Report what each of several changes buys.

    Parameters
    ----------
    study : Study
        Of the hub without any of the changes, and with all.
    attributed : Attributed
    """
    many = plural(len(attributed.patches), "change")
    lines = opening(f"What each of {many} buys: {study.designs[0].label}", study)
    sets = 2 ** len(attributed.patches)
    lines.append(
        wrapped(
            f"All {sets:,} sets of the {many} were run on the same cases. The share of a change is "
            "what it adds, averaged over every order of making them (the Shapley value); shares "
            "sum to the whole exactly. Alone: added to this hub as it is. Last: added when all "
            "others are made; taking it away again costs as much. "
            f"{MODEL_ONLY}"
        )
    )
    lines += [wrapped(f"Note: {note}") for note in attributed.notes]
    lines += _unsettled(attributed)
    for figure, found in attributed.found.items():
        lines += _table(attributed, figure, found)
    return "\n".join(lines)


def _unsettled(attributed: Attributed) -> Iterator[str]:
    if not attributed.unsettled:
        return
    some, reason = next(iter(attributed.unsettled.items()))
    with_what = listed(list(some)) if some else "none of the changes"
    told = (
        f"NOT SETTLED: with {len(attributed.unsettled)} of the sets of changes the hub never "
        f"settles, first with {with_what}: {reason}. Averages over such a queue depend on how long "
        "one looks. "
    )
    if any(math.isnan(each.share.mean) for a in attributed.found.values() for each in a.each):
        told += (
            "So nothing that is one is divided (n/a). Leave out a change, or divide what happens "
            "in these weeks and no longer, with --these-weeks."
        )
    else:
        told += (
            "What is divided here is what happens in these weeks; over more weeks it would be "
            "something else."
        )
    yield "\n" + wrapped(told)


def _table(attributed: Attributed, figure: Figure, found: Attribution) -> Iterator[str]:
    voice = attributed.heard.get(figure)
    yield heading(named(figure))
    before, after = level(found.without, figure), level(found.with_all, figure)
    yield wrapped(f"Without them {before}, with all {after}.")
    if math.isnan(found.whole.mean):
        return
    yield f"The whole: {changed_by(found.whole, figure)}."
    if not found.clear:
        yield wrapped("No clear difference in all, so no change has a part of it in per cent.")
    beside = attributed.found[voice] if voice is not None else None
    agency = voice_of(voice)
    title = f"{agency} heard" if len(agency) <= 3 else agency
    head = ("", "share (95% interval)", "%", "alone", "last", f"{title[:8]}" if voice else "")
    yield from columns([("", "", "", "", "", "heard:"), head] if voice else [head], WIDTHS)
    order = sorted(
        range(len(found.each)),
        key=lambda i: found.each[i].share.mean * (1 if found.whole.mean > 0 else -1),
        reverse=True,
    )
    for i in order:
        each = found.each[i]
        heard = changed(beside.each[i].share, percent) if beside is not None else ""
        part = percent(each.part.mean) if found.clear else ""
        name = attributed.patches[i].name
        if len(name) >= WIDTHS[0]:
            yield wrapped(name)
            name = ""
        yield from columns(
            [(name, changed_between(each.share, figure), part,
              changed(each.alone, figure), changed(each.last, figure), heard)], WIDTHS,
        )  # fmt: skip
    total = percent(1.0) if found.clear else ""
    alone = math.fsum(each.alone.mean for each in found.each)
    heard = changed(beside.whole, percent) if beside is not None else ""
    row = ("Together", changed(found.whole, figure), total, "", "", heard)
    yield from columns([row], WIDTHS)
    if not math.isnan(alone):
        yield wrapped(
            f"Added up, what each does alone would come to {signed(alone, value_of(figure))}."
        )
    if voice is not None:
        yield wrapped(
            f"{agency} heard: the share of each in how often it is heard before a decision, in "
            "points; a change that saves time and lowers it decides with less known."
        )
    yield from _pairs(attributed, figure, found)


def _pairs(attributed: Attributed, figure: Figure, found: Attribution) -> Iterator[str]:
    """Pairs of changes that do more, or less, together than one by one."""
    clear = [(pair, e) for pair, e in found.pairs.items() if e.known and (e.low > 0 or e.high < 0)]
    clear.sort(key=lambda told: -abs(told[1].mean))
    if not all(e.known for e in found.pairs.values()):
        return
    if not clear:
        yield wrapped("No two of them clearly do more or less together than each by itself.")
        return
    yield wrapped("Pairs that do more, or less, together than the sum of what each does:")
    for (i, j), e in clear[:PAIRS]:
        names = f"{attributed.patches[i].name} with {attributed.patches[j].name}"
        yield wrapped(f"{names}: {changed_between(e, figure)} {pair_means(found, (i, j))}", "  ")
    if len(clear) > PAIRS:
        yield wrapped(f"and {len(clear) - PAIRS} more, smaller (--json has all)", "  ")


def pair_means(found: Attribution, pair: tuple[int, int]) -> str:
    """Say in words what two changes do together beyond what each does.

    Parameters
    ----------
    found : Attribution
    pair : tuple of int
        Numbers of the two changes.
    """
    e = found.pairs[pair]
    if not e.known:
        return "not known"
    if e.low == e.high == 0:
        return "nothing beyond what each does"
    if e.low <= 0 <= e.high:
        return "no clear difference from what each does"
    up = found.whole.mean > 0
    if found.clear and all((found.each[n].share.mean > 0) == up for n in pair):
        same = (e.mean > 0) == up
        return "comes only of both together" if same else "is had twice: either brings it"
    return "on top of what each does"
