"""A hub while somebody designs it: its text, what is wrong with it, tables to change it by."""

from __future__ import annotations

from hubsim.drafting.draft import Draft, History
from hubsim.drafting.start import NOTHING

__all__ = ["NOTHING", "Draft", "History"]
