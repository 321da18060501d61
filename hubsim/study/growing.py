"""Adding replications until an answer is precise enough, or until the best design is chosen."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path

import numpy as np

from hubsim.analysis import enough, relative_half_width
from hubsim.analysis.precision import AHEAD, FEWEST
from hubsim.analysis.selection import FIRST, select
from hubsim.measures import MEASURES
from hubsim.plain import listed, percent
from hubsim.spec.study import Choose, Until
from hubsim.study.design import Study
from hubsim.study.interest import Interest, named, parted
from hubsim.study.parts import Parts
from hubsim.study.results import Results, provenance
from hubsim.study.runner import Progress, about, run_study


def run_grown(
    study: Study,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    parts: Path | None = None,
) -> tuple[Study, Results]:
    """Run a study, adding replications until its rule is met.

    Those that are there are kept; the next ones have the seeds they have in any study.

    Parameters
    ----------
    study : Study
        With a rule, else it is run as it is.
    executor, cancelled, parts
        As of `run_study`.
    progress : callable, optional
        Told the number of runs done, and of all that the rule allows.

    Returns
    -------
    Study
        With the number of replications that were run, and the reason among its notes.
    Results
    """
    rule = study.until
    if rule is None:
        return study, run_study(
            study, executor=executor, progress=progress, cancelled=cancelled, parts=parts
        )
    most = rule.at_most * len(study.designs)

    def told(done: int, _: int) -> None:
        if progress is not None:
            progress(done, most)

    kept = Parts(parts, about(study, None))

    def run(replications: int) -> tuple[Study, Results]:
        so_far = replace(study, replications=replications)
        results = run_study(
            so_far, executor=executor, progress=told, cancelled=cancelled, parts=kept
        )
        return so_far, results

    number = min(rule.at_most, FEWEST + AHEAD if isinstance(rule, Until) else FIRST)
    while True:
        so_far, results = run(number)
        if results.missing:
            return so_far, results
        wanted, said = (
            _precise(rule, results) if isinstance(rule, Until) else _chosen(rule, results)
        )
        if wanted or number >= rule.at_most:
            return _noted(*(run(wanted) if wanted else (so_far, results)), said)
        number = min(rule.at_most, number + AHEAD)


def _series(measure: str, results: Results) -> dict[str, list[float]]:
    """Values by replication of every design that settles."""
    which = named(measure, results) or [Interest(measure)]
    return {
        label: results.values(label, *which[0].row).tolist()
        for label in results.labels
        if not results.withheld(label, which[0].measure)
    }


def _precise(rule: Until, results: Results) -> tuple[int, str]:
    """Give the replications that are enough, 0 if these are not, and why."""
    series = _series(rule.measure, results)
    found = enough(list(series.values()), rule.within) if series else None
    what = (
        f"half of the 95% interval of {rule.measure} is within {percent(rule.within)} of its mean"
    )
    if found is not None:
        return found + AHEAD, (
            f"{found + AHEAD} replications, because {what} in every design from "
            f"{found} replications on, and over the next {AHEAD} (the rule of Hoad, Robinson and "
            "Davies)"
        )
    label, width = max(
        ((name, relative_half_width(values)) for name, values in series.items()),
        key=lambda pair: pair[1], default=("", math.inf),
    )  # fmt: skip
    how = f"it is {percent(width)} in {label}" if width < math.inf else "it is not known"
    return 0, (
        f"{results.replications} replications, the most that were allowed, and still NOT as "
        f"precise as asked ({what} in every design): {how}"
    )


def _chosen(rule: Choose, results: Results) -> tuple[int, str]:
    """Give the replications after which one design was left, 0 if there are several, and why."""
    series = _series(rule.measure, results)
    measure, _ = parted(rule.measure)
    share = MEASURES[measure].unit.startswith("share")
    size = f"{100 * rule.indifference:g} points" if share else f"{rule.indifference:g}"
    unit = "" if share else f" {MEASURES[measure].unit}"
    known = np.array([*series.values()], dtype=np.float64).reshape(len(series), -1)
    known = known[:, ~np.isnan(known).any(axis=0)]
    if len(known) < 2 or not known.shape[1]:
        return 0, f"{results.replications} replications, and NO CHOICE: {rule.measure} is not known"
    found = select(
        known.tolist(), rule.indifference, lower=MEASURES[measure].better == "lower",
        level=rule.confidence,
    )  # fmt: skip
    left = [list(series)[n] for n in found.left]
    how = f"by {rule.measure}, where {size}{unit} does not matter"
    if found.chosen is None:
        return 0, (
            f"{results.replications} replications, the most that were allowed, and NO CHOICE could "
            f"be made {how}: still left are {listed(left)}"
        )
    return results.replications, (
        f"Chosen {how}: {left[0]}, after {found.replications} replications. If the truly best is "
        f"better than every other by {size} or more, it is chosen with at least "
        f"{percent(rule.confidence)} probability; of designs that are nearer to one another it may "
        "be any (the procedure of Kim and Nelson)"
    )


def _noted(study: Study, results: Results, said: str) -> tuple[Study, Results]:
    """Say why there are as many replications as there are."""
    assert study.until is not None  # noqa: S101 - it has been asked
    series = _series(study.until.measure, results)
    left_out = [label for label in results.labels if label not in series]
    if left_out:
        said += f". Not counted, because it does not settle: {', '.join(left_out)}"
    noted = replace(study, notes=(*study.notes, f"{said}."))
    return noted, replace(results, provenance=provenance(noted))
