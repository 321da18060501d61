"""The lesson for a browser: in the dashboard, or as one file that needs nothing else."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from hubsim import __version__
from hubsim.analysis import Estimate
from hubsim.floor import floor_designs, payload, player, shown, stories_of
from hubsim.floor.page import NOTE, document
from hubsim.lesson.course import BASE, MOVED, WHOLE, Course
from hubsim.lesson.steps import lying, steps_of

HERE = Path(__file__).resolve().parent
TITLE = "Is co-location enough?"
"""As it is asked: what comes out is told after the guess."""
WHY = (
    "The lesson is about one invented county. What the steps of its ladder cost and bring, such as "
    "posts of navigators, cover and a daily meeting, is assumed for this county alone. Other hubs "
    "that come with hubsim have no such ladder: in the boroughs everybody shares a room already."
)
"""Why no other hub can be chosen."""


@cache
def lesson_script() -> tuple[str, str]:
    """Give the script and the style of the lesson, the floor's among them."""
    script, style = player()
    return script + _read("lesson.js"), style + _read("lesson.css")


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def lesson_floors(*, stories: bool, seed: int = 1) -> list[dict[str, Any]]:
    """Run the three county models for a week on the floor."""
    designs = [*floor_designs([BASE, MOVED]), *floor_designs([WHOLE])]
    traces = [shown(design, seed) for design in designs]
    return payload(traces, [stories_of(trace) for trace in traces] if stories else ())


def lesson_payload(course: Course, hubs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Make what the lesson's script is given.

    Parameters
    ----------
    course : Course
    hubs : sequence of mapping
        The floors of the county apart, in one room and integrated, as `payload` gives them.
    """
    length, study = course.study.length, course.study
    steps = [asdict(step) for step in steps_of(course)]
    return {
        "hubs": list(hubs),
        "steps": [_finite(step) for step in steps],
        "rungs": [
            {"name": rung.name, "about": rung.about, "time": _ends(rung.time),
             "heard": _ends(rung.heard)}
            for rung in course.rungs
        ],
        "curve": [
            {"value": x, "said": lying(x).removesuffix("utes"), **_ends(e)}
            for x, e in course.flipped.flips.readings.items()
        ],
        "assumed": [list(each) for each in course.assumed],
        "made": [
            WHY,
            (f"Every hub was run {study.replications} times for {length.weeks} weeks, after "
             f"{length.warm_up} weeks in which it filled, on the same cases each. Seed "
             f"{study.seed}, hubsim {__version__}. Compare and a briefing run other weeks, so "
             "their times differ a little from these."),
            ("Times are hub working hours from contact to decision, of cases about which partners "
            "were asked."),
            "What is on the floor is one week of one run: a story. The numbers are from all runs.",
            f"An invented county. {NOTE}",
        ],
    }  # fmt: skip


def _ends(e: Estimate) -> dict[str, float | None]:
    return {"mean": _number(e.mean), "low": _number(e.low), "high": _number(e.high)}


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _finite(given: Any) -> Any:
    """Put nothing in place of what is not a number: JSON has no word for it."""
    if isinstance(given, dict):
        return {key: _finite(value) for key, value in given.items()}
    if isinstance(given, tuple | list):
        return [_finite(value) for value in given]
    return _number(given) if isinstance(given, float) else given


def lesson_page(data: Mapping[str, Any]) -> str:
    """Make the lesson as a page.

    Parameters
    ----------
    data : mapping
        From `lesson_payload`.
    """
    script, style = lesson_script()
    body = f'<h1>{escape(TITLE)}</h1>\n<p class="note">{escape(NOTE)}</p>\n<div class="fl"></div>'
    start = (
        'hubsimLesson.mount(document.querySelector(".fl"),\n'
        '  JSON.parse(document.getElementById("data").textContent))\n'
        "  .then((lesson) => { window.lesson = lesson; });"
    )
    return document(TITLE, body, style, f"{script}\n{start}\n", data)


__all__ = ["TITLE", "lesson_floors", "lesson_page", "lesson_payload", "lesson_script"]
