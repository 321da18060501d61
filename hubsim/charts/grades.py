"""What the numbers of a model rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from hubsim.spec.hub import Hub, Section
from hubsim.spec.quantity import GRADES, Quantity
from hubsim.spec.route import Route


def grades_of(hub: Hub) -> Counter[str]:
    """Count the numbers written in a hub by their grade; one without any counts as assumed."""
    return Counter(_grades(hub, "assumed"))


def _grades(item: Any, grade: str) -> Iterator[str]:
    """Walk down with the grade that speaks for bare numbers; numbers not written do not count."""
    if isinstance(item, Quantity):
        yield item.grade or grade
    elif isinstance(item, Section):
        basis = getattr(item, "basis", None)
        for name in item.model_fields_set:
            yield from _grades(getattr(item, name), basis.grade if basis else grade)
    elif isinstance(item, Route):
        for row in item.rows.values():
            if len(row) > 1:  # a single way out is no number
                yield from _grades(row, grade)
    elif isinstance(item, Mapping):
        for each in item.values():
            yield from _grades(each, grade)
    elif isinstance(item, tuple):
        for each in item:
            yield from _grades(each, grade)


def said_grades(hub: Hub) -> str:
    """Say how many numbers a hub has and what they rest on."""
    found = grades_of(hub)
    parts = [f"{found[grade]} {grade}" for grade in GRADES if found[grade]]
    return f"{found.total()} numbers: {', '.join(parts)}" if found else "no numbers"


def assumed_share(hub: Hub) -> float:
    """Share of a hub's numbers that are assumed or calibrated to fit, not observed by anybody."""
    found = grades_of(hub)
    return (found["assumed"] + found["calibrated"]) / found.total() if found else 0.0
