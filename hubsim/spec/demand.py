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
