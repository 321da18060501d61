"""Whether what is said of working together fits: information, ties, one record, agreements.

Leads stand in `leads`, channels in `channels`. What nobody wrote is packaged and fits; so a message
stands where somebody wrote, or took something away.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from hubsim.errors import Problem, nearest
from hubsim.spec.checks.channels import channels
from hubsim.spec.checks.leads import leads
from hubsim.spec.checks.ratings import by_rating, some
from hubsim.spec.checks.report import Report
from hubsim.spec.defaults import is_packaged, packaged
from hubsim.spec.fields import Path
from hubsim.spec.reaching import asker_of, reached_by
from hubsim.spec.working_together import (
    AND,
    DEFAULT,
    REACHED,
    Information,
    WorkingTogether,
    pair_of,
)
from hubsim.units import said

HERE = "working_together"
NEEDED: Mapping[str, tuple[str, ...]] = {
    "ties": (DEFAULT,),
    "nearness": ("bank", "room", "building"),
    "access": REACHED,
    "agreements": ("signed", "lapsed", "none"),
    "leads": ("clear", "joint", "unclear"),
}
"""Entries that are packaged, and that no run can do without."""

NEARER = ("building", "room", "bank")
REACHES = {
    "navigator": "by its people in the hub", "direct": "directly", "shared record": "in one record",
    "e-mail": "by e-mail",
}  # fmt: skip


def working_together(report: Report) -> None:
    """Every lever of working together, each with what belongs to it."""
    together = report.hub.working_together
    if together is None:
        return
    _taken_away(report, together)
    _names(report)
    _information(report, together)
    _nothing_said(report, together)
    _ties(report, together)
    leads(report, together)
    _record(report, together)
    _nearness(report, together)
    channels(report, together)
    _numbers(report, together)


def _taken_away(report: Report, together: WorkingTogether) -> None:
    """Refuse a hub in which something is missing that is packaged."""
    for section, names in NEEDED.items():
        there = getattr(together, section)
        missing = [name for name in names if name not in there]
        if missing:
            below = packaged().data[HERE][section]
            listed = ", ".join(f'"{name}"' for name in missing)
            report.at_key(
                "E241",
                (HERE, section),
                f"{section} says nothing of {listed}: that was taken away, and a run needs it",
                "\n".join(f"write {name}: {_shown(below[name])}" for name in missing),
            )
    for name, agreement in together.agreements.items():
        if agreement.advice_takes is None and some(agreement.hesitates, lambda share: share > 0):
            message = f'nothing says how long taking advice takes under "{name}"'
            at: Path = (HERE, "agreements", name)
            report.at_key("E241", at, message, "add advice_takes: 6 h")


def _shown(given: object) -> str:
    """Show a packaged number, or that it is a section of numbers."""
    if isinstance(given, Mapping) and isinstance(given.get("value"), str):
        return str(given["value"])
    return f"… (as in {packaged().file})"


def _names(report: Report) -> None:
    """Refuse names that have a meaning of their own here."""
    hub = report.hub
    for section in ("agencies", "stages"):
        if DEFAULT in getattr(hub, section):
            message = f'"{DEFAULT}" has a meaning of its own: what holds where nothing else is said'
            report.at_key("E202", (section, DEFAULT), message, "choose another name")


# ---------------------------------------------------------------- information


def _information(report: Report, together: WorkingTogether) -> None:
    """Agencies that exist and are asked, agreements that have a last day where they may."""
    hub = report.hub
    asked = {agency for stage in hub.stages.values() for agency in stage.ask or {}}
    for name, info in together.information.items():
        at: Path = (HERE, "information", name)
        _last_day(report, at, name, info)
        if name == DEFAULT or not report.known(at, name, [*hub.agencies, DEFAULT], "agency"):
            continue
        if name not in asked and report.intact("stages", "agencies"):
            message = f'what is said of "{name}" here changes nothing: no stage asks it'
            report.at_key("W221", at, message, "ask it at a stage (ask), or delete this line")


def _last_day(report: Report, at: Path, name: str, info: Information) -> None:
    """Only a signed agreement has a last day, and one that is not over yet."""
    if info.until is None or not report.intact("calendar"):
        return
    path, starts = (*at, "until"), report.hub.calendar.starts
    if info.agreement == "none":
        message = "until says how long an agreement holds, and there is none"
        help = "write agreement: signed for one that holds until then, or delete until"
        report.at_value("E236", path, message, help)
    elif info.agreement == "lapsed" and info.until >= starts:
        message = f"an agreement that holds until {info.until} has not lapsed on the first day"
        help = "write agreement: signed; it lapses at the end of that day"
        report.at_value("E236", path, message, help)
    elif info.agreement == "lapsed":
        message = "until changes nothing: the agreement has lapsed already"
        report.at_value("W221", path, message, "delete it")
    elif info.until < starts:
        whose = "every agreement" if name == DEFAULT else f'the agreement with "{name}"'
        message = f"{whose} has lapsed before the first day, {starts}"
        report.at_value("W234", path, message, "write agreement: lapsed, or a later day")


def _nothing_said(report: Report, together: WorkingTogether) -> None:
    """Warn of agencies that are asked, and of which nothing is said."""
    hub = report.hub
    unknown = [name for name in together.information if name not in hub.agencies]
    told = {nearest(name[:60], hub.agencies) for name in unknown}  # one of these may be meant
    if DEFAULT in together.information or not report.intact(HERE, "agencies", "roles"):
        return
    for name, stage in hub.stages.items():
        theirs = {hub.roles[role].agency for role in asker_of(hub, name)[:1] if role in hub.roles}
        for agency, request in (stage.ask or {}).items():
            if agency in {*together.information, *theirs, *told} or agency not in hub.agencies:
                continue
            told.add(agency)
            how = REACHES[reached_by(hub, agency, request)]
            report.at_key(
                "W233",
                ("stages", name, "ask", agency),
                f'nothing is said of sharing with "{agency}": it counts as without an agreement, '
                f"and is reached {how}",
                f"add, below working_together:\ninformation:\n  {agency}: {{agreement: signed, "
                "reached_by: navigator}",
            )


# ----------------------------------------------------------------------- ties


def _ties(report: Report, together: WorkingTogether) -> None:
    """Each tie is between two agencies that exist, and is written once."""
    first = dict[frozenset[str], Path]()
    for name in together.ties:
        at: Path = (HERE, "ties", name)
        pair = pair_of(name)
        if name == DEFAULT:
            continue
        if pair is None:
            report.at_key("E237", at, *_no_pair(report, name))
        elif pair[0] == pair[1]:
            message = f'a tie is between two agencies, and "{pair[0]}" stands here twice'
            report.at_key("E237", at, message, "inside one agency nothing has to be said")
        elif not _agencies_known(report, at, pair):
            continue
        elif frozenset(pair) in first and report.concerns(at):
            message = f'the tie between "{pair[0]}" and "{pair[1]}" is written twice'
            also = ((report.text.key_place(first[frozenset(pair)]), "first written here"),)
            place = report.text.key_place(at)
            report.found.append(Problem("E237", message, place, "keep one of the two", also))
        else:
            first[frozenset(pair)] = at


def _agencies_known(report: Report, at: Path, pair: tuple[str, str]) -> bool:
    """Whether both exist; of both that do not, both are told."""
    agencies = report.hub.agencies
    known = [report.known(at, name, agencies, "agency", at_key=True) for name in pair]
    return all(known)


def _no_pair(report: Report, name: str) -> tuple[str, str]:
    """Say why a name is no pair of agencies, and what to write."""
    agencies = list(report.hub.agencies)
    help = f"write two agencies, such as {AND.join((agencies * 2)[:2])}: 0.5"
    parts = [part for part in re.split(r"\s+and\s+|\s*[,/&+]\s*|\s+-\s+", name[:200]) if part]
    if len(parts) > 2:
        message = f"{said(name)} names {len(parts)}, and a tie is between two agencies"
        return message, f"{help}, and a line for each other pair"
    if len(parts) == 2:
        return f"{said(name)} is not read as a pair", f"write {AND.join(parts)}: 0.5"
    if nearest(name[:60], [DEFAULT]):
        return f"{said(name)} is no pair of agencies", f'did you mean "{DEFAULT}"?\n{help}'
    if name in agencies:
        return f'a tie is between two agencies, and only "{name}" is named', help
    return f"{said(name)} is no pair of agencies", help


# ---------------------------------------------------------------- the others


def _record(report: Report, together: WorkingTogether) -> None:
    """One record is shared by two agencies or more."""
    path: Path = (HERE, "one_record")
    report.every(path, together.one_record, report.hub.agencies, "agency")
    if len(together.one_record) == 1:
        message = f'one record needs two agencies, and only "{together.one_record[0]}" is named'
        report.at_value("E238", path, message, "name the others too, or write one_record: []")


def _nearness(report: Report, together: WorkingTogether) -> None:
    """Warn of nearer seats that count for less."""
    there = [name for name in NEARER if name in together.nearness]
    for far, near in pairwise(there):
        less, more = together.nearness[near], together.nearness[far]  # type: ignore[index]  # names of the keys
        if less.value >= more.value:
            continue
        at: Path = (HERE, "nearness", near)
        if is_packaged(report.text, at):
            at = (HERE, "nearness", far)
        message = f"one {near} counts for less ({less.text}) than one {far} ({more.text})"
        report.at_value("W235", at, message, "have the two been exchanged?")


def _numbers(report: Report, together: WorkingTogether) -> None:
    """What is said by rating, or by urgency, says something for every rating."""
    for group in ("channels", "access", "agreements", "leads", "led_by"):
        for name, section in getattr(together, group).items():
            for key, info in type(section).model_fields.items():
                path: Path = (HERE, group, name, info.alias or key)
                by_rating(report, path, getattr(section, key), by_urgency=True)


__all__ = ["working_together"]
