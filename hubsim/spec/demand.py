"""What comes to the hub: contacts, what agencies know of them, what returns, what is open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field as About

from hubsim.spec.names import Name, OrText, Releases, Shapes, Text
from hubsim.spec.quantity import (
    Count,
    Duration,
    DurationFixed,
    Limit,
    Number,
    Quantity,
    Share,
    Volume,
)
from hubsim.spec.section import Basis, Need, Row, Section


class Source(Section):
    """Where contacts come from, how many, when, and what they are."""

    label: Text = About("", description="name shown to people")
    volume: Volume | None = About(None, description="contacts in an ordinary week")
    every: Limit | None = About(None, description="instead of volume: one contact every so long")
    arrives: Annotated[Mapping[str, Share], Shapes, OrText("every day 08:00-20:00")] = About(
        {"always": Quantity(1.0, text="100%")},
        description="when contacts arise: hours of the week, or several with their shares",
    )
    released: Releases | None = About(
        None, description="when they reach the hub, if held back: hours or moments of the week"
    )
    in_school_holidays: Share = About(
        Quantity(1.0, text="100%"), description="volume in school holidays as a share of the usual"
    )
    by_month: Mapping[str, Number] = About(
        {}, description="volume by month (Jan … Dec) as a multiple of the usual; 1 if left out"
    )
    together: Mapping[str, Share] = About(
        {}, description="how many children or adults come in one contact, such as 1: 60%, 2: 40%"
    )
    true_need: Mapping[Need, Share] = About(
        {"low": Quantity(1.0, text="100%")},
        description="the truth, which the hub does not see: high, moderate, low",
    )
    first_seen_as: Mapping[Need, Row] = About(
        {}, description="rating at first sight, for each true need"
    )
    basis: Basis | None = About(None, description="what the bare numbers here rest on")


class Knowledge(Section):
    """What one agency knows: how often it holds the fact that matters, and what that reveals."""

    held_for: Mapping[Need, Share] = About(
        alias="for",
        description="how often it holds a fact, for each true need",
        examples=[{"high": "60%"}],
    )
    reveals: Share = About(
        description="how much the fact adds to seeing the need", examples=["50%"]
    )
    turns_on: Share | None = About(
        None,
        description="share of cases of high or moderate need that turn on a fact that this agency "
        "holds; if left out, recognition.turns_on_one_fact",
    )
    basis: Basis | None = About(None, description="what the bare numbers here rest on")


class Recognition(Section):
    """How surely the true need is seen when the decision is made, by what has been heard."""

    without_facts: Share = About(
        description="share of high or moderate need seen as such without any fact", examples=["18%"]
    )
    turns_on_one_fact: Share = About(
        description="of each agency, the share of cases of high or moderate need that turn on a "
        "fact it holds, without which the others do not help",
        examples=["10%"],
    )
    by_that_fact: Share = About(description="share of these seen with that fact", examples=["95%"])
    missed_as_moderate: Share = About(
        description="of high need that is missed, the share seen as moderate, not low",
        examples=["50%"],
    )
    mistaken: Share = About(
        description="share of lower need seen as more than it is before anybody is heard; each "
        "agency heard takes off as much as its facts reveal",
        examples=["12%"],
    )
    mistaken_as_high: Share = About(
        description="of these, the share seen as high", examples=["30%"]
    )
    basis: Basis | None = About(None, description="what the bare numbers here rest on")


class Feedback(Section):
    """Whether those who sent a contact are told what became of it, and what silence does."""

    told: Share = About(description="share who are told the outcome", examples=["60%"])
    silence_repeats: Share = About(
        description="of those not told, the share who send the case again", examples=["10%"]
    )
    after: Duration = About(description="how long after it left", examples=["3 weeks (1 to 8)"])
    basis: Basis | None = About(None, description="what the bare numbers here rest on")


class ComesBack(Section):
    """How a need that was missed returns: the same case, in its next episode."""

    share: Share = About(description="share that comes back", examples=["50%"])
    after: Duration = About(description="how long after leaving", examples=["4 weeks (1 to 12)"])
    worsens: Share = About(
        Quantity(0.0, text="0%"), description="share that comes back more serious"
    )


class Opening(Section):
    """Cases that are in the hub when the simulated time begins."""

    stage: Name = About(description="the stage where they are", examples=["screening"])
    source: Name = About(description="the source of contacts they came from", examples=["police"])
    rating: Name = About(description="how they are rated", examples=["amber"])
    cases: Count = About(description="how many", examples=["40"])
    oldest: DurationFixed = About(
        description="how long ago the oldest arrived", examples=["3 days"]
    )
