"""The first screen of a comparison: who is best, how sure that is, and what to doubt."""

from __future__ import annotations

import math

from hubsim.analysis import Estimate
from hubsim.analysis.best import RESAMPLINGS
from hubsim.plain import columns, heading, listed, number, percent, plural, wrapped
from hubsim.study import Results, Study
from hubsim.study.answer import Answer, Standing, answers
from hubsim.text.notes import triage_note
from hubsim.text.words import MARKS, Said, changed_time, doubt, hours_in, signed, time

FEW = 10
"""Replications below which a reader is told that they are few."""
WIDTHS = (10, 28, 6, 11, 10, 7, 8)


def answer_lines(study: Study, results: Results) -> list[str]:
    """Give the answer of a study with two designs or more.

    Parameters
    ----------
    study : Study
    results : Results
    """
    found = answers(study, results)
    lines = [line for one in found for line in _about(study, results, one)]
    if found:
        lines += ["", wrapped(_together(found, study.length.period))]
    doubts = _doubts(study, results, found)
    if doubts:
        lines.append(heading("What to doubt"))
        lines += [wrapped(f"- {each}") for each in doubts]
    return lines


def name_of(study: Study, answer: Answer) -> str:
    """What a measure of interest is called, with its group and unit."""
    about = answer.interest.about
    name = about.label.replace(", mean", "")
    by, group = answer.interest.by, answer.interest.group
    if by != "all":
        sections = {"agency": "agencies", "rating": "ratings", "role": "roles"}
        name += f": {study.label(sections[by], group) if by in sections else group}"
    unit = about.unit
    return name if unit in name else f"{name} ({unit})"


def _said(answer: Answer) -> Said:
    return percent if answer.interest.about.unit.startswith("share") else number


def _unit(answer: Answer) -> str:
    """Of a change: shares change by points."""
    unit = answer.interest.about.unit
    if unit.startswith("working"):
        return f"hub {unit}"  # not those of whoever reads it
    return "points" if unit.startswith("share") else unit


def _size(answer: Answer, change: float) -> str:
    """Say how large a change is: less than an hour in minutes."""
    unit = _unit(answer)
    if unit.endswith("hours") and 0 < change < 1:
        return f"{number(60 * change)} {unit.removesuffix('hours')}minutes"
    return f"{_said(answer)(change).rstrip('%')} {unit}"


def _about(study: Study, results: Results, answer: Answer) -> list[str]:
    """One measure: a sentence, and how every design stands."""
    title = name_of(study, answer)
    better = answer.interest.about.better
    lines = [heading(f"{title}{f'; {better} is better' * bool(better)}")]
    lines += [wrapped(each) for each in _best(study, results, answer)]
    year = study.length.period
    fortnight = any(each.fortnight is not None for each in answer.standings)
    head = [
        ("", "", "", "better", "worst", "is", "worst" * fortnight),
        ("  mean", "change (interval *)", "", f"in {year}s", year, "best", "2 weeks" * fortnight),
    ]
    lines += columns(head, WIDTHS)
    for standing in answer.standings:
        lines.append(
            wrapped(standing.design + (" (doing nothing)" * (standing.difference is None)))
        )
        lines += columns([_cells(results, answer, standing)], WIDTHS)
    return lines


def _cells(results: Results, answer: Answer, standing: Standing) -> tuple[str, ...]:
    said, d, hours = _said(answer), standing.difference, hours_in(answer.interest.about.unit)
    fortnight = "" if standing.fortnight is None else time(standing.fortnight.mean)
    known = bool(answer.interest.about.better) and answer.replications > 0
    chance = percent(standing.chance) if known and standing.design not in results.unsettled else ""
    level = standing.level.mean
    mean = f"  {time(level, hours) if hours else said(level)}"
    if d is None or math.isnan(d.change.mean):
        said_so = "does not settle" if standing.design in results.unsettled else ""
        return (mean, said_so, "", "", "", chance, fortnight)
    if d.verdict == "the same":
        return (mean, "exactly the same", "", "", "", chance, fortnight)
    change = changed_time(d.change, hours, said) + doubt(d) * d.change.known
    relative = ""
    if said is not percent and not math.isnan(d.relative):
        relative = f"{d.relative:+.0%}"
    times = f"{standing.better_in} of {answer.replications}" if known else ""
    worst = ""
    if known:
        worst = changed_time(Estimate(standing.worst, math.nan, math.nan, 1), hours, said)
    return (mean, change, relative, times, worst, chance, fortnight)


