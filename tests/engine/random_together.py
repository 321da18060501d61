"""How the agencies of random hubs work together, with numbers that make every branch common.

The packaged numbers say that little is lost, disputed or refused; here much is. Lengths are short
and often nothing, so that what is passed on arrives in the second in which other things happen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from .random_parts import LATER, Cast, by_rating, lengths, one_length, shares, sometimes

Data = dict[str, object]

PLACES = (
    "civic / hub / A",
    "civic / hub / A",
    "civic / hub / B",
    "civic / hub",
    "civic / annexe",
    "civic",
    "station / hub / A",
    "home",
)
SHARES = ("50%", "100%", "0%", "30%")
"""Of what is looked for: often, always, never."""

REACHED_OUTSIDE = ("e-mail", "direct", "e-mail", "shared record")
REACHED = ("navigator", "navigator", "navigator", *REACHED_OUTSIDE)
NEEDS = ("same room", "somebody there", "one record", "nothing")


@st.composite
def seat(draw: st.DrawFn) -> object:
    """A seat, the same all week or by weekday."""
    place = st.sampled_from(PLACES)
    kind = draw(st.integers(0, 3))
    if kind == 0:
        days = draw(st.sampled_from(["Mon-Wed", "Tue", "Sat-Sun", "Fri"]))
        return {days: draw(place), "otherwise": draw(place)}
    if kind == 1:
        return {"Mon": draw(place), "Tue-Fri": draw(place), "Sat-Sun": draw(place)}
    return draw(place)


def some(draw: st.DrawFn, fields: dict[str, st.SearchStrategy[object]]) -> Data:
    """Some of these fields; what is left out is as packaged."""
    return {name: draw(value) for name, value in fields.items() if draw(st.integers(0, 3))}


@st.composite
def _channel(draw: st.DrawFn, ratings: list[str], packaged: bool, clarified: bool) -> Data:
    """A way in which things travel."""
    share, minutes = (
        st.sampled_from(SHARES),
        st.sampled_from(["0 min", "10 min", "30 min", "7 min"]),
    )
    found = some(
        draw,
        {
            "with_ties": share,
            "answered": st.sampled_from(["30%", "50%", "0%", "100%"]),
            "tries": st.sampled_from(["1", "2", "3"]),
            "each_side": minutes,
            "rekeyed": minutes,
            "dropped": share,
        },
    )
    if clarified:
        found["clarified"] = draw(st.sampled_from(["50%", "100%"]))
        found["clarifying"] = draw(st.sampled_from(["0 min", "10 min", "30 min"]))
        found["clarified_how"] = draw(st.sampled_from(["sent back", "on the spot"]))
    if not packaged or draw(st.integers(0, 3)):
        found["used"] = draw(by_rating(["50%", "30%", "100%"], ratings))
    found["takes"] = draw(lengths(ratings))
    found["try_again"] = draw(st.sampled_from(["0 min", "30 min", "10 min"]))
    return found


@st.composite
def _channels(draw: st.DrawFn, ratings: list[str]) -> dict[str, Data]:
    """The packaged channels with other numbers, and some of the hub's own."""
    found: dict[str, Data] = {}
    for name in draw(st.sampled_from([(), ("runner",), ("runner", "pager")])):
        own = draw(_channel(ratings, packaged=False, clarified=draw(sometimes(2))))
        found[name] = own | {"needs": draw(st.sampled_from(NEEDS))}
    for name in ("spoken", "telephone", "record", "e-mail"):
        found[name] = draw(_channel(ratings, packaged=True, clarified=draw(sometimes(2))))
    found["e-mail"]["used"] = "100%"  # what is left must travel somehow
    return found


@st.composite
def _information(draw: st.DrawFn, starts: str, days: int, reached: Sequence[str]) -> Data:
    """Whether an agency may share what it knows, and how it is reached."""
    found: Data = {
        "agreement": draw(st.sampled_from(["signed", "none", "lapsed", "signed"])),
        "reached_by": draw(st.sampled_from(reached)),
    }
    if found["agreement"] == "signed" and draw(sometimes(2)):
        after = draw(st.integers(-1, days))
        found["until"] = str(dt.date.fromisoformat(starts) + dt.timedelta(days=after))
    return found


