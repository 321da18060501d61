"""What the results say, in sentences: computed by rules, so that no title can outlive its data.

Who is best, and whether that is clear, is said by one rule (`hubsim.study.answer`); where it is not
clear, the sentence says that there is no clear difference. Models that do not settle have no
averages, and the sentence says so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from hubsim.analysis import Difference, Estimate, level_for
from hubsim.charts.rows import cut
from hubsim.charts.view import Names, View
from hubsim.charts.words import number_like, ranged, with_sign, within
from hubsim.measures import PART_LABELS
from hubsim.plain import either, listed
from hubsim.program import Part
from hubsim.study import Results, Study
from hubsim.study.answer import Answer, answer
from hubsim.study.interest import Interest, same_asked
from hubsim.text import percent
from hubsim.text.answer import FEW, how_sure

IN_SENTENCE = 90
"""Letters of a name inside a sentence; tables have the whole of it."""


def quoted(name: str) -> str:
    """Say a name inside a sentence, a very long one without its middle."""
    return f"“{cut(name, IN_SENTENCE)}”"


def headline(results: Results, names: Names, view: View) -> str:
    """Say in a sentence or two which model is quickest, by how much, and how sure that is.

    Parameters
    ----------
    results : Results
    names : Names
    view : View
    """
    view = same_cases(results, view)
    unsettled = [label for label in results.labels if label in results.unsettled]
    found = answer(results, Interest(view.times))
    if unsettled and not found.known:
        return f"No average can be shown: {_do_not_settle(unsettled, names)}."
    if not found.known:
        return f"There are no decided {view.who} to compare."
    sentences = [_quickest(found, names, view)]
    if len(found.known) > 1 and not results.same_contacts:
        sentences.insert(0, "These models did not meet the same contacts.")
    if view.asked and (found.best is not None or len(found.known) == 2):
        sentences += _over_all(results, names, view, found)
    elif view.asked:
        sentences += _best_over_all(results, names, view, found)
    if unsettled:
        sentences.append(f"{_do_not_settle(unsettled, names)}: no average is shown.")
    return " ".join(sentences)


def same_cases(results: Results, view: View) -> View:
    """Give the view in which models are compared: of all cases where others were asked about.

    Times of the cases about which partners were asked are of the same cases only where every model
    asks about the same ones.
    """
    return replace(view, asked=False) if view.asked and not same_asked(results) else view


def _over_all(results: Results, names: Names, view: View, found: Answer) -> list[str]:
    """Say what share of cases the sentence was about, and what it comes to over all of them.

    Where it has found no clear difference, only one that all cases have is worth a word.
    """
    best, second = (each.design for each in found.known[:2])
    share = percent(results.estimate(best, "asked_share").mean)
    everybody, level = replace(view, asked=False), level_for(len(found.beside))
    difference = results.difference(best, second, everybody.times, level=level)
    c, unit = view.readable(difference.change)
    said = number_like(c.mean)
    if math.isnan(c.mean):
        return []
    if found.best is None and (difference.trifling or not (c.low > 0 or c.high < 0)):
        return []
    if c.low <= 0 <= c.high:
        return [f"That is about {share} of cases; over all cases there is no clear difference."]
    if difference.trifling:
        return [f"That is about {share} of cases; over all cases it is {LITTLE}."]
    less = "less" if c.mean > 0 else "more"
    amount = f"{said(abs(c.mean))} {unit} {less}"
    whom = f"about {share} of cases, those where partners were asked"
    limits = within(c, said, len(found.beside))
    subject = "it is" if found.best else f"a case takes with {quoted(names.models[best])}"
    return [f"That is {whom}; over all cases {subject} {amount} ({limits})."]


def _best_over_all(results: Results, names: Names, view: View, found: Answer) -> list[str]:
    """Say which of several models is the quickest over all cases, where none is over some."""
    everybody = replace(view, asked=False)
    whole = answer(results, Interest(everybody.times))
    if whole.best is None or len(found.known) < 2:
        return []
    share = percent(results.estimate(found.known[0].design, "asked_share").mean)
    told = _quickest(whole, names, everybody)
    return [
        f"That is about {share} of cases, those where partners were asked; over all cases {told}"
    ]


def _do_not_settle(labels: Sequence[str], names: Names) -> str:
    told = listed([quoted(names.models[label]) for label in labels])
    if len(labels) == 1:
        return f"{told} does not keep up with its contacts"
    return f"{told} do not keep up with their contacts"


def _quickest(found: Answer, names: Names, view: View) -> str:
    """Say what an answer with at least one known model allows to say."""
    first, *others = found.known
    best = quoted(names.models[first.design])
    mean = first.level.mean
    value = f"{number_like(mean)(mean)} {view.unit}"
    if not others:
        return f"{best}: {view.said} {ranged(first.level)} {view.unit}{_interval(first.level)}."
    if found.alike:
        return f"No difference: the {view.said} is exactly the same in every replication."
    if found.replications < 2:
        return (
            f"{best} has the shortest {view.said} in a single replication ({value}): that is a "
            "story, not a comparison."
        )
    if found.best is None:
        return _not_alone(found, names, view)
    name = quoted(names.models[others[0].design])
    less = _less(found, others[0].design, view, name if len(others) == 1 else f"the next, {name}")
    return f"{best} is {'quicker' if len(others) == 1 else 'the quickest'}: {less}."


def _interval(level: Estimate) -> str:
    return ", 95% interval in brackets" if level.known else ""


def _not_alone(found: Answer, names: Names, view: View) -> str:
    """Say that the first is not alone, and which models it clearly beats, the nearest first."""
    alike = listed([quoted(names.models[each.design]) for each in found.near])
    tied = {found.beside[e.design].verdict for e in found.near if e.design in found.beside}
    none = "No difference" if tied == {"the same"} else "No clear difference"
    none = "No difference that matters" if found.trifling else none
    worse = [each for each in found.known if each not in found.near]
    if worse:
        told = {each.design: quoted(names.models[each.design]) for each in worse}
        less = _less(found, worse[0].design, view, told[worse[0].design])
        first = quoted(names.models[found.near[0].design])
        rest = listed(list(told.values()))
        return f"{none} between {alike}. {first} is quicker than {rest}: {less}."
    if len(found.near) > 2:
        return f"{none} between these models in the {view.said}."
    if found.trifling:
        first = quoted(names.models[found.near[0].design])
        return f"{none} between {alike} in the {view.said}: {first} is quicker by {LITTLE}."
    change, unit = view.readable(found.beside[found.near[1].design].change)
    said = number_like(max(abs(change.low), abs(change.high)))  # the mean may be next to nothing
    first = quoted(names.models[found.near[0].design])
    return (
        f"No clear difference between {alike} in the {view.said}: {first} may be up to "
        f"{said(change.high)} {unit} quicker or {said(-change.low)} slower (95% interval)."
    )


LITTLE = "less than a minute"
"""A time that is too little to matter."""


def _less(found: Answer, other: str, view: View, than: str) -> str:
    """Say how much less the first takes than another, with the interval."""
    difference = found.beside[other]
    share = difference.change.mean / difference.rival.mean if difference.rival.mean else math.nan
    about = "" if math.isnan(share) else f"; {percent(share)} less"
    c, unit = view.readable(difference.change)
    said = number_like(c.mean)
    amount = f"{said(c.mean)} {unit}"
    subject = {
        "mean": f"a case takes {amount} less to a decision, on average, than with {than}",
        "median": f"the time within which half of the cases are decided is {amount} shorter than "
        f"with {than}",
        "p90": f"the time within which nine in ten cases are decided is {amount} shorter than with "
        f"{than}",
    }[view.statistic]
    return f"{subject} ({within(c, said, len(found.beside))}{about})"


def sureness(study: Study, results: Results, names: Names, view: View) -> str:
    """Say how sure the headline is; empty where there is nothing to compare.

    Parameters
    ----------
    study : Study
    results : Results
    names : Names
    view : View
    """
    found = answer(results, Interest(same_cases(results, view).times))
    if len(found.known) < 2 or found.replications < 2 or found.alike:
        return ""
    if found.best is not None:
        nothing = quoted(names.models[results.labels[0]])
        return how_sure(study, found, found.best, nothing, identical=results.same_contacts)
    period = study.length.period
    if found.replications < FEW:  # what few replications say when drawn again is too sure
        most = [
            f"{quoted(names.models[e.design])} in {e.best_in:g}" for e in found.known if e.best_in
        ]
        of = f"{found.replications} {'identical ' if results.same_contacts else ''}{period}s"
        return f"Best of {of}: {listed(most)}."
    told = [f"{quoted(names.models[e.design])} {percent(e.chance)}" for e in found.near]
    return (
        f"Had chance dealt these {period}s otherwise, each would be best so often: {listed(told)}."
    )


def steps(
    results: Results, names: Names, view: View, period: str, *, beside: bool = False
) -> list[str]:
    """Say each model's value, and its difference from the quickest.

    Parameters
    ----------
    results : Results
    names : Names
    view : View
    period : str
        What one replication is called.
    beside : bool
        Whether a table beside says each value, and how often others were heard: then only the
        differences are told.
    """
    found = answer(results, Interest(view.times))
    told = []
    if len(results.labels) == 1:  # the headline has its time
        return [line for label in results.labels if (line := _heard(results, names, label)[2:])]
    of = f"{'identical ' if results.same_contacts else ''}{period}s"
    for each in found.known:
        parts = [] if beside else [f"{ranged(each.level)} {view.unit}"]
        if each is not found.known[0] and found.replications > 1:
            first = names.models[found.known[0].design]
            several = len(found.beside) > 1
            step = found.beside[each.design]
            parts.append(_step(step, first, of, view, alone=beside, several=several))
        if parts:
            said = f"{names.models[each.design]}: {'; '.join(parts)}"
            told.append(said if beside else said + _heard(results, names, each.design))
    return told


def _heard(results: Results, names: Names, label: str) -> str:
    """What was known, beside the time: how often the agency that matters most was heard."""
    agency = next(iter(results.groups("heard", "agency")), "")
    heard = results.estimate(label, "heard", "agency", agency)
    if math.isnan(heard.mean):
        return ""
    who = names.agencies.get(agency, agency.replace("_", " ").capitalize())
    return f"; {who} heard before {percent(heard.mean)} of all decisions, asked or not"


def _step(
    difference: Difference, first: str, periods: str, view: View, *, alone: bool, several: bool
) -> str:
    """Say a difference; its unit too where it stands alone, or in another than what is beside."""
    n = difference.change.replications
    c, told = view.readable(difference.change)
    unit = f" {told}" if alone or told != view.unit else ""
    together = ", all comparisons together" if several else ""
    if difference.verdict == "the same":
        return f"exactly the same as {quoted(first)}"
    if difference.verdict != "higher":
        signed = with_sign(max(abs(c.low), abs(c.high)))  # the mean may be next to nothing
        ends = f"{signed(c.low)} to {signed(c.high)}{unit}{together}"
        return f"no clear difference from {quoted(first)} ({ends})"
    if difference.trifling:
        return f"{LITTLE} more than {quoted(first)}: no difference that matters"
    said = number_like(c.mean)
    ends = f"{said(c.low)} to {said(c.high)}{together}"
    return (
        f"{said(c.mean)}{unit} more than {quoted(first)} ({ends}), "
        f"more in {difference.rival_higher} of {n} {periods}"
    )


def heard_title(results: Results, names: Names, agency: str) -> str:
    """Say in which model an agency is heard most often, and whether that is clear.

    Parameters
    ----------
    results : Results
    names : Names
    agency : str
        Short name.
    """
    found = answer(results, Interest("heard", "agency", agency))
    who = names.agencies.get(agency, agency)
    if not found.known:
        return f"How often {who} is heard is not known"
    first, *others = found.known
    shares = [f"{percent(first.level.mean)} of decisions in {quoted(names.models[first.design])}"]
    shares += [f"{percent(e.level.mean)} in {quoted(names.models[e.design])}" for e in others]
    many = len(shares) > 3
    told = f"{shares[0]}, down to {shares[-1]}" if many else listed(shares)
    told = f"{who} heard before {told}"
    if len(found.known) < 2 or found.replications < 2:
        return told
    if found.alike:
        return f"{told}: exactly as often"
    if found.trifling:
        return f"{told}: no difference that matters between the best of these"
    if found.best is None:
        return f"{told}: no clear difference between the best of these"
    c = found.beside[found.known[1].design].change
    said = number_like(100 * c.mean)

    def points(value: float) -> str:
        return said(100 * value)

    return (
        f"{told}: {points(abs(c.mean))} points more than in the "
        f"{'other' if len(found.known) == 2 else 'next'} "
        f"({within(c, points, len(found.beside))})"
    )


def flow_title(results: Results, names: Names) -> str:
    """Say in which models cases are left undecided, and in which the backlog clearly grows."""
    growth = {label: results.estimate(label, "backlog_growth") for label in results.labels}
    grows = [
        quoted(names.models[label])
        for label, e in growth.items()
        if e.low > 0 or label in results.unsettled
    ]
    if not grows and not any(e.known for e in growth.values()):
        return "Whether the backlog grows is not known of a single replication"
    if not grows:
        return "In no model does the backlog clearly grow"
    return f"The backlog clearly grows in {listed(grows)}"


def by_rating(results: Results, names: Names, measure: str, does: str) -> str:
    """Say for which ratings one model is clearly best.

    Parameters
    ----------
    results : Results
    names : Names
    measure : str
    does : str
        What the best one does, such as ``is quickest``.
    """
    known = results.groups(measure, "rating")
    found = {
        names.ratings[name]: answer(results, Interest(measure, "rating", name))
        for name in names.ratings
        if name in known
    }
    compared = {rating: each for rating, each in found.items() if len(each.known) > 1}
    if not compared:
        return _over_ratings(answer(results, Interest(measure)), names, does)
    if any(each.replications < 2 and not each.alike for each in compared.values()):
        return "One replication: whether they differ is not known"
    kinds: dict[str, list[str]] = {}
    in_order = sorted(compared.items(), key=lambda one: list(VERDICTS).index(_kind(one[1])))
    for rating, each in in_order:
        said = VERDICTS[_kind(each)]
        if each.best is not None:
            said = f"{quoted(names.models[each.best.design])} {does}"
        kinds.setdefault(said, []).append(rating)
    told = "; ".join(f"{said} for {listed(ratings)}" for said, ratings in kinds.items())
    if len(kinds) == 1:
        ((said, ratings),) = kinds.items()
        if len(ratings) == 1 and said in VERDICTS.values():
            told = said  # of the only rating
        elif len(ratings) > 1 and len(compared) == len(found):
            told = f"{said} for {'any' if said.startswith('no ') else 'every'} rating"
    return told[0].upper() + told[1:]


VERDICTS = {
    "best": "",
    "unclear": "no clear difference",
    "among": "no clear difference between the best",
    "little": "no difference that matters",
    "same": "exactly the same",
}
"""What is said of how models compare, in the order in which it is said; which is best, by name."""


def _kind(found: Answer) -> str:
    """How models compare: one is best, none is, some are clearly worse, or all are alike."""
    if found.best is not None:
        return "best"
    if found.alike:
        return "same"
    if len(found.near) < len(found.known):
        return "among"
    return "little" if found.trifling else "unclear"


def _over_ratings(found: Answer, names: Names, does: str) -> str:
    """Say who is best where ratings cannot be told apart, or that there is nothing to compare."""
    if not found.known:
        return "No average can be shown"
    if len(found.known) == 1:
        return f"An average can be shown of {quoted(names.models[found.known[0].design])} only"
    if found.best is None:
        said = VERDICTS[_kind(found)]
        return said[0].upper() + said[1:]
    return f"{quoted(names.models[found.best.design])} {does}"


def alone_title(results: Results, names: Names, view: View) -> str:
    """Say of one model how long cases of each rating take.

    Parameters
    ----------
    results : Results
        Of one design.
    names : Names
    view : View
    """
    (label,) = results.labels
    known = results.groups(view.times, "rating")
    found = {
        names.ratings[name]: results.estimate(label, view.times, "rating", name).mean
        for name in names.ratings
        if name in known
    }
    told = [f"{name} {number_like(m)(m)}" for name, m in found.items() if not math.isnan(m)]
    said = view.said[0].upper() + view.said[1:]
    return f"{said}: {listed(told)} {view.unit}" if told else f"{said} cannot be shown"


def ledger_title(frame: pd.DataFrame) -> str:
    """Say what takes the largest part of the time, in which models, and where that is not clear.

    Parameters
    ----------
    frame : DataFrame
        From `ledger_frame`.
    """
    known = frame[frame["may"]]
    if not len(known):
        return "Where the time goes cannot be shown"
    single = "In a single replication the" if known["low"].isna().all() else "The"
    goes = f"{single} largest part of the time goes on"
    kinds: dict[str, list[str]] = {}
    for model, of in known.groupby("model", sort=False):
        which = either([spoken(part) for part in sorted(of["part"])], "parts")
        kinds.setdefault(which, []).append(quoted(str(model)))
    if len(kinds) > 1:
        return f"{goes} {'; on '.join(f'{one} in {listed(of)}' for one, of in kinds.items())}"
    ((which, models),) = kinds.items()
    every = " that settles" if len(models) < frame["model"].nunique() else ""
    where = f" in every model{every}" if len(models) > 1 else ""
    if len(known) > len(models):
        return f"{goes} {which}{where}"
    low, high = percent(known["share"].min()), percent(known["share"].max())
    goes = "Most of the time goes on" if known["most"].all() else goes
    return f"{goes} {which}{where}: {low if low == high else f'{low} to {high}'}"


def spoken(part: str) -> str:
    """Say a part of the ledger inside a sentence."""
    if part == PART_LABELS[Part.WORKED]:
        return "work itself"
    return part[0].lower() + part[1:]


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
    if not results.same_contacts:
        found.append(
            "These models do not receive the same contacts, so differences between them are not "
            "differences between ways of working."
        )
    settled = [label for label in results.labels if label not in results.unsettled]
    if settled and view.asked and not same_asked(results):
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
    if view.asked and any(not results.estimate(label, "asked_share").mean for label in settled):
        found.append("In some of these models no partner is asked: choose all cases to compare.")
    return found
