"""Whether what is said by rating names ratings that exist, and every one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from hubsim.errors import nearest
from hubsim.spec.checks.demand import whole
from hubsim.spec.checks.report import Report
from hubsim.spec.fields import Path
from hubsim.spec.hub import Hub, Row
from hubsim.spec.quantity import Quantity
from hubsim.spec.route import SEEN_AS
from hubsim.spec.working_together import URGENCIES


def by_rating(report: Report, path: Path, given: object, *, by_urgency: bool = False) -> None:
    """Report ratings that do not exist, and those of which nothing is said.

    Parameters
    ----------
    report : Report
    path : path
    given : object
        Something else than a mapping is one for all.
    by_urgency : bool
        Whether how urgent a rating is may stand for it.
    """
    if not isinstance(given, Mapping):
        return
    hub, ratings = report.hub, report.hub.ratings
    among = [*ratings, *(word for word in URGENCIES if by_urgency and word not in ratings)]
    unknown = [name for name in given if not report.known((*path, name), name, among, "rating")]
    misspelt = {nearest(name[:60], among) for name in unknown}
    said = {name for name in ratings if by_urgency and hub.urgency(name) in {*given, *misspelt}}
    missing = [name for name in ratings if name not in {*given, *misspelt, *said}]
    if missing and report.intact("ratings"):
        listed = ", ".join(
            f'"{name}"' + (f" ({hub.urgency(name)})" if by_urgency else "") for name in missing
        )
        plural = "s" if len(missing) > 1 else ""
        report.at_key(
            "E211",
            path,
            f"{path[-1]} says nothing for the rating{plural} {listed}",
            "\n".join(f"add {name}: …" for name in missing[:4]),
        )


def rated_anew(report: Report, path: Path, given: Mapping[str, Row]) -> None:
    """Ratings before and after exist, and each row sums to 100 %."""
    ratings = report.hub.ratings
    for before, row in given.items():
        if before not in SEEN_AS:
            report.known((*path, before), before, [*ratings, *seen_as(report, before)], "rating")
        for after in row:
            report.known((*path, before, after), after, ratings, "rating")
        whole(report, (*path, before), row)


def seen_as(report: Report, name: str) -> tuple[str, ...]:
    """Give the rows for need as it is seen, where a name that is none may have meant one."""
    meant = bool(report.hub.what_they_know) or nearest(name[:60], SEEN_AS) is not None
    return SEEN_AS if meant else ()


def urgencies(report: Report) -> None:
    """Warn of urgencies that go against the order of ratings, and refuse what could mean two."""
    hub = report.hub
    if not report.intact("ratings"):
        return
    above = ""
    for name, rating in hub.ratings.items():
        urgency = hub.urgency(name)
        if rating.urgency is not None and hub.working_together is None:
            message = "urgency changes nothing: nothing is said of how agencies work together"
            help = "add working_together: …, or delete it"
            report.at_key("W221", ("ratings", name, "urgency"), message, help)
        if name in URGENCIES and name != urgency and hub.working_together is not None:
            message = f'the rating "{name}" counts as {urgency}: what is said of {name} ones could '
            message += "mean either"
            help = f"write urgency: {name}, or choose another name"
            report.at_key("E242", ("ratings", name), message, help)
        at = ("ratings", name if rating.urgency else above, "urgency")
        before = hub.urgency(above) if above else urgency
        if URGENCIES.index(urgency) < URGENCIES.index(before):
            message = f'"{name}" counts as {urgency}, and "{above}", which comes first, as {before}'
            help = "ratings stand in order, most urgent first: give the two other urgencies, or "
            help += "exchange them"
            report.at_value("W237", at, message, help)
        above = name


def interrupts(report: Report) -> None:
    """A rating interrupts less urgent ones only."""
    order = list(report.hub.ratings)
    for name, rating in report.hub.ratings.items():
        path: Path = ("ratings", name, "interrupts")
        report.every(path, rating.interrupts, order, "rating")
        if not report.intact("ratings"):
            continue  # their order may be another
        for number, other in enumerate(rating.interrupts):
            if other not in order or order.index(other) > order.index(name):
                continue
            at = (*path, number) if (*path, number) in report.text.spots else path
            less = order[order.index(name) + 1 :]
            help = f"it may interrupt: {', '.join(less)}" if less else "delete it: it is the least"
            same = "the same rating" if other == name else "more urgent"
            report.at_value(
                "E224", at, f'"{name}" cannot interrupt "{other}", which is {same}', help
            )


def values(given: object) -> Iterator[tuple[str, Any]]:
    """Give the values of one quantity or of one for each rating, with the rating or nothing."""
    if isinstance(given, Mapping):
        for rating, each in given.items():
            yield rating, each.value
    elif isinstance(given, Quantity):
        yield "", given.value


def value_for(hub: Hub, given: object, rating: str, default: float = 0.0) -> float:
    """Give the value for a rating, by its name or its urgency; the default where none is."""
    if isinstance(given, Mapping):
        given = given[rating] if rating in given else given.get(hub.urgency(rating))
    return float(given.value) if isinstance(given, Quantity) else default


def some(given: object, is_so: Callable[[Any], bool]) -> bool:
    """Whether it is so for the value of some rating."""
    return any(is_so(value) for _, value in values(given))
