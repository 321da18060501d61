"""Whether targets, open cases and returns name what exists, and can be told from a run."""

from __future__ import annotations

from collections.abc import Mapping

from hubsim.spec.checks.demand import FITS, needs_of
from hubsim.spec.checks.ratings import by_rating, values
from hubsim.spec.checks.report import Report
from hubsim.spec.fields import Path
from hubsim.spec.hub import NEEDS, OTHERWISE, Need, Target

POINTS = {"from": ("contact",), "to": ("decision", "leaving")}
"""Points of a case's way that are not stages."""


def aims(report: Report) -> None:
    """Targets, the beginning of ways, open cases, returns, the order of work."""
    hub = report.hub
    _starts(report)
    for name, target in hub.targets.items():
        _target(report, ("targets", name), target)
    for number, each in enumerate(hub.opening):
        at: Path = ("opening", number)
        report.known((*at, "stage"), each.stage, hub.stages, "stage")
        report.known((*at, "source"), each.source, hub.contacts, "source")
        report.known((*at, "rating"), each.rating, hub.ratings, "rating")
    for need in hub.comes_back:
        _returns(report, need)
    if hub.work_order == "due" and not any(r.decide_within for r in hub.ratings.values()):
        message = "work_order: due changes nothing: no rating says when it is due"
        help = "add decide_within to the ratings, or delete it"
        if report.intact("ratings"):
            report.at_key("W221", ("work_order",), message, help)


def _starts(report: Report) -> None:
    """Stages exist, and contacts of every source begin somewhere."""
    hub, path = report.hub, ("starts_at",)
    by_source = any(spot[:1] == path and len(spot) > 1 for spot in report.text.spots)
    for source, start in hub.starts_at.items():
        at: Path = (*path, source) if (*path, source) in report.text.spots else path
        report.known(at, start, hub.stages, "stage")
        if by_source and source != OTHERWISE:
            report.known(at, source, [*hub.contacts, OTHERWISE], "source")
    if OTHERWISE in hub.starts_at or not report.intact("contacts"):
        return
    for source in hub.contacts:
        if source not in hub.starts_at:
            message = f'nothing says where contacts from "{source}" begin'
            help = f"add {source}: {next(iter(hub.stages), '…')}, or {OTHERWISE}: …"
            report.at_key("E215", path, message, help)


def _target(report: Report, at: Path, target: Target) -> None:
    """A start and a stop that exist, a limit that fits its clock, pauses that are there."""
    hub = report.hub
    for key, name in (("from", target.since), ("to", target.to)):
        report.known((*at, key), name, [*POINTS[key], *hub.stages], "stage")
    by_rating(report, (*at, "within"), target.within)
    for rating, span in values(target.within):
        fits = FITS[span.clock]
        if target.clock is not None and target.clock not in fits:
            whole = target.within
            written = whole[rating] if isinstance(whole, Mapping) else whole
            report.at_value(
                "E205",
                (*at, "clock"),
                f'"{written.text}" does not fit the clock "{target.clock}"',
                f"write clock: {' or clock: '.join(fits)}, or another length of time",
            )
            break
    report.every((*at, "pauses_at"), target.pauses_at, hub.stages, "stage")
    if target.on_rerating != "keep" and not any(s.rated_anew for s in hub.stages.values()):
        message = "on_rerating changes nothing: no stage rates cases anew"
        help = "add rated_anew to a stage, or delete it"
        if report.intact("stages"):
            report.at_key("W221", (*at, "on_rerating"), message, help)


# ------------------------------------------------------------------- returns


def _returns(report: Report, need: Need) -> None:
    """Warn of returns that cannot be: nobody has the need, or no outcome can answer it."""
    hub, at = report.hub, ("comes_back", need)
    back = hub.comes_back[need]
    if not report.intact("contacts", "outcomes"):
        return
    if not any(need in needs_of(hub, source) for source in hub.contacts.values()):
        message = f"comes_back.{need} changes nothing: no contact has {need} need"
        help = f"say so in true_need of a source: {{{need}: 5%, …}}, or delete it"
        report.at_key("W221", at, message, help)
    elif not any(_answers(each.protects, need) for each in hub.outcomes.values()):
        message = f"every {need} need counts as missed: no outcome protects it"
        help = f"say of an outcome what it answers: protects: {need}"
        report.at_key("W231", at, message, help)
    if back.worsens.value > 0 and need == NEEDS[0]:
        message = f"worsens changes nothing: no need is more serious than {need}"
        report.at_value("W221", (*at, "worsens"), message, "delete it")


def _answers(protects: Need | None, need: Need) -> bool:
    """Whether an outcome that protects one need answers another: the same or a less serious one."""
    return protects is not None and NEEDS.index(protects) <= NEEDS.index(need)
