"""Small random hubs, full of ties, for tests that hold of every hub.

A `Trial` is a hub as YAML, a length of run, a seed, and a grid: arrivals and lengths of time are
cut down to multiples of the grid, so that many things happen in one second. Shrinking works on the
choices behind the YAML, so a failing example is a small hub that can be read.
"""

from __future__ import annotations

import math
import os
import random
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from hubsim.caseload import Caseload, draw_caseload
from hubsim.engine import Guards, MoreVisits, Run, rerun
from hubsim.engine.reference import ReferenceEngine
from hubsim.errors import InputError
from hubsim.hours import Windows
from hubsim.program import Program, lower
from hubsim.spec.hub import Hub
from hubsim.spec.read import hub_from
from hubsim.spec.source import read_source
from hubsim.variates import Variates, band_steps, draw_variates, somebody_of

from .random_parts import LATER, Cast, by_rating, lengths, one_length, shares, sometimes
from .random_together import (
    SEEN_AS,
    feedback,
    knowledge,
    recognition,
    seat,
    seen_anew,
    under_pressure,
    working_together,
)

DAY = 86_400
MOST_CASES = 60

WEEKS = {
    "office": "Mon-Fri 09:00-17:00",
    "weekend": "Sat-Sun 09:00-13:00",
    "split": "every day 09:00-12:00 and 13:00-17:00",
    "adjoining": "every day 08:00-12:00 and 12:00-14:00",
    "short": "every day 09:00-09:40 and 10:00-10:30 and 16:00-17:00",
    "night": "every day 22:00-06:00",
    "night_and_on": "every day 23:00-01:00 and 01:00-05:00",
    "change": "every day 01:00-02:00 and 02:30-03:30",
    "bank": "Mon-Fri 09:00-17:00, bank holidays too",
}
"""Named hours; those of more than 48 a week are for posts only."""

OUTCOMES = ["help", "no_action"]
LONG_WEEKS = {"split", "night", "always", "working_day"}

STARTS = (
    ("2026-01-05", "UTC"),  # a Monday, nothing special
    ("2026-03-28", "Europe/London"),  # clocks go forward on the second day, at 01:00
    ("2026-10-24", "Europe/London"),  # clocks go back on the second day, at 02:00
    ("2026-03-07", "America/New_York"),  # forward at 02:00, west of Greenwich
    ("2026-12-24", "Europe/London"),  # bank holidays on the second and fifth day
)


ENOUGH = 30_000
"""Bytes behind one example; the longest need some thousand."""


def thorough(examples: int, lots: int = 1) -> Callable[[Any], Any]:
    """Settings of a test over random hubs: the same examples in every ordinary run.

    Several lots of them are tests of their own, which run beside each other.

    Each is made of random bytes of its own. Left to itself, Hypothesis makes five of six by small
    changes of the one before, and three thousand would be five hundred.

    With ``HUBSIM_EXAMPLES`` in the environment there are that many, and fresh ones each time, or
    those of ``HUBSIM_SEED``; with ``HUBSIM_SHRINK`` Hypothesis looks by itself, and makes a failing
    hub as small as possible, which takes minutes.
    """
    more = int(os.environ.get("HUBSIM_EXAMPLES") or "0")
    phases = [Phase.generate, *([Phase.shrink] if "HUBSIM_SHRINK" in os.environ else [])]
    found = settings(
        max_examples=more or examples,
        derandomize=not more,
        database=None,
        deadline=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
    )

    def decorate(test: Any) -> Any:
        if Phase.shrink in phases:
            return found(test)
        once = found(test).hypothesis.fuzz_one_input

        def many(lot: int) -> None:
            seed = os.environ.get("HUBSIM_SEED") or (os.urandom(8).hex() if more else "0")
            numbers, done = random.Random(f"{seed} {lot}" if lot else seed), 0
            while done < (math.ceil(more / lots) or examples):
                given = numbers.randbytes(ENOUGH)
                try:
                    done += once(given) is not None
                except BaseException as error:
                    error.add_note(f"example {done} of HUBSIM_SEED={seed}, lot {lot}")
                    raise

        def all_of_them() -> None:
            many(0)

        shown = many if lots > 1 else all_of_them
        shown.__name__, shown.__doc__ = test.__name__, test.__doc__
        shown.__module__ = test.__module__
        return pytest.mark.parametrize("lot", range(lots))(many) if lots > 1 else shown

    return decorate


