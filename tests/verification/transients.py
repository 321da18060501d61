"""Cases that do not queue, and runs from an empty start: waits, joins, routes, profiles."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from hubsim.arrays import Floats, Ints
from hubsim.engine import Run
from hubsim.measures import Traces, Window
from hubsim.program import Kind

from .hubs import hub, length, per_week
from .judge import covering
from .observe import Findings, Metrics, Seen, Trial, open_at, replicated, steady
from .registry import Case, built


@built("PUB-DIST-LN", "PUB-DIST-TRI", "PUB-DIST-GA")
def laws(case: Case, trial: Trial) -> Findings:
    """A wait alone: the time in the hub has the moments of its law."""
    text = hub(
        contacts={"c": "{volume: 1 per hour}"},
        stages={"s": f"{{wait: {length(case['params'])}, then: out}}"},
    )

    def look(seen: Seen) -> Metrics:
        times = seen.times()
        return {
            "mean": float(times.mean()),
            "sd": float(times.std(ddof=1)),
            "median": float(np.quantile(times, 0.5)),
            "p95": float(np.quantile(times, 0.95)),
        }

    effort = trial.pick(250_000, 500_000) if case["params"]["dist"] == "lognormal" else 40_000
    return steady(text, trial, look, gap=60, effort=effort, warm_up=0)


@built("PUB-JOIN-01")
def deadline(case: Case, trial: Trial) -> Findings:
    """Replies that simply take a time, with and without a limit to the wait for them."""
    p = case["params"]
    partners = [f"p{n}" for n in range(len(p["reply_times"]))]
    asked = ", ".join(
        f"{name}: {{reply_takes: {length(law)}}}"
        for name, law in zip(partners, p["reply_times"], strict=True)
    )

    def text(limit: str) -> str:
        return hub(
            agencies=["a", *partners],
            contacts={"c": "{volume: 1 per hour}"},
            stages={"s": f"{{ask: {{{asked}}}, go_on_when: all{limit}, then: out}}"},
        )

    def limited(seen: Seen) -> Metrics:
        log, number = seen.log, len(seen.run.caseload)
        in_time = (seen.traces.kind == Kind.REPLY) & (log.detail == 1)
        replies = np.bincount(log.case[in_time], minlength=number)[seen.traces.inside]
        return {
            "mean_join_time_with_deadline": float(seen.joins().mean()),
            "p_all_replied_by_deadline": float(np.mean(replies == len(partners))),
            "mean_missing_replies": len(partners) - float(replies.mean()),
        }

    def unlimited(seen: Seen) -> Metrics:
        return {"mean_join_time_no_deadline": float(seen.joins().mean())}

    limit = f", at_the_latest: {p['deadline_min']} min"
    runs = [
        steady(hub_text, trial, look, gap=60, effort=trial.pick(8000, 40_000), warm_up=0)
        for hub_text, look in ((text(limit), limited), (text(""), unlimited))
    ]
    return Findings({**runs[0].values, **runs[1].values})


@built("PUB-ROUTE-01")
def routes(case: Case, trial: Trial) -> Findings:
    """A way of stages with loops; so many people that nobody waits."""
    stations = case["params"]["stages"]
    outcomes = dict.fromkeys(name for station in stations for name in station["outcomes"])
    stages = {}
    for station in stations:
        shares = {**station["next"], **station["outcomes"]}
        then = ", ".join(f"{to}: {100 * share:g}%" for to, share in shares.items())
        stages[station["name"]] = (
            f"{{who: w, work: {station['constant_work_min']} min, then: {{{then}}}}}"
        )
    text = hub(
        contacts={"c": "{volume: 3 per hour}"},
        roles={"w": "60"},
        stages=stages,
        outcomes=list(outcomes),
    )

    def look(seen: Seen) -> Metrics:
        metrics = {
            f"mean_visits_{s['name']}": float(seen.visits(s["name"]).mean()) for s in stations
        }
        metrics |= {f"p_outcome_{name}": seen.measure("outcomes", name) for name in outcomes}
        metrics["mean_touch_time_min"] = 60 * seen.measure("touch_per_case")
        if not np.isclose(metrics["mean_touch_time_min"], seen.times().mean()):
            raise ValueError("nobody waits here, but time in the hub is not the touch time")
        return metrics

    return steady(text, trial, look, gap=20, effort=trial.pick(15_000, 60_000), warm_up=0)


@built("PUB-TRANS-01", "PUB-TRANS-02")
def from_empty(case: Case, trial: Trial) -> Findings:
    """The number in the hub soon after an empty start."""
    p = case["params"]
    unlimited = p["servers"] == "unlimited"
    work = length(p["service"])
    text = hub(
        contacts={"c": f"{{volume: {per_week(p['arrivals']['mean_interarrival_min'])}}}"},
        roles={} if unlimited else {"w": str(p["servers"])},
        stages={
            "s": f"{{wait: {work}, then: out}}"
            if unlimited
            else f"{{who: w, work: {work}, then: out}}"
        },
    )
    moments = [int(expected["metric"].rsplit("_", 1)[1]) for expected in case["expected"]]

    def look(run: Run) -> Metrics:
        return {f"mean_number_in_system_at_{m}": open_at(run, m) for m in moments}

    replications = trial.pick(1000, 4000) if unlimited else trial.pick(5000, 9000)
    return Findings(replicated(text, trial, look, minutes=481, replications=replications))


@built("PUB-MTGINF-SIN-01")
def sine(case: Case, trial: Trial) -> Findings:
    """Arrivals that follow a sine, as steps of ten minutes with the mean rate of each."""
    step, mean = 10, case["params"]["service"]["mean"]
    edges = np.arange(0, 1440 + step, step)

    def integral(t: Ints) -> Floats:  # of 0.1 (1 + 0.6 sin(2 pi (t - 540) / 1440))
        counted: Floats = 0.1 * (
            t - 0.6 * 1440 / (2 * math.pi) * np.cos(2 * math.pi * (t - 540) / 1440)
        )
        return counted

    per_step = np.diff(integral(edges))
    findings = unlimited(case, trial, per_step, step, mean)
    for expected in case["expected"]:
        metric = expected["metric"]
        if metric.startswith("mean_"):
            exact = in_service(per_step / step, step, mean, float(metric.rsplit("_", 1)[1]))
            off = abs(exact / expected["value"] - 1)
            findings.claim(
                f"steps for the sine: {metric[-5:]} moves < 0.02%", off < 2e-4, f"{100 * off:.1g}%"
            )
    return findings


@built("PUB-MTGINF-PC-01")
def hourly(case: Case, trial: Trial) -> Findings:
    """Arrivals by the hour of the day."""
    rates = np.array(case["params"]["arrivals"]["rate_per_hour_by_hour_of_day"], dtype=float)
    return unlimited(case, trial, rates, 60, case["params"]["service"]["mean"])


def unlimited(case: Case, trial: Trial, per_step: Floats, step: int, mean: float) -> Findings:
    """Count cases in service where nobody waits: a wait is unlimited people."""
    text = hub(
        contacts={
            "c": f"{{volume: {7 * sum(per_step):.9f} per week, arrives: {profile(per_step, step)}}}"
        },
        stages={"s": f"{{wait: {{shape: exponential, mean: {mean} min}}, then: out}}"},
    )
    names = [expected["metric"] for expected in case["expected"]]
    moments = sorted({int(name.rsplit("_", 1)[1]) for name in names if "_at_" in name})

    def look(run: Run) -> Metrics:
        found = {f"number_in_service_at_{m}": open_at(run, m) for m in moments}
        day = Window(86_400, 2 * 86_400)
        found["arrivals_day2"] = float(Traces(run, day).inside.sum())
        return {f"{kind}_{name}": n for name, n in found.items() for kind in ("mean", "var")}

    return Findings(replicated(text, trial, look, minutes=moments[-1] + 1, replications=8000))


def profile(per_step: Floats, step: int) -> str:
    """Write the profile of a day as shares of equal steps."""
    shares = np.asarray(per_step) / np.sum(per_step)
    entries = []
    for number, share in enumerate(shares):
        times = "-".join(f"{m // 60:02}:{m % 60:02}" for m in (number * step, (number + 1) * step))
        entries.append(f'"every day {times}": {100 * share:.12f}%')
    return "{" + ", ".join(entries) + "}"


def in_service(rates: Floats, step: int, mean: float, moment: float) -> float:
    """Work out the expected number in service of a stepped profile, exactly."""
    starts = np.arange(0, moment, step)
    ends = np.minimum(starts + step, moment)
    rate = rates[(starts // step).astype(int) % len(rates)]
    return float(
        (rate * mean * (np.exp((ends - moment) / mean) - np.exp((starts - moment) / mean))).sum()
    )


@built("PUB-POOL-01")
def pooled(case: Case, trial: Trial) -> Findings:
    """Three teams apart and together, on the same cases with the same lengths of work."""
    p = case["params"]
    teams = range(p["teams"])

    def text(who: Callable[[int], str]) -> str:
        return hub(
            contacts={
                f"c{n}": f"{{volume: {per_week(p['mean_interarrival_min_per_team'])}}}"
                for n in teams
            },
            roles={f"w{n}": "1" for n in teams},
            stages={
                "arrived": "{wait: 0 min, then: {"
                + ", ".join(f"c{n}: {{s{n}: 100%}}" for n in teams)
                + "}}",
                **{
                    f"s{n}": f"{{who: {who(n)}, work: {length(p['service'])}, then: out}}"
                    for n in teams
                },
            },
        )

    apart, together = text(lambda n: f"[w{n}]"), text(lambda _: "[w0, w1, w2]")
    gap = p["mean_interarrival_min_per_team"] / p["teams"]

    def look(seen: Seen) -> Metrics:
        return {"wait": 60 * seen.measure("ledger", "person")}

    def waits(hub_text: str, seed: int) -> Findings:
        return steady(
            hub_text, Trial(seed, trial.quick, trial.times), look, gap=gap, effort=case["effort"]
        )

    one, two = waits(apart, trial.seed), waits(together, trial.seed)
    strange = waits(together, trial.seed + 1)
    a, b = one.values["wait"], two.values["wait"]
    findings = Findings(
        {"mean_queue_wait_separate": a, "mean_queue_wait_pooled": b, "paired_difference": a - b}
    )
    if one.later:
        a2, b2 = one.later["wait"], two.later["wait"]
        findings.later = {
            "mean_queue_wait_separate": a2,
            "mean_queue_wait_pooled": b2,
            "paired_difference": a2 - b2,
        }
    same, other = (a - b).std(ddof=1), (a - strange.values["wait"]).std(ddof=1)
    findings.claim(
        "common random numbers narrow the difference", same < other, f"sd {same:.3g} < {other:.3g}"
    )
    findings.claim(
        "pooling is better in every replication",
        bool((a > b).all()),
        f"{(a > b).sum()} of {len(a)}",
    )
    again = waits(together, trial.seed).values["wait"]
    findings.claim("a hub against itself differs by exactly 0", bool((again == b).all()), "0")
    if not trial.quick:
        (exact,) = (e["value"] for e in case["expected"] if e["metric"] == "paired_difference")
        window = Window(*(round(60 * gap * cases) for cases in (300, 1200)))
        differences = [
            replicated(
                text,
                trial,
                lambda run: look(Seen(run, window)),
                minutes=1400 * gap,
                replications=200 * 6,
            )["wait"]
            for text in (apart, together)
        ]
        share = covering(differences[0] - differences[1], 6, exact)
        findings.claim(
            "95% intervals of 6 pairs hold the truth", 0.905 <= share <= 0.985, f"{share:.1%}"
        )
    return findings
