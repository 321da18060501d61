"""The comparison of models as a reader sees it: sentences, charts, and a table behind each chart.

Made from a study and its results by pure functions; a page or a document only has to lay it out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from hubsim.analysis import Estimate
from hubsim.charts import titles
from hubsim.charts.between import mend_frame, mend_title, nobody_chart, nobody_frame, nobody_title
from hubsim.charts.cost import COUNTED, cost_table, cost_title, currency_of, payers
from hubsim.charts.glance import glance, glance_about
from hubsim.charts.ledger import ledger_chart, ledger_frame, small_parts
from hubsim.charts.panel import Panel, panel_of
from hubsim.charts.people import FULL, SHOWN, people_chart, people_frame, people_title
from hubsim.charts.rows import WIDE
from hubsim.charts.targets import targets_chart, targets_frame
from hubsim.charts.times import times_chart, times_frame
from hubsim.charts.view import Names, Statistic, View
from hubsim.charts.words import Said, ranged, ranged_time
from hubsim.plain import listed, number
from hubsim.study import Results, Study
from hubsim.study.answer import answer
from hubsim.study.interest import Interest
from hubsim.text import percent

STATISTICS: dict[Statistic, str] = {
    "mean": "Mean", "median": "Half within", "p90": "Nine in ten within",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Everything that is said of a comparison.

    Parameters
    ----------
    shared : str
        What all models have in common in their names.
    same_cases : bool
        Whether every model received the same contacts.
    headline, sure : str
        Who is quickest, and how sure that is.
    steps : tuple of str
        Each model's difference from the quickest.
    cautions : tuple of str
        What must be known before using the headline.
    panels : tuple of Panel
    glance : DataFrame
        One line a model.
    glance_about : str
        What stands in it.
    """

    shared: str
    same_cases: bool
    headline: str
    sure: str
    steps: tuple[str, ...]
    cautions: tuple[str, ...]
    panels: tuple[Panel, ...]
    glance: pd.DataFrame
    glance_about: str


def compared(study: Study, results: Results, view: View) -> Comparison:
    """Say and draw what the results show.

    Parameters
    ----------
    study : Study
    results : Results
        Of that study.
    view : View
    """
    names = Names.of(study)
    # What no model has an average of is left out: the headline and the cautions say why.
    # What stands under the headline is of the cases that the headline is about.
    first = titles.same_cases(results, view)
    panels = [
        _times(results, names, first),
        _heard(results, names),
        ledger_panel(results, names, first),
        people_panel(study, results, names),
        _mend(study, results, names, first),
        _nobody(results, names),
        _targets(results, names),
        _cost(study, results, names),
        _flow(results, names),
    ]
    return Comparison(
        names.shared,
        results.same_contacts,
        titles.headline(results, names, view),
        titles.sureness(study, results, names, view),
        tuple(titles.steps(results, names, first, study.length.period, beside=True)),
        tuple(titles.cautions(results, names, view)),
        tuple(panel for panel in panels if panel is not None),
        glance(study, results, names, first),
        glance_about(first),
    )


def _times(results: Results, names: Names, view: View) -> Panel | None:
    frame = times_frame(results, names, view)
    if frame["mean"].isna().all():
        return None
    said = view.said[0].upper() + view.said[1:]
    about = (
        f"{said}, {view.unit}, {view.who}. Point: mean of the replications. Line: its 95% interval."
    )
    table = frame[["group", "model"]].set_axis(["Rating", "Model"], axis=1)
    ratings = results.groups(view.times, "rating")
    groups = [("rating", name) for name in names.ratings if name in ratings] + [("all", "all")]
    for kind, told in STATISTICS.items():
        measure = View(view.clock, view.asked, kind).times
        table[told] = [
            ranged_time(results.estimate(label, measure, by, group), view.hours)
            for by, group in groups
            for label in results.labels
            if by == "all" or results.has(label, view.times, by, group)
        ]
    title = titles.by_rating(results, names, view.times, "is quickest")
    return panel_of(
        "times", "How long does a case take?", title, about, chart=times_chart(frame), table=table
    )


