"""The report on how a hub gets over a disturbance."""

from __future__ import annotations

from collections.abc import Iterator

from hubsim.analysis import Estimate, estimate
from hubsim.plain import columns, heading, number, plural, wrapped
from hubsim.study import Study
from hubsim.study.recovery import AGAIN, Disturbance, Recovery
from hubsim.text.analyses import changed_between, opening
from hubsim.text.words import interval

SHOWN = 16
"""Days told."""


def recovery_report(study: Study, disturbance: Disturbance, found: Recovery) -> str:
    """Report how long a hub takes to recover.

    Parameters
    ----------
    study : Study
        Of the hub without the disturbance.
    disturbance : Disturbance
    found : Recovery
    """
    design = study.designs[0]
    lines = opening(f"How long does it take to recover? {design.label}", study)
    what = disturbance.said(design.file)
    lines.append("\n" + wrapped(f"From {found.days[0]:%-d %B %Y}: {what}."))
    lines.append(wrapped(_answer(found)))
    lines.append(
        wrapped(
            f"On the worst day with it {interval(estimate(found.with_it.max(axis=0)))} cases are "
            f"open, on the worst of the same year without it "
            f"{interval(estimate(found.without.max(axis=0)))}: "
            f"{changed_between(found.peak, number)}. Added up over the days that were watched: "
            f"{changed_between(found.case_days, number)} open days of cases. ? means no clear "
            "difference."
        )
    )
    lines.append(
        wrapped(
            f"Back: the first of {AGAIN} open days in a row on which no more than "
            f"{_cases(found.band)} more {'is' if found.band == 1 else 'are'} open than in the same "
            f"year without it. {_differ(len(found.taken))}"
        )
    )
    if found.replaced:
        names = ", ".join(design.file.hub.label("roles", role) for role in found.replaced)
        lines.append(
            wrapped(f"Being called away for other things was left out with it for: {names}.")
        )
    lines += _days(found)
    return "\n".join(lines)


def _cases(band: float) -> str:
    return "one case" if band == 1 else f"{number(band)} cases"


def _differ(years: int) -> str:
    """Say what the band is."""
    if years < 2:
        return "By how much years differ from one another, a single one cannot tell."
    return (
        "So much do years without it differ from one another (standard deviation, at least one "
        "case)."
    )


def _answer(found: Recovery) -> str:
    years = len(found.taken)
    if years == 1:
        return _in_one_year(found, found.taken[0])
    if found.not_back:
        watched = plural(len(found.days) - found.over, "open day")
        return (
            f"In {found.not_back} of {years} years the backlog is not back within the {watched} "
            "that were watched."
        )
    known = [n for n in found.taken if n is not None]
    if not any(known):
        return "The backlog is back at once in every year: it is never clearly larger afterwards."
    e = found.open_days
    cut = Estimate(e.mean, max(0.0, e.low), e.high, e.replications) if e.known else e
    return (
        f"The backlog is back {interval(cut)} open days after its end, in the slowest of {years} "
        f"years after {max(known)}."
    )


def _in_one_year(found: Recovery, after: int | None) -> str:
    if after is None:
        watched = plural(len(found.days) - found.over, "open day")
        return f"In the one year that was run the backlog is not back within {watched}."
    when = f"{plural(after, 'open day')} after its end" if after else "at once"
    return f"In the one year that was run the backlog is back {when}; others may differ."


def _days(found: Recovery) -> Iterator[str]:
    yield heading("Open cases at the end of the day")
    yield from columns([("", "without", "with it", "more (95% interval)")], (24, 12, 12, 32))
    last = max([n for n in found.taken if n is not None], default=0) + found.over + 2
    shown = range(min(len(found.days), max(last, found.over + 5)))
    step = max(1, -(-len(shown) // SHOWN))
    for n in shown[::step]:
        mark = " *" if n < found.over else ""
        row = (f"{found.days[n]:%a %-d %b}{mark}", number(float(found.without[n].mean())),
               number(float(found.with_it[n].mean())),
               changed_between(estimate(found.more[n]), number))  # fmt: skip
        yield from columns([row], (24, 12, 12, 32))
    yield "* while it lasts"
