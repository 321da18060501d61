"""What a change of form must not change: process, names, units, equal ways to write a hub."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor

import numpy as np

from hubsim.arrays import Ints
from hubsim.caseload import Caseload
from hubsim.engine import Run, rerun, simulate
from hubsim.measures import Traces, Window
from hubsim.runlog import How

from .hubs import given, hub, per_week, program
from .laws import HUBS, WEEK, busy_hub
from .observe import Findings, Trial
from .registry import Case, built


def digest(run: Run) -> str:
    """Say in a few letters what a run came out as, to the last bit."""
    return hashlib.blake2b(run.log.rows().tobytes(), digest_size=12).hexdigest()


AGAIN = """
import hashlib, sys
from hubsim.engine import simulate
from hubsim.program import lower
from hubsim.spec.read import hub_from
from hubsim.spec.source import read_source
program = lower(hub_from(read_source(sys.stdin.read(), "case.yaml")).hub, {horizon})
rows = simulate(program, seed={seed}, replication=3).log.rows()
print(hashlib.blake2b(rows.tobytes(), digest_size=12).hexdigest())
"""


def one_digest(text: str, horizon: int, seed: int, replication: int) -> str:
    """Run one replication and give its digest; for a process of its own."""
    return digest(simulate(program(text, horizon / 60), seed=seed, replication=replication))


@built("PUB-PROP-SEED")
def repeatable(_: Case, trial: Trial) -> Findings:
    """The same in any process, with any hash seed, in any order, on any number of workers."""
    findings = Findings()
    for what, text in HUBS.items():
        again_and_again(findings, what, text(), trial)
    return findings


def again_and_again(findings: Findings, what: str, text: str, trial: Trial) -> None:
    """Claim that one hub comes out the same, whoever runs it."""
    horizon = WEEK
    here = [one_digest(text, horizon, trial.seed, n) for n in range(4)]
    backwards = [one_digest(text, horizon, trial.seed, n) for n in reversed(range(4))][::-1]
    findings.claim(f"{what}: in another order", here == backwards, here[0])
    findings.claim(
        f"{what}: replications and seeds differ",
        len({*here, one_digest(text, horizon, trial.seed + 1, 0)}) == 5,
    )
    script = AGAIN.format(horizon=horizon, seed=trial.seed)
    for hash_seed in ("0", "1", "4242"):
        other = subprocess.run(
            [sys.executable, "-c", script],
            input=text, capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
        )  # fmt: skip
        same = other.stdout.strip() == here[3]
        findings.claim(f"{what}: another process, hash seed {hash_seed}", same)
    if not trial.quick:
        with ProcessPoolExecutor(2) as pool:
            jobs = [pool.submit(one_digest, text, horizon, trial.seed, n) for n in range(4)]
            findings.claim(f"{what}: on two workers", [job.result() for job in jobs] == here)


@built("PUB-PROP-RENAME")
def renamed(_: Case, trial: Trial) -> Findings:
    """Labels change nothing; short names are the addresses of draws and change nothing else."""
    lowered = program(busy_hub(), 7 * 1440)
    run = simulate(lowered, seed=trial.seed, replication=0)
    shown = simulate(
        program(busy_hub(label="Another Name"), 7 * 1440), seed=trial.seed, replication=0
    )
    findings = Findings()
    findings.claim("other labels, the same numbers", digest(shown) == digest(run), digest(run))
    other = program(busy_hub(("alpha", "beta", "gamma", "delta", "epsilon", "zeta")), 7 * 1440)
    same = rerun(other, run.caseload, run.variates)
    findings.claim("other short names on the same draws", digest(same) == digest(run))
    drawn = simulate(other, seed=trial.seed, replication=0)
    cases = all(
        np.array_equal(getattr(drawn.caseload, name), getattr(run.caseload, name))
        for name in Caseload.__dataclass_fields__
    )
    findings.claim("other names of stages and roles, the same cases", cases)
    findings.claim("their draws are others, as written", digest(drawn) != digest(run))
    return findings


@built("PUB-PROP-SCALE")
def scaled(_: Case, trial: Trial) -> Findings:
    """Minutes, hours or seconds: the same lengths of time."""
    texts = [
        hub(
            contacts={"c": f"{{volume: {volume}}}"}, roles={"w": "2"},
            stages={
                "s": f"{{who: w, work: {{shape: gamma, mean: {mean}, cv: 0.5}}, then: t}}",
                "t": f"{{wait: {wait}, then: {{out: 90%, s: 10%}}}}",
            },
        )
        for volume, mean, wait in (
            ("672 per week", "24 min", "30 min (15 to 90)"),
            ("4 per hour", "0.4 h", "0.5 h (0.25 to 1.5)"),
            ("96 per day", "1440 s", "1800 s (900 s to 90 min)"),
        )
    ]  # fmt: skip
    digests = [one_digest(text, 4 * WEEK, trial.seed, 0) for text in texts]
    findings = Findings()
    findings.claim("minutes, hours and seconds agree", len(set(digests)) == 1, digests[0])
    return findings


@built("PUB-PROP-EQUIV")
def equivalent(_: Case, trial: Trial) -> Findings:
    """Two roles of one are one role of two; a way of 0 % and a wait of 0 are nothing."""
    work = "work: {shape: exponential, mean: 12 min}"
    contacts = {"c": f"{{volume: {per_week(8)}}}"}

    def lefts(text: str, replication: int) -> Ints:
        lowered = program(text, 14 * 1440)
        run = simulate(lowered, seed=trial.seed, replication=replication)
        return Traces(run, Window(0, lowered.horizon)).left

    plain = hub(contacts=contacts, roles={"w": "2"}, stages={"s": f"{{who: w, {work}, then: out}}"})
    same = {
        "two roles of one post for one of two": hub(
            contacts=contacts, roles={"w": "1", "v": "1"},
            stages={"s": f"{{who: [w, v], {work}, then: out}}"},
        ),
        "a wait of 0 min": hub(
            contacts=contacts, roles={"w": "2"},
            stages={"s": f"{{who: w, {work}, then: t}}", "t": "{wait: 0 min, then: out}"},
        ),
        "a wait of 0 min first": hub(
            contacts=contacts, roles={"w": "2"},
            stages={"t": "{wait: 0 min, then: s}", "s": f"{{who: w, {work}, then: out}}"},
        ),
        "a way that 0 % take": hub(
            contacts=contacts, roles={"w": "2"},
            stages={
                "s": f"{{who: w, {work}, then: {{never: 0%, out: 100%}}}}",
                "never": "{wait: 5 h, then: out}",
            },
        ),
    }  # fmt: skip
    findings = Findings()
    for what, text in same.items():
        equal = all(np.array_equal(lefts(plain, n), lefts(text, n)) for n in range(3))
        findings.claim(what, equal, "to the second")
    lowered = program(same["a way that 0 % take"], 14 * 1440)
    run = simulate(lowered, seed=trial.seed, replication=0)
    there = lowered.nodes.stage[run.log.node] == lowered.stages.index("never")
    findings.claim("and nobody is ever there", not there.any())
    return findings


@built("PUB-PROP-ROUND")
def rounding(_: Case, trial: Trial) -> Findings:
    """Ten thousand pieces of 0.1 min end at 1000 min, and not a second later."""
    text = hub(
        contacts={"c": "{volume: 1 per week}"}, roles={"w": "1"},
        stages={"s": "{who: w, work: 0.1 min, then: out}"},
    )  # fmt: skip
    run = given(program(text, 1440), [0] * 10_000)
    end = int(run.log.end[run.log.how == How.DONE].max()) / 60
    findings = Findings()
    findings.claim("10,000 x 0.1 min", end == 1000, f"{end} min")
    return findings
