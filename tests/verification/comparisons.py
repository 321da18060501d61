"""What comparing runs must come out as: nothing against itself, intervals that hold the truth."""

from __future__ import annotations

import numpy as np

from hubsim.arrays import Floats
from hubsim.engine import Run
from hubsim.measures import Traces, Window

from .hubs import hub, per_week
from .judge import covering, standard_error
from .observe import Findings, Seen, Trial, replicated, steady
from .queues import priority_hub
from .registry import Case, built, case_file


def day_of_queue(run: Run) -> dict[str, float]:
    """Mean and 95th percentile of the time in a run, over cases that are through."""
    left = Traces(run, Window(0, run.program.horizon)).left
    times = (left - run.caseload.arrival)[left >= 0] / 60
    return {"mean": float(times.mean()), "p95": float(np.quantile(times, 0.95))}


@built("PUB-PROP-AA")
def itself(_: Case, trial: Trial) -> Findings:
    """A hub against itself: exactly nothing on the same seed, hardly ever something on others."""
    text = hub(
        contacts={"c": f"{{volume: {per_week(15)}}}"}, roles={"w": "1"},
        stages={"s": "{who: w, work: {shape: exponential, mean: 12 min}, then: out}"},
    )  # fmt: skip
    trials, each = 200 * trial.times, trial.pick(5, 10)
    first = replicated(
        text, Trial(trial.seed), day_of_queue, minutes=1440, replications=trials * each
    )
    other = replicated(
        text, Trial(trial.seed + 1), day_of_queue, minutes=1440, replications=trials * each
    )
    again = replicated(text, Trial(trial.seed), day_of_queue, minutes=1440, replications=each)
    findings = Findings()
    for name in ("mean", "p95"):
        nothing = first[name][:each] - again[name]
        findings.claim(f"{name}: exactly 0 on the same seed", bool((nothing == 0).all()), "0")
        share = covering(first[name] - other[name], each, 0.0)
        findings.claim(
            f"{name}: 95% intervals hold 0 in {trials} trials",
            0.905 <= share <= 0.985,
            f"{share:.1%}",
        )
    return findings


@built("PUB-PROP-COVERQ")
def covered(_: Case, trial: Trial) -> Findings:
    """Intervals for a 95th percentile hold the true one about as often as they say.

    The interval is Student's on the percentiles of independent replications, as everywhere in
    hubsim.
    """
    case = case_file()["PUB-MM1-02"]
    (truth,) = (e["value"] for e in case["expected"] if e["metric"] == "p95_time_in_system")
    text = hub(
        contacts={"c": f"{{volume: {per_week(60)}}}"}, roles={"w": "1"},
        stages={"s": "{who: w, work: {shape: exponential, mean: 18 min}, then: out}"},
    )  # fmt: skip
    each, cases, trials = 10, 1500, 200
    start, stop = 3600 * 100, 3600 * (100 + cases)

    def look(run: Run) -> dict[str, float]:
        return {"p95": float(np.quantile(Seen(run, Window(start, stop)).times(), 0.95))}

    values = replicated(text, trial, look, minutes=stop / 60 + 3000, replications=trials * each)
    share = covering(values["p95"], each, truth)
    findings = Findings()
    findings.claim(
        f"p95: 95% intervals hold the truth in {trials} trials",
        0.9 <= share <= 0.99,
        f"{share:.1%}",
    )
    return findings


@built("PUB-PROP-CRN")
def common(_: Case, trial: Trial) -> Findings:
    """On the same cases and lengths of work, the difference of two staffings varies far less.

    Both at 0.85, as the case says: a hub with more contacts meets the same ones sooner. On one and
    the same demand M/M/3 hardly queues; whatever its draws, it cannot take half of the variance of
    M/M/2 away, so there the claim is only that the difference is narrower.
    """
    replications = trial.pick(60, 200)

    def waits(posts: int, load: float, seed: int) -> Floats:
        gap = 12 / load
        text = hub(
            contacts={"c": f"{{volume: {per_week(gap)}}}"}, roles={"w": str(posts)},
            stages={"s": "{who: w, work: {shape: exponential, mean: 12 min}, then: out}"},
        )  # fmt: skip
        found = replicated(
            text, Trial(seed), day_of_queue, minutes=800 * gap, replications=replications
        )
        return found["mean"]

    two, findings = waits(2, 2 * 0.85, trial.seed), Findings()
    for load, what, most in ((3 * 0.85, "both at 0.85", 0.5), (2 * 0.85, "on one demand", 1.0)):
        three, strange = waits(3, load, trial.seed), waits(3, load, trial.seed + 1)
        ratio = (two - three).var(ddof=1) / (two - strange).var(ddof=1)
        findings.claim(
            f"variance of the difference, {what}: < {most:g}",
            ratio < most,
            f"{ratio:.2f} of apart",
        )
    findings.claim("more people are never slower on the same cases", bool((two >= three).all()))
    return findings


@built("PUB-PROP-DOMINANCE")
def conserving(_: Case, trial: Trial) -> Findings:
    """With one law of work, priorities only change who waits, not how long all wait on average."""
    case = case_file()["PUB-NPMMC-01"]
    waits = []
    for rated in (True, False):
        text, gap = priority_hub(case, rated=rated)
        # On the same lengths of work, whether they are written by rating or not.
        found = steady(text, trial, lambda seen: {"wait": float(seen.waits().mean())}, gap=gap,
                       effort=trial.pick(60_000, 300_000))  # fmt: skip
        waits.append(found.values["wait"])
    difference = waits[0] - waits[1]
    se = standard_error(difference)
    findings = Findings()
    findings.claim(
        "priorities leave the mean wait: within 4 SE",
        abs(difference.mean()) <= 4 * se, f"{difference.mean():.3g} (SE {se:.2g})",
    )  # fmt: skip
    return findings
