"""Whether need is seen before anything goes by it, and whether what is said of knowing fits."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from hubsim.spec.checks.report import Report
from hubsim.spec.checks.ways import kinds_of_cases, next_of, rates_anew, start_of, targets_of
from hubsim.spec.fields import Path
from hubsim.spec.hub import NEEDS, Hub
from hubsim.spec.reaching import sees

MOST_KNOWERS = 12
"""What is seen is a table over every set of agencies that were heard: twice as long for each."""

FACTS = "what_they_know:\n  police: {for: {high: 70%, moderate: 40%}, reveals: 30%}"


def seen_at(hub: Hub) -> frozenset[str]:
    """Give the stages that some case may leave with its need seen."""
    found, edge = set[str](), [name for name, stage in hub.stages.items() if sees(hub, stage)]
    while edge:
        name = edge.pop()
        if name in hub.stages and name not in found:
            found.add(name)
            edge += targets_of(hub.stages[name])
    return frozenset(found)


def unseen_at(hub: Hub) -> frozenset[str]:
    """Give the stages that some case may leave without its need ever having been seen."""
    begin = _beginnings(hub)
    return frozenset(name for each in begin for name in _left_unseen(hub, *each))


def _left_unseen(hub: Hub, source: str, rating: str, start: str) -> Iterator[str]:
    """Give the stages that a case that begins at one of them may leave with its need unseen."""
    there, edge = set[str](), [start]
    while edge:
        name = edge.pop()
        if name not in hub.stages or name in there:
            continue
        there.add(name)
        stage = hub.stages[name]
        if not sees(hub, stage):
            yield name
            edge += next_of(hub, stage, source, rating, [""])
        elif stage.gives_up is not None:  # who gives up goes elsewhere before it is decided
            edge += [stage.gives_up.then, *([stage.at_most.then] if stage.at_most else [])]


def lost_without_need(hub: Hub, source: str, rating: str, start: str) -> str | None:
    """Give the stage from which a case that begins at a stage could go nowhere; None for none.

    Parameters
    ----------
    hub : Hub
        Checked.
    source, rating, start : str
        Of a case that is in the hub at the beginning.
    """
    ratings = hub.ratings if rates_anew(hub) else [rating]
    for name in _left_unseen(hub, source, rating, start):
        then = hub.stages[name].then
        if then.by_need and any(then.row(source, each) is None for each in ratings):
            return name
    return None


def _beginnings(hub: Hub) -> Iterator[tuple[str, str, str]]:
    """Give source, rating and stage of every kind of case as it begins."""
    if hub.ratings and hub.contacts:
        for source, rating in kinds_of_cases(hub):
            yield source, rating, start_of(hub, source)
    for each in hub.opening:
        yield each.source, each.rating, each.stage


def knowing(report: Report) -> None:
    """What agencies know is seen somewhere, and held where cases turn on it; not by too many."""
    hub, knowers = report.hub, report.hub.what_they_know
    if len(knowers) > MOST_KNOWERS:
        message = f"{len(knowers)} agencies that know something are more than can be told apart"
        help = f"the largest number allowed is {MOST_KNOWERS}: take some together as one agency"
        report.at_key("E220", ("what_they_know",), message, help)
    if hub.recognition is not None and not knowers and report.intact("what_they_know"):
        message = "recognition changes nothing: nothing says what agencies know"
        report.at_key("W221", ("recognition",), message, f"add, for example:\n{FACTS}")
    seeing = any(sees(hub, stage) for stage in hub.stages.values())
    if knowers and not seeing and report.intact("stages", "recognition"):
        if hub.recognition is None:
            message = (
                "nothing says how surely need is seen: that was taken away, and a run needs it"
            )
            report.at_key("E241", ("what_they_know",), message, "do not set recognition to null")
            return
        message = "what_they_know changes nothing: no stage decides"
        help = (
            f"add decides_from: [{', '.join(list(knowers)[:3])}] to the stage that is the decision"
        )
        report.at_key("W221", ("what_they_know",), message, help)
    for name in knowers:
        _turns(report, name)


def _turns(report: Report, name: str) -> None:
    """A case can turn on a fact of an agency only as often as it holds one."""
    known, recognition = report.hub.what_they_know[name], report.hub.recognition
    at: Path = ("what_they_know", name)
    turns = known.turns_on or (recognition.turns_on_one_fact if recognition else None)
    if turns is None:
        return
    for need in NEEDS[:2]:
        held = known.held_for.get(need)
        if turns.value <= (held.value if held else 0.0):
            continue
        has = held.text if held else "none"
        message = f'{turns.text} of cases of {need} need turn on a fact of "{name}", which holds '
        message += f"one in {has}" if held else "none of them"
        if known.turns_on is not None:
            help = f"write turns_on: {has} or less" if held else "write turns_on: 0%"
            report.at_value("E243", (*at, "turns_on"), message, help)
        else:
            help = "add turns_on: 0%, or say how often it holds a fact, for: {" + need + ": 30%}"
            report.at_key("W239", (*at, "for"), message, help)
        return


class Judged:
    """Where the need of cases is seen, and where it is not; worked out when first asked."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub

    @cached_property
    def seen(self) -> frozenset[str]:
        """The stages that some case may leave with its need seen."""
        return seen_at(self.hub)

    @cached_property
    def unseen(self) -> frozenset[str]:
        """The stages that some case may leave without its need ever having been seen."""
        return unseen_at(self.hub)


def by_need(report: Report, path: Path, name: str, seen: frozenset[str]) -> bool:
    """Report rows for need as it is seen where it is never seen; say whether it may be.

    Parameters
    ----------
    report : Report
    path : path
        Of one such row.
    name : str
        Of its stage.
    seen : frozenset of str
        As `seen_at` gives.
    """
    hub = report.hub
    if not report.intact("stages", "what_they_know", "recognition") or name in seen:
        return name in seen
    if not hub.what_they_know:
        message = "need is never seen in this hub: nothing says what its agencies know"
        report.at_key("E233", path, message, f"add, for example:\n{FACTS}")
    else:
        agencies = ", ".join(list(hub.what_they_know)[:3])
        report.at_key(
            "E233",
            path,
            f'need is not seen yet at the end of "{name}": no stage up to it decides',
            f"add decides_from: [{agencies}] to the stage that is the decision",
        )
    return False


__all__ = ["Judged", "by_need", "knowing", "lost_without_need", "seen_at", "unseen_at"]
