"""What pressure does to people: near a limit, past it, with too much waiting. Off by default."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field as About

from hubsim import units
from hubsim.spec.quantity import Field, Number, Quantity, Share
from hubsim.spec.section import Basis, Section
from hubsim.units import UnitError, said


def _pace(text: str) -> float:
    value = units.number(text.strip().removesuffix("%")) / (100 if "%" in text else 1)
    if not 0.1 <= value <= 10:
        raise UnitError(
            f"a pace of {said(text)} is no way to work", "write 120% for a fifth quicker"
        )
    return value


Pace = Annotated[Quantity[float], Field(_pace, "a pace: 120%", "multiple")]


class NearTheLimit(Section):
    """How people work on a case whose limit is near."""

    last: Share = About(
        description="when: the last part of the time allowed by decide_within", examples=["25%"]
    )
    pace: Pace = About(description="pace of work, as a multiple of the usual", examples=["120%"])


class PastTheLimit(Section):
    """How people work on a case whose limit has passed."""

    pace: Pace = About(description="pace of work, as a multiple of the usual", examples=["90%"])


class Overloaded(Section):
    """How people work when too much is waiting for them."""

    waiting: Number = About(
        description="when: so many cases wait for each person who is there", examples=["4"]
    )
    pace: Pace = About(
        Quantity(1.0, text="100%"), description="pace of work, as a multiple of the usual"
    )
    sees: Share = About(
        Quantity(1.0, text="100%"),
        description="how surely need is seen in a decision begun then, as a share of the usual",
    )


class UnderPressure(Section):
    """Effects of deadlines and of load. They multiply."""

    near_the_limit: NearTheLimit | None = About(
        None, description="near decide_within of the rating"
    )
    past_the_limit: PastTheLimit | None = About(None, description="past it")
    overloaded: Overloaded | None = About(None, description="with too much waiting")
    basis: Basis | None = About(None, description="what the bare numbers here rest on")
