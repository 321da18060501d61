"""The report of one design."""

from __future__ import annotations

import math

from hubsim.measures import PART_LABELS
from hubsim.plain import WIDTH, columns, either, heading, listed, number, percent, wrapped
from hubsim.program import Part
from hubsim.study import Results, Study
from hubsim.study.design import Design
from hubsim.text.notes import LATE, stamp, triage_note
from hubsim.text.partners import handoff_lines, outside_line, owner_lines
from hubsim.text.seeing import known_lines, need_lines, voice
from hubsim.text.theory import theory_lines
from hubsim.text.warming import warming_lines
from hubsim.text.words import ONE_REPLICATION, interval, time, timed


def run_report(study: Study, results: Results) -> str:
    """Report one design.

    Parameters
    ----------
    study : Study
        Of one design.
    results : Results
    """
    design = study.designs[0]
    label = design.label
    lines = [label, "=" * min(len(label), WIDTH), stamp(study, results.replications)]
    if not results.estimate(label, "contacts").known:
        lines.append(wrapped(f"One replication: {ONE_REPLICATION}."))
    if label in results.unsettled:
        lines.append("\n" + wrapped(f"NOT SETTLED: {results.unsettled[label]}."))
        lines.append(wrapped("Averages over such a queue mean nothing and are not shown (n/a)."))
    lines += _times(results, design)
    lines += known_lines(results, design)
    lines += need_lines(results, design)
    lines += _ledger(results, label)
    lines += handoff_lines(results, design)
    lines += owner_lines(results, design)
    lines += _people(results, design)
    lines += _flow(results, design)
    lines += theory_lines(results, design)
    lines += warming_lines(study)
    return "\n".join(lines)


def _groups(results: Results, design: Design, measure: str) -> list[tuple[str, str, str]]:
    label = design.file.hub.label
    ratings = results.groups(measure, "rating")
    return [
        ("all", "all", "all cases"),
        *(("rating", r, f"  {label('ratings', r)}") for r in ratings),
    ]


def _times(results: Results, design: Design) -> list[str]:
    """Times to decision, and beside each of them how often the agency that matters was heard."""
    lines, heard = [], voice(results)
    asked = results.estimate(design.label, "asked_share").mean
    kinds = [("", "Time from contact to decision, all cases")]
    if asked > 0:
        kinds.append(("asked_", f"… where partners were asked ({percent(asked)} of cases)"))
    for prefix, title in kinds:
        lines.append(heading(title))
        beside = f"{heard} heard"
        beside = beside if len(beside) < 13 else "heard *"
        rows = [("", "mean (95% interval)", "median", "9 in 10", beside if heard else "")]
        for clock, unit in (("hours", "hub working hours"), ("days", "elapsed days")):
            rows.append((unit, "", "", "", ""))
            for by, group, said in _groups(results, design, f"{prefix}{clock}_to_decision_mean"):
                names = [
                    f"{prefix}{clock}_to_decision_{kind}" for kind in ("mean", "median", "p90")
                ]
                mean, median, p90 = (results.estimate(design.label, n, by, group) for n in names)
                share = ""
                if heard:
                    which = (
                        ("agency", heard)
                        if by == "all"
                        else ("agency and rating", f"{heard}: {group}")
                    )
                    share = percent(results.estimate(design.label, "heard", *which).mean)
                of = 1.0 if clock == "hours" else 24.0
                half, most = time(median.mean, of), time(p90.mean, of)
                rows.append((f"  {said}", timed(mean, of), half, most, share))
        lines += columns(rows, (27, 23, 9, 8, 13))
    if heard:
        name = design.file.hub.label("agencies", heard)
        lines.append(
            wrapped(
                f"{beside}: share of decisions before which something of {name} had arrived; 9 in "
                "10: nine in ten cases are quicker."
            )
        )
    note = triage_note(results, design)
    return [*lines, wrapped(note)] if note else lines


