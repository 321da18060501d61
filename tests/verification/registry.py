"""Which function builds which case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .observe import Findings, Trial

Case = Mapping[str, Any]
Build = Callable[[Case, Trial], Findings]

BUILT: dict[str, Build] = {}
"""By id; filled where the functions are."""


def built(*ids: str) -> Callable[[Build], Build]:
    """Register a function as what builds these cases."""

    def register(function: Build) -> Build:
        BUILT.update(dict.fromkeys(ids, function))
        return function

    return register


@cache
def case_file() -> dict[str, Case]:
    """Read the cases, by id, in their order."""
    text = (Path(__file__).parent / "public.yaml").read_text(encoding="utf-8")
    return {case["id"]: case for case in yaml.safe_load(text)["cases"]}
