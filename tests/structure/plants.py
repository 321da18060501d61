"""Faults to plant in a sound hub, one kind each, with what must then be found and where.

Each plant says what it touches; two that touch the same thing are not planted together. What must be
found follows from what is planted, by hand: code, path in the file, and whether the place is that of
the name (``key``) or of what stands behind it (``value``).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from hubsim.program import lower
from hubsim.structure import offered_load
from hubsim.units import WEEK
from tests.structure.sound import Data, read

Path = tuple[str | int, ...]
Found = tuple[str, Path, str]
"""Code, path, and key or value."""


@dataclass(frozen=True)
class Planted:
    """A hub with a fault in it.

    Parameters
    ----------
    data : mapping
    expected : set of (code, path, key or value)
        All that must be found, and nothing else may be.
    touches : set of str
        What was changed.
    """

    data: Data
    expected: frozenset[Found]
    touches: frozenset[str]


Plant = Callable[[Data, Callable[[st.SearchStrategy[Any]], Any]], Planted]
PLANTS: dict[str, Plant] = {}
ALWAYS: dict[str, set[str]] = {}
"""What each plant touches wherever it is planted."""


def plant(*always: str) -> Callable[[Plant], Plant]:
    """Note a plant under its name."""

    def noted(function: Plant) -> Plant:
        def planting(data: Data, draw: Any) -> Planted:
            found = function(data, draw)
            return replace(found, touches=found.touches | set(always))

        PLANTS[function.__name__] = planting
        ALWAYS[function.__name__] = set(always)
        return planting

    return noted


def planted(data: Data, expected: Iterable[Found], *touches: str) -> Planted:
    return Planted(data, frozenset(expected), frozenset(touches))


def changed(data: Data) -> Data:
    return copy.deepcopy(data)


def asked(data: Data, way: str) -> list[str]:
    """Agencies that are asked and reached in one way."""
    information = data["working_together"]["information"]
    return [
        name
        for name in data["stages"]["questions"]["ask"]
        if way == information[name]["reached_by"]
    ]


def navigators(data: Data) -> list[str]:
    """Agencies whose people look things up and do nothing else."""
    busy = {
        role
        for stage in data["stages"].values()
        for role in [*stage.get("needs", {}), *stage.get("meeting", {}).get("needs", {})]
    }
    return [name for name in asked(data, "navigator") if f"{name}_desk" not in busy]


# ------------------------------------------------------------------ leads


@plant("led_by")
def nobody_leads(data: Data, draw: Any) -> Planted:
    data = changed(data)
    del data["working_together"]["led_by"]
    return planted(data, [("F001", ("working_together",), "key")])


@plant("led_by")
def nobody_leads_at_a_stage(data: Data, draw: Any) -> Planted:
    data = changed(data)
    stage = draw(st.sampled_from(list(data["stages"])))
    lead = data["working_together"]["led_by"]["default"]
    data["working_together"]["led_by"] = {name: lead for name in data["stages"] if name != stage}
    return planted(data, [("F001", ("stages", stage), "key")])


@plant("led_by")
def disputed_everywhere(data: Data, draw: Any) -> Planted:
    data = changed(data)
    data["working_together"]["led_by"]["default"] = "disputed between council and police"
    return planted(data, [("F002", ("working_together", "led_by", "default"), "value")])


@plant("led_by")
def disputed_at_a_stage(data: Data, draw: Any) -> Planted:
    data = changed(data)
    stage = draw(st.sampled_from(list(data["stages"])))
    data["working_together"]["led_by"][stage] = {"who": ["police", "council"], "how": "disputed"}
    return planted(data, [("F002", ("working_together", "led_by", stage), "value")])


@plant("led_by")
def led_by_an_agency_with_nobody(data: Data, draw: Any) -> Planted:
    data = changed(data)
    stage = draw(st.sampled_from(list(data["stages"])))
    data["agencies"]["charity"] = {}
    data["working_together"]["led_by"][stage] = "charity"
    return planted(data, [("F003", ("working_together", "led_by", stage), "value")])


@plant("led_by")
def led_by_one_person(data: Data, draw: Any) -> Planted:
    data = changed(data)
    stage = draw(st.sampled_from(list(data["stages"])))
    data["roles"]["chief"] = {"agency": "council", "people": 1, "hours": "office"}
    data["working_together"]["led_by"][stage] = "chief"
    return planted(data, [("F004", ("working_together", "led_by", stage), "value")])


# ------------------------------------------------------------------ what agencies know


@plant()
def no_agreement(data: Data, draw: Any) -> Planted:
    data = changed(data)
    information = data["working_together"]["information"]
    agency = draw(st.sampled_from(list(information)))
    information[agency] = {
        "agreement": draw(st.sampled_from(["none", "lapsed"])),
        "reached_by": information[agency]["reached_by"],
    }
    at = ("working_together", "information", agency, "agreement")
    return planted(data, [("F011", at, "value")], f"agency {agency}")


@plant()
def agreement_over_before_the_start(data: Data, draw: Any) -> Planted:
    data = changed(data)
    information = data["working_together"]["information"]
    agency = draw(st.sampled_from(list(information)))
    information[agency]["until"] = "2026-01-04"
    at = ("working_together", "information", agency, "until")
    return planted(data, [("F011", at, "value")], f"agency {agency}")


@plant()
def nothing_said_of_an_agency(data: Data, draw: Any) -> Planted:
    data = changed(data)
    agency = draw(st.sampled_from(asked(data, "navigator")))
    del data["working_together"]["information"][agency]
    at = ("stages", "questions", "ask", agency)
    return planted(data, [("F012", at, "key")], f"agency {agency}")


@plant()
def agreement_that_lapses(data: Data, draw: Any) -> Planted:
    data = changed(data)
    information = data["working_together"]["information"]
    agency = draw(st.sampled_from(list(information)))
    information[agency]["until"] = draw(st.sampled_from(["2026-01-05", "2026-06-30", "2027-03-01"]))
    at = ("working_together", "information", agency, "until")
    return planted(data, [("F013", at, "value")], f"agency {agency}")


@plant("what_they_know")
def facts_never_asked_for(data: Data, draw: Any) -> Planted:
    """A charity that nobody asks and that does nothing holds facts."""
    data = changed(data)
    data["agencies"]["charity"] = {}
    data["what_they_know"]["charity"] = {"for": {"high": "20%"}, "reveals": "20%"}
    return planted(data, [("F014", ("stages", "decision"), "key")])


@plant("what_they_know", "asked about")
def asked_about_no_case(data: Data, draw: Any) -> Planted:
    """An agency that holds facts stands among those asked, and is asked about none."""
    data = changed(data)
    agency = draw(st.sampled_from([*asked(data, "e-mail")]))
    data["stages"]["questions"]["ask"][agency]["share_asked"] = "0%"
    data["what_they_know"][agency] = {"for": {"moderate": "20%"}, "reveals": "20%"}
    expected = [("F014", ("stages", "decision"), "key")]
    return planted(data, expected, f"agency {agency}")


@plant("rule", "asked about", "tied to")
def a_reply_that_never_comes(data: Data, draw: Any) -> Planted:
    """What is written to lies for ever in 15% of cases; a clear lead asks again in 90% of these."""
    data = changed(data)
    agency = draw(st.sampled_from(asked(data, "e-mail")))
    questions = data["stages"]["questions"]
    if draw(st.booleans()):
        questions["go_on_when"]["all_of"] = ["police", agency]
        at, side = ("stages", "questions", "go_on_when", "all_of", 1), "value"
        expected = [("F015", at, side)]
    else:
        del questions["go_on_when"], questions["at_the_latest"]
        expected = [
            ("F015", ("stages", "questions", "ask", name), "key") for name in asked(data, "e-mail")
        ]
    others = [f"agency {name}" for name in asked(data, "e-mail")]
    return planted(data, expected, *others)


# ------------------------------------------------------------------ single points of failure


def one(data: Data, role: str) -> None:
    """Leave one person in a role, whom nobody covers."""
    kept = {key: data["roles"][role][key] for key in ("agency", "hours")}
    data["roles"][role] = {**kept, "people": 1, "absence": "4%", "cover": "20%"}


def needing(data: Data, role: str, people: int) -> list[Found]:
    """Meetings and joint work in which so few of a role leave nobody to spare."""
    found: list[Found] = []
    for name, stage in data["stages"].items():
        meeting = stage.get("meeting", {})
        if stage.get("needs", {}).get(role, 0) >= people:
            found.append(("F023", ("stages", name, "needs", role), "key"))
        if meeting.get("needs", {}).get(role, 0) >= people and role not in meeting.get(
            "without", {}
        ):
            found.append(("F023", ("stages", name, "meeting", "needs", role), "key"))
    return found


@plant("meeting")
def one_person_to_ask(data: Data, draw: Any) -> Planted:
    data = changed(data)
    agency = draw(st.sampled_from(asked(data, "navigator")))
    role = f"{agency}_desk"
    one(data, role)
    expected = [("F021", ("roles", role, "people"), "value"), *needing(data, role, 1)]
    return planted(data, expected, f"role {role}", f"agency {agency}")


@plant("role manager", "meeting")
def one_person_who_decides(data: Data, draw: Any) -> Planted:
    """The manager alone may decide; conferences then ask for one manager, and have none to spare."""
    data = changed(data)
    one(data, "manager")
    data["stages"]["decision"]["who"] = "manager"
    data["stages"]["conference"]["meeting"]["needs"]["manager"] = 1
    expected = [("F021", ("roles", "manager", "people"), "value"), *needing(data, "manager", 1)]
    return planted(data, expected)


@plant()
def nobody_on_some_days(data: Data, draw: Any) -> Planted:
    data = changed(data)
    agency = draw(st.sampled_from(navigators(data)))
    role = f"{agency}_desk"
    data["roles"][role].pop("part_time", None)
    data["roles"][role]["present"] = draw(st.sampled_from(["Mon-Tue", "Mon-Wed", "Tue-Thu"]))
    expected = [("F022", ("roles", role, "present"), "value")]
    return planted(data, expected, f"role {role}", f"agency {agency}")


@plant("role worker", "meeting")
def nobody_to_spare(data: Data, draw: Any) -> Planted:
    """A conference needs three workers, and there are three."""
    data = changed(data)
    data["roles"]["worker"] = {"agency": "council", "people": 3, "hours": "office"}
    data["stages"]["conference"]["meeting"]["needs"]["worker"] = 3
    expected = [("F023", ("stages", "conference", "meeting", "needs", "worker"), "key")]
    return planted(data, expected)


# ------------------------------------------------------------------ hours


@plant("meeting")
def never_at_the_table(data: Data, draw: Any) -> Planted:
    """Somebody who works in the evening is to come to a conference in the morning, if they can."""
    data = changed(data)
    data["roles"]["visitor"] = {"agency": "police", "people": 2, "hours": "evening"}
    meeting = data["stages"]["conference"]["meeting"]
    meeting["needs"]["visitor"] = 1
    meeting["without"] = {**meeting.get("without", {}), "visitor": "after 1 working day"}
    at = ("stages", "conference", "meeting", "without", "visitor")
    return planted(data, [("F031", at, "key")])


@plant()
def asked_by_night(data: Data, draw: Any) -> Planted:
    data = changed(data)
    agency = draw(st.sampled_from(navigators(data)))
    role = f"{agency}_desk"
    data["roles"][role] |= {"hours": "evening"}
    data["roles"][role].pop("part_time", None)
    at = ("stages", "questions", "ask", agency, "who")
    return planted(data, [("F032", at, "value")], f"role {role}", f"agency {agency}")


@plant("meeting", "follow_up")
def handed_on_by_night(data: Data, draw: Any) -> Planted:
    """After the conference, the evening goes on with a case."""
    data = changed(data)
    agency = draw(st.sampled_from(["council", "police"]))
    data["roles"]["visitor"] = {"agency": agency, "people": 2, "hours": "evening"}
    data["stages"]["follow_up"]["who"] = "visitor"
    return planted(data, [("F032", ("stages", "follow_up", "who"), "value")])


# ------------------------------------------------------------------ load, loops, pairs


def load_of(data: Data, role: str) -> float:
    """How much of its time a role needs for the cases."""
    program = lower(read(data).hub, 64 * WEEK)
    return next(each.load for each in offered_load(program, 0, 64 * WEEK) if each.role == role)


def given_time(data: Data, role: str, load: float) -> None:
    """Leave a role so much time for cases that its load is what is asked for."""
    share = 100 * load_of(data, role) / load
    data["roles"][role]["time_for_cases"] = f"{share:.6f}%"


@plant("flow")
def more_work_than_time(data: Data, draw: Any) -> Planted:
    data = changed(data)
    agency = draw(st.sampled_from(navigators(data)))
    role = f"{agency}_desk"
    data["stages"]["questions"]["ask"][agency]["work"] = "6 h"
    given_time(data, role, draw(st.sampled_from([1.01, 1.5])))
    return planted(data, [("F041", ("roles", role), "key")], f"role {role}", f"agency {agency}")


@plant("flow")
def nearly_full(data: Data, draw: Any) -> Planted:
    data = changed(data)
    agency = draw(st.sampled_from(navigators(data)))
    role = f"{agency}_desk"
    data["stages"]["questions"]["ask"][agency]["work"] = "6 h"
    given_time(data, role, draw(st.sampled_from([0.96, 0.99])))
    return planted(data, [("F042", ("roles", role), "key")], f"role {role}", f"agency {agency}")


@plant("meeting")
def an_agenda_too_short(data: Data, draw: Any) -> Planted:
    """One case every fourth week."""
    data = changed(data)
    meeting = data["stages"]["conference"]["meeting"]
    meeting |= {"at": "Wed 10:00", "every": 4, "cases_at_most": 1}
    at = ("stages", "conference", "meeting", "cases_at_most")
    return planted(data, [("F043", at, "value")])


@plant("follow_up")
def round_and_round(data: Data, draw: Any) -> Planted:
    """Of 100 cases at their last step, 40 come back to it, and nothing says how often."""
    data = changed(data)
    share = draw(st.sampled_from([40, 60]))
    data["stages"]["follow_up"]["then"] = {"follow_up": f"{share}%", "help": f"{100 - share}%"}
    at = ("stages", "follow_up", "then")
    return planted(data, [("F051", at, "key")])


@plant("flow", "decision")
def back_to_an_earlier_stage(data: Data, draw: Any) -> Planted:
    """Half of what is decided is asked about again."""
    data = changed(data)
    data["stages"]["decision"]["then"] = {"questions": "50%", "conference": "25%", "help": "25%"}
    return planted(data, [("F051", ("stages", "decision", "then"), "key")])


@plant("tied to")
def nothing_between_two_agencies(data: Data, draw: Any) -> Planted:
    """Strangers who can only write to each other."""
    data = changed(data)
    agency = draw(st.sampled_from(asked(data, "e-mail")))
    name = f"council and {agency}"
    data["working_together"]["ties"][name] = 0
    expected = [("F052", ("working_together", "ties", name), "key")]
    return planted(data, expected, f"agency {agency}")
