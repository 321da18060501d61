"""Whether what is said of pressure and of silence changes anything, and sometimes only."""

from __future__ import annotations

from hubsim.spec.checks.report import Report
from hubsim.spec.fields import Path
from hubsim.spec.hub import UnderPressure
from hubsim.spec.reaching import sees


def pressure(report: Report) -> None:
    """Limits that are there, loads that are not always too much, paces other than the usual."""
    hub, under = report.hub, report.hub.under_pressure
    if under is not None:
        _limits(report, under)
        _load(report, under)
        if not (under.near_the_limit or under.past_the_limit or under.overloaded):
            message = "under_pressure changes nothing: it says of no pressure what it does"
            help = "add near_the_limit: {last: 25%, pace: 120%}, or delete it"
            report.at_key("W221", ("under_pressure",), message, help)
    if hub.feedback is None:
        return
    if hub.feedback.told.value == 1:
        message = "feedback changes nothing: everybody is told"
        report.at_value(
            "W221", ("feedback", "told"), message, "write told: 60%, or delete feedback"
        )
    elif hub.feedback.silence_repeats.value == 0:
        message = "feedback changes nothing: nobody sends a case again"
        help = "write silence_repeats: 10%, or delete feedback"
        report.at_value("W221", ("feedback", "silence_repeats"), message, help)


def _limits(report: Report, under: UnderPressure) -> None:
    """Near and past the limit need a limit, and a pace other than the usual."""
    limits = any(rating.decide_within for rating in report.hub.ratings.values())
    for key, each in (
        ("near_the_limit", under.near_the_limit),
        ("past_the_limit", under.past_the_limit),
    ):
        at: Path = ("under_pressure", key)
        if each is None:
            continue
        if not limits and report.intact("ratings"):
            message = f"{key} changes nothing: no rating has a limit"
            report.at_key("W221", at, message, "add decide_within to the ratings, or delete it")
        elif each.pace.value == 1:
            message = f"{key} changes nothing: the pace is the usual"
            report.at_value("W221", (*at, "pace"), message, "write pace: 120%, or delete it")
    near = under.near_the_limit
    if limits and near is not None and near.last.value == 0:
        message = "near_the_limit changes nothing: no part of the time counts as near"
        report.at_value("W221", ("under_pressure", "near_the_limit", "last"), message, "last: 25%")


def _load(report: Report, under: UnderPressure) -> None:
    """Too much is not always too much, and does something."""
    hub, load = report.hub, under.overloaded
    at: Path = ("under_pressure", "overloaded")
    if load is None:
        return
    if load.waiting.value == 0:
        message = "with 0 waiting it would always be too much"
        help = "write how many cases wait for each person, such as waiting: 4"
        report.at_value("E244", (*at, "waiting"), message, help)
    seeing = any(sees(hub, stage) for stage in hub.stages.values())
    if load.sees.value < 1 and not seeing and report.intact("stages", "what_they_know"):
        message = "sees changes nothing: need is never seen in this hub"
        help = "add what_they_know, and decides_from to a stage; or delete it"
        report.at_value("W221", (*at, "sees"), message, help)
    elif load.pace.value == 1 and load.sees.value == 1:
        message = "overloaded changes nothing: people work and see as usual"
        report.at_key("W221", at, message, "add pace: 110%, or sees: 80%")


__all__ = ["pressure"]
