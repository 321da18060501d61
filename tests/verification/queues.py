"""Queues in their steady state: one stage, priorities, networks, forks, shifts."""

from __future__ import annotations

import re

import numpy as np

from hubsim.arrays import Ints
from hubsim.engine import simulate
from hubsim.measures import Traces, Window
from hubsim.measures.hands import duty_seconds, hand_seconds
from hubsim.program import Kind, Program

from .hubs import hub, length, per_week, program, urgency
from .observe import Findings, Metrics, Seen, Trial, steady
from .registry import Case, built

MINUTES_PER_DAY = 1440
HAND_BACK = "unfinished: hand back"


def queue_metrics(seen: Seen) -> Metrics:
    """All that the cases ask of a single stage."""
    waits, times = seen.waits(), seen.times()
    return {
        "utilisation": seen.measure("utilisation", "w"),
        "mean_queue_wait": 60 * seen.measure("ledger", "person"),
        "mean_time_in_system": MINUTES_PER_DAY * seen.measure("days_to_decision_mean"),
        "mean_number_in_queue": seen.mean_in_queue(),
        "mean_number_in_system": seen.measure("open_cases"),
        "p_wait_zero": float(np.mean(waits == 0)),
        "p_wait_positive": float(np.mean(waits > 0)),
        "p_queue_wait_gt_15": float(np.mean(waits > 15)),
        "p_queue_wait_gt_30": float(np.mean(waits > 30)),
        "p_queue_wait_le_20": float(np.mean(waits <= 20)),
        "p95_queue_wait": float(np.quantile(waits, 0.95)),
        "p95_time_in_system": float(np.quantile(times, 0.95)),
        "sd_queue_wait": float(waits.std(ddof=1)),
        "sd_time_in_system": float(times.std(ddof=1)),
    }


@built(
    "PUB-MM1-01", "PUB-MM1-02", "PUB-MMC-01", "PUB-MMC-02", "PUB-MG1-LN-01", "PUB-MG1-GA-01",
    "PUB-MD1-01", "PUB-DM1-01", "PUB-MX-01",
)  # fmt: skip
def one_stage(case: Case, trial: Trial) -> Findings:
    """One stage, first come first served."""
    p, arrivals = case["params"], case["params"]["arrivals"]
    gap = arrivals.get("mean_interarrival_min", arrivals.get("interarrival_min"))
    sizes = {int(size): share for size, share in arrivals.get("batch_size_pmf", {}).items()}
    gap /= sum(size * share for size, share in sizes.items()) if sizes else 1
    contacts = f"volume: {per_week(gap)}"
    if sizes:
        contacts += (
            f", together: {{{', '.join(f'{n}: {100 * share:g}%' for n, share in sizes.items())}}}"
        )
    if arrivals["process"] == "constant":
        contacts = f"every: {gap} min"
    text = hub(
        contacts={"c": f"{{{contacts}}}"},
        roles={"w": str(p["servers"])},
        stages={"s": f"{{who: w, work: {length(p['service'])}, then: out}}"},
    )
    # Cases that come together say less than as many that come one by one.
    effort = case["effort"] * (3 if sizes else 1)
    return steady(text, trial, queue_metrics, gap=gap, effort=effort)


@built("PUB-NPMMC-01", "PUB-NPMG1-01", "PUB-PRMG1-01", "PUB-PRMMC-01")
def priorities(case: Case, trial: Trial) -> Findings:
    """Classes are ratings, most urgent first; each has its source and its law of work."""
    text, gap = priority_hub(case)
    classes = range(len(case["params"]["classes"]))

    def look(seen: Seen) -> Metrics:
        metrics = {"utilisation": seen.measure("utilisation", "w")}
        for k in classes:
            metrics[f"mean_queue_wait_class{k + 1}"] = float(seen.waits(rating=k).mean())
            days = seen.measure("days_to_decision_mean", f"class{k + 1}")
            metrics[f"mean_time_in_system_class{k + 1}"] = MINUTES_PER_DAY * days
        return metrics

    interrupted = HAND_BACK in text
    # Interrupted cases vary so much that the effort of the file is hardly enough.
    effort = case["effort"] * (trial.pick(1, 2) if interrupted else 1)
    findings = steady(text, trial, look, gap=gap, effort=effort)
    if interrupted and case["params"]["servers"] == 1:
        either = (text, text.replace(HAND_BACK, "unfinished: keep"))
        back, kept = (left_of(program(each, 14 * 1440), trial.seed) for each in either)
        same = np.array_equal(back, kept)
        findings.claim("kept or handed back, the same with one server", same, "to the second")
    return findings


def left_of(lowered: Program, seed: int) -> Ints:
    """Seconds at which the cases of a run left."""
    run = simulate(lowered, seed=seed, replication=0)
    return Traces(run, Window(0, lowered.horizon)).left


