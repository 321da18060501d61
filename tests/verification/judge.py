"""The rules by which a case passes: its own tolerance, and a rule for the suite as a whole."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from hubsim.arrays import Floats

from .observe import Findings

MAX_REL_SE = 0.02
GROUPS = 20
"""Into how many groups replications are split where a variance is the metric."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One line of the report.

    Parameters
    ----------
    case, metric, expected, observed : str
    passed : bool
    z : float
        Standard errors between observed and expected; NaN where none is estimated.
    note : str
        Why not, or what was seen.
    """

    case: str
    metric: str
    expected: str
    observed: str
    passed: bool
    z: float = math.nan
    note: str = ""


def judged(case: Mapping[str, Any], findings: Findings) -> list[Verdict]:
    """Judge all that was found about a case."""
    name, verdicts = case["id"], []
    if findings.values:
        for expected in case["expected"]:
            metric = expected["metric"]
            values = findings.values[metric]
            if metric.startswith("var_"):
                values = variances(values)
            verdicts.append(_estimate(name, expected, values))
        if findings.later:
            asked = [expected["metric"] for expected in case["expected"]]
            verdicts.append(_warm_up(name, findings, asked))
    if findings.compared:
        verdicts.append(_compared(case, findings.compared))
    verdicts += [
        Verdict(name, text, "", seen, holds, note="" if holds else "does not hold")
        for text, holds, seen in findings.claims
    ]
    return verdicts


def variances(values: Floats) -> Floats:
    """Variance within each of twenty groups of replications."""
    each = len(values) // GROUPS
    grouped: Floats = values[: each * GROUPS].reshape(GROUPS, each).var(axis=1, ddof=1)
    return grouped


def standard_error(values: Floats) -> float:
    """Of a mean of independent values."""
    return float(values.std(ddof=1)) / math.sqrt(len(values))


def interval(values: Floats, confidence: float = 0.95) -> tuple[float, float]:
    """Student's interval for the mean of independent values."""
    half = float(stats.t.ppf(0.5 + confidence / 2, len(values) - 1)) * standard_error(values)
    return float(values.mean()) - half, float(values.mean()) + half


def covering(values: Floats, each: int, truth: float) -> float:
    """Share of trials, of so many replications each, whose interval holds the truth."""
    intervals = [interval(group) for group in values.reshape(-1, each)]
    return float(np.mean([low <= truth <= high for low, high in intervals]))


def _estimate(name: str, expected: Mapping[str, Any], values: Floats) -> Verdict:
    """Judge an estimate from replications by the tolerance of its metric."""
    value, tol = float(expected["value"]), expected["tol"]
    if len(values) < 20:
        raise ValueError(f"{name}: {len(values)} replications are too few")
    mean, se = float(values.mean()), standard_error(values)
    off = mean - value
    reach = tol["k"] * se
    z = math.nan
    if tol["type"] == "se":
        passed, z = (
            abs(off) <= reach,
            off / se if se else math.copysign(math.inf, off) if off else 0.0,
        )
    elif tol["type"] == "rel_plus_se":
        passed = abs(off) <= tol["rel"] * value + reach
    elif tol["type"] == "upper_bound":
        passed = mean - reach <= value
    elif tol["type"] == "lower_bound":
        passed = mean + reach >= value
    else:
        raise ValueError(f"{name}: no rule for the tolerance {tol['type']}")
    note = "" if passed else "outside its tolerance"
    if se > MAX_REL_SE * abs(value) and tol["type"] in {"se", "rel_plus_se"}:
        passed, note = False, f"no power: SE is {100 * se / abs(value):.1f}% of the value"
    return Verdict(name, expected["metric"], f"{value:.5g}", f"{mean:.5g}", passed, z, note)


def _warm_up(name: str, findings: Findings, metrics: Iterable[str]) -> Verdict:
    """Twice the warm-up must not move any mean: the difference in each replication is about 0."""
    worst = 0.0
    for metric in metrics:
        moved = findings.later[metric] - findings.values[metric]
        se = standard_error(moved)
        if se:
            worst = max(worst, abs(float(moved.mean())) / se)
    return Verdict(name, "(twice the warm-up moves nothing)", "z < 4", f"{worst:.2f}", worst < 4)


def _compared(case: Mapping[str, Any], compared: Sequence[tuple[str, object, object]]) -> Verdict:
    """Judge exact values, all in one line; the first that is wrong is named."""
    tol = case.get("tol", {"type": "exact"})
    wrong = [each for each in compared if not _same(each[1], each[2], tol)]
    if not wrong:
        return Verdict(case["id"], f"{len(compared)} values", "", "all as expected", True)
    what, expected, observed = wrong[0]
    note = f"{len(wrong)} of {len(compared)} values are wrong"
    return Verdict(case["id"], what, str(expected), str(observed), False, note=note)


def _same(expected: object, observed: object, tol: Mapping[str, Any]) -> bool:
    if tol["type"] == "exact":
        return expected == observed
    return abs(float(observed) - float(expected)) <= float(tol["value"])


def suite(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Judge all estimates together: small errors to one side that single tests let through."""
    z = np.array([verdict.z for verdict in verdicts if not math.isnan(verdict.z)])
    number = len(z)
    square, far, above = float((z**2).mean()), int((abs(z) > 3).sum()), int((z > 0).sum())
    lean = (above - number / 2) / math.sqrt(number / 4)
    return [
        Verdict(
            "suite",
            f"mean of z² over {number} estimates",
            "0.7 to 1.5",
            f"{square:.2f}",
            0.7 <= square <= 1.5,
        ),
        Verdict(
            "suite", "estimates with |z| > 3", f"<= {number // 50}", str(far), far <= number / 50
        ),
        Verdict(
            "suite", f"signs: {above} of {number} above", "|z| < 4", f"{lean:.2f}", abs(lean) < 4
        ),
    ]


def suite_with_retry(
    verdicts: Sequence[Verdict],
    again: Callable[[], Sequence[Verdict]],
    say: Callable[[list[Verdict]], None],
) -> list[Verdict]:
    """Judge the suite; a failure is tried once more, on fresh estimates, and two are a failure.

    Parameters
    ----------
    verdicts : sequence of Verdict
        Of all cases.
    again : callable
        Runs all stochastic cases once more, with another seed.
    say : callable
        Is told each judgement, also that which is tried again.

    Returns
    -------
    list of Verdict
        What counts: the judgement, or the cases run again and the judgement of those.
    """
    first = suite(verdicts)
    say(first)
    if all(verdict.passed for verdict in first):
        return first
    fresh = [*again()]
    second = suite(fresh)
    say(second)
    return fresh + second
