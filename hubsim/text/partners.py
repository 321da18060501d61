"""Between agencies: the handoff ledger with the lever that is missing, and who is accountable."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from hubsim.analysis import Estimate
from hubsim.measures.levers import Missing, missing_lever, what_it_has
from hubsim.measures.ownership import NOBODY_LABEL, UNCLEAR, WHY
from hubsim.measures.passing import OUTSIDE, REASON_LABELS, Reason
from hubsim.plain import columns, heading, listed, number, percent, plural, wrapped
from hubsim.study import Results
from hubsim.study.design import Design
from hubsim.text.words import interval, time, timed

SHOWN = 5
"""Pairs of agencies that a report tells of, those with most time first."""

NOTHING = "nothing is missing"

WHY_LABELS = {
    "lost": "lost on the way",
    "dispute": "in dispute about who leads",
    UNCLEAR: "waiting where nobody clearly leads",
}


@dataclass(frozen=True, slots=True)
class PairTold:
    """What a report tells of two agencies.

    Parameters
    ----------
    pair : str
        As in the measures: ``council and police``.
    share : Estimate
        Of the time to decision.
    may_be_first : bool
        Whether there may be no pair with more time.
    hours : dict of Reason to float
        Where that time goes.
    missing : Missing or None
        The lever that is missing.
    """

    pair: str
    share: Estimate
    may_be_first: bool
    hours: dict[Reason, float]
    missing: Missing | None

    def why(self, reason: Reason) -> str:
        """What share of the time between the two a reason has, in words."""
        whole = math.fsum(self.hours.values())
        return f"{percent(self.hours[reason] / whole)} of it {REASON_LABELS[reason]}"


def pairs_told(results: Results, design: Design) -> list[PairTold]:
    """Give the pairs between which time is spent or things pass, those with most time first."""
    label, prefix = design.label, _prefix(results, design)
    stop = design.program.clock.local(design.window.stop).date()
    measure, pairs, found = f"{prefix}pair_share", results.groups("pair_share", "pair"), []
    largest = results.largest(label, measure, "pair", pairs, claims=len(results.labels))
    for pair in pairs:
        share = results.estimate(label, measure, "pair", pair)
        hours = {
            reason: results.estimate(
                label, f"{prefix}pair_hours", "pair and reason", f"{pair}: {reason.name.lower()}"
            ).mean
            for reason in Reason
        }
        if not math.isnan(share.mean) and math.fsum(hours.values()) > 0:
            missing = _missing(design, pair, hours, stop)
            found.append(PairTold(pair, share, pair in largest, hours, missing))
    return sorted(found, key=lambda each: -each.share.mean)


def _missing(design: Design, pair: str, hours: dict[Reason, float], on: dt.date) -> Missing | None:
    agencies = pair.split(" and ")
    has = what_it_has(design.file.hub, design.program, agencies, on)
    return missing_lever(hours, has)


def _prefix(results: Results, design: Design) -> str:
    return "asked_" if results.estimate(design.label, "asked_share").mean > 0 else ""


def pair_names(design: Design, pair: str) -> list[str]:
    """Names of the two agencies of a pair as shown to people."""
    return [design.file.hub.label("agencies", name) for name in pair.split(" and ")]


def pair_label(design: Design, pair: str) -> str:
    """Names of a pair as shown to people, one after the other."""
    return listed(pair_names(design, pair))


def missing_said(told: PairTold) -> str:
    """Say in a sentence what is missing between two agencies, and what it would work on."""
    return lacking(told) if told.missing is None else f"missing: {lacking(told)}"


def lacking(told: PairTold) -> str:
    """Name what is missing between two agencies, and what it would work on."""
    if told.missing is None:
        most = max(told.hours, key=lambda reason: told.hours[reason])
        return f"{NOTHING} ({told.why(most)})"
    return f"{told.missing.lever.value} ({told.why(told.missing.reason)})"


def handoff_lines(results: Results, design: Design) -> list[str]:
    """Tell the handoff ledger: its worst pairs, by which channel, and the lever that is missing."""
    pairs = pairs_told(results, design)
    if not pairs:
        return []
    label = design.label
    who = "where partners were asked" if _prefix(results, design) else "all cases"
    lines = [heading("Between agencies: questions, replies and cases handed on")]
    rows = [("", "a week", "hours each", "clarified", "lost", "share of time *")]
    lines += columns(rows, _WIDTHS)
    for told in pairs[:SHOWN]:
        count, hours, unclear, lost = (
            results.estimate(label, name, "pair", told.pair).mean
            for name in ("handoffs", "handoff_hours", "handoffs_clarified", "handoffs_lost")
        )
        cells = (number(count), time(hours), percent(unclear), percent(lost))
        cells = ("", "", "", "") if math.isnan(count) else cells
        lines.append(wrapped(pair_label(design, told.pair)))
        lines += columns([("", *cells, interval(told.share, percent))], _WIDTHS)
        lines.append(wrapped(_ways(results, design, told.pair), "    "))
        lines.append(wrapped(missing_said(told), "    "))
    rest = pairs[SHOWN:]
    if rest:
        share = percent(math.fsum(each.share.mean for each in rest))
        lines.append(f"and {plural(len(rest), 'more pair')} with {share} of the time")
    lines.append(
        wrapped(
            f"* of the hub working time from contact to decision, {who}. Looking something up, and "
            "the queue of those who do, is not counted here."
        )
    )
    return [line for line in lines if line.strip()]


_WIDTHS = (20, 8, 12, 11, 7, 22)


def _ways(results: Results, design: Design, pair: str) -> str:
    """By which channels things pass between two agencies, and how often the lead is disputed."""
    counts = {}
    for group in results.groups("handoffs", "pair and channel"):
        of, _, channel = group.partition(": ")
        if of == pair:
            count = results.estimate(design.label, "handoffs", "pair and channel", group).mean
            if count > 0:
                counts[channel] = count
    whole, said = math.fsum(counts.values()), list[str]()
    for channel in sorted(counts, key=lambda name: -counts[name]):
        said.append(f"{channel_label(design, channel)} {percent(counts[channel] / whole)}")
    disputes = results.estimate(design.label, "disputes", "pair", pair).mean
    told = [", ".join(said)] if said else []
    told += [f"{number(disputes)} disputes about who leads a week"] if disputes > 0 else []
    return "; ".join(told)


def channel_label(design: Design, channel: str) -> str:
    """Name of a channel as shown to people."""
    together = design.file.hub.working_together
    if channel == OUTSIDE or together is None:
        return "e-mail to people outside the hub"
    label = together.channels[channel].label or channel.replace("_", " ")
    return label[0].lower() + label[1:]


ABOUT_NOBODY = (
    "Nobody: by the rule of this model, cases in dispute, and cases that wait where no agency "
    "clearly leads. It says nothing about duties in law."
)


def owner_lines(results: Results, design: Design) -> list[str]:
    """Tell who is accountable, how long nobody is, and how long none of them is on duty."""
    label = design.label
    owners = results.groups("accountable_hours", "agencies")
    means = {
        name: results.estimate(label, "accountable_hours", "agencies", name) for name in owners
    }
    whole = math.fsum(e.mean for e in means.values() if not math.isnan(e.mean))
    if not whole:
        return []
    elapsed = {
        name: results.estimate(label, "accountable_hours_elapsed", "agencies", name).mean
        for name in owners
    }
    rows = [("", "hub hours (95% int.)", "share", "elapsed hours")]
    for name, e in means.items():
        if e.mean:
            told = "Nobody" if name == NOBODY_LABEL else pair_label(design, name)
            rows.append((told, timed(e), percent(e.mean / whole), time(elapsed[name])))
    for why in WHY:
        hours = results.estimate(label, "nobodys_hours", "why", why).mean
        if hours:
            on_the_clock = results.estimate(label, "nobodys_hours_elapsed", "why", why).mean
            rows.append(
                (f"  {WHY_LABELS[why]}", time(hours), percent(hours / whole),
                 time(on_the_clock))
            )  # fmt: skip
    alone = results.estimate(label, "unattended_hours")
    on_the_clock = results.estimate(label, "unattended_hours_elapsed").mean
    rows.append(
        ("Of this, with none of them on duty", timed(alone), percent(alone.mean / whole),
         time(on_the_clock))
    )  # fmt: skip
    title = "Who is accountable (hours per case, from its contact until it leaves)"
    return [heading(title), *columns(rows, (35, 22, 8, 15)), wrapped(ABOUT_NOBODY)]


def outside_line(results: Results, design: Design) -> list[str]:
    """Say how much work people outside the hub have, which no cost shows."""
    hours = results.estimate(design.label, "outside_hours").mean
    if math.isnan(hours) or not hours:
        return []
    return [
        wrapped(
            f"People outside the hub work another {number(hours)} hours a week on its questions, "
            "in no cost shown here."
        )
    ]
