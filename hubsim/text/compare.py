"""The report of several designs side by side, each against the first on the same cases."""

from __future__ import annotations

import math
from collections.abc import Sequence

from hubsim.analysis import Difference
from hubsim.measures import MEASURES
from hubsim.plain import WIDTH, columns, either, heading, number, percent, wrapped
from hubsim.study import Results, Study
from hubsim.text.answer import answer_lines
from hubsim.text.notes import stamp
from hubsim.text.partners import ABOUT_NOBODY, missing_said, pair_label, pairs_told
from hubsim.text.seeing import voice
from hubsim.text.warming import warming_lines
from hubsim.text.words import (
    MARKS,
    ONE_REPLICATION,
    Said,
    changed_time,
    doubt,
    hours_in,
    interval,
    signed,
    timed,
)

TIMES = (
    "hours_to_decision_mean",
    "asked_hours_to_decision_mean",
    "asked_days_to_decision_mean",
    "asked_hours_to_decision_p90",
)
"""Shown for all cases and by rating, each with how often the agency that matters was heard."""

Line = tuple[str, str, str, str]
"""A row of a table: what it is called, the measure, by what it is grouped, and the group."""

NEED: tuple[Line, ...] = (
    ("Recognised: high need", "need_recognised", "need", "high"),
    ("Missed: high need", "need_missed", "need", "high"),
    ("Missed: moderate need", "need_missed", "need", "moderate"),
    ("Seen as more than it is", "need_overestimated", "all", "all"),
    ("Escalated without need", "escalated_without_need", "all", "all"),
    ("Facts that had arrived", "completeness", "all", "all"),
    ("Facts cases turn on", "turning_facts", "all", "all"),
    ("Days at risk, high need", "risk_exposure", "all", "all"),
    ("Contacts coming back", "failure_demand", "all", "all"),
)
BETWEEN: tuple[Line, ...] = (
    ("Nobody's hours", "nobodys_hours", "all", "all"),
    ("Unattended hours", "unattended_hours", "all", "all"),
    ("Cases in dispute", "in_dispute", "all", "all"),
    ("Handoffs a week", "handoffs", "all", "all"),
    ("Hours each takes", "handoff_hours", "all", "all"),
    ("Share clarified", "handoffs_clarified", "all", "all"),
    ("Share lost", "handoffs_lost", "all", "all"),
)
AFTER: tuple[Line, ...] = (
    ("Open cases", "open_cases", "all", "all"),
    ("Cost, thousands", "cost_on_duty", "all", "all"),
    ("Work outside, hours", "outside_hours", "all", "all"),
)
ABOUT_NEED = (
    "Recognised: of the cases whose need was judged. Missed: of all that left the hub, also those "
    "about which nobody was asked. Days at risk end with the run, so a longer run shows more."
)
"""What the table of needs counts, so that nobody adds its rows or compares runs of two lengths."""

ABOUT_COST = (
    "Cost: the time on duty of the hub's own posts. The work of people outside, premises and "
    "systems are in no cost shown here."
)
SCALED = {"risk_exposure": 1 / 24, "cost_on_duty": 1 / 1000}
"""In days, and in thousands."""

WORST = 2
"""Pairs of agencies told for each design."""