def ledger_panel(results: Results, names: Names, view: View, width: int = WIDE) -> Panel | None:
    """Say and draw where the time goes; None if nothing is known of any model.

    Parameters
    ----------
    results : Results
    names : Names
    view : View
    width : int
        Of the chart: `WIDE` or `NARROW`.
    """
    frame = ledger_frame(results, names, view)
    if frame["mean"].isna().all():
        return None
    about = (
        f"Mean {view.unit} of a case's life up to its decision, {view.who}. The parts of a bar sum "
        "to the mean time to decision."
    )
    small = small_parts(frame)
    if small:
        about += f" Other: {listed([titles.spoken(part) for part in small])}."
    known = frame[(frame.groupby("part")["mean"].transform("sum") > 0) | frame["mean"].isna()]
    table = pd.DataFrame(
        {
            "Model": known["model"],
            "Part": known["part"],
            "Mean": [
                ranged_time(
                    Estimate(row["mean"], row["low"], row["high"], results.replications),
                    view.hours,
                )
                for _, row in known.iterrows()
            ],
            "Share": [percent(share) for share in known["share"]],
        }
    )
    return panel_of(
        "ledger",
        "Where does the time go?",
        titles.ledger_title(frame),
        about,
        chart=ledger_chart(frame, width),
        table=table,
    )


def _mend(study: Study, results: Results, names: Names, view: View) -> Panel | None:
    frame = mend_frame(study, results, names)
    if not len(frame):
        return None
    about = (
        "Pairs of agencies with the largest shares of the time to decision that lies between two "
        "of them, over cases where partners were asked; the rest passes inside agencies. Beside "
        "each one thing that is missing there, by what most of this time waits for: seating, "
        "people who know each other, access, agreement, one clear lead, a place at the table, or "
        "cover."
    )
    quickest = answer(results, Interest(view.times)).known[:1]
    spoken_of = {results.labels[0], *(each.design for each in quickest)}
    title = mend_title(frame, [names.models[label] for label in spoken_of])
    return Panel(
        "mend", "Which handoffs to mend first?", title, about, None, "", frame.drop(columns="may")
    )


def _nobody(results: Results, names: Names) -> Panel | None:
    frame = nobody_frame(results, names)
    if not len(frame):
        return None
    about = (
        "Hub working hours of a case in which, by the rule of this model, no agency is accountable "
        "for it: the case itself lost on the way (a lost question leaves its case with somebody), "
        "in dispute, or waiting where nobody clearly leads. It says nothing about duties in law."
    )
    table = frame[["model", "words"]].set_axis(["Model", "Nobody’s hours, a case"], axis=1)
    title, question = nobody_title(results, names), "How long is a case nobody’s?"
    return panel_of("nobody", question, title, about, chart=nobody_chart(frame), table=table)


def people_panel(study: Study, results: Results, names: Names, width: int = WIDE) -> Panel:
    """Say and draw who is overloaded.

    Parameters
    ----------
    study : Study
    results : Results
    names : Names
    width : int
        Of the chart: `WIDE` or `NARROW`.
    """
    frame = people_frame(study, results, names)
    about = (
        "Bar: simulated share of time on duty with a case in hand; work after the end of a "
        "shift is said beside it. Diamond: load expected in these weeks from the inputs alone, "
        "shared evenly between roles that do the same work. Dashed line: 85%, above which waits "
        "grow fast."
    )
    if ((frame["expected"] >= 1) & (frame["busy"] < FULL)).any():
        about += (
            " A role that is overloaded but not busy is spared by a longer queue before another "
            "role."
        )
    more = frame["group"].nunique() - SHOWN
    if more > 0:
        about += f" The {SHOWN} busiest roles are drawn; the table has {more} more."
    table = pd.DataFrame(
        {
            "Role": frame["group"],
            "Model": frame["model"],
            "Busy": [
                ranged(
                    Estimate(row["busy"], row["low"], row["high"], results.replications), percent
                )
                for _, row in frame.iterrows()
            ],
            "Expected in these weeks": [percent(load) for load in frame["expected"]],
            "Over a year": [percent(load) for load in frame["year"]],
            "After the shift, hours a week": [number(late, 2) for late in frame["late"]],
            "In words": frame["state"],
        }
    )
    empty = {"In words": not frame["state"].any(), "Over a year": frame["year"].isna().all()}
    table = table.drop(columns=[name for name, nothing in empty.items() if nothing])
    return panel_of(
        "people",
        "Who is overloaded?",
        people_title(frame),
        about,
        chart=people_chart(frame, width),
        table=table,
    )


