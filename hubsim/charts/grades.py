"""What the numbers of a model rest on."""

from __future__ import annotations

from collections import Counter

from hubsim.spec.quantity import GRADES
from hubsim.spec.read import HubFile
from hubsim.spec.register import register


def grades_of(file: HubFile) -> Counter[str]:
    """Count the numbers written in a hub by their grade; one without any counts as assumed."""
    return Counter(entry.grade for entry in register(file))


def said_grades(file: HubFile) -> str:
    """Say how many numbers a hub has and what they rest on."""
    found = grades_of(file)
    parts = [f"{found[grade]} {grade}" for grade in GRADES if found[grade]]
    return f"{found.total()} numbers: {', '.join(parts)}" if found else "no numbers"


def assumed_share(file: HubFile) -> float:
    """Share of a hub's numbers that are assumed or calibrated to fit, not observed by anybody."""
    found = grades_of(file)
    return (found["assumed"] + found["calibrated"]) / found.total() if found else 0.0
