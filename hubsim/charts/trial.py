"""What changes do to a hub, against the hub as it is on the same cases: sentences and charts."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

from hubsim import __version__
from hubsim.analysis import Difference, Estimate
from hubsim.charts import titles
from hubsim.charts.change import (
    AS_IT_IS,
    CHANGED,
    NOT_KNOWN,
    TRIFLING,
    UNCLEAR,
    change_chart,
    change_frame,
    change_table,
)
from hubsim.charts.comparison import heard_of, ledger_panel, people_panel
from hubsim.charts.cost import COUNTED, cost_lines, currency_of, payers
from hubsim.charts.glance import weighed
from hubsim.charts.panel import Panel, panel_of
from hubsim.charts.rows import NARROW, cut
from hubsim.charts.times import ALL, times_chart, times_frame
from hubsim.charts.view import Names, View
from hubsim.charts.words import Line, Said, in_words, number_like, ranged, ranged_time, within
from hubsim.plain import percent, plural
from hubsim.study import Results, Study

LOOKED_AT = (
    "contacts", "new_contacts", "undecided", "asked_share", "hours_to_decision_mean",
    "asked_hours_to_decision_mean", "days_to_decision_mean", "asked_days_to_decision_mean",
    "open_cases", "backlog_growth", "heard", "handoffs", "handoff_hours", "ledger",
    "ledger_working", "asked_ledger", "asked_ledger_working", "busy", "overtime",
    "wait_for_role", "reply_hours", "target_met", "need_missed", "nobodys_hours", "cost_on_duty",
    "cost_on_cases",
)  # fmt: skip
"""Measures that are shown, and only these are taken."""
WHAT = "What is changed"
"""Column of trials side by side."""
SHORT = 40
"""Letters of a name over a narrow column."""
SHOWN = 8
"""Pairs of agencies drawn; all of them are in the table."""


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """Everything that is said of a trial.

    Parameters
    ----------
    headline : str
    steps, cautions : tuple of str
    panels : tuple of Panel
    """

    headline: str
    steps: tuple[str, ...]
    cautions: tuple[str, ...]
    panels: tuple[Panel, ...]


def tried(study: Study, results: Results, view: View) -> Tried:
    """Say and draw what changes do; with one design, what that is like.

    Parameters
    ----------
    study : Study
        Of the hub as it is, and with the changes if there are any.
    results : Results
    view : View
    """
    names = Names.of(study)
    panels = [
        _times(results, names, view),
        _heard(results, names),
        _weighed(study, results, names),
        people_panel(study, results, names, NARROW),
        ledger_panel(results, names, view, NARROW),
        _handoffs(results, names),
    ]
    return Tried(
        titles.headline(results, names, view),
        tuple(titles.steps(results, names, view, study.length.period)),
        (*in_vain(study), *titles.cautions(results, names, view)),
        tuple(panel for panel in panels if panel is not None),
    )


def in_vain(study: Study) -> Iterator[str]:
    """Say of roles that were given people though no case comes to them that nothing follows."""
    if len(study.designs) < 2:
        return
    before, after = (design.program for design in study.designs)
    for role, load in study.designs[1].loads.items():
        count = [
            sum(program.roles[each] == role for each in program.person_role)
            for program in (before, after)
        ]
        if load == 0 and count[1] > count[0]:
            said = study.designs[1].file.hub.label("roles", role)
            yield (
                f"{said}: no case comes to them, so more of them change nothing. Change who is "
                "asked, or how an agency is reached, to give them work."
            )


def tried_row(study: Study, results: Results, view: View, what: str) -> dict[str, str]:
    """Put what a trial came to in a line, to stand beside those of other trials.

    Parameters
    ----------
    study : Study
        Of the hub as it is, and with changes.
    results : Results
    view : View
    what : str
        What is changed, in words.
    """
    names = Names.of(study)
    (change,) = change_frame(results, [("", view.times, "all", "all")]).to_dict("records")
    row = {
        WHAT: what,
        f"{view.said[0].upper()}{view.said[1:]} ({view.unit})": ranged_time(
            results.estimate(CHANGED, view.times), view.hours
        ),
        "Change": change["said"],
    }
    for agency in results.groups("heard", "agency")[:1]:
        heard = ranged(results.estimate(CHANGED, "heard", "agency", agency), percent)
        row[f"{cut(names.agencies.get(agency, agency), SHORT)} heard"] = heard
    lines = _lines(study, results, names)
    for each in SPOKEN:  # the first of each
        for name, key, said in [line for line in lines if line[1][0] == each][:1]:
            row[name] = said(results.estimate(CHANGED, *key))
    return row


def overloaded(study: Study) -> list[str]:
    """Say which hubs cannot keep up by their inputs alone, so that nothing is known of their times.

    Parameters
    ----------
    study : Study
    """
    told = []
    for design in study.designs:
        loads = design.year_loads
        role = max(loads, key=loads.__getitem__, default="")
        if design.overload >= 1:
            told.append(
                f"{titles.quoted(design.label)} cannot keep up: over a year, "
                f"{percent(loads[role])} of the time of "
                f"{titles.quoted(design.file.hub.label('roles', role))} is asked for. Where a "
                "queue never settles there is no average, and nothing can be said of what moves it."
            )
    return told


def made_by(study: Study, one: int | None = None) -> str:
    """Say of which runs numbers are, so that they can be made again.

    Parameters
    ----------
    study : Study
    one : int, optional
        Replication, where the numbers are of one only.
    """
    length = study.length
    runs = f"{plural(study.replications, 'replication')}" if one is None else "One run"
    seed = f"seed {study.seed}" + ("" if one is None else f", replication {one}")
    given = [(hub.contacts, hub.calendar) for hub in (each.file.hub for each in study.designs)]
    same = ", the same cases as it is and with the changes"
    same = same if len(given) > 1 and given[0] == given[1] else ""
    return (
        f"{runs} of {length.weeks} weeks, after {plural(length.warm_up, 'week')} of warm-up, "
        f"{seed}{same}. hubsim {__version__}."
    )


# ------------------------------------------------------------------ panels


def _times(results: Results, names: Names, view: View) -> Panel | None:
    question = "How long does a case take?"
    said = view.said[0].upper() + view.said[1:]
    if len(results.labels) == 1:
        frame = times_frame(results, names, view)
        if frame["mean"].isna().all():
            return None
        who = view.who[0].upper() + view.who[1:]
        about = f"{who}. Point: mean of the replications. Line: its 95% interval."
        table = frame[["group", "words"]].set_axis(["Rating", said], axis=1)
        title = titles.alone_title(results, names, view)
        return panel_of("times", question, title, about, chart=times_chart(frame), table=table)
    ratings = results.groups(view.times, "rating")
    places = [(names.ratings[r], view.times, "rating", r) for r in names.ratings if r in ratings]
    frame = change_frame(results, [*places, (ALL, view.times, "all", "all")])
    if set(frame["was"]) | set(frame["is"]) == {NOT_KNOWN}:
        return None
    about = f"Change of the {view.said}, {view.who}, on the same cases."
    title = titles.by_rating(results, names, view.times, "is quicker")
    told = Panel("times", question, title, about, None, "", change_table(frame, "Rating"))
    return _drawn(told, frame, f"Change in {view.unit} to a decision", HOW)


HOW = (
    "Point: mean of the replications. Line: its 95% interval; where it crosses the line at no "
    "change, there is no clear difference. Beside it: before → after."
)


def _drawn(
    told: Panel, frame: pd.DataFrame, axis: str, how: str = "", *, share: bool = False
) -> Panel:
    """Draw the changes that are told; where none is known, as of a hub that does not settle, not.

    Parameters
    ----------
    told : Panel
        Without a chart.
    frame : DataFrame
        Of `change_frame`.
    axis : str
        Its title.
    how : str
        How the chart is read.
    share : bool
        Whether the axis is in points.
    """
    if frame["mean"].isna().all():
        return told
    about, chart = f"{told.about} {how}".strip(), change_chart(frame, axis, share=share)
    return panel_of(told.key, told.question, told.title, about, chart=chart, table=told.table)


def _heard(results: Results, names: Names) -> Panel | None:
    """How often partners were heard: it stands beside every time."""
    agencies = results.groups("heard", "agency")
    if not heard_of(results, agencies):
        return None
    question = "Who is heard before the decision?"
    told = {name: names.agencies.get(name, name) for name in agencies}
    first = agencies[0]
    mean = results.estimate(results.labels[-1], "heard", "agency", first).mean
    if len(results.labels) == 1:
        table = pd.DataFrame({
            "Agency": [told[name] for name in agencies],
            "Heard": [ranged(results.estimate(AS_IT_IS, "heard", "agency", name), percent)
                      for name in agencies],
        })  # fmt: skip
        title = f"{told[first]} heard before {percent(mean)} of decisions"
        if math.isnan(mean):
            title = f"How often {told[first]} is heard is not known"
        return Panel("heard", question, title, "Share of decisions; the agency whose facts matter "
                     "most first.", None, "", table)  # fmt: skip
    frame = change_frame(results, [(told[name], "heard", "agency", name) for name in agencies])
    about = (
        "Change of the share of decisions before which an agency had been heard, in points of "
        "100. A quick decision that nobody was asked about is no good decision."
    )
    title, table = heard_title(results, first, told[first]), change_table(frame, "Agency")
    panel = Panel("heard", question, title, about, None, "", table)
    return _drawn(panel, frame, "Change in the share of decisions, points of 100", share=True)


def heard_title(results: Results, agency: str, label: str) -> str:
    """Say whether an agency is heard more or less often with the changes."""
    found = results.difference(AS_IT_IS, CHANGED, "heard", "agency", agency)
    was, now = percent(found.base.mean), percent(found.rival.mean)
    if found.verdict in {"lower", "higher"}:
        more = "more" if found.verdict == "higher" else "less"
        if was == now:
            return f"{label} heard hardly {more} often: before {now} of decisions"
        c, unit = in_words(found.change, "share")
        said = number_like(c.mean)
        by = f"{said(abs(c.mean))} {unit} {more} ({within(c, said)})"
        return f"{label} heard {more} often: before {now} of decisions instead of {was}, {by}"
    if found.verdict == "the same":
        return f"{label} heard exactly as often: before {was} of decisions"
    if math.isnan(found.change.mean):
        return f"How often {label} is heard is not known"
    if found.verdict == "not known":
        return f"{label} heard before {now} of decisions instead of {was}, in a single replication"
    return f"No clear difference in how often {label} is heard: before {now} of decisions"


def _weighed(study: Study, results: Results, names: Names) -> Panel | None:
    """Say what is kept, what is missed and what it costs: they stand beside the time on Compare."""
    lines = _lines(study, results, names)
    if not lines:
        return None
    question = "Are targets met, is need missed, and what does it cost?"
    if len(results.labels) == 1:
        table = pd.DataFrame({"": [name for name, *_ in lines]})
        table[AS_IT_IS] = [said(results.estimate(AS_IT_IS, *key)) for _, key, said in lines]
    else:
        frame = change_frame(results, [(name, *key) for name, key, _ in lines])
        table = change_table(frame, "")
    first = {key[0]: n for n, (_, key, _) in reversed([*enumerate(lines)])}
    last = table.iloc[:, -1].tolist()
    told = (f"{lines[first[each]][0]}, {last[first[each]]}" for each in SPOKEN if each in first)
    about = " ".join(ABOUT[each] for each in ABOUT if each in first)
    return Panel("weighed", question, "; ".join(told), about, None, "", table)


SPOKEN = ("target_met", "need_missed", "cost_on_duty")
"""Of what is weighed, what the finding speaks of, whatever the results are."""
ABOUT = {
    "target_met": "Target met: share of all cases decided by the target of their own rating.",
    "need_missed": (
        "High need unmet: share of cases of high need that left by an outcome which does not "
        "answer it."
    ),
    "nobodys_hours": "Nobody’s hours: hub working hours in which no agency is accountable.",
    "cost_on_duty": f"Cost: {COUNTED[0].lower()}{COUNTED[1:]}",
}
"""What is said of a measure where a number of it is shown."""


def _lines(study: Study, results: Results, names: Names) -> list[Line]:
    """Give what is weighed against the time, as far as there is a number of it."""
    targets, others = weighed(results, names)
    currency = currency_of(study)
    cost = cost_lines(results, names, currency) if currency and payers(results) else []
    return [
        line for line in (*targets, *others, *cost)
        if any(not math.isnan(results.estimate(each, *line[1]).mean) for each in results.labels)
    ]  # fmt: skip


def _handoffs(results: Results, names: Names) -> Panel | None:
    pairs = results.groups("handoffs", "pair")
    if not pairs:
        return None
    question = "What passes between agencies, and how long does it take?"
    label = results.labels[-1]
    often = {pair: results.estimate(label, "handoffs", "pair", pair).mean for pair in pairs}
    pairs = sorted(pairs, key=lambda pair: -often[pair])
    told = [[names.agencies.get(each, each) for each in pair.split(" and ")] for pair in pairs]
    table = pd.DataFrame(told, columns=["Between", "And"])
    for name in results.labels:
        columns = ("a week", "handoffs", ranged), ("time each", "handoff_hours", ranged_time)
        for head, measure, said in columns:
            table[f"{name}: {head}"] = [
                said(results.estimate(name, measure, "pair", pair)) for pair in pairs
            ]
    about = (
        "Questions with their replies, and cases, that set out in a week; hub working hours from "
        "setting out until it is there and clear."
    )
    if len(results.labels) == 1:
        title = f"Handoffs a week: {ranged(results.estimate(label, 'handoffs'))}"
        return Panel("handoffs", question, title, about, None, "", table)
    # The first of two is a heading over all that it is first of: so both names have room.
    drawn: dict[str, list[str]] = {}
    for pair in pairs[:SHOWN]:
        drawn.setdefault(pair.split(" and ")[0], []).append(pair)
    places, groups = [], []
    for first, mine in drawn.items():
        groups += [f"{names.agencies.get(first, first)} and"] * len(mine)
        for pair in mine:
            second = pair.split(" and ")[1]
            places.append((names.agencies.get(second, second), "handoff_hours", "pair", pair))
    frame = change_frame(results, places).assign(group=groups)
    more = len(pairs) - len(places)
    how = f"Drawn: the {len(places)} busiest pairs of {len(pairs)}." if more > 0 else ""
    panel = Panel("handoffs", question, handoffs_title(results), about, None, "", table)
    return _drawn(panel, frame, "Change in hub working hours a handoff takes", how)


def handoffs_title(results: Results) -> str:
    """Say whether more passes between agencies, and whether it takes longer."""
    counted = _clause(
        results.difference(AS_IT_IS, CHANGED, "handoffs"),
        lambda c, said: (
            f"{said(abs(c.mean))} {'more' if c.mean > 0 else 'fewer'} a week ({within(c, said)})"
        ),
        "how many handoffs there are",
    )
    took = _clause(
        results.difference(AS_IT_IS, CHANGED, "handoff_hours"),
        lambda c, _: _took(c),
        "how long each takes",
    )
    return f"Handoffs: {counted}; {took}"


def _took(change: Estimate) -> str:
    c, unit = View().readable(change)
    said = number_like(c.mean)
    more = "longer" if c.mean > 0 else "less"
    return f"each takes {said(abs(c.mean))} {unit} {more} ({within(c, said)})"


def _clause(found: Difference, clear: Callable[[Estimate, Said], str], what: str) -> str:
    if found.trifling:
        return f"{TRIFLING} in {what}"
    if found.verdict in {"lower", "higher"}:
        return clear(found.change, number_like(found.change.mean))
    if found.verdict == "the same":
        return f"no change in {what}"
    if found.verdict == "not known":
        return f"not known {what}"
    return f"{UNCLEAR} in {what}"


__all__ = [
    "LOOKED_AT", "WHAT", "Tried",
    "handoffs_title", "heard_title", "in_vain", "made_by", "overloaded", "tried", "tried_row",
]  # fmt: skip