def priority_hub(case: Case, *, rated: bool = True) -> tuple[str, float]:
    """Write the hub of a priority case, or the same with one rating for all; give its gap too.

    Interrupted work goes back to its queue: if its person kept it, it would wait for one who is
    busy while another is free, and the published formulas hold for servers that are never idle
    while somebody waits. With one server it is the same.
    """
    interrupting = case["params"]["discipline"] == "preemptive-resume"
    posts = case["params"]["servers"]
    unfinished = f", {HAND_BACK}" if interrupting else ""
    classes = case["params"]["classes"]
    gaps = [each["mean_interarrival_min"] for each in classes]
    names = [f"class{each['priority']}" for each in classes]
    work = (
        "{"
        + ", ".join(f"{n}: {length(c['service'])}" for n, c in zip(names, classes, strict=True))
        + "}"
    )
    text = hub(
        ratings=urgency(names, interrupting=interrupting) if rated else {"all": "{}"},
        contacts={
            f"from_{name}": f"{{volume: {per_week(gap)}, "
            f"first_seen_as: {{low: {{{name if rated else 'all'}: 100%}}}}}}"
            for name, gap in zip(names, gaps, strict=True)
        },
        roles={"w": f"{{agency: a, posts: {posts}, hours: always{unfinished}}}"},
        stages={
            "s": f"{{who: w, work: {work if rated else length(classes[0]['service'])}, then: out}}"
        },
    )
    return text, 1 / sum(1 / gap for gap in gaps)


@built("PUB-RENEGE-01", "PUB-RENEGE-02")
def impatient(case: Case, trial: Trial) -> Findings:
    """Cases that nobody begins in time leave."""
    p = case["params"]
    gap = p["arrivals"]["mean_interarrival_min"]
    text = hub(
        contacts={"c": f"{{volume: {per_week(gap)}}}"},
        roles={"w": str(p["servers"])},
        stages={
            "s": f"{{who: w, work: {length(p['service'])}, "
            f"gives_up: {{after: {length(p['patience'])}, then: gone}}, then: out}}"
        },
        outcomes=["out", "gone"],
    )

    def look(seen: Seen) -> Metrics:
        waits, served = seen.waits(), seen.begun()
        if not np.isclose(waits.mean(), 60 * seen.measure("ledger", "person")):
            raise ValueError("the waits in the ledger are not those in the log")
        return {
            "p_renege": seen.measure("outcomes", "gone"),
            "mean_queue_wait_all": float(waits.mean()),
            "mean_queue_wait_served": float(waits[served].mean()),
            "mean_number_in_queue": seen.mean_in_queue(),
            "utilisation": seen.measure("utilisation", "w"),
            "p_wait_positive": float(np.mean(waits > 0)),
        }

    return steady(text, trial, look, gap=gap, effort=case["effort"])


@built("PUB-ABSENCE-01")
def called_away(case: Case, trial: Trial) -> Findings:
    """One post whose person is called away at random, busy or not, and then goes on."""
    p = case["params"]
    gap = p["arrivals"]["mean_interarrival_min"]
    away = f"{{after: {length(p['available'])}, lasts: {length(p['absent'])}}}"
    text = hub(
        contacts={"c": f"{{volume: {per_week(gap)}}}"},
        roles={"w": f"{{agency: a, posts: {p['servers']}, hours: always, called_away: {away}}}"},
        stages={"s": f"{{who: w, work: {length(p['service'])}, then: out}}"},
    )

    def look(seen: Seen) -> Metrics:
        window = seen.window
        duty, touched = seen.traces.once(duty_seconds)[0], seen.traces.once(hand_seconds)[0]
        if not np.isclose(seen.measure("utilisation", "w"), touched / duty):
            raise ValueError("utilisation is not time in hand over time on duty")
        return {
            "mean_number_in_system": seen.measure("open_cases"),
            "mean_time_in_system": MINUTES_PER_DAY * seen.measure("days_to_decision_mean"),
            "availability": float(duty) / (window.stop - window.start),
        }

    return steady(text, trial, look, gap=gap, effort=case["effort"])


@built("PUB-JACK-01")
def network(case: Case, trial: Trial) -> Findings:
    """Stations with feedback; waits are per visit."""
    stations = case["params"]["stations"]
    stages, roles = {}, {}
    for station in stations:
        name = station["name"]
        shares = {**station["routing"], "out": station["exit_probability"]}
        then = ", ".join(f"{to}: {100 * share:g}%" for to, share in shares.items())
        roles[f"{name}_staff"] = str(station["servers"])
        stages[name] = (
            f"{{who: {name}_staff, work: {length(station['service'])}, then: {{{then}}}}}"
        )
    gap = 60 / sum(station["external_arrivals_per_hour"] for station in stations)
    text = hub(contacts={"c": f"{{volume: {per_week(gap)}}}"}, roles=roles, stages=stages)

    def look(seen: Seen) -> Metrics:
        metrics = {"mean_time_in_system": MINUTES_PER_DAY * seen.measure("days_to_decision_mean")}
        log, window = seen.log, seen.window
        for number, station in enumerate(stations):
            name = station["name"]
            metrics[f"utilisation_{name}"] = seen.measure("utilisation", f"{name}_staff")
            metrics[f"mean_queue_wait_{name}"] = 60 * seen.measure("wait_for_role", f"{name}_staff")
            came = (seen.traces.kind == Kind.WORK) & (seen.traces.stage == number) & (log.part == 0)
            came &= (log.ready >= window.start) & (log.ready < window.stop)
            metrics[f"visit_rate_per_hour_{name}"] = came.sum() / (
                (window.stop - window.start) / 3600
            )
        return metrics

    return steady(text, trial, look, gap=gap, effort=case["effort"])


