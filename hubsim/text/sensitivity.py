"""The report of a sensitivity analysis: which numbers decide, and what more runs cannot help."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from hubsim.analysis import estimate
from hubsim.plain import columns, heading, percent, plural, wrapped
from hubsim.study import Study
from hubsim.study.positions import Figure
from hubsim.study.sensitivity import Sensitivity
from hubsim.text.analyses import (
    changed_by,
    heard_line,
    level,
    level_in,
    minus,
    moved_in,
    named,
    opening,
    value_of,
)
from hubsim.text.words import Said

SHOWN = 12
"""Numbers of the screening told; --json has all."""


def sensitivity_report(study: Study, found: Sensitivity) -> str:
    """Report what a result, or the difference of two designs, rests on.

    Parameters
    ----------
    study : Study
        Of the one or two designs.
    found : Sensitivity
    """
    lines = opening("What decides the result?", study)
    two = len(study.designs) > 1
    what = minus(study) if two else study.designs[0].label
    lines.append("\n" + wrapped(f"{what}, {named(found.figure)}"))
    lines.append(wrapped(_may_be(found, two=two)))
    if found.heard is not None:
        heard = estimate(found.heard)
        if two:
            lines += heard_line(found.voice, heard, f"As written, {minus(study)}")
        else:
            told = level(heard, Figure("heard"))
            lines.append(wrapped(f"As written {found.voice} is heard in {told} of decisions."))
    lines.append(
        wrapped(
            f"{plural(len(found.numbers), 'number')} with a range "
            f"{'was' if len(found.numbers) == 1 else 'were'} moved, each anywhere in its range, "
            "all values alike likely, independently of one another. Numbers without a range were "
            "not."
        )
    )
    lines += _noise(found, study.length.period)
    lines += close_told(found, study)
    lines += _screened(found, study)
    return "\n".join(lines)


def _may_be(found: Sensitivity, *, two: bool) -> str:
    said, written = value_of(found.figure), estimate(found.as_written)
    told = (changed_by if two else level_in)(written, found.figure)
    may = found.may_be
    if len(may) < 2:
        return f"As written {told}."
    low, high = (float(x) for x in np.quantile(may, (0.05, 0.95)))
    text = (
        f"As written {told}. With the {len(found.chosen)} most important numbers anywhere in "
        f"their ranges, nine times in ten from {said(low)} to {said(high)}"
    )
    if two:
        text += (
            f"; in {percent(found.other_way)} of {len(may)} draws of these numbers it is the other "
            "way round"
        )
    return f"{text}."


def _noise(found: Sensitivity, period: str) -> Iterator[str]:
    v = found.variance
    yield heading("Ignorance or chance?")
    if math.isnan(v.ignorance):
        yield wrapped("Not known: that needs at least 2 replications, and points that settle.")
        return
    said = value_of(found.figure)
    one = math.sqrt(v.years + v.both)
    rows = [
        ("Not knowing the numbers", said(math.sqrt(v.ignorance))),
        (f"Chance, in one {period}", said(one)),
        (f"Chance, in the mean of {plural(v.replications, period)}", said(math.sqrt(v.noise))),
    ]
    yield from columns([("Standard deviation from", ""), *rows], (40, 12))
    if v.known >= 0.5:
        told = "More replications would not help: only better numbers would."
    elif math.isnan(v.known):
        told = "Nothing varies."
    else:
        told = "Chance still hides what the numbers do: add replications."
    yield wrapped(told)


def close_told(found: Sensitivity, study: Study) -> Iterator[str]:
    """Tell how much of the variance each of the most important numbers explains."""
    i = found.indices
    if not found.chosen:
        yield heading("Nothing can be told of single numbers")
        yield wrapped(
            "Wherever they lie, a queue never settles. --these-weeks tells what happens in these "
            "weeks all the same."
        )
        return
    yield heading("The most important numbers: share of the variance that each explains")
    yield from columns([("", "by itself", "with the others")], WIDTHS)
    for at in sorted(range(len(found.chosen)), key=lambda at: -np.nan_to_num(i.total[at])):
        placed = found.numbers[found.chosen[at]]
        yield _name(found, found.chosen[at], study)
        a = placed.assumption
        told = f"  {a.said(a.low)} to {a.said(a.high)}; {a.grade}"
        shares = ((i.first[at], i.first_margin[at]), (i.total[at], i.total_margin[at]))
        yield from columns([(told, *(_share(*pair) for pair in shares))], WIDTHS)
    yield wrapped(
        "Sobol indices with half-widths of their 95% intervals. By itself: how much of the "
        "variance would go if this number were known. With the others: how much would stay if all "
        "others were known. Small numbers below 0 are estimates of 0."
    )
    yield from order_told(found)
    if found.indices.left_out:
        yield wrapped(
            f"{plural(i.left_out, 'block')} of points met a queue that never settles and were left "
            "out: what is told holds where it settles."
        )


def order_told(found: Sensitivity) -> Iterator[str]:
    """Say whether the order of the most important numbers is settled, and what would settle it."""
    i = found.indices
    order = sorted(range(len(found.chosen)), key=lambda at: -np.nan_to_num(i.total[at]))
    if len(order) < 2 or not i.total[order[0]] > 0:
        return
    first, second = order[:2]
    apart = float(i.total[first] - i.total[second])
    needed = float(i.total_margin[first] + i.total_margin[second])
    one, other = (found.numbers[found.chosen[at]].assumption.path for at in (first, second))
    if needed <= apart:
        yield wrapped(f"{one} clearly explains most.")
        return
    size = len(i.values) // 2
    wanted = size * (needed / apart) ** 2 if apart else math.inf
    told = (
        f"--size {1 << math.ceil(math.log2(wanted))}" if wanted <= MOST_SIZE else "very many points"
    )
    yield wrapped(
        f"The ORDER IS NOT SETTLED: the intervals of {one} and {other} overlap. Margins shrink "
        "with the square root of the points: to tell these two apart would take about "
        f"{told}, instead of {size}."
    )


MOST_SIZE = 8192
"""Points beyond which nobody is told to try."""
WIDTHS = (46, 17, 17)


def _share(value: float, margin: float) -> str:
    return "n/a" if math.isnan(value) else f"{value:.2f} +-{margin:.2f}"


def _name(found: Sensitivity, n: int, study: Study) -> str:
    placed = found.numbers[n]
    return wrapped(f"{placed.assumption.path}{moved_in(placed.where, study)}")


def _screened(found: Sensitivity, study: Study) -> Iterator[str]:
    s, said = found.screening, value_of(found.figure)
    yield heading("All numbers: effect of going from the low to the high end of the range")
    order = sorted(range(len(found.numbers)), key=lambda n: -np.nan_to_num(s.importance[n]))
    yield from columns([("", "size", "direction", "bends")], (46, 13, 11, 10))
    for n in order[:SHOWN]:
        if not s.importance[n] > 0:
            break
        yield _name(found, n, study)
        a = found.numbers[n].assumption
        row = (f"  {a.said(a.low)} to {a.said(a.high)}", _told(s.importance[n], said),
               _told(s.direction[n], said, sign=True), _told(s.bends[n], said))  # fmt: skip
        yield from columns([row], (46, 13, 11, 10))
    none = int(np.sum(s.importance == 0))
    rest = len(order) - min(SHOWN, len(order) - none) - none
    if rest:
        yield f"and {rest} more, smaller (--json has all)"
    if none:
        yield wrapped(f"{plural(none, 'number')} did nothing to it at all.")
    yield wrapped(
        f"Morris screening over {plural(s.paths, 'path')} through the ranges. Size: mean of the "
        "effects without their sign; direction: with it; bends: how much the effect differs from "
        "place to place, large where it depends on the other numbers."
    )
    if s.left_out:
        yield wrapped(
            f"At {s.left_out} of {s.points} points a queue never settles; the steps to and from "
            "them were left out, so what is told holds where it settles. --these-weeks tells what "
            "happens in these weeks there too."
        )


def _told(value: float, said: Said, *, sign: bool = False) -> str:
    if math.isnan(value):
        return "n/a"
    return f"{'+' * bool(sign and value > 0)}{said(float(value))}"
