"""The reports on flip points: of one assumption, and of all that could turn a ranking."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from hubsim.analysis import Estimate, verdict
from hubsim.analysis.flip import Flip
from hubsim.plain import columns, heading, plural, wrapped
from hubsim.study import Study
from hubsim.study.assumptions import Assumption
from hubsim.study.flipping import Flipped
from hubsim.study.positions import Figure
from hubsim.study.scanning import Scan, Scanned
from hubsim.text.analyses import (
    MODEL_ONLY,
    changed_between,
    changed_by,
    heard_line,
    minus,
    moved_in,
    named,
    opening,
    value_of,
    who,
)

MOST_TOLD = 12
"""Assumptions of a kind told in a report; --json has all."""


def flip_report(study: Study, flipped: Flipped) -> str:
    """Report how far an assumption must move before the ranking of two designs turns.

    Parameters
    ----------
    study : Study
        Of the two designs.
    flipped : Flipped
    """
    lines = opening(f"How far must it move? {flipped.assumption.path}", study)
    lines += who(study)
    lines.append("\n" + answer(flipped))
    lines += _as_it_is(study, flipped)
    lines += _curve(flipped)
    return "\n".join(lines)


def answer(flipped: Flipped) -> str:
    """Say where the ranking turns, and how sure that is, or that it does not."""
    a, flips, reach = flipped.assumption, flipped.flips, flipped.reach
    within = f"from {a.said(a.low)} to {a.said(a.high)}"
    looked = plural(len(flips.readings), "value")
    rests = f"{a.said(a.usual)} as written, {a.grade}"
    first = flips.nearest
    if first is None:
        unclear = [x for x in flips.may if a.low <= x <= a.high]
        missing = flips.unknown
        does = f"brings the effect to {reach.text}" if reach.size else "makes the two change places"
        told = f"None of {looked} looked at, {within}, {does} ({rests})."
        if unclear:
            told += (
                f" But at {a.said(unclear[0])}{' and elsewhere' * (len(unclear) > 1)} that is not "
                "clear: more replications may show more."
            )
        if missing:
            told += f" At {', '.join(a.said(x) for x in missing[:4])} a queue never settles."
        return wrapped(told)
    does = f"The effect is {reach.text}" if reach.size else "The two change places"
    told = f"{does} {_where(a, first)} ({rests}; looked at {within})."
    told += f" {_sure(flipped, first)}"
    others = [_where(a, other) for other in flips.found[1:]]
    if others:
        told += f" It turns again {' and '.join(others)}."
    if flipped.differ:
        told += (
            " The two designs write different values here; setting both alike takes away a part of "
            "what makes them differ."
        )
    return wrapped(told)


def _where(a: Assumption, flip: Flip) -> str:
    if not a.whole:
        return f"at {a.said(flip.at)}"
    return f"between {a.said(math.floor(flip.at))} and {a.said(math.ceil(flip.at))}"


def _sure(flipped: Flipped, flip: Flip) -> str:
    a = flipped.assumption
    edges = (flip.low, flip.high)
    first, last = min(flipped.flips.readings), max(flipped.flips.readings)
    ends = ["from the end of what was looked at" * (flip.low == first)]
    ends.append("to the end of what was looked at" * (flip.high == last))
    low, high = (end or a.said(edge) for end, edge in zip(ends, edges, strict=True))
    step = a.setting.text(flipped.flips.tolerance)
    return (
        f"Found to {step}; with so many replications the difference is not clear "
        f"{low if flip.low == first else f'from {low}'} "
        f"{high if flip.high == last else f'to {high}'}."
    )


def _as_it_is(study: Study, flipped: Flipped) -> Iterator[str]:
    curve = flipped.curve.set_index("value")
    row = curve.loc[flipped.flips.usual]
    told = changed_by(_difference(row), flipped.figure)
    of_a = f"{row['difference'] / row['first']:+.1%}" if row["first"] else ""
    yield wrapped(f"As written, {minus(study)}: {told}{f' ({of_a})' * bool(of_a)}.")


def _difference(row: Any) -> Estimate:
    mean, low, high = (float(row[f"difference{end}"]) for end in ("", "_low", "_high"))
    return Estimate(mean, low, high, 2)


def _curve(flipped: Flipped) -> Iterator[str]:
    said, usual = value_of(flipped.figure), flipped.flips.usual
    yield heading(named(flipped.figure))
    voice = f"{flipped.voice} heard" if flipped.voice else ""
    rows: list[tuple[str, ...]] = [("", "", "", "", "heard:")] if voice else []
    rows.append(("", "A", "B", "difference (95% interval)", flipped.voice[:11]))
    for _, row in flipped.curve.iterrows():
        heard = row.get("heard", math.nan)
        told = "" if math.isnan(heard) else f"{heard:+.1%}"
        mark = " *" if row["value"] == usual else ""
        rows.append(
            (f"{row['said']}{mark}", said(row["first"]), said(row["second"]),
             changed_between(_difference(row), flipped.figure), told)
        )  # fmt: skip
    yield from columns(rows, (22, 8, 8, 30, 12))
    yield wrapped(
        f"* as written. {MODEL_ONLY}"
        + (
            f" {voice}: the same difference, in points, so that time is never told alone."
            if voice
            else ""
        )
    )


def scan_report(study: Study, scan: Scan) -> str:
    """Report which assumptions can turn the ranking of two designs.

    Parameters
    ----------
    study : Study
        Of the two designs.
    scan : Scan
    """
    lines = opening("Which assumptions can turn the ranking?", study)
    lines += who(study)
    what = f"{minus(study)}{f', less {scan.reach.text}' * bool(scan.reach.size)}"
    told = changed_by(scan.as_it_is, scan.figure)
    lines.append("\n" + wrapped(f"{scan.figure.label}, {what}: {told}."))
    lines += heard_line(scan.voice, scan.heard, minus(study))
    if verdict(scan.as_it_is) == "no clear difference":
        lines.append(wrapped("The ranking is not clear to begin with."))
    lines.append(
        wrapped(
            f"Each of {plural(len(scan.found), 'number')} with a range was set to both ends of its "
            "range, alike in both designs where both write the same, all else as written. Numbers "
            "that turn it only together, or only between the ends, are not seen by this."
            + _often(scan)
        )
    )
    clear = verdict(scan.as_it_is) in {"lower", "higher"}
    if clear and not any(each.turns == "turns" for each in scan.found):
        unknown = sum(each.turns == "not known" for each in scan.found)
        beside = f"; with {unknown} of them a queue never settles" if unknown else ""
        lines.append(wrapped(f"NONE of them is seen to turn the ranking by itself{beside}."))
    lines += turning_lines(study, scan)
    lines.append(wrapped(MODEL_ONLY))
    return "\n".join(lines)


def _often(scan: Scan) -> str:
    """Say how often each was run, where those that are clear were run less often."""
    number_of = sorted({each.low.replications for each in scan.found if each.low.known})
    if len(number_of) < 2:
        return ""
    few, many = number_of
    held = sum(each.low.replications == few for each in scan.found)
    return (
        f" {held} of them held the ranking clearly over {few} replications already, many "
        f"comparisons allowed for; the others were run {many} times."
    )


def turning_lines(study: Study, scan: Scan) -> Iterator[str]:
    """Tell the numbers that turn the ranking, those that make it unclear, and the strongest others.

    Parameters
    ----------
    study : Study
        Of the two designs.
    scan : Scan
    """
    kinds = (
        ("turns", "These turn it, each by itself"),
        ("may turn", "With these it is not clear"),
        ("not known", "With these a queue never settles"),
    )
    for turns, title in kinds:
        mine = [each for each in scan.found if each.turns == turns]
        if mine:
            yield from _scanned(study, title, mine, scan.figure)
    holds = [each for each in scan.found if each.turns == "holds"]
    if holds:
        title = "With all others it holds; those that move it most"
        yield from _scanned(study, title, holds, scan.figure, 5)


SCANNED = (26, 24, 30)


def _scanned(
    study: Study, title: str, some: list[Scanned], figure: Figure, most: int = MOST_TOLD
) -> Iterator[str]:
    yield heading(f"{title} ({len(some)})")
    yield from columns([("", "number", "difference (95% interval)")], SCANNED)
    for each in some[:most]:
        a = each.placed.assumption
        yield wrapped(f"{a.path}{moved_in(each.placed.where, study)}")
        rows = []
        for end, x, e in (("low end", a.low, each.low), ("high end", a.high, each.high)):
            told = changed_between(e, figure) if not math.isnan(e.mean) else "n/a"
            rows.append((f"  {end}", a.said(x), told))
        rows.insert(1, (f"  as written, {a.grade}", a.said(a.usual), ""))
        yield from columns(rows, SCANNED)
        yield from _turns_at(each)
    if len(some) > most:
        yield f"and {len(some) - most} more (--json has all)"


def _turns_at(scanned: Scanned) -> Iterator[str]:
    """Say where between the ends it turns, if that was looked for."""
    a, flips = scanned.placed.assumption, scanned.flips
    for at in flips.found if flips is not None else ():
        yield wrapped(
            f"turns {_where(a, at)}, not clear from {a.said(at.low)} to {a.said(at.high)}", "  "
        )
