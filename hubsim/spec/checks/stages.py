"""Whether each stage does one thing, with people and hours that exist, and says what follows."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import product

from hubsim.spec.checks.asking import asking
from hubsim.spec.checks.demand import whole
from hubsim.spec.checks.knowing import Judged, by_need
from hubsim.spec.checks.people import hours_field
from hubsim.spec.checks.presence import Presence
from hubsim.spec.checks.ratings import by_rating, rated_anew, seen_as
from hubsim.spec.checks.report import Report
from hubsim.spec.checks.together import together
from hubsim.spec.checks.work import long_work, served
from hubsim.spec.fields import Path
from hubsim.spec.hub import NEEDS, OTHERWISE, Hub, Route, Stage
from hubsim.spec.route import SEEN_AS

ONE_THING = (
    "a stage has work with who does it, or a wait, or ask with agencies, or a meeting:\n"
    "who: screener, work: 30 min (15 to 75)   or   wait: 2 h   or   ask: {police: ...}\n"
    "work of several people together: needs: {manager: 1, nurse: 1}, work: 30 min"
)

NEEDS_OTHER = {
    "during": ("wait", "the hours of work are those of whoever does it"),
    "means": ("wait", "only a wait can stand for something else"),
    "go_on_when": ("ask", "only questions are waited for"),
    "at_the_latest": ("ask", "only questions are waited for"),
    "kept": ("at_the_latest", "there is no limit to keep"),
    "look_again": ("at_the_latest", "there is no limit after which to look"),
    "chase": ("ask", "only questions are asked again"),
    "withdraw": ("ask", "only questions are taken back"),
    "asked_by": ("ask", "nothing is asked there"),
    "joint": ("needs", "nobody works together there"),
    "must_fit": ("needs", "only work together can have to fit"),
    "gives_up": ("who", "only what waits for one person to begin is given up"),
}
"""Fields of a stage that change nothing without another."""


def stages(report: Report) -> None:
    """Each stage does one thing, with people and hours that exist, and says where cases go."""
    hub, presence, judged = report.hub, Presence(report.hub), Judged(report.hub)
    for name in hub.stages:
        if name in hub.outcomes:
            message = f'"{name}" is both a stage and an outcome'
            report.at_key("E209", ("outcomes", name), message, "rename one of them")
    for name, stage in hub.stages.items():
        at: Path = ("stages", name)
        _one_thing(report, at, name, stage)
        report.every((*at, "who"), stage.who, hub.roles, "role")
        report.every((*at, "decides_from"), stage.decides_from or (), hub.agencies, "agency")
        hours_field(report, (*at, "during"), stage.during)
        for key in ("work", "wait", "seen_after", "at_the_latest", "kept", "look_again"):
            by_rating(report, (*at, key), getattr(stage, key))
        served(report, at, f'"{name}"', stage.who)
        long_work(report, (*at, "work"), stage.who, stage.work)
        asking(report, at, stage)
        together(report, at, name, stage, presence)
        rated_anew(report, (*at, "rated_anew"), stage.rated_anew)
        _detours(report, at, stage)
        _then(report, (*at, "then"), stage.then)
        _by_need(report, at, name, stage, judged)


def _one_thing(report: Report, at: Path, name: str, stage: Stage) -> None:
    does = [key for key in ("work", "wait", "ask", "meeting") if getattr(stage, key) is not None]
    workers = bool(stage.who) + bool(stage.needs)
    if len(does) != 1 or workers != (stage.work is not None):
        report.at_key("E210", at, _wrong_thing(name, stage, does), ONE_THING)
        return
    for key, (other, why) in NEEDS_OTHER.items():
        if key in stage.model_fields_set and not _is_there(stage, other):
            message = f'{key} changes nothing in the stage "{name}": {why}'
            report.at_key("W221", (*at, key), message, "delete it")


def _is_there(stage: Stage, key: str) -> bool:
    given = getattr(stage, key)
    return given is not None if key in {"ask", "wait", "at_the_latest"} else bool(given)


def _wrong_thing(name: str, stage: Stage, does: list[str]) -> str:
    said = "who" if stage.who else "needs"
    if len(does) > 1:
        what = f"has {' and '.join(does)}: it can do one of them"
    elif stage.who and stage.needs:
        what = "has who and needs: either one person does it, or several together"
    elif stage.work is not None:
        what = "has work, but nobody to do it"
    elif not (stage.who or stage.needs):
        what = "does nothing"
    elif not does:
        what = f"says {said}, but no work"
    elif does == ["meeting"]:
        what = f"says {said}, and who comes to a meeting is said inside it"
    else:
        what = f"says {said}, but {does[0]} needs nobody"
    return f'stage "{name}" {what}'


def _detours(report: Report, at: Path, stage: Stage) -> None:
    """Where cases go that came too often, or gave up waiting, exists."""
    targets = {**report.hub.stages, **report.hub.outcomes}
    for key in ("chase", "gives_up"):
        each = getattr(stage, key)
        for field in ("after", "done"):
            by_rating(report, (*at, key, field), getattr(each, field, None))
    for key, detour in (("at_most", stage.at_most), ("gives_up", stage.gives_up)):
        if detour is not None:
            path = (*at, key, "then")
            report.known(path, detour.then, targets, "stage or outcome")


def _then(report: Report, at: Path, route: Route) -> None:
    hub = report.hub
    targets = {**hub.stages, **hub.outcomes}
    for key, row in route.rows.items():
        for target in row:
            path = (*at, *key, target) if (*at, *key, target) in report.text.spots else (*at, *key)
            report.known(path, target, targets, "stage or outcome")
        if key in route.rows and (*at, *key) in report.text.spots:
            whole(report, (*at, *key), row)
    if not _rows_known(report, at, route) or not hub.ratings:
        return  # which cases a misspelt row is for, nobody knows
    for who in uncovered(hub, route):
        report.at_key(
            "E215",
            at,
            f"nothing says where cases go that are {who}",
            f"add a line for them, or {OTHERWISE}: …",
        )


def _rows_known(report: Report, at: Path, route: Route) -> bool:
    """Look at the names of rows: they exist, and those on one level are of one kind."""
    hub, fine = report.hub, report.intact("ratings", "contacts")
    either = {**hub.ratings, **hub.contacts, OTHERWISE: None}
    levels: dict[tuple[str, ...], list[str]] = {}
    for key in route.rows:
        for depth in range(len(key)):
            names = levels.setdefault(key[:depth], [])
            if key[depth] not in names:
                names.append(key[depth])
    for above, names in levels.items():
        for name in names:
            if name in SEEN_AS:
                continue
            hint = f'did you mean "seen_as_{name}"?' if name in NEEDS else ""
            among = [*either, *seen_as(report, name)]
            fine &= report.known((*at, *above, name), name, among, "rating or source", hint)
        kinds = _kinds(hub, names)
        twice = [kind for kind in kinds if kind in _kinds(hub, above)]
        if len(kinds) > 1 or twice:
            fine = False
            message = f"{' and '.join(f'rows by {kind}' for kind in kinds)} stand side by side"
            if len(kinds) == 1:
                message = f"rows by {twice[0]} stand inside each other"
            one, other = kinds[:2] if len(kinds) > 1 else OTHER[twice[0]]
            help = f"write rows by {one}, and inside them rows by {other}, or the other way round"
            report.at_key("E223", (*at, *above) if above else at, message, help)
    return fine


OTHER = {
    "rating": ("rating", "source"), "source": ("rating", "source"), "need": ("rating", "need"),
}  # fmt: skip


def _kinds(hub: Hub, names: Iterable[str]) -> list[str]:
    """Give what rows of these names go by: rating, source, need as it is seen."""
    known = {"rating": hub.ratings, "source": hub.contacts, "need": SEEN_AS}
    return [
        kind
        for kind, those in known.items()
        if any(name in those and name != OTHERWISE for name in names)
    ]


def _by_need(report: Report, at: Path, name: str, stage: Stage, judged: Judged) -> None:
    """Look at rows for need as it is seen: it is, and what becomes of cases whose need is not."""
    rows = [key for key in stage.then.rows if set(key) & set(SEEN_AS)]
    anew = [before for before in stage.rated_anew if before in SEEN_AS]
    if anew:
        by_need(report, (*at, "rated_anew", anew[0]), name, judged.seen)
    if not rows:
        return
    key = rows[0]
    first = key[: next(n for n, each in enumerate(key) if each in SEEN_AS) + 1]
    if not by_need(report, (*at, "then", *first), name, judged.seen) or name not in judged.unseen:
        return
    missing = [
        (source, rating)
        for source in report.hub.contacts
        for rating in report.hub.ratings
        if stage.then.row(source, rating) is None
    ]
    if missing and report.intact("stages", "ratings", "contacts"):
        report.at_key(
            "E215",
            (*at, "then"),
            "nothing says where cases go whose need is not seen yet: some come here without a "
            "decision",
            f"add {OTHERWISE}: … beside the rows for need",
        )


def uncovered(hub: Hub, route: Route) -> list[str]:
    """Say which cases have no row: by rating, source, need as it is seen, or several of these."""
    said = {
        "need": {need: f"seen as {need.removeprefix('seen_as_')} need" for need in SEEN_AS},
        "source": {source: f'from "{source}"' for source in hub.contacts},
        "rating": {rating: f'rated "{rating}"' for rating in hub.ratings},
    }
    if not route.by_need:
        said["need"] = {"": ""}
    missing = [
        each for each in product(*said.values()) if route.row(each[1], each[2], each[0]) is None
    ]
    told, words = list[str](), list(said.values())
    for axes in WHOLES if missing else ():  # what is missing whatever else holds is said once
        groups: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        for each in missing:
            groups.setdefault(tuple(each[axis] for axis in axes), []).append(each)
        whole = math.prod(len(words[axis]) for axis in range(3) if axis not in axes)
        gone = set[tuple[str, ...]]()
        for names, these in groups.items():
            what = [words[axis][name] for axis, name in zip(axes, names, strict=True)]
            if len(these) == whole and all(what):
                gone.update(these)
                told.append(" and ".join(what))
        missing = [each for each in missing if each not in gone]
    return told


WHOLES = ((0,), (2,), (1,), (0, 2), (0, 1), (1, 2), (0, 1, 2))
"""Which of need, source and rating are named together, the shortest first."""

__all__ = ["stages", "uncovered"]