@built("PUB-TAND-01")
def tandem(case: Case, trial: Trial) -> Findings:
    """Two stages in a row."""
    first, second = case["params"]["stages"]
    gap = case["params"]["arrivals"]["mean_interarrival_min"]
    text = hub(
        contacts={"c": f"{{volume: {per_week(gap)}}}"},
        roles={"w1": str(first["servers"]), "w2": str(second["servers"])},
        stages={
            "s1": f"{{who: w1, work: {length(first['service'])}, then: s2}}",
            "s2": f"{{who: w2, work: {length(second['service'])}, then: out}}",
        },
    )

    def look(seen: Seen) -> Metrics:
        times = seen.times()
        return {
            "mean_time_in_system": MINUTES_PER_DAY * seen.measure("days_to_decision_mean"),
            "sd_time_in_system": float(times.std(ddof=1)),
            "p95_time_in_system": float(np.quantile(times, 0.95)),
        }

    return steady(text, trial, look, gap=gap, effort=case["effort"])


@built("PUB-FJ2-01", "PUB-FJN-01")
def fork_join(case: Case, trial: Trial) -> Findings:
    """Every case is asked of several agencies at once, each with a queue of its own."""
    p = case["params"]
    gap = p["arrivals"]["mean_interarrival_min"]
    partners = [f"p{n}" for n in range(p["branches"])]
    asked = ", ".join(
        f"{name}: {{who: {name}_desk, work: {length(p['service_each'])}}}" for name in partners
    )
    text = hub(
        agencies=["a", *partners],
        contacts={"c": f"{{volume: {per_week(gap)}}}"},
        roles={
            f"{n}_desk": f"{{agency: {n}, posts: {p['servers_each']}, hours: always}}"
            for n in partners
        },
        stages={"s": f"{{ask: {{{asked}}}, go_on_when: all, then: out}}"},
    )

    def look(seen: Seen) -> Metrics:
        response = 60 * seen.measure("ledger", "worked") + 60 * seen.measure("ledger", "person")
        mean = float(seen.joins().mean())
        if not np.isclose(response, mean):
            raise ValueError(f"the ledger says {response} min of the responses, the log {mean}")
        bounds = {f"mean_response_{bound}_bound": mean for bound in ("upper", "lower")}
        return {"mean_response": mean, **bounds}

    return steady(text, trial, look, gap=gap, effort=trial.pick(case["effort"], 2 * case["effort"]))


@built("PUB-SHIFT-01")
def shifts(case: Case, trial: Trial) -> Findings:
    """Contacts round the clock, people by day; work pauses at the end of the shift."""
    p = case["params"]
    gap = p["arrivals"]["mean_interarrival_min"]
    text = hub(
        calendar="starts: 2026-01-05, timezone: UTC, holidays: none, working_day: always, "
        "hours: {days: every day 09:00-17:00}",
        contacts={"c": f"{{volume: {per_week(gap)}}}"},
        roles={"w": f"{{agency: a, posts: {p['servers']}, hours: days}}"},
        stages={"s": f"{{who: w, work: {length(p['service'])}, then: out}}"},
    )

    def look(seen: Seen) -> Metrics:
        metrics = {
            "mean_number_in_system": seen.measure("open_cases"),
            "mean_time_in_system": MINUTES_PER_DAY * seen.measure("days_to_decision_mean"),
            "utilisation_of_on_duty_time": seen.measure("utilisation", "w"),
        }
        days = range(-(-seen.window.start // 86_400), seen.window.stop // 86_400)
        for expected in case["expected"]:
            moment = re.search(r"_at_(\d\d):00$", expected["metric"])
            if moment:
                at = [1440 * day + 60 * int(moment[1]) for day in days]
                metrics[expected["metric"]] = float(np.mean([seen.in_hub(minute) for minute in at]))
        return metrics

    # Windows of whole days: a window that ends at noon would lean to busy hours.
    days = trial.pick(300, 700)
    return steady(
        text, trial, look, gap=gap, effort=24 * days * 10, warm_up=24 * trial.pick(40, 210)
    )
