"""A part of the file, and what parts share: what bare numbers rest on, needs, rows of shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict
from pydantic import Field as About

from hubsim.spec.names import Name, Text
from hubsim.spec.quantity import Grade, Share

Need = Literal["high", "moderate", "low"]
NEEDS: tuple[Need, ...] = ("high", "moderate", "low")
"""The true need of a child or adult, most serious first. The hub does not see it."""

Row = Mapping[Name, Share]
"""What cases are, in shares that sum to 100 %."""


class Section(BaseModel):
    """A part of the file: unknown fields are errors, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Basis(Section):
    """What the bare numbers of a section rest on."""

    grade: Grade = About(
        description="measured, published, derived, calibrated or assumed", examples=["assumed"]
    )
    source: Text = About("", description="where the numbers are from")
