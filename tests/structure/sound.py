"""Random hubs in which nothing is missing, as nested mappings in the form of their YAML.

However large or small, each has: somebody who leads and deputies, agreements signed, two people or
more wherever only they can do something, hours that overlap, work for a third of the time at most, a
limit on every loop, and people who sit together or know each other.
"""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import strategies as st

from hubsim.spec.read import HubFile, hub_from
from hubsim.spec.source import read_source

Data = dict[str, Any]

NAVIGATED = ["police", "health", "education"]
WRITTEN_TO = ["housing", "probation"]
LOOKED_UP = ["registry", "courts"]


class _Plain(yaml.SafeDumper):
    """Writes what is the same object twice in full: the hub's YAML knows no shorthands."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def as_yaml(data: Data) -> str:
    """Write a hub, one entry a line wherever it has a name of its own."""
    return yaml.dump(data, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=200)


def read(data: Data) -> HubFile:
    """Read and check it."""
    return hub_from(read_source(as_yaml(data), "hub.yaml"))


@st.composite
def people(draw: st.DrawFn, agency: str, least: int = 3) -> Data:
    """Enough people of one agency, in office hours, most of their days away covered."""
    found: Data = {"agency": agency, "people": draw(st.integers(least, 9)), "hours": "office"}
    if draw(st.booleans()):
        found |= {"absence": "4%", "cover": draw(st.sampled_from(["0%", "40%", "80%"]))}
    if draw(st.booleans()):
        found["away"] = "6 weeks a year"
    if draw(st.booleans()):
        found["part_time"] = draw(st.sampled_from([["Mon-Wed"], ["Mon-Tue", "Thu-Fri"]]))
    return found


@st.composite
def sound_hubs(draw: st.DrawFn) -> Data:
    """A hub of four to eight agencies without a gap."""
    navigated = NAVIGATED[: draw(st.integers(2, 3))]
    written_to = WRITTEN_TO[: draw(st.integers(1, 2))]
    looked_up = LOOKED_UP[: draw(st.integers(0, 2))]
    ratings = ["red", "amber", "green"][: draw(st.integers(1, 3))]
    seats = draw(st.sampled_from(["centre / room / bank", "centre / room"]))
    roles = {
        "screener": draw(people("council")),
        "worker": draw(people("council")),
        "manager": draw(people("council")),
        **{f"{agency}_desk": draw(people(agency)) for agency in navigated},
    }
    stages = draw(all_stages(navigated, written_to, looked_up, ratings))
    partners = [*navigated, *written_to, *looked_up]
    ways = {
        **dict.fromkeys(navigated, "navigator"),
        **dict.fromkeys(written_to, "e-mail"),
        **{agency: draw(st.sampled_from(["direct", "shared record"])) for agency in looked_up},
    }
    ties = draw(st.sampled_from([0.5, 0.8, 1]))
    together: Data = {
        "information": {
            agency: {"agreement": "signed", "reached_by": ways[agency]} for agency in partners
        },
        "ties": {"default": ties},
        "led_by": {"default": {"who": "manager", "deputies": ["worker", "screener"]}},
    }
    if draw(st.booleans()):
        together["one_record"] = ["council", *navigated]
    if draw(st.booleans()):
        (first, *_) = partners
        together["information"][first]["until"] = "2035-12-31"
    sources = ["web", "phone"][: draw(st.integers(1, 2))]
    found: Data = {
        "hubsim": 1,
        "name": "Sound",
        "calendar": {
            "starts": "2026-01-05",
            "working_day": "Mon-Fri 08:00-22:00",
            "hours": {"office": "Mon-Fri 09:00-17:00", "evening": "Mon-Fri 18:00-22:00"},
        },
        "agencies": {
            "council": {"sits": seats},
            **{agency: {"sits": seats} for agency in navigated},
            **{agency: {} for agency in (*written_to, *looked_up)},
        },
        "roles": roles,
        "ratings": {rating: {} for rating in ratings},
        "contacts": {
            source: {
                "volume": f"{draw(st.integers(5, 15))} per week",
                "true_need": {"high": "10%", "moderate": "30%", "low": "60%"},
                "first_seen_as": {
                    need: {rating: f"{100 // len(ratings)}%" for rating in ratings[1:]}
                    | {ratings[0]: f"{100 - 100 // len(ratings) * (len(ratings) - 1)}%"}
                    for need in ("high", "moderate", "low")
                },
            }
            for source in sources
        },
        "what_they_know": {
            agency: {"for": {"high": "60%", "moderate": "30%"}, "reveals": "40%"}
            for agency in draw(st.permutations(partners))[: draw(st.integers(1, len(partners)))]
        },
        "working_together": together,
        "starts_at": "intake",
        "stages": stages,
        "outcomes": {"help": {}, "closed": {}},
    }
    if "police" not in found["what_they_know"]:
        found["what_they_know"]["police"] = {"for": {"high": "50%"}, "reveals": "30%"}
    return found


@st.composite
def all_stages(
    draw: st.DrawFn,
    navigated: list[str],
    written_to: list[str],
    looked_up: list[str],
    ratings: list[str],
) -> Data:
    """From intake by questions to a decision, and on to a meeting; with detours."""
    short = st.sampled_from(["10 min", "20 min", "30 min (10 to 60)"])
    ask: Data = {agency: {"who": f"{agency}_desk", "work": draw(short)} for agency in navigated}
    ask |= {agency: {} for agency in (*written_to, *looked_up)}
    for agency, request in ask.items():
        if agency != "police" and draw(st.booleans()):
            request["share_asked"] = draw(
                st.sampled_from(["60%", {r: f"{90 - 20 * n}%" for n, r in enumerate(ratings)}])
            )
    extra = [f"step_{number}" for number in range(draw(st.integers(0, 3)))]
    names = ["intake", *extra, "questions", "decision", "conference", "follow_up"]
    intake: Data = {"who": "screener", "work": draw(short)}
    intake["then"] = {names[1]: "60%", "call_back": "20%", "closed": "20%"}
    stages: Data = {
        "intake": intake,
        "call_back": {
            "who": "screener",
            "work": "10 min",
            "at_most": {"times": draw(st.integers(1, 3)), "then": names[1]},
            "then": "parked",
        },
        "parked": {"wait": "3 h", "during": "working_day", "means": "redone", "then": "intake"},
    }
    for number, name in enumerate(extra):
        stages[name] = draw(step(names[number + 2], navigated))
    stages["questions"] = {
        "asked_by": "worker",
        "ask": ask,
        "go_on_when": {"all_of": ["police"], "and_at_least": draw(st.integers(1, len(ask)))},
        "at_the_latest": "2 working days",
        "then": "decision",
    }
    stages["decision"] = {
        "who": draw(st.sampled_from(["manager", ["manager", "worker"]])),
        "work": draw(short),
        "decides_from": ["police"],
        "then": {"conference": "50%", "help": "50%"},
    }
    stages["conference"] = {
        "meeting": {
            "needs": {"worker": 1, "manager": draw(st.integers(1, 2)), "health_desk": 1},
            "at": draw(st.sampled_from(["Mon-Fri 10:00", "Tue, Thu 14:00"])),
            "each_case": "20 min",
            "cases_at_most": 20,
        },
        "then": "follow_up",
    }
    if draw(st.booleans()):
        stages["conference"]["meeting"]["without"] = {"health_desk": "after 1 working day"}
    stages["follow_up"] = {"who": "worker", "work": "15 min", "then": "help"}
    return stages


@st.composite
def step(draw: st.DrawFn, following: str, navigated: list[str]) -> Data:
    """A stage between intake and questions: work, work together, or a wait."""
    kind = draw(st.integers(0, 3))
    if kind == 0:
        needs = {"worker": 1, f"{navigated[-1]}_desk": 1}
        return {"needs": needs, "work": "20 min", "then": following}
    if kind == 1:
        return {"wait": "2 h", "during": "working_day", "then": following}
    who = draw(st.sampled_from(["worker", "screener", ["worker", "screener"]]))
    return {"who": who, "work": "15 min", "then": {following: "80%", "closed": "20%"}}
