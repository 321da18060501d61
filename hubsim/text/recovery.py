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
            f"At the worst day of a year {interval(found.peak)} more cases are open than in the "
            "same year without it, of which chance makes some; added up "
            f"{interval(found.case_days)} open days of cases more while it was watched."
        )
    )
    lines.append(
        wrapped(
            f"Back: the first of {AGAIN} open days in a row on which no more than "
            f"{number(found.band)} cases more are open than in the same year without it. So much "
            "do years without it differ from one another (standard deviation, at least one case)."
        )
    )
    if found.replaced:
        names = ", ".join(design.file.hub.label("roles", role) for role in found.replaced)
        lines.append(
            wrapped(f"Being called away for other things was left out with it for: {names}.")
        )
    lines += _days(found)
    return "\n".join(lines)


def _answer(found: Recovery) -> str:
    years = len(found.taken)
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