def compare_report(study: Study, results: Results) -> str:
    """Report designs side by side, each against the first, on the same cases.

    Parameters
    ----------
    study : Study
        Of two designs or more.
    results : Results
    """
    base = results.labels[0]
    title = f"{study.name}: compared with {base}" if study.name else f"Compared with: {base}"
    lines = [wrapped(title), "=" * min(len(title), WIDTH)]
    lines += answer_lines(study, results)
    lines.append(heading("What this rests on"))
    lines.append(stamp(study, results.replications))
    if study.replications < 2:
        lines.append(wrapped(f"One replication: {ONE_REPLICATION}."))
    lines += warming_lines(study)
    lines.append(heading("In detail"))
    lines.append(
        wrapped(
            ("Every design meets the same cases. " if results.same_contacts else "")
            + "Changes are paired, with the 95% interval of each comparison by itself; those of "
            f"shares are in points; {MARKS}. An interval says how sure the "
            "model's average is, not how right the model is."
        )
    )
    ratings = [(study.label("ratings", name), name) for name in _ratings(results)]
    for measure in TIMES:
        lines += _times(study, results, measure, ratings)
    agencies = results.groups("heard", "agency")
    heard: list[Line] = []
    for name in agencies:
        heard.append((study.label("agencies", name), "heard", "agency", name))
        heard.append(("  where it was asked", "heard_when_asked", "agency", name))
    lines += _table(study, results, "Heard before the decision (share of decisions)", heard)
    title = "Need seen and missed (by true need, which no hub sees)"
    lines += _table(study, results, title, NEED, ABOUT_NEED)
    lines += _table(study, results, "Between agencies (hub working hours)", BETWEEN, ABOUT_NOBODY)
    lines += _worst(study, results)
    met = [("all cases", "target_met", "all", "all")]
    for said, name in ratings:
        held = [hub.ratings[name].decide_within for hub in study.hubs_with("ratings", name)]
        if within := " / ".join(dict.fromkeys(each.text for each in held if each is not None)):
            met.append((f"{said}, {within}", "target_met", "rating", name))
    lines += _table(study, results, "Target met (share of cases)", met)
    lines += _table(study, results, "Backlog and cost (a week)", AFTER, ABOUT_COST)
    lines += _busiest(study, results)
    return "\n".join(lines)


def _ratings(results: Results) -> list[str]:
    return results.groups("hours_to_decision_mean", "rating")


def _times(
    study: Study, results: Results, measure: str, ratings: list[tuple[str, str]]
) -> list[str]:
    """A measure of time by rating, and beside each how often the agency was heard."""
    agency = voice(results)
    rows: list[Line] = [("all cases", measure, "all", "all")]
    rows += [(said, measure, "rating", name) for said, name in ratings]
    if not _any(results, rows):
        return []
    title = MEASURES[measure].label.replace("p90", "9 in 10 within")
    widths, hours = (13, 22, 28, 8, 7), hours_in(MEASURES[measure].unit) or 1.0
    lines = [heading(title)]
    first, second = (agency, "heard") if agency else ("", "")
    head = ("", "", "", "", first if len(first) < 7 else "*")
    below = ("", "mean (95% interval)", "change (95% interval)", "", second)
    lines += columns([head, below], widths)
    for label in results.labels:
        found = _differences(results, label, rows)
        lines += _named(study, results, label, found)
        if _all_the_same(found):
            continue
        for row, d in zip(rows, found, strict=True):
            level = results.estimate(label, *row[1:])
            share = ""
            if agency:
                by, group = row[2:]
                which = (
                    ("agency", agency)
                    if by == "all"
                    else ("agency and rating", f"{agency}: {group}")
                )
                share = percent(results.estimate(label, "heard", *which).mean)
            cells = (timed(level, hours), _changed(d, number, hours), _relative(d), share)
            lines += columns([(f"  {row[0]}", *cells)], widths)
    return lines


def _table(
    study: Study, results: Results, title: str, rows: Sequence[Line], about: str = ""
) -> list[str]:
    """Several measures of every design, each with its paired change, and a note on them."""
    rows = [row for row in rows if _any(results, [row])]
    if not rows:
        return []
    lines = [heading(title)]
    widths = (25, 22, 33)
    lines += columns([("", "mean (95% interval)", "change (95% interval)")], widths)
    for label in results.labels:
        found = _differences(results, label, rows)
        lines += _named(study, results, label, found if len(rows) == 1 else [])
        if _all_the_same(found):
            lines.append(f"  exactly the same in every {study.length.period}")
            continue
        for row, d in zip(rows, found, strict=True):
            said = _said(row[1])
            hours = _hours(row[1])
            e = results.estimate(label, *row[1:])
            level = timed(e, hours) if hours else interval(e, said)
            relative = "" if said is percent else _relative(d)
            told = f"{_changed(d, said, hours)}{', ' * bool(relative)}{relative}"
            lines += columns([(f"  {row[0]}", level, told)], widths)
    return [*lines, wrapped(about)] if about else lines


