"""Whether need is seen before anything goes by it, and whether what is said of knowing fits."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from hubsim.spec.checks.report import Report
from hubsim.spec.checks.ways import kinds_of_cases, next_of, start_of, targets_of
from hubsim.spec.fields import Path
from hubsim.spec.hub import Hub
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
    found = set[str]()
    for source, rating, start in _beginnings(hub):
        there, edge = set[str](), [start]
        while edge:
            name = edge.pop()
            if name not in hub.stages or name in there:
                continue
            there.add(name)
            stage = hub.stages[name]
            if not sees(hub, stage):
                found.add(name)
                edge += next_of(hub, stage, source, rating, [""])
            elif stage.gives_up is not None:  # who gives up goes elsewhere before it is decided
                edge += [stage.gives_up.then, *([stage.at_most.then] if stage.at_most else [])]
    return frozenset(found)


def _beginnings(hub: Hub) -> Iterator[tuple[str, str, str]]:
    """Give source, rating and stage of every kind of case as it begins."""
    if hub.ratings and hub.contacts:
        for source, rating in kinds_of_cases(hub):
            yield source, rating, start_of(hub, source)
    for each in hub.opening:
        yield each.source, each.rating, each.stage


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


__all__ = ["FACTS", "MOST_KNOWERS", "Judged", "by_need", "seen_at", "sees", "unseen_at"]
