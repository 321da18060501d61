"""What a reader must know beside the numbers: how they were made, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hubsim.plain import LIMITS, listed, percent, plural, wrapped
from hubsim.program import Program
from hubsim.program.kinds import NONE
from hubsim.spec.checks import targets_of
from hubsim.spec.hub import Hub
from hubsim.spec.reaching import workers
from hubsim.spec.register import ASSUMED, register
from hubsim.study import Results, Study
from hubsim.study.design import Design

BUSY = 0.92
"""Above this, what waits before triage hides what the levers do behind it."""
LATE = 0.25
"""Hours a week of work after the end of shifts from which on it is said in a report or a chart."""


def stamp(study: Study, replications: int = 0) -> str:
    """Say how results were made, and what they rest on; how often, where it was stopped before."""
    length, design = study.length, study.designs[0]
    local = design.program.clock.local
    first, last = (
        local(s).strftime("%-d %b %Y") for s in (design.window.start, design.window.stop)
    )
    weeks = plural(length.weeks, "week")
    how = f"{plural(replications or study.replications, 'replication')}, seed {study.seed}."
    measured = f"{weeks} measured, {first} to {last}, after {length.warm_up} of warm-up; {how}"
    if any(each.contacts is not None for each in study.designs):
        measured += (
            " Real contacts: every replication meets the same ones, so that an interval says what "
            "else chance does with them, not with another year."
        )
    else:
        measured += " Synthetic cases."
    lines = [wrapped(f"{measured} {LIMITS}"), wrapped(about_horizon(study))]
    lines += [wrapped(note) for note in study.notes]
    lines += _changed(study)
    lines.append(wrapped(rests_on(study.designs)))
    return "\n".join(lines)


def _changed(study: Study) -> list[str]:
    """Say what was changed: in every design, and in each of them."""
    applied = [each.applied for each in study.designs]
    held = [told for told in applied[0] if all(told in each for each in applied)]
    if len(study.designs) == 1:
        return [wrapped(f"Changed: {'; '.join(held)}")] if held else []
    lines = [wrapped(f"In every design: {'; '.join(held)}")] if held else []
    for design in study.designs:
        own = [told for told in design.applied if told not in held]
        if own and not all(told in design.label for told in own):
            lines.append(wrapped(f"Changed in {design.label}: {'; '.join(own)}"))
    return lines


def about_horizon(study: Study) -> str:
    """Say what the answer is about, and what follows from that for the beginning of a run."""
    length, hub = study.length, study.designs[0].file.hub
    start, stop = study.designs[0].window.start, study.designs[0].window.stop
    if study.horizon == "these weeks":
        said = "Asked about these weeks and no others (a terminating run)"
        if not length.warm_up and not hub.opening:
            said += (
                ". DOUBT: the hub starts empty and nothing is left out, so waits are shorter than "
                "in a hub that is at work; say what is waiting (--waiting) or leave weeks out"
            )
        return f"{said}."
    said = "Asked about the long run (steady state): the hub year after year, once it has settled"
    if not study.warming:
        said += f"; the warm-up of {plural(length.warm_up, 'week')} was given, not found"
    local = study.designs[0].program.clock.local
    dates = (local(start).date(), local(stop).date())
    if any(
        a <= dates[1] and b >= dates[0] for a, b in (each.dates for each in hub.calendar.surges)
    ):
        said += (
            ". DOUBT: a surge lies in the measured weeks, and averages of the long run have none"
        )
    return f"{said}."


def rests_on(designs: Sequence[Design]) -> str:
    """Say how many of the numbers behind the results nobody has measured or published."""
    numbers = [register(design.file) for design in designs]
    assumed = [[each for each in some if each.grade == ASSUMED] for some in numbers]
    packaged = [sum(each.packaged for each in some) for some in assumed]
    come = f", {_counts(packaged)} of these packaged with hubsim" if any(packaged) else ""
    return (
        f"Rests on {_counts(map(len, numbers))} numbers, of which {_counts(map(len, assumed))} are "
        f"assumed{come}."
    )


def _counts(numbers: Iterable[int]) -> str:
    """One count, or the fewest and the most."""
    found = sorted(set(numbers))
    return str(found[0]) if len(found) == 1 else f"{found[0]} to {found[-1]}"


def before_partners(hub: Hub, program: Program) -> list[str]:
    """Roles that work on cases before anybody is asked and before anything is decided.

    Empty for a hub that neither asks nor decides: it has no triage.
    """
    if not any(stage.ask or stage.decides for stage in hub.stages.values()):
        return []
    first = program.nodes.stage[program.entry]
    edge = [program.stages[stage] for stage in first if stage != NONE]
    seen, roles = set[str](), dict[str, None]()
    while edge:
        name = edge.pop()
        stage = hub.stages[name]
        if name in seen or stage.ask is not None or stage.decides:
            continue
        seen.add(name)
        roles |= dict.fromkeys(workers(hub, name))
        edge += [to for to in targets_of(stage) if to in hub.stages]
    return [role for role in hub.roles if role in roles]


def triage_note(results: Results, design: Design) -> str:
    """Warn where the queue before triage hides what the levers do; empty where it does not."""
    hub, said = design.file.hub, list[str]()
    for role in before_partners(hub, design.program):
        busy = results.estimate(design.label, "busy", "role", role).mean
        if busy > BUSY:
            said.append(f"{hub.label('roles', role)} {percent(busy)}")
    if not said:
        return ""
    return (
        f"Busy before partners are asked: {listed(said)}. Above {percent(BUSY)} the queue before "
        "triage hides what seats, ties, access, agreements and leads do: read the results by "
        "rating, the urgent ones first."
    )
