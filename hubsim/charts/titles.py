"""What the results say, in sentences: computed by rules, so that no title can outlive its data.

A difference is claimed only where its 95 % interval lies on one side of zero; otherwise the
sentence says that there is no clear difference. Models that do not settle have no averages, and the
sentence says so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import pandas as pd

from hubsim.analysis import Difference
from hubsim.charts.people import BUSY
from hubsim.charts.view import Names, View
from hubsim.charts.words import number_like, ranged
from hubsim.measures import PART_LABELS
from hubsim.plain import listed
from hubsim.program import Part
from hubsim.study import Results
from hubsim.text import percent

Better = Literal["lower", "higher"]


@dataclass(frozen=True, slots=True)
class Rank:
    """Models in order, best first, and how sure that order is.

    Parameters
    ----------
    labels : tuple of str
        Models with a known mean, best first.
    from_best : tuple of Difference
        For each of the others: it minus the best.
    steps : tuple of Difference
        For each of the others: it minus the one before it.
    better : str
        Whether lower or higher is better.
    """

    labels: tuple[str, ...]
    from_best: tuple[Difference, ...]
    steps: tuple[Difference, ...]
    better: Better

    def clear(self, difference: Difference) -> bool:
        """Whether an interval shows that the later one is worse."""
        return difference.verdict == ("higher" if self.better == "lower" else "lower")

    @property
    def tied(self) -> tuple[str, ...]:
        """Models that are not clearly worse than the best."""
        pairs = zip(self.labels[1:], self.from_best, strict=True)
        return tuple(label for label, difference in pairs if not self.clear(difference))

    @property
    def known(self) -> bool:
        """Whether there is an interval to judge by."""
        return all(difference.verdict != "not known" for difference in self.from_best)


def rank(
    results: Results, measure: str, by: str = "all", group: str = "all", better: Better = "lower"
) -> Rank:
    """Put models in order by a measure; those without a mean are left out."""
    means = {label: results.estimate(label, measure, by, group).mean for label in results.labels}
    known = [label for label in results.labels if not math.isnan(means[label])]
    known.sort(key=lambda label: means[label], reverse=better == "higher")
    best = [results.difference(known[0], label, measure, by, group) for label in known[1:]]
    steps = [results.difference(one, two, measure, by, group) for one, two in pairwise(known)]
    return Rank(tuple(known), tuple(best), tuple(steps), better)


def quoted(name: str) -> str:
    """Say a name inside a sentence."""
    return f"“{name}”"


def headline(results: Results, names: Names, view: View) -> str:
    """Say in a sentence or two which model is quickest, by how much, and how sure that is.

    Parameters
    ----------
    results : Results
    names : Names
    view : View
    """
    sentences = []
    if view.asked and not same_asked(results):
        view = replace(view, asked=False)  # cases where partners were asked are not the same cases
    unsettled = [label for label in results.labels if label in results.unsettled]
    ranked = rank(results, view.times)
    if unsettled and not ranked.labels:
        return f"No average can be shown: {_do_not_settle(unsettled, names)}."
    if not ranked.labels:
        return f"There are no decided {view.who} to compare."
    sentences.append(_quickest(results, names, view, ranked))
    if view.asked and len(ranked.labels) > 1 and ranked.known and not ranked.tied:
        sentences += _over_all(results, view, ranked)
    if unsettled:
        sentences.append(f"{_do_not_settle(unsettled, names)}: no average is shown.")
    return " ".join(sentences)


def _over_all(results: Results, view: View, ranked: Rank) -> list[str]:
    """Say what share of cases the sentence was about, and what it comes to over all of them."""
    best, second = ranked.labels[:2]
    share = percent(results.estimate(best, "asked_share").mean)
    everybody = replace(view, asked=False)
    c = results.difference(best, second, everybody.times).change
    said = number_like(c.mean)
    if math.isnan(c.mean):
        return []
    if c.low <= 0 <= c.high:
        return [f"That is about {share} of cases; over all cases there is no clear difference."]
    less = "less" if c.mean > 0 else "more"
    amount = f"{said(abs(c.mean))} {view.unit} {less}"
    limits = sorted((abs(c.low), abs(c.high)))
    told = f"{amount} (95% interval {said(limits[0])} to {said(limits[1])})"
    whom = f"about {share} of cases, those where partners were asked"
    return [f"That is {whom}; over all cases it is {told}."]


def same_asked(results: Results) -> bool:
    """Whether partners are asked about equally many cases in every model, for every rating."""
    rows = results.rows[results.rows["measure"] == "asked_share"]
    means = rows.groupby(["by", "group", "design"], sort=False)["value"].mean().unstack()
    return bool(((means.max(axis=1) - means.min(axis=1)).fillna(0) < 0.005).all())


def _do_not_settle(labels: Sequence[str], names: Names) -> str:
    told = listed([quoted(names.models[label]) for label in labels])
    if len(labels) == 1:
        return f"{told} does not keep up with its contacts"
    return f"{told} do not keep up with their contacts"


def _quickest(results: Results, names: Names, view: View, ranked: Rank) -> str:
    """Say what a ranking of at least one model allows to say."""
    best, others = names.models[ranked.labels[0]], ranked.labels[1:]
    mean = results.estimate(ranked.labels[0], view.times).mean
    value = f"{number_like(mean)(mean)} {view.unit}"
    if not others:
        return f"{quoted(best)}: {view.said} {value}."
    if not ranked.known:
        return (
            f"{quoted(best)} has the shortest {view.said} in a single replication ({value}): that "
            "is a story, not a comparison."
        )
    if len(ranked.tied) == len(others):
        return _no_difference(names, view, ranked)
    if ranked.tied:
        return _some_tied(names, view, ranked)
    than = quoted(names.models[others[0]])
    if len(others) == 1:
        return f"{quoted(best)} is quicker: {_less(ranked.steps[0], view, than)}."
    return f"{quoted(best)} is the quickest: {_less(ranked.steps[0], view, f'the next, {than}')}."


def _no_difference(names: Names, view: View, ranked: Rank) -> str:
    if all(difference.verdict == "the same" for difference in ranked.from_best):
        return f"No difference: the {view.said} is exactly the same in every replication."
    if len(ranked.labels) > 2:
        return f"No clear difference between these models in the {view.said}."
    both = listed([quoted(names.models[label]) for label in ranked.labels])
    change = ranked.steps[0].change
    signed = with_sign(change.mean)
    return (
        f"No clear difference between {both} in the {view.said} (95% interval of the difference "
        f"{signed(change.low)} to {signed(change.high)} {view.unit})."
    )


def _some_tied(names: Names, view: View, ranked: Rank) -> str:
    """Say that the best is not alone, and which models it clearly beats, the nearest first."""
    alike = listed([quoted(names.models[label]) for label in (ranked.labels[0], *ranked.tied)])
    pairs = zip(ranked.labels[1:], ranked.from_best, strict=True)
    worse = [(quoted(names.models[label]), d) for label, d in pairs if ranked.clear(d)]
    rest = listed([name for name, _ in worse])
    name, difference = worse[0]
    return (
        f"No clear difference between {alike}. {quoted(names.models[ranked.labels[0]])} is quicker "
        f"than {rest}: {_less(difference, view, name)}."
    )


def _less(difference: Difference, view: View, than: str) -> str:
    """Say how much less the better one takes than another, with the interval."""
    c = difference.change
    said = number_like(c.mean)
    share = c.mean / difference.rival.mean if difference.rival.mean else math.nan
    about = "" if math.isnan(share) else f"; {percent(share)} less"
    amount = f"{said(c.mean)} {view.unit}"
    subject = {
        "mean": f"a case takes {amount} less to a decision, on average, than with {than}",
        "median": f"half of the cases are decided {amount} sooner than with {than}",
        "p90": f"nine in ten cases are decided {amount} sooner than with {than}",
    }[view.statistic]
    return f"{subject} (95% interval {said(c.low)} to {said(c.high)}{about})"


def with_sign(like: float) -> Callable[[float], str]:
    """Give a function that says numbers with their sign."""
    said = number_like(like)
    return lambda value: f"+{said(value)}" if value > 0 else said(value)


def steps(results: Results, names: Names, view: View) -> list[str]:
    """Say each model's value, and its difference from the next quicker one.

    Parameters
    ----------
    results : Results
    names : Names
    view : View
    """
    ranked = rank(results, view.times)
    told = []
    for place, label in enumerate(ranked.labels):
        e = results.estimate(label, view.times)
        name = names.models[label]
        line = f"{name}: {ranged(e)} {view.unit}"
        if place and ranked.known:
            before = names.models[ranked.labels[place - 1]]
            line += f"; {_step(ranked, ranked.steps[place - 1], before)}"
        told.append(line + _heard(results, names, label))
    return told


def _heard(results: Results, names: Names, label: str) -> str:
    """What was known, beside the time: how often the agency that matters most was heard."""
    agency = next(iter(results.groups("heard", "agency")), "")
    heard = results.estimate(label, "heard", "agency", agency)
    if math.isnan(heard.mean):
        return ""
    who = names.agencies.get(agency, agency.replace("_", " ").capitalize())
    return f"; {who} heard before {percent(heard.mean)} of all decisions"


def _step(ranked: Rank, difference: Difference, before: str) -> str:
    c, n = difference.change, difference.change.replications
    if difference.verdict == "the same":
        return f"exactly the same as {quoted(before)}"
    if not ranked.clear(difference):
        signed = with_sign(c.mean)
        return f"no clear difference from {quoted(before)} ({signed(c.low)} to {signed(c.high)})"
    said = number_like(c.mean)
    return (
        f"{said(c.mean)} more than {quoted(before)} ({said(c.low)} to {said(c.high)}), "
        f"more in {n - difference.rival_lower} of {n} replications"
    )


def by_rating(results: Results, names: Names, measure: str, better: Better, does: str) -> str:
    """Say for which ratings one model is clearly best.

    Parameters
    ----------
    results : Results
    names : Names
    measure : str
    better : str
        Whether lower or higher is better.
    does : str
        What the best one does, such as ``is quickest``.
    """
    best: dict[str, list[str]] = {}
    unclear: list[str] = []
    known = results.groups(measure, "rating")
    for name in (rating for rating in names.ratings if rating in known):
        ranked = rank(results, measure, "rating", name, better)
        if len(ranked.labels) < 2:
            continue
        if ranked.known and not ranked.tied:
            best.setdefault(ranked.labels[0], []).append(names.ratings[name])
        else:
            unclear.append(names.ratings[name])
    if not best and not unclear:
        return ""
    if not best:
        return f"No model clearly {does} for any rating"
    if len(best) == 1 and not unclear:
        (label,) = best
        where = "every rating" if len(best[label]) > 1 else best[label][0]
        return f"{quoted(names.models[label])} {does} for {where}"
    parts = [
        f"{quoted(names.models[label])} {does} for {listed(where)}" for label, where in best.items()
    ]
    if unclear:
        parts.append(f"no clear difference for {listed(unclear)}")
    return "; ".join(parts)


def ledger_title(frame: pd.DataFrame) -> str:
    """Say what takes the largest part of the time, and in which models.

    Parameters
    ----------
    frame : DataFrame
        From `ledger_frame`.
    """
    known = frame[frame["share"].notna()]
    if not len(known):
        return "Where the time goes cannot be shown"
    largest = known.loc[known.groupby("model", sort=False)["share"].idxmax()]
    first = largest["part"].iloc[0]
    if (largest["part"] == first).all():
        low, high = largest["share"].min(), largest["share"].max()
        span = (
            percent(low) if percent(low) == percent(high) else f"{percent(low)} to {percent(high)}"
        )
        most = "Most of the time goes on" if low > 0.5 else "The largest part of the time goes on"
        where = " in every model" if len(largest) > 1 else ""
        return f"{most} {spoken(first)}{where}: {span}"
    told = []
    for part in dict.fromkeys(largest["part"]):
        models = largest.loc[largest["part"] == part, "model"]
        told.append(f"{spoken(part)} in {listed([quoted(model) for model in models])}")
    return f"The largest part of the time goes on {'; on '.join(told)}"


def spoken(part: str) -> str:
    """Say a part of the ledger inside a sentence."""
    if part == PART_LABELS[Part.WORKED]:
        return "work itself"
    return part[0].lower() + part[1:]


def people_title(frame: pd.DataFrame) -> str:
    """Say how many roles are above 85 %, and which is the busiest.

    Parameters
    ----------
    frame : DataFrame
        From `people_frame`.
    """
    if not len(frame):
        return "Nobody works here"
    lines = [frame.iloc[number] for number in range(len(frame))]
    worst = max(lines, key=lambda line: line["expected"])
    if worst["expected"] >= 1:
        return (
            f"{worst['group']} in {quoted(worst['model'])}: {percent(worst['expected'])} of their "
            "time is asked for, so their queue never settles"
        )
    top = max(lines, key=lambda line: line["busy"])
    roles = frame.loc[frame["busy"].round(2) > BUSY, "group"].nunique()
    many = {0: "No role is", 1: "One role is"}.get(roles, f"{roles} roles are")
    busiest = f"{top['group']}, {percent(top['busy'])} in {quoted(top['model'])}"
    return f"{many} busy above 85% of the time; the busiest: {busiest}"


def cautions(results: Results, names: Names, view: View) -> list[str]:
    """Say what a reader must know before using the headline.

    Parameters
    ----------
    results : Results
    names : Names
    view : View
    """
    found = [
        f"{quoted(names.models[label])} does not settle: {reason}. Averages over such a queue mean "
        "nothing and are not shown."
        for label, reason in results.unsettled.items()
    ]
    if not same_contacts(results):
        found.append(
            "These models do not receive the same contacts, so differences between them are not "
            "differences between ways of working."
        )
    if view.asked and not same_asked(results):
        found.append(
            "Partners are asked about different shares of cases in these models, so times of the "
            "cases where they were asked are not times of the same cases; the headline is about "
            "all cases."
        )
    for label in results.labels:
        undecided = results.estimate(label, "undecided").mean
        contacts = results.estimate(label, "contacts").mean
        if contacts and undecided / contacts > 0.01 and label not in results.unsettled:
            found.append(
                f"{quoted(names.models[label])}: {percent(undecided / contacts)} of cases had no "
                "decision by the end of the run, and the times leave them out."
            )
    if results.replications == 1:
        found.append("One replication is one story: no interval can be given.")
    elif results.replications < 5:
        found.append(f"Only {results.replications} replications: intervals are wide and rough.")
    settled = [label for label in results.labels if label not in results.unsettled]
    if view.asked and any(not results.estimate(label, "asked_share").mean for label in settled):
        found.append("In some of these models no partner is asked: choose all cases to compare.")
    return found


def same_contacts(results: Results) -> bool:
    """Whether every model received as many new contacts of every kind in every replication.

    What comes back is left out: that is what a model does, not what it is given.
    """
    rows = results.rows[results.rows["measure"] == "new_contacts"]
    wide = rows.pivot_table(
        index=["replication", "by", "group"],
        columns="design",
        values="value",
        sort=False,
        dropna=False,
    )
    first = wide.iloc[:, 0]
    return bool(all(wide[label].equals(first.rename(label)) for label in wide.columns))