def _best(study: Study, results: Results, answer: Answer) -> list[str]:
    """Who is best, or why nobody is called so."""
    first = answer.first
    if first is None:
        return []
    if results.replications < 2:
        return ["One replication: nobody can be called best."]
    if len(answer.known) == 1:
        others = [name for name in results.labels if name != first.design]
        does = "settles" if set(others) <= set(results.unsettled) else "has this"
        return [f"Only {first.design} {does}: there is nothing to compare it with."]
    if answer.best is not None:
        sure = how_sure(study, answer, answer.best, identical=results.same_contacts)
        return [f"Best: {answer.best.design}. {sure}"]
    if answer.alike:
        settle = " that settle" if len(answer.known) < len(answer.standings) else ""
        return [f"All designs{settle} are exactly the same."]
    shares = answer.replications >= FEW  # what few replications say when drawn again is too sure
    near = [f"{e.design} ({chance(e.chance)})" if shares else e.design for e in answer.near]
    return [
        f"No difference that matters between {listed(near)}: clear, and too small."
        if answer.trifling
        else f"Too close to call between {listed(near)}."
    ]


def chance(share: float) -> str:
    """Say a share of resamplings, of which none makes anything certain."""
    return "over 99%" if share > 0.99 else "under 1%" if share < 0.01 else percent(share)


def how_sure(
    study: Study, answer: Answer, best: Standing, nothing: str = "", *, identical: bool = True
) -> str:
    """Say how sure it is that a design is best, and how it went in its worst year.

    Parameters
    ----------
    study : Study
    answer : Answer
    best : Standing
        The design that is called best in it.
    nothing : str
        What the first design is called; doing nothing if nothing is said.
    identical : bool
        Whether all designs met the same contacts.
    """
    period = study.length.period
    told = f"It was best in {best.best_in:g} of {answer.replications} "
    told += f"{'identical ' if identical else ''}{period}s"
    if answer.replications >= FEW:  # what few replications say when drawn again is too sure
        share = chance(best.chance)
        told += f"; had chance dealt these otherwise, it would be best {share} of the time"
    told += "."
    if best.difference is not None and math.isnan(best.worst):  # the first has no average
        return told
    if best.difference is None:
        return told if nothing else f"{told} No design is better than doing nothing."
    was_worse = (best.worst > 0) == answer.lower
    by = _size(answer, abs(best.worst))
    in_worst = f"at worst it was {'worse' if was_worse else 'still better'} by {by}"
    if best.worst == 0:
        in_worst = "at worst it was the same"
    return (
        f"{told} Beside {nothing or 'doing nothing'} it was better in {best.better_in} of "
        f"{answer.replications}; {in_worst}."
    )


def _together(found: tuple[Answer, ...], period: str) -> str:
    first = found[0]
    each = f"{first.level:.1%}".replace(".0%", "%")
    number_of = len(first.standings) - 1
    made = (
        f"{plural(first.comparisons, 'comparison')} ({plural(number_of, 'design')} beside doing "
        f"nothing, {plural(len(found), 'measure')})"
    )
    together = (
        f"* The interval of the one comparison, at {each}."
        if first.comparisons == 1
        else f"* Intervals hold together with 95% for these {made}: each is made at {each} "
        "(Bonferroni)."
    )
    return (
        f"{together} {MARKS}. Is best: share of {RESAMPLINGS:,} resamplings of "
        "whole replications, the same ones for every design, in which its mean is best. Worst: the "
        f"change from doing nothing in the {period} in which it did worst beside it."
    )


def _doubts(study: Study, results: Results, found: tuple[Answer, ...]) -> list[str]:
    """What a reader should know before acting on the answer."""
    doubts = [note.removeprefix("DOUBT: ") for note in study.notes if note.startswith("DOUBT")]
    for label, reason in results.unsettled.items():
        doubts.append(f"NOT SETTLED: {label}: {reason}. Its averages are not shown.")
    if 2 <= results.replications < FEW:
        doubts.append(
            f"Only {results.replications} replications: intervals are rough, and rare bad years "
            "are not among them."
        )
    if not results.same_contacts:
        doubts.append(
            "The designs do not meet the same contacts: part of any difference is of these, and "
            "intervals are wider."
        )
    doubts += _trades(study, found)
    for design in study.designs:
        if note := triage_note(results, design):
            doubts.append(f"{design.label}: {note[0].lower()}{note[1:]}")
    return doubts


def _trades(study: Study, found: tuple[Answer, ...]) -> list[str]:
    """Where what is best on one measure is clearly worse than doing nothing on another."""
    told = []
    for one in found:
        if one.best is None or one.best.difference is None:
            continue
        for other in found:
            mine = next(each for each in other.standings if each.design == one.best.design)
            if other is not one and other.clearly(mine) == "worse":
                d, said = mine.difference, _said(other)
                change = signed(d.change.mean, said) if d else ""
                told.append(
                    f"{mine.design} is best on {name_of(study, one)}, and worse than doing nothing "
                    f"on {name_of(study, other)}: {change}{' points' * (said is percent)}."
                )
    return told
