"""Adding replications until an answer is precise enough."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path

from hubsim.analysis import enough, relative_half_width
from hubsim.analysis.precision import AHEAD, FEWEST
from hubsim.plain import percent
from hubsim.study.design import Study
from hubsim.study.interest import Interest, named
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

    number = min(rule.at_most, FEWEST + AHEAD)
    while True:
        so_far, results = run(number)
        if results.missing:
            return so_far, results
        found = _enough(so_far, results)
        if found is not None:
            return _noted(*run(found + AHEAD), found)
        if number >= rule.at_most:
            return _noted(so_far, results, None)
        number = min(rule.at_most, number + AHEAD)


def _series(study: Study, results: Results) -> dict[str, list[float]]:
    """Values by replication of every design that settles."""
    if study.until is None:
        return {}
    which = named(study.until.measure, results) or [Interest(study.until.measure)]
    return {
        label: results.values(label, *which[0].row).tolist()
        for label in results.labels
        if not results.withheld(label, which[0].measure)
    }


def _enough(study: Study, results: Results) -> int | None:
    series = list(_series(study, results).values())
    return enough(series, study.until.within) if study.until is not None and series else None


def _noted(study: Study, results: Results, found: int | None) -> tuple[Study, Results]:
    """Say why there are as many replications as there are."""
    if study.until is None:
        return study, results
    rule, series = study.until, _series(study, results)
    what = (
        f"half of the 95% interval of {rule.measure} is within {percent(rule.within)} of its mean"
    )
    if found is not None:
        said = (
            f"{study.replications} replications, because {what} in every design from "
            f"{found} replications on, and over the next {AHEAD} (the rule of Hoad, Robinson and "
            "Davies)"
        )
    else:
        label, width = max(
            ((name, relative_half_width(values)) for name, values in series.items()),
            key=lambda pair: pair[1], default=("", float("inf")),
        )  # fmt: skip
        how = f"it is {percent(width)} in {label}" if width < float("inf") else "it is not known"
        said = (
            f"{study.replications} replications, the most that were allowed, and still NOT as "
            f"precise as asked ({what} in every design): {how}"
        )
    left_out = [label for label in results.labels if label not in series]
    if left_out:
        said += f". Not counted, because it does not settle: {', '.join(left_out)}"
    noted = replace(study, notes=(*study.notes, f"{said}."))
    return noted, replace(results, provenance=provenance(noted))