def _ledger(results: Results, label: str) -> list[str]:
    asked = results.estimate(label, "asked_share").mean > 0
    name = "asked_ledger_working" if asked else "ledger_working"
    who = "where partners were asked" if asked else "all cases"
    means = {p: results.estimate(label, name, "part", p.name.lower()).mean for p in Part}
    total = math.fsum(v for v in means.values() if not math.isnan(v))
    lines = [heading(f"Where the time goes ({who}, hub working hours per case)")]
    for part, mean in means.items():
        if mean and not math.isnan(mean):
            bar = "#" * round(26 * mean / total)
            lines += columns([(PART_LABELS[part], time(mean), percent(mean / total))], (38, 9, 6))
            lines[-1] += f" {bar}" if bar else ""
    if total:
        lines += columns([("Contact to decision", time(total), "")], (38, 9, 6))
        parts = [part.name.lower() for part in Part]
        near = [
            PART_LABELS[Part[each.upper()]] for each in results.largest(label, name, "part", parts)
        ]
        if len(near) > 1:
            lines.append(wrapped(f"The largest: {either(near, 'parts')}."))
    else:
        lines.append("n/a")
    return lines


def _people(results: Results, design: Design) -> list[str]:
    hub = design.file.hub
    rows = [("", "busy (95% interval)", "expected", "work h/week", "wait h")]
    for role in results.groups("busy", "role"):
        busy = results.estimate(design.label, "busy", "role", role)
        touch = results.estimate(design.label, "touch_hours", "role", role)
        wait = results.estimate(design.label, "wait_for_role", "role", role)
        rows.append(
            (hub.label("roles", role), interval(busy, percent), percent(design.loads[role]),
             number(touch.mean), time(wait.mean))
        )  # fmt: skip
    title = "Who is busy (share of time on duty; expected: worked out from the contacts)"
    late = {
        role: results.estimate(design.label, "overtime", "role", role).mean
        for role in results.groups("overtime", "role")
    }
    said = [f"{hub.label('roles', r)} {number(h, 2)} h" for r, h in late.items() if h >= LATE]
    after = [wrapped(f"After the end of shifts, a week: {listed(said)}.")] if said else []
    return [heading(title), *columns(rows, (29, 21, 9, 13, 8)), *after]


def _flow(results: Results, design: Design) -> list[str]:
    label, hub = design.label, design.file.hub
    lines = [heading("Contacts, targets and backlog")]
    rows: list[tuple[str, ...]] = []
    rows.append(("Contacts measured", interval(results.estimate(label, "contacts"))))
    undecided = results.estimate(label, "undecided")
    rows.append(("  of them not decided by the end", number(undecided.mean)))
    for name in results.groups("target_met", "rating"):
        met = results.estimate(label, "target_met", "rating", name)
        if not math.isnan(met.mean):
            target = hub.ratings[name].decide_within
            said = f"  {hub.label('ratings', name)}: within {target.text if target else ''}"
            rows.append((said, interval(met, percent)))
    rows.append(("Open cases, on average", interval(results.estimate(label, "open_cases"))))
    rows.append(("Open at the end", interval(results.estimate(label, "open_at_end"))))
    rows.append(("  the oldest of them, days", number(results.estimate(label, "oldest_open").mean)))
    growth = results.estimate(label, "backlog_growth")
    rows.append(("Growth of the backlog, cases per week", interval(growth)))
    lines += columns(rows, (42, 38))
    currency = design.program.currency
    if currency:
        lines.append(heading(f"Cost ({currency} per week): time on cases, and all time on duty"))
        rows = []
        for agency in [*hub.agencies, "all"]:
            by = "all" if agency == "all" else "agency"
            cases = results.estimate(label, "cost_on_cases", by, agency)
            duty = results.estimate(label, "cost_on_duty", by, agency)
            if duty.mean:
                name = "All agencies" if by == "all" else hub.label("agencies", agency)
                rows.append((name, number(cases.mean, 4), number(duty.mean, 4)))
        lines += columns(rows, (42, 19, 19))
        lines += outside_line(results, design)
    return lines