def _said(measure: str) -> Said:
    if MEASURES[measure].unit.startswith("share"):
        return percent
    return lambda value: number(value * SCALED.get(measure, 1.0))


def _hours(measure: str) -> float | None:
    """Hours in one of the unit in which a measure is told; None if that is no time."""
    return None if measure in SCALED else hours_in(MEASURES[measure].unit)


def _any(results: Results, rows: Sequence[Line]) -> bool:
    """Whether any design has something to tell in any of these rows."""
    means = [results.estimate(label, *row[1:]).mean for row in rows for label in results.labels]
    return any(mean and not math.isnan(mean) for mean in means)


def _differences(results: Results, label: str, rows: Sequence[Line]) -> list[Difference | None]:
    """Paired changes from the first design; None for itself."""
    base = results.labels[0]
    return [None if label == base else results.difference(base, label, *row[1:]) for row in rows]


def _named(
    study: Study, results: Results, label: str, found: Sequence[Difference | None]
) -> list[str]:
    """The name of a design, and in how many periods it differs as the first row says."""
    first = found[0] if found else None
    if first is None or first.verdict == "not known":
        return [wrapped(label)]
    if _all_the_same(found):
        return [wrapped(f"{label} (exactly the same in every {study.length.period})")]
    up = first.change.mean > 0
    times = first.rival_higher if up else first.rival_lower
    way = "higher" if up else "lower"
    identical = "identical " if results.same_contacts else ""
    of = f"{results.replications} {identical}{study.length.period}s"
    return [wrapped(f"{label} ({way} in {times} of {of})")]


def _all_the_same(found: Sequence[Difference | None]) -> bool:
    return bool(found) and all(d is not None and d.verdict == "the same" for d in found)


def _changed(d: Difference | None, said: Said, hours: float | None) -> str:
    """A paired change with its interval, marked where it is not clear or does not matter."""
    if d is None or math.isnan(d.change.mean):
        return ""
    if d.verdict == "the same":
        return "the same"
    return changed_time(d.change, hours, said) + doubt(d) * d.change.known


def _relative(d: Difference | None) -> str:
    """The change as a share of the base, where it is clear that there is one."""
    clear = d is not None and d.verdict in {"lower", "higher"}
    if d is None or not clear or math.isnan(d.relative):
        return ""
    return signed(d.relative, percent)


def _worst(study: Study, results: Results) -> list[str]:
    """The pairs of agencies between which most time is spent, with the lever that is missing."""
    lines = []
    for design in study.designs:
        for number_of, told in enumerate(pairs_told(results, design)[:WORST]):
            if number_of == 0:
                lines.append(design.label)
            share = interval(told.share, percent)
            said = f"{pair_label(design, told.pair)}, {share} of the time"
            lines.append(wrapped(f"{said}; {missing_said(told)}", "    "))
    title = "Where most time lies between two agencies (of the time to decision)"
    return [heading(title), *lines] if lines else []


def _busiest(study: Study, results: Results) -> list[str]:
    lines = [heading("Busiest role (share of time on duty)")]
    for design in study.designs:
        roles = [r for r in results.groups("busy", "role") if r in design.file.hub.roles]
        found = results.largest(design.label, "busy", "role", roles)
        told = [
            f"{design.file.hub.label('roles', role)} "
            f"{interval(results.estimate(design.label, 'busy', 'role', role), percent)}"
            for role in found
        ]
        lines += [design.label, wrapped(either(told, "roles") if told else "n/a", "    ")]
    return lines