def asked_without_people(stages: dict[str, dict[str, Any]]) -> set[str]:
    """Agencies with a question of which nobody in the hub looks it up."""
    questions = [each for stage in stages.values() for each in stage.get("ask", {}).items()]
    return {agency for agency, question in questions if "who" not in question}


@st.composite
def _lead(draw: st.DrawFn, cast: Cast) -> object:
    """Who leads: an agency, roles, several agencies jointly or in dispute."""
    agencies, roles = cast.agencies, cast.roles
    kind = draw(st.integers(0, 4))
    if kind == 0:
        return draw(st.sampled_from(agencies))
    if kind == 1 and len(agencies) > 1:
        how = draw(st.sampled_from(["joint", "disputed"]))
        one, other = draw(st.permutations(agencies))[:2]
        return f"{how} between {one} and {other}"
    who = draw(st.lists(st.sampled_from(roles), min_size=1, max_size=2, unique=True))
    theirs = {str(cast.people[name]["agency"]) for name in who}
    hows = ["clear"] * (len(theirs) == 1) + ["disputed", "joint"] * (len(who) == 2)
    found: Data = {"who": who, "how": draw(st.sampled_from(hows))}
    if draw(sometimes(2)):
        found["deputies"] = [draw(st.sampled_from(roles))]
    if draw(st.integers(0, 2)):
        found["settled_by"] = draw(
            st.lists(st.sampled_from(roles), min_size=1, max_size=2, unique=True)
        )
        found["settling"] = draw(lengths(cast.ratings))
    return found


@st.composite
def _lead_numbers(draw: st.DrawFn, ratings: list[str]) -> Data:
    """What a lead does: settle, notice, chase."""
    return some(
        draw,
        {
            "disputes": by_rating(["50%", "100%", "30%"], ratings),
            "settled_after": lengths(ratings),
            "noticed_after": lengths(ratings),
            "chases": by_rating(["100%", "50%", "0%"], ratings),
            "chases_at": st.sampled_from(["50%", "100%", "0%", "33%"]),
            "chases_after": by_rating(["0 min", *LATER], ratings),
        },
    )


@st.composite
def working_together(
    draw: st.DrawFn, cast: Cast, starts: str, stages: dict[str, dict[str, Any]]
) -> Data:
    """The section on working together, with numbers of its own nearly everywhere."""
    agencies, ratings = cast.agencies, cast.ratings
    tie = st.sampled_from(["50%", "0", "1", "0.2"])
    pairs = [f"{one} and {other}" for one in agencies for other in agencies if one < other]
    ties: Data = {"default": draw(tie)}
    ties |= {pair: draw(tie) for pair in pairs if draw(sometimes(2))}
    information: Data = {}
    outside = asked_without_people(stages)
    for agency in ["default", *agencies]:
        if agency in outside or (agency == "default" and outside):
            information[agency] = draw(_information(starts, cast.days, REACHED_OUTSIDE))
        elif draw(st.integers(0, 3)):
            information[agency] = draw(_information(starts, cast.days, REACHED))
    leads: Data = {}
    if draw(st.integers(0, 2)):
        leads["default"] = draw(_lead(cast))
    for stage in cast.stages:
        if draw(sometimes(2)):
            leads[stage] = draw(_lead(cast))
    nothing = by_rating(["40%", "0%"], ratings)
    hesitates = {
        "hesitates": by_rating(["50%", "100%"], ratings),
        "advice_takes": lengths(ratings),
        "refuses": by_rating(["30%", "0%", "60%"], ratings),
    }
    reply = {
        "reply_takes": lengths(ratings),
        "never": by_rating(["40%", "0%", "100%"], ratings),
        "nothing_found": nothing,
        "at_the_table": st.sampled_from(["0.5", "1", "2"]),
    }
    looked_up = {"work": lengths(ratings), "nothing_found": nothing}
    found: Data = {
        "information": information,
        "ties": ties,
        "led_by": leads,
        "volunteers": draw(st.sampled_from(["100%", "50%", "0%"])),
        "less_clarified": draw(st.sampled_from(["50%", "0%", "100%"])),
        "talk_slows_the_room": draw(st.sampled_from(["0%", "50%", "3%"])),
        "channels": draw(_channels(ratings)),
        "access": {
            "navigator": some(draw, {"nothing_found": nothing}),
            "direct": some(draw, looked_up),
            "shared record": some(draw, looked_up),
            "e-mail": some(draw, reply),
        },
        "agreements": {how: some(draw, hesitates) for how in ("signed", "lapsed", "none")},
        "leads": {how: draw(_lead_numbers(ratings)) for how in ("clear", "joint", "unclear")},
    }
    if draw(sometimes(2)):
        found["one_record"] = list(agencies)
    if draw(sometimes(2)):
        near = st.sampled_from(["1", "0.3", "2", "0"])
        found["nearness"] = {"bank": draw(near), "building": draw(near)}
    return {name: value for name, value in found.items() if value not in ({}, [])}