def _targets(results: Results, names: Names) -> Panel | None:
    frame = targets_frame(results, names)
    if frame["mean"].isna().all():
        return None
    about = (
        "Share of all cases decided by the target of their own rating, on its own clock. Point: "
        "mean of the replications. Line: its 95% interval."
    )
    table = frame[["group", "model", "words"]].set_axis(
        ["Rating and target", "Model", "Met"], axis=1
    )
    title = titles.by_rating(results, names, "target_met", "meets the target most often")
    return panel_of(
        "targets",
        "Are targets met?",
        title,
        about,
        chart=targets_chart(frame),
        table=table,
    )


def heard_of(results: Results, agencies: Sequence[str]) -> bool:
    """Whether anything is known of how often any of these agencies was heard."""
    return not all(
        math.isnan(results.estimate(label, "heard", "agency", name).mean)
        for label in results.labels
        for name in agencies
    )


def _heard(results: Results, names: Names) -> Panel | None:
    agencies = results.groups("heard", "agency")
    if not heard_of(results, agencies):
        return None
    table = pd.DataFrame({"Agency": [names.agencies.get(name, name) for name in agencies]})
    for label in results.labels:
        table[names.models[label]] = [
            ranged(results.estimate(label, "heard", "agency", name), percent)
            if results.has(label, "heard", "agency", name)
            else "not in it"
            for name in agencies
        ]
    about = (
        "Share of all decisions before which an agency had been heard, asked or not; contacts that "
        "end before a stage that decides are not counted. The agency on whose facts most cases "
        "turn stands first. A quick decision that nobody was asked about is no good one."
    )
    question = "Who is heard before the decision?"
    title = titles.heard_title(results, names, agencies[0])
    return Panel("heard", question, title, about, None, "", table)


def _cost(study: Study, results: Results, names: Names) -> Panel | None:
    currency = currency_of(study)
    if not currency or not payers(results):
        return None
    table = cost_table(results, names, currency)
    question, title = "What does it cost, and who pays?", cost_title(results, names, currency)
    return Panel("cost", question, title, COUNTED, None, "", table)


def _flow(results: Results, names: Names) -> Panel:
    """Contacts, backlog and work: a table with a column for each model."""
    lines: list[tuple[str, str, Said | None]] = [
        ("Contacts measured, cases that come back among them", "contacts", None),
        ("Partners asked", "asked_share", percent),
        ("Not decided by the end of the run", "undecided", None),
        ("Cases open, on average", "open_cases", None),
        ("Growth of the backlog, cases per week", "backlog_growth", None),
        ("Work on cases, hours per week", "touch_hours", None),
        ("Work by people outside the hub, hours per week", "outside_hours", None),
    ]
    table = pd.DataFrame({"": [line[0] for line in lines]})
    for label in results.labels:
        table[names.models[label]] = [
            ranged(results.estimate(label, measure), said) for _, measure, said in lines
        ]
    return Panel(
        "flow", "How much work, and what is left?", titles.flow_title(results, names),
        "Mean of the replications with its 95% interval.", None, "", table,
    )  # fmt: skip
