"""Questions to agencies that hold information, and how long the hub waits for replies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic import Field as About

from hubsim.spec.names import Names, OrText, Text
from hubsim.spec.parts import found
from hubsim.spec.quantity import (
    Count,
    DurationByRating,
    LimitByRating,
    Quantity,
    ShareByRating,
)
from hubsim.spec.section import Basis, Section
from hubsim.units import UnitError, said


class Request(Section):
    """A question put to an agency that holds information, and how the answer comes about.

    Either people of a role look it up (``who`` and ``work``), or the answer simply takes a time
    (``reply_takes``) that contains the holder's own queue and work.
    """

    share_asked: ShareByRating = About(
        Quantity(1.0, text="100%"), description="share of cases for which this agency is asked"
    )
    never: ShareByRating = About(
        Quantity(0.0, text="0%"), description="share never answered unless somebody asks again"
    )
    nothing_found: ShareByRating = About(
        Quantity(0.0, text="0%"), description="share of replies that bring nothing"
    )
    seen_after: DurationByRating | None = About(
        None, description="time until the question is seen, on the hours of whoever looks it up"
    )
    who: Names = About((), description="role that looks it up, or roles in order of preference")
    work: DurationByRating | None = About(None, description="time spent on it")
    reply_takes: DurationByRating | None = About(
        None, description="instead of who and work: time until the reply is there"
    )
    during: Text = About(
        "always", description="hours on which reply_takes runs: working_day, named hours, always"
    )
    reply_seen_after: DurationByRating | None = About(
        None, description="time until the reply is seen, on the hub's working day"
    )
    basis: Basis | None = About(None, description="what the bare numbers here rest on")


class Chase(Section):
    """Asking again after replies that are missing."""

    after: LimitByRating = About(description="how long after asking", examples=["1 working day"])
    done: ShareByRating = About(description="how surely somebody does it", examples=["80%"])


class GoOnWhen(Section):
    """The rule by which the hub stops waiting for replies."""

    all_of: Names = About((), description="agencies without whose reply the case does not go on")
    and_at_least: Count | None = About(
        None,
        description="replies needed in all; if left out, everyone asked, or just those of all_of",
    )


def _go_on(given: Any) -> Any:
    if isinstance(given, Mapping | GoOnWhen):
        return given
    if given in ("all", "all of them"):
        return {}
    what = said(given) if isinstance(given, str) else found(given)
    raise UnitError(f"{what} is no rule", "write all, or {all_of: [police], and_at_least: 2}")


Rule = Annotated[GoOnWhen, BeforeValidator(_go_on), OrText("all")]
"""When to go on: in full, or the word all."""