# ---------------------------------------------------- what is known, and what follows


@st.composite
def knowledge(draw: st.DrawFn, agencies: Sequence[str]) -> Data:
    """What some agencies know, and how often all turns on it."""
    share = st.sampled_from([60, 100, 30])
    found: Data = {}
    for agency in agencies:
        high, moderate = draw(share), draw(share)
        known: Data = {
            "for": {"high": f"{high}%", "moderate": f"{moderate}%", "low": "20%"},
            "reveals": draw(st.sampled_from(["50%", "90%", "20%"])),
        }
        if draw(sometimes(2)):
            known["turns_on"] = draw(st.sampled_from(["0%", f"{min(high, moderate)}%"]))
        found[agency] = known
    return found


@st.composite
def recognition(draw: st.DrawFn) -> Data:
    """How surely need is seen."""
    names = ("without_facts", "by_that_fact", "missed_as_moderate", "mistaken", "mistaken_as_high")
    found = some(draw, dict.fromkeys(names, st.sampled_from(SHARES)))
    return found | {"turns_on_one_fact": draw(st.sampled_from(["30%", "0%"]))}


@st.composite
def feedback(draw: st.DrawFn) -> Data:
    """Who is told, and what silence does; often as soon as a missed need comes back."""
    return {
        "told": draw(st.sampled_from(["40%", "0%", "80%"])),
        "silence_repeats": draw(st.sampled_from(["80%", "100%"])),
        "after": draw(one_length(zero=True)),
    }


@st.composite
def under_pressure(draw: st.DrawFn) -> Data:
    """What limits and load do, quicker or slower."""
    pace = st.sampled_from(["120%", "50%", "173%", "90%"])
    last = st.sampled_from(["50%", "100%", "25%", "0%"])
    found: Data = {}
    if draw(st.integers(0, 2)):
        found["near_the_limit"] = {"last": draw(last), "pace": draw(pace)}
    if draw(st.integers(0, 2)):
        found["past_the_limit"] = {"pace": draw(pace)}
    if not found or draw(st.integers(0, 3)):
        waiting = draw(st.sampled_from(["2", "1", "1.5", "3"]))
        found["overloaded"] = {
            "waiting": waiting,
            "pace": draw(pace),
            "sees": draw(st.sampled_from(SHARES)),
        }
    return found


@st.composite
def seen_anew(draw: st.DrawFn, ratings: list[str]) -> dict[str, dict[str, str]]:
    """Ratings after, by need as it is seen."""
    before = draw(st.lists(st.sampled_from(SEEN_AS), min_size=1, unique=True))
    return {seen: draw(shares(ratings)) for seen in before}


SEEN_AS = ("seen_as_high", "seen_as_moderate", "seen_as_low")