@dataclass(frozen=True)
class Trial:
    """A hub and what is needed to run it."""

    text: str
    days: int
    seed: int
    grid: int

    def hub(self) -> Hub:
        """Read and check the hub."""
        return hub_from(read_source(self.text, "random.yaml")).hub

    def program(self) -> Program:
        """Lower it."""
        return lower(self.hub(), self.days * DAY)

    def caseload(self, program: Program) -> Caseload:
        """Draw its contacts; arrivals lie on the grid."""
        return on_grid(draw_caseload(program, seed=self.seed, replication=0), self.grid)

    def variates(self, program: Program, caseload: Caseload, visits: int = 2) -> Variates:
        """Draw everything else; lengths of time lie on the grid."""
        drawn = draw_variates(program, caseload, seed=self.seed, replication=0, visits=visits)
        values = tuple(
            tuple(
                tuple(v // self.grid * self.grid if draw.spreads else v for v in by_visit)
                for by_visit in episodes
            )
            for draw, episodes in zip(program.draws, drawn.values, strict=True)
        )
        duty = tuple(map(in_tens, drawn.duty))
        return replace(
            drawn,
            values=values,
            duty=duty,
            hours=(*program.hours, *(somebody_of(program, duty, each) for each in program.there)),
            bands=tuple(
                band_steps(band, somebody_of(program, duty, band.roles))
                if band.roles
                else band.levels
                for band in program.bands
            ),
        )

    def run(self) -> Run:
        """Run it from scratch."""
        program = self.program()
        return self.run_of(program, self.caseload(program))

    def run_of(self, program: Program, caseload: Caseload, guards: Guards | None = None) -> Run:
        """Run given cases; draw more visits until there are enough."""
        visits = 2
        while True:
            try:
                drawn = self.variates(program, caseload, visits)
                return rerun(program, caseload, drawn, guards, ReferenceEngine())
            except MoreVisits:
                visits *= 2


def on_grid(caseload: Caseload, grid: int) -> Caseload:
    """Cut arrivals and returns down to multiples of a grid, and cases down to `MOST_CASES`."""
    arrival = caseload.arrival // grid * grid
    returns, silence = (
        np.where(after < 0, -1, after // grid * grid)
        for after in (caseload.returns, caseload.silence)
    )
    order = np.lexsort((caseload.number, caseload.source, arrival))[:MOST_CASES]
    return take(replace(caseload, arrival=arrival, returns=returns, silence=silence), order)


def in_tens(windows: Windows) -> Windows:
    """Let people come and go at multiples of ten minutes, also when they are called away."""
    return Windows.merging(windows.opens // 600 * 600, windows.closes // 600 * 600)


def take(caseload: Caseload, chosen: np.ndarray) -> Caseload:
    """Some cases of a caseload."""
    columns = (field.name for field in fields(Caseload))
    return Caseload(*(np.ascontiguousarray(getattr(caseload, c)[..., chosen]) for c in columns))


# ------------------------------------------------------------------ strategy


@st.composite
def roles(
    draw: st.DrawFn, agencies: list[str], ratings: list[str], least: int
) -> dict[str, dict[str, object]]:
    """One to four roles, each with one to three people or posts; the first of different agencies."""
    found: dict[str, dict[str, object]] = {}
    for number in range(draw(st.integers(least, 4))):
        mostly = ["always"] * (2 if least == 1 else 12)  # who is there hands on to who is there
        hours = draw(st.sampled_from([*mostly, *WEEKS, "short", "split", "working_day"]))
        kind = "posts" if hours in LONG_WEEKS or draw(st.booleans()) else "people"
        role: dict[str, object] = {
            "agency": agencies[number] if number < least else draw(st.sampled_from(agencies)),
            kind: draw(st.integers(1, 3)),
            "hours": hours,
            "time_for_cases": draw(st.sampled_from(["100%", "70%", "33%"])),
            "unfinished": draw(st.sampled_from(["keep", "hand back", "finish"])),
        }
        if role["unfinished"] == "hand back" and draw(st.booleans()):
            role["reread"] = draw(st.sampled_from(["10 min", "1 min", "30 min"]))
        if draw(sometimes(3)):
            role["undivided"] = [draw(st.sampled_from(ratings))]
        found[f"r{number}"] = role | draw(presence(role))
    return found


@st.composite
def presence(draw: st.DrawFn, role: dict[str, object]) -> dict[str, object]:
    """When people are there besides the hours of their role: most are there throughout."""
    found: dict[str, object] = {}
    if draw(sometimes(6)):
        found["part_time"] = draw(st.sampled_from([["Mon-Wed"], ["Sat 10:00-12:00", "Thu-Sun"]]))
    if draw(sometimes(10)):
        found["present"] = draw(st.sampled_from(["Mon-Wed", "Sat-Sun", "Thu-Sun"]))
    people = role.get("people")
    if isinstance(people, int):
        if draw(sometimes(6)):
            found["at_work_at_once"] = draw(st.integers(1, people))
        if draw(sometimes(4)):
            found["away"] = draw(st.sampled_from(["26 weeks a year", "10 weeks a year"]))
        if draw(sometimes(4)):
            found["absence"] = draw(st.sampled_from(["20%", "50%"]))
        if ("away" in found or "absence" in found) and draw(sometimes(3)):
            found["cover"] = "50%"
    if draw(sometimes(6)):
        after = draw(st.sampled_from(["3 h", {"shape": "exponential", "mean": "2 h"}]))
        lasts = draw(st.sampled_from(["1 h", {"shape": "exponential", "mean": "1 h"}]))
        found["called_away"] = {"after": after, "lasts": lasts}
    return found


@st.composite
def who(draw: st.DrawFn, roles: list[str]) -> list[str]:
    """One role or several, in order of preference."""
    return draw(st.lists(st.sampled_from(roles), min_size=1, max_size=3, unique=True))


HOURS = st.sampled_from(["always", "working_day", "split", "night", "short"])


@st.composite
def question(draw: st.DrawFn, cast: Cast, agency: str, zero: bool) -> dict[str, object]:
    """A question to one agency. What it says itself stands instead of what follows elsewhere."""
    found: dict[str, object] = {}
    ratings, one_in = cast.ratings, 5 if cast.together else 2
    if draw(st.booleans()):
        often = ["50%", "0%", "20%"] if cast.together else ["100%", "100%", "100%", "60%", "0%"]
        found["share_asked"] = draw(by_rating(often, ratings))
    if draw(sometimes(one_in)):
        found["never"] = draw(by_rating(["40%", "100%", "0%"], ratings))
    if draw(sometimes(one_in + 1)):
        found["nothing_found"] = draw(by_rating(["40%", "0%"], ratings))
    how = draw(st.integers(0, 5 if cast.together else 2))
    if how > 1 or (how == 1 and not cast.together):
        theirs = cast.of(agency) if cast.together else []
        found["who"] = draw(who(theirs or cast.roles))
        found["work"] = draw(lengths(ratings, zero))
    elif how == 0:
        found |= {"reply_takes": draw(lengths(ratings, zero)), "during": draw(HOURS)}
    for extra in ("seen_after", "reply_seen_after"):
        if draw(st.integers(0, 2 * one_in)) == 0:
            found[extra] = draw(lengths(ratings))
    return found


@st.composite
def questions(draw: st.DrawFn, cast: Cast, zero: bool) -> dict[str, object]:
    """A stage that asks some agencies at once."""
    ratings = cast.ratings
    asked = draw(st.permutations(cast.agencies))[: draw(st.sampled_from([3, 2, 1]))]
    ask: dict[str, object] = {}
    for agency in asked:
        ask[agency] = draw(question(cast, agency, zero))
    stage: dict[str, object] = {"ask": ask}
    rule = draw(st.sampled_from([1, 0, 2, 3, 1]))
    if rule == 1:
        stage["go_on_when"] = {"and_at_least": draw(st.integers(0, len(asked)))}
    elif rule > 1:
        stage["go_on_when"] = {
            "all_of": draw(st.lists(st.sampled_from(asked), unique=True, min_size=1))
        }
        if rule == 3:
            stage["go_on_when"]["and_at_least"] = draw(st.integers(0, len(asked)))
    limit = st.sampled_from(
        ["0 min", "30 min", "1 h", "6 h", "2 working hours", "1 working day", "2 working days"]
    )
    how = draw(st.integers(0, 3))
    if how == 3 and len(ratings) > 1:
        stage["at_the_latest"] = {rating: draw(limit) for rating in ratings}
    elif how:
        stage["at_the_latest"] = draw(limit)
    if how and draw(st.booleans()):
        stage["kept"] = draw(by_rating(["50%", "0%", "100%"], ratings))
        if draw(sometimes(2)):
            stage["look_again"] = draw(by_rating(LATER, ratings))
    if cast.together and draw(sometimes(2)):
        stage["asked_by"] = draw(st.sampled_from(cast.roles))
    if draw(sometimes(4) if cast.together else st.booleans()):
        stage["chase"] = {
            "after": draw(by_rating(["0 min", *LATER], ratings)),
            "done": draw(by_rating(["100%", "50%", "0%"], ratings)),
        }
    if draw(sometimes(2)):
        stage["withdraw"] = True
    return stage


@st.composite
def needs(draw: st.DrawFn, people: dict[str, dict[str, object]], least: int) -> dict[str, int]:
    """People of some roles: mostly as many as there are, at most one more."""
    size = max(least, min(len(people), draw(st.sampled_from([2, 1, 2, 0]))))
    names = draw(st.permutations(list(people)))[:size]
    found = {}
    for name in names:
        there = people[name].get("people", people[name].get("posts", 1))
        assert isinstance(there, int)
        found[name] = draw(st.sampled_from([there, 1])) + draw(sometimes(12))
    return found


@st.composite
def meetings(
    draw: st.DrawFn, people: dict[str, dict[str, object]], ratings: list[str], zero: bool
) -> dict[str, object]:
    """A meeting in slots."""
    called = draw(needs(people, 0))
    slots = [
        "every day 10:00 and 14:00",
        "every day 09:00 and 09:30 and 10:00 and 16:00",
        "Mon-Fri 09:30 and 16:30",
        "every day 00:00 and 23:30",
    ]
    found: dict[str, object] = {
        "needs": called,
        "at": draw(st.sampled_from(slots)),
        "each_case": draw(lengths(ratings, zero)),
        "at_once": draw(st.sampled_from([1, 2, 3])),
        "must_fit": draw(sometimes(3)),
    }
    if draw(st.booleans()):
        found["cases_at_most"] = draw(st.integers(1, 4))
    if draw(sometimes(8)):
        found["every"] = 2
    after = st.sampled_from(
        ["after 0 min", "after 2 h", "after 1 working day", "after 2 working hours"]
    )
    waived = {name: draw(after) for name in called if draw(st.booleans())}
    if waived:
        found["without"] = waived
    return found


@st.composite
def anew(draw: st.DrawFn, ratings: list[str]) -> dict[str, dict[str, str]]:
    """Ratings after, by rating before, for some of them."""
    before = draw(st.lists(st.sampled_from(ratings), min_size=1, unique=True))
    return {rating: draw(shares(ratings)) for rating in before}


@st.composite
def ways(draw: st.DrawFn, cast: Cast, targets: list[str], back: list[str]) -> object:
    """Where cases go: on, or back with at most 50 %; for all, by rating, by source or by both."""
    ratings, sources, row = cast.ratings, cast.sources, one_way(targets, back)
    kind = draw(st.integers(0, 5))
    if kind == 0 and len(ratings) > 1:
        return {rating: draw(row) for rating in ratings}
    if kind == 1 and len(sources) > 1:
        return {sources[0]: draw(row), "otherwise": draw(row)}
    if kind == 2 and len(sources) > 1 and len(ratings) > 1:
        first = {ratings[0]: draw(row), "otherwise": draw(row)}
        return {sources[0]: first, "otherwise": draw(row)}
    if kind == 3:
        return draw(st.sampled_from(targets))
    return draw(row)


@st.composite
def ways_as_seen(draw: st.DrawFn, cast: Cast, targets: list[str], back: list[str]) -> object:
    """Where cases go by need as it is seen, for all or for some."""
    row = one_way(targets, back)
    seen = draw(st.lists(st.sampled_from(SEEN_AS), min_size=1, unique=True))
    found = {**{need: draw(row) for need in seen}, "otherwise": draw(row)}
    by = draw(st.sampled_from(["", "", cast.ratings[0], cast.sources[0]]))
    return {by: found, "otherwise": draw(row)} if by else found


@st.composite
def one_way(draw: st.DrawFn, targets: list[str], back: list[str]) -> dict[str, str]:
    """Shares of some targets, and perhaps of going back."""
    onward = draw(st.lists(st.sampled_from(targets), min_size=1, max_size=3, unique=True))
    found = draw(shares(onward))
    if back and draw(st.integers(0, 2)) == 0:
        halved = {name: f"{float(share[:-1]) / 2}%" for name, share in found.items()}
        found = {draw(st.sampled_from(back)): "50%", **halved}
    return found


@st.composite
def contacts(draw: st.DrawFn, ratings: list[str], days: int) -> dict[str, object]:
    """A source: regular or Poisson, alone or in groups, as they come or held back."""
    source: dict[str, object] = {}
    mean_group = 1
    if draw(st.integers(0, 2)) == 0:
        source["together"] = draw(st.sampled_from([{"1": "50%", "2": "50%"}, {"3": "100%"}]))
        mean_group = 2
    if draw(st.booleans()):
        number = draw(st.sampled_from([36, 24, 48, 12])) // mean_group
        # Steps of half an hour: contacts of different sources, work and shifts meet in one second.
        source["every"] = f"{max(1, days * 48 // number) * 30} min"
    else:
        source["volume"] = f"{draw(st.sampled_from([40, 20, 30])) * 7 / days:.4f} per week"
        if draw(st.booleans()):
            source["arrives"] = {"Mon-Fri 09:00-17:00": "75%", "always": "25%"}
        if draw(st.booleans()):
            source["released"] = draw(
                st.sampled_from(["every day 10:00 and 14:00", "every day 09:00-09:30", "Mon 09:00"])
            )
    source["true_need"] = draw(shares(["high", "moderate", "low"]))
    source["first_seen_as"] = {
        "high": draw(shares(ratings)),
        "moderate": draw(shares(ratings)),
        "low": draw(shares(ratings[::-1])),
    }
    return source


KINDS = ["work"] * 4 + ["wait"] + ["ask"] * 3 + ["meeting"] * 2 + ["joint"] * 2
KINDS_TOGETHER = ["work"] * 6 + ["wait"] + ["ask"] * 6 + ["meeting", "joint"]


@st.composite
def casts(draw: st.DrawFn, days: int, together: bool | None) -> Cast:
    """Who and what there is; three hubs of four say how their agencies work together."""
    if together is None:
        together = draw(st.integers(0, 3)) > 0
    some = [3, 2] if together else [3, 2, 1]
    agencies = ["police", "health", "care"][: draw(st.sampled_from(some))]
    ratings = ["red", "amber", "green"][: draw(st.sampled_from([2, 3, 1]))]
    number = draw(st.sampled_from([4, 3, 5, 2, 1]))
    return Cast(
        agencies=agencies,
        people=draw(roles(agencies, ratings, 2 if together else 1)),
        ratings=ratings,
        sources=["web", "phone"][: draw(st.sampled_from([2, 1]))],
        stages=[f"s{n}" for n in range(number + together)],
        days=days,
        together=together,
    )


@st.composite
def stage_data(draw: st.DrawFn, cast: Cast, number: int) -> dict[str, object]:
    """One stage; it sends cases on, and some of them back."""
    names, ratings = cast.stages, cast.ratings
    # A loop in which no time can pass is refused: who sends cases back takes some time.
    back = names[: number + 1] if draw(st.integers(0, 2)) == 0 else []
    kind = draw(st.sampled_from(KINDS_TOGETHER if cast.together else KINDS))
    zero, goes_round = not back, False
    stage: dict[str, object] = {}
    if kind == "work":
        if draw(sometimes(4)):
            target = draw(st.sampled_from([*names, *OUTCOMES]))
            goes_round = target in names[: number + 1]
            zero = zero and not goes_round
            stage["gives_up"] = {"after": draw(lengths(ratings, zero)), "then": target}
        stage |= {"who": draw(who(cast.roles)), "work": draw(lengths(ratings, zero))}
    elif kind == "wait":
        stage |= {"wait": draw(lengths(ratings, zero)), "during": draw(HOURS)}
    elif kind == "ask":
        stage |= draw(questions(cast, zero))
    elif kind == "meeting":
        stage["meeting"] = draw(meetings(cast.people, ratings, zero))
    else:
        stage |= {
            "needs": draw(needs(cast.people, 1)),
            "work": draw(lengths(ratings, zero)),
            "joint": draw(st.sampled_from(["hold", "backfill"])),
            "must_fit": draw(sometimes(4)),
        }
    if kind != "ask" and (
        draw(st.integers(0, 7 if cast.together else 2)) == 0 or (kind == "meeting" and back)
    ):
        stage["seen_after"] = draw(lengths(ratings, zero))
    if draw(sometimes(4)) or goes_round:
        stage["at_most"] = {
            "times": draw(st.integers(1, 2)),
            "then": draw(st.sampled_from([*names[number + 1 :], *OUTCOMES])),
        }
    return stage | draw(deciding(cast, number, back))


@st.composite
def deciding(draw: st.DrawFn, cast: Cast, number: int, back: list[str]) -> dict[str, object]:
    """Whether a stage decides, rates anew, and where cases go from it."""
    stage: dict[str, object] = {}
    sees = draw(sometimes(2 if cast.together else 5))
    if sees:
        stage["decides_from"] = [cast.agencies[0]]
    elif draw(sometimes(8)):
        sees = True  # no decision, but it rates anew by need, or comes after one that decides
    after: dict[str, object] = {}
    if draw(sometimes(4)):
        after |= draw(anew(cast.ratings))
    if sees and draw(st.booleans()):
        after |= draw(seen_anew(cast.ratings))
    if after:
        stage["rated_anew"] = after
    onward = [*cast.stages[number + 1 : number + 3], draw(st.sampled_from(OUTCOMES))]
    by_need = sees and draw(st.integers(0, 2)) > 0
    then = ways_as_seen if by_need else ways
    stage["then"] = draw(then(cast, onward, back))
    return stage


@st.composite
def hub_data(draw: st.DrawFn, days: int, together: bool | None = None) -> dict[str, object]:
    """A hub as nested mappings, in the form of its YAML."""
    starts, zone = draw(st.sampled_from(STARTS))
    cast = draw(casts(days, together))
    stages = {name: draw(stage_data(cast, number)) for number, name in enumerate(cast.stages)}
    calendar: dict[str, object] = {
        "starts": starts,
        "timezone": zone,
        "holidays": draw(st.sampled_from(["none", "England"])),
        "hours": WEEKS,
    }
    if draw(st.booleans()):
        calendar["working_day"] = draw(st.sampled_from(["every day 08:00-12:00", "always"]))
    found: dict[str, object] = {
        "hubsim": 1,
        "name": "Random",
        "calendar": calendar,
        "agencies": {agency: {"holidays": "Scotland"} for agency in cast.agencies},
        "roles": cast.people,
        "ratings": {
            rating: draw(urgency(cast.ratings[number + 1 :]))
            for number, rating in enumerate(cast.ratings)
        },
        "contacts": {source: draw(contacts(cast.ratings, days)) for source in cast.sources},
        "what_they_know": draw(knowledge(cast.agencies[: draw(st.integers(1, 3))])),
        "starts_at": "s0",
        "stages": stages,
        "outcomes": {outcome: {} for outcome in OUTCOMES},
    }
    if len(cast.sources) > 1 and draw(sometimes(3)):
        first = draw(st.sampled_from(cast.stages))
        found["starts_at"] = {cast.sources[0]: first, "otherwise": "s0"}
    if draw(st.booleans()):
        found["work_order"] = "due"
    if draw(sometimes(3)):
        after = draw(one_length(zero=True)) if draw(st.booleans()) else "20 h (1 to 60)"
        found["comes_back"] = {
            need: {"share": "80%", "after": after, "worsens": "50%"}
            for need in ("high", "moderate")
        }
        found["outcomes"] = {"help": {"protects": "moderate"}, "no_action": {}}
    for name, section in (
        ("recognition", recognition()),
        ("feedback", feedback()),
        ("under_pressure", under_pressure()),
    ):
        if draw(st.booleans()):
            found[name] = draw(section)
    if "comes_back" in found and "feedback" in found and draw(st.booleans()):
        at_once = draw(st.sampled_from(["0 min", "30 min", "3 h"]))  # for both reasons
        for section in (found["feedback"], *found["comes_back"].values()):
            section["after"] = at_once
    if cast.together:
        found |= draw(sections_together(cast, starts, stages))
    if draw(sometimes(3)):
        found["opening"] = draw(st.lists(opening(cast), min_size=1, max_size=2))
    return found


@st.composite
def sections_together(
    draw: st.DrawFn, cast: Cast, starts: str, stages: dict[str, dict[str, Any]]
) -> dict[str, object]:
    """Where people sit, and how they work together."""
    before = False
    for stage in reversed(stages.values()):
        if "ask" in stage and not before and "asked_by" not in stage:
            stage["asked_by"] = draw(st.sampled_from(cast.roles))  # nobody works next
        before = before or "who" in stage
    sits = {name: draw(seat()) for name in cast.roles if draw(sometimes(4))}
    return {
        "agencies": {
            agency: {"holidays": "Scotland", "sits": draw(seat())} for agency in cast.agencies
        },
        "roles": {
            name: role | ({"sits": sits[name]} if name in sits else {})
            for name, role in cast.people.items()
        },
        "working_together": draw(working_together(cast, starts, stages)),
    }


@st.composite
def opening(draw: st.DrawFn, cast: Cast) -> dict[str, object]:
    """Some cases that are in the hub at the beginning."""
    return {
        "stage": draw(st.sampled_from(cast.stages)),
        "source": draw(st.sampled_from(cast.sources)),
        "rating": draw(st.sampled_from(cast.ratings)),
        "cases": draw(st.integers(1, 5)),
        "oldest": draw(st.sampled_from(["3 h", "2 days"])),
    }


@st.composite
def urgency(draw: st.DrawFn, below: list[str]) -> dict[str, object]:
    """How urgent a rating is: what it interrupts, and by when it is to be decided."""
    found: dict[str, object] = {}
    if below and draw(st.integers(0, 2)) > 0:
        found["interrupts"] = draw(st.lists(st.sampled_from(below), min_size=1, unique=True))
    if draw(st.booleans()):
        limits = ["2 h", "30 min", "6 working hours", "1 working day"]
        found["decide_within"] = draw(st.sampled_from(limits))
    if draw(sometimes(6)):
        found["urgency"] = draw(st.sampled_from(["urgent", "prompt", "routine"]))
    return found


class _Plain(yaml.SafeDumper):
    """Writes what is the same object twice in full: the hub's YAML knows no shorthands."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def as_yaml(data: dict[str, object]) -> str:
    """Write a hub."""
    return yaml.dump(
        data, Dumper=_Plain, sort_keys=False, default_flow_style=None, width=120, allow_unicode=True
    )


def is_sound(data: dict[str, object]) -> bool:
    """Whether a hub is not refused: here and there something could never take place."""
    try:
        hub_from(read_source(as_yaml(data), "random.yaml"))
    except InputError:
        return False
    return True


@st.composite
def hubs(draw: st.DrawFn, together: bool | None = None) -> tuple[dict[str, object], int, int, int]:
    """A hub as mappings, with days, seed and grid; with or without working together, or either."""
    days = draw(st.sampled_from([3, 2, 1, 4]))
    data = draw(hub_data(days, together).filter(is_sound))
    return data, days, draw(st.integers(0, 1000)), draw(st.sampled_from([1, 60, 600, 1800]))


def trials() -> st.SearchStrategy[Trial]:
    """Random hubs, ready to run."""
    return hubs().map(lambda found: Trial(as_yaml(found[0]), *found[1:]))
