"""Finding the warm-up from the runs themselves, and saying whether it is enough."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import replace

import numpy as np

from hubsim.analysis import Cut, Estimate, estimate, mser
from hubsim.analysis.warm_up import BATCH, LAST
from hubsim.errors import InputError, Place, Problem
from hubsim.measures import MEASURES
from hubsim.plain import plural
from hubsim.study.design import Design, Length, Study, Warming
from hubsim.study.results import Results
from hubsim.study.runner import Progress, run_study

SERIES = ("open_by_day", "hours_by_day")
"""More than one output is looked at: a queue may be full long before times to decision are."""
WEEKS = 26
"""Weeks looked at, at most; how a hub fills does not take longer."""
PILOT = 20
"""Replications looked at: their mean is smooth enough to see the beginning end."""


class UnsettledError(InputError):
    """No warm-up was found; what was looked at is kept to be shown."""

    def __init__(self, problems: Sequence[Problem], warming: tuple[Warming, ...]) -> None:
        super().__init__(problems)
        self.warming = warming


def with_warm_up(
    study: Study,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Study:
    """Give a study the warm-up that it needs, found by MSER-5 on the mean over replications.

    Every design is run from an empty hub for as many weeks as are to be measured, `WEEKS` at most,
    in a year without holidays, surges and seasons, which would be taken for a beginning that lasts.
    For each of `SERIES` MSER-5 says how many days to leave out, five at a time; the warm-up is the
    longest of these, in whole weeks.

    Parameters
    ----------
    study : Study
        If its warm-up is not to be found, it is given back as it is.
    executor, cancelled
        As of `run_study`; a study that is stopped is given back as it is.
    progress : callable, optional
        Told the number of runs done, and of all.

    Raises
    ------
    UnsettledError
        When a series has not settled within half of the weeks.
    InputError
        When there are too few days.
    """
    if not study.find_warm_up:
        return study
    pilot = Length(min(study.length.weeks, WEEKS), 0, study.length.run_off)
    designs = tuple(_ordinary(design, pilot) for design in study.designs)
    tried = replace(study, designs=designs, length=pilot, replications=PILOT, until=None)
    results = run_study(
        tried, executor=executor, measures=SERIES, progress=progress, cancelled=cancelled
    )
    if results.missing:
        return study
    settle = [design for design in designs if design.overload < 1]
    found = [_warming(results, design.label, name) for design in settle for name in SERIES]
    _refuse_unsettled(found)
    weeks = max((_weeks(design, found) for design in settle), default=0)
    span = replace(study.length, warm_up=weeks)
    return replace(
        study,
        designs=tuple(design.lasting(span) for design in study.designs),
        length=span,
        find_warm_up=False,
        warming=tuple(found),
        notes=(*study.notes, *_notes(study, found, weeks)),
    )


def _ordinary(design: Design, length: Length) -> Design:
    """The same design in weeks that are all alike."""
    hub = design.file.hub
    calendar = {"holidays": "none", "school_holidays": (), "surges": ()}
    alike = hub.model_copy(
        update={
            "calendar": hub.calendar.model_copy(update=calendar),
            "agencies": {
                name: each.model_copy(update={"holidays": None})
                for name, each in hub.agencies.items()
            },
            "contacts": {
                name: each.model_copy(update={"by_month": {}})
                for name, each in hub.contacts.items()
            },
        }
    )
    return Design.of(replace(design.file, hub=alike), length, design.label, design.contacts)


def _warming(results: Results, label: str, measure: str) -> Warming:
    """How one output went in one design."""
    days = results.groups(measure, "day")
    values = np.array([results.values(label, measure, "day", day) for day in days])
    counts = (~np.isnan(values)).sum(axis=1)
    sums = np.nansum(values, axis=1)
    mean = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    if len(days) < 2 * LAST * BATCH:
        there = plural(len(days), "day")
        help = f"the hub is open on {there} of them, and {2 * LAST * BATCH} are needed"
        message = "too few weeks are measured to find a warm-up in"
        raise InputError([Problem("E407", message, Place("--weeks"), help)])
    cut = mser(mean)
    return Warming(label, measure, tuple(days), mean, cut, _doubled(values, cut))


def _doubled(values: np.ndarray[tuple[int, int], np.dtype[np.float64]], cut: Cut) -> Estimate:
    """How the mean moves when twice as much is left out, or from half to half, by replication."""
    once, twice = values[cut.observations :], values[2 * cut.observations :]
    if cut.rejected:
        half = len(values) // 2
        once, twice = values[:half], values[half:]
    if not cut.observations or not len(twice):
        return estimate([0.0] * values.shape[1])
    moved = [
        float(np.nanmean(late) - np.nanmean(early))
        for early, late in zip(once.T, twice.T, strict=True)
        if not (np.isnan(late).all() or np.isnan(early).all())
    ]
    return estimate(moved)


def _refuse_unsettled(found: Sequence[Warming]) -> None:
    """Stop where MSER-5 would leave out more than half: it has found no end of the beginning."""
    wrong = [_said(each) for each in found if each.cut.rejected and each.seen]
    if not wrong:
        return
    message = (
        f"no warm-up was found: half of the {len(found[0].days)} days looked at were not enough "
        f"for {'; '.join(wrong)}"
    )
    help = f"measure more weeks (up to {WEEKS} are looked at), or give the warm-up with --warm-up"
    raise UnsettledError([Problem("E407", message, Place("--find-warm-up"), help)], tuple(found))


def _weeks(design: Design, found: Sequence[Warming]) -> int:
    """The longest cut of a design in whole weeks of the calendar."""
    cuts = [each for each in found if each.design == design.label]
    late = max(each.left_out for each in cuts)
    if not late:
        return 0
    first = np.datetime64(design.file.hub.calendar.starts)
    last = np.datetime64(cuts[0].days[late - 1])
    return -(-int((last - first).astype(int) + 1) // 7)


def _notes(study: Study, found: Sequence[Warming], weeks: int) -> list[str]:
    """What was found, whether twice as much would change it, and what was not looked at."""
    notes = []
    if found:
        longest = max(found, key=lambda each: each.left_out)
        notes.append(
            f"Warm-up found: {plural(weeks, 'week')}, by the rule MSER-5 on the mean over "
            f"replications, the longest of {len(found)} series (open cases and time to decision by "
            f"day, of every design): {_said(longest)}."
        )
    notes += [_unseen(each) for each in found if not each.seen]
    notes += [
        f"DOUBT: leaving out twice as much would move {_said(each)} by {each.moved.mean:+.3g} "
        f"({each.moved.low:+.3g} to {each.moved.high:+.3g}) {MEASURES[each.measure].unit}: the "
        "warm-up may be too short."
        for each in found
        if each.moved.known and not each.moved.low <= 0 <= each.moved.high
    ]
    left_out = [design.label for design in study.designs if design.overload >= 1]
    if left_out:
        notes.append(f"No warm-up was looked for where queues never settle: {'; '.join(left_out)}.")
    return notes


def _unseen(each: Warming) -> str:
    """Say that the beginning of a series cannot be told from chance."""
    some, days = int((~np.isnan(each.mean)).sum()), plural(len(each.days), "day")
    halves = ""
    if each.cut.rejected and each.moved.known:
        unit = MEASURES[each.measure].unit
        halves = (
            f", and its second half less its first is {each.moved.mean:+.3g} "
            f"({each.moved.low:+.3g} to {each.moved.high:+.3g}) {unit}"
        )
    return (
        f"DOUBT: too little happens to tell a beginning from chance in {_said(each)}: it has a "
        f"value on {some} of {days}{halves}. Nothing is left out for it, which is no proof that "
        "nothing should be: look at the plot, or give the warm-up with --warm-up."
    )


def _said(each: Warming) -> str:
    return f"{MEASURES[each.measure].label.lower()} in {each.design}"
