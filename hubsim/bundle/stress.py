"""The description of a simulation study that STRESS-DES asks for, filled from the study itself.

References
----------
Monks T, Currie CSM, Onggo BS, Robinson S, Kunc M, Taylor SJE. Strengthening the reporting of
empirical simulation studies: introducing the STRESS guidelines. *Journal of Simulation* 13(1),
2019, 55-67. STRESS-DES, version 1.0.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version

from hubsim import SEMANTICS, __version__
from hubsim.bundle.assumptions import counted
from hubsim.bundle.markdown import bullets, plain, table, written
from hubsim.engine import chosen
from hubsim.measures import MEASURES
from hubsim.plain import LIMITS, percent, plural
from hubsim.spec.checks.ways import targets_of
from hubsim.spec.hub import Hub
from hubsim.spec.reaching import workers
from hubsim.spec.register import register
from hubsim.study import Results, Study
from hubsim.text.notes import about_horizon

ABOUT = (
    "Written by hubsim from the study itself, after STRESS-DES 1.0 (Monks and others 2019, "
    "*Journal of Simulation* 13(1), 55-67), a checklist of what others need to judge a simulation "
    "and to make it again."
)

Section = Callable[[Study, Results], str]


def page(study: Study, results: Results) -> str:
    """Write the description, every item of the checklist in its order."""
    design = study.designs[0]
    parts = [
        f"# {plain(study.name or design.label)}: how this study was made",
        ABOUT,
        LIMITS,
        counted(register(design.file)),
    ]
    for title, items in ITEMS.items():
        parts.append(f"## {title}")
        for heading, said in items.items():
            parts += [f"### {heading}", said(study, results)]
    return "\n\n".join(parts) + "\n"


def _purpose(study: Study, _results: Results) -> str:
    hub = study.designs[0].file.hub
    about = plain(hub.about) or "The file of the hub does not say what it is."
    return (
        f"{about} The simulation shows where cases wait, and what gets lost between agencies, "
        "before a real hub is reorganised."
    )


def _outputs(study: Study, _results: Results) -> str:
    told = bullets(study.interest) if study.interest else ""
    first = f"Told first:\n\n{told}\n\n" if told else ""
    rows = ((m.label, m.unit, m.definition) for m in MEASURES.values())
    return (
        f"{first}Each is measured in every replication; means and intervals stand in "
        "`summary.csv`, the values in `results.csv`.\n\n"
        + table(("Measure", "Unit", "Definition"), rows)
    )


def _aims(study: Study, _results: Results) -> str:
    names = bullets(design.label for design in study.designs)
    if len(study.designs) == 1:
        return f"One operating model by itself:\n\n{names}\n\n{plain(about_horizon(study))}"
    return (
        "To compare these on the same cases, each with the first:\n\n"
        f"{names}\n\n{plain(about_horizon(study))}"
    )


def _diagram(study: Study, _results: Results) -> str:
    """Draw the way of a case, as a flow chart that most viewers of Markdown show."""
    hub = study.designs[0].file.hub
    names = {name: f"s{n}" for n, name in enumerate(hub.stages)}
    names |= {name: f"o{n}" for n, name in enumerate(hub.outcomes)}
    lines = ["flowchart TD"]
    lines += [f'  {names[s]}["{_quoted(hub.label("stages", s))}"]' for s in hub.stages]
    lines += [f'  {names[o]}(["{_quoted(hub.label("outcomes", o))}"])' for o in hub.outcomes]
    for name, stage in hub.stages.items():
        for target in dict.fromkeys(targets_of(stage)):
            lines.append(f"  {names[name]} --> {names[target]}")
    return "```mermaid\n" + "\n".join(lines) + "\n```"


def _quoted(text: str) -> str:
    """Write a name so that a flow chart takes it literally."""
    codes = {c: f"#{ord(c)};" for c in '#"<>`&[](){}|\\'}
    return "".join(codes.get(c, c) for c in " ".join(text.split()))


def _logic(study: Study, _results: Results) -> str:
    hub = study.designs[0].file.hub
    rows = [
        (
            hub.label("stages", name),
            _doers(hub, name),
            ", ".join(hub.label("agencies", agency) for agency in stage.ask or ()),
            ", ".join(_place(hub, target) for target in dict.fromkeys(targets_of(stage))),
        )
        for name, stage in hub.stages.items()
    ]
    return (
        "A case stands at one stage at a time. Questions to other agencies run beside it, and it "
        "goes on when its rule or its limit lets it. Shares and lengths stand under 2.5.2 and in "
        "`assumptions.csv`; every rule of what happens when is in the semantics, version "
        f"{SEMANTICS} (docs/semantics.md of hubsim).\n\n"
        + table(("Stage", "Done by", "Asks", "Goes on to"), rows)
    )


def _doers(hub: Hub, stage: str) -> str:
    return ", ".join(hub.label("roles", role) for role in workers(hub, stage)) or "a wait"


def _place(hub: Hub, name: str) -> str:
    return hub.label("stages" if name in hub.stages else "outcomes", name)


def _scenarios(study: Study, _results: Results) -> str:
    rows = [
        (design.label, design.file.hub.name, "; ".join(design.applied) or "nothing")
        for design in study.designs
    ]
    return (
        "Each design as it was run, all changes applied, is a file of its own, `hub_1.yaml` and "
        "on, in this order.\n\n" + table(("Design", "Model", "Changed"), rows)
    )


def _algorithms(study: Study, _results: Results) -> str:
    due = study.designs[0].file.hub.work_order == "due"
    order = "when it is due" if due else "how long it has waited"
    return f"""- contacts: a Poisson process whose rate follows the hours of the week, months and
  surges, by inversion of its integral; contacts that are held back come at the next release
- who is served next: the rating, most urgent first; then {order}
- work: one person with one case, stretched by the share of their time that cases get; it stops at
  the end of a shift and at interruptions, as the role says
- several people: held as they come free, or taken only if all are free at once
- order inside one second: ends of work, people going, people coming, arrivals and replies, joins,
  meetings, then whoever is free takes up what waits; limits last
- need as it is seen: the more of the facts that agencies hold have arrived, the likelier high or
  moderate need is seen as it is"""


def _entities(study: Study, _results: Results) -> str:
    file = study.designs[0].file
    sources = file.source.data["contacts"]
    rows = [
        (
            file.hub.label("contacts", name),
            written(given.get("volume") or given.get("every")),
            written(given.get("arrives", "always")),
            written(given.get("true_need", "low")),
        )
        for name, given in sources.items()
    ]
    return (
        "Cases: contacts about a child or an adult, with a source, a true need that the hub does "
        f"not see, and a rating ({plain(', '.join(file.hub.ratings))}).\n\n"
        + table(("Source", "How many", "When", "True need"), rows)
    )


def _activities(study: Study, _results: Results) -> str:
    file = study.designs[0].file
    rows = []
    for name, given in file.source.data["stages"].items():
        told = [written(given[k]) for k in ("work", "wait") if k in given]
        if "meeting" in given:
            told.append(f"meeting, {written(given['meeting'])}")
        if "ask" in given:
            told.append(f"answers: {written(given['ask'])}")
        rows.append((file.hub.label("stages", name), "; ".join(told)))
    return table(("Stage", "Work, wait or questions, as written"), rows)


def _resources(study: Study, _results: Results) -> str:
    file = study.designs[0].file
    rows = [
        (
            file.hub.label("roles", name),
            file.hub.label("agencies", given["agency"]),
            *(written(given.get(key)) for key in ("people", "hours", "time_for_cases")),
            percent(study.designs[0].usual_loads.get(name, float("nan"))),
        )
        for name, given in file.source.data["roles"].items()
    ]
    head = ("Role", "Agency", "People", "Hours", "Time for cases", "Expected load")
    return (
        "People, by role. Leave, absence, cover and interruptions are in the hub file.\n\n"
        + table(head, rows)
    )


def _queues(study: Study, _results: Results) -> str:
    design = study.designs[0]
    program, hub = design.program, design.file.hub
    names = dict.fromkeys(
        " or ".join(hub.label("roles", program.roles[role]) for role in queue)
        for queue in program.queues
    )
    order = "the time at which they are due" if hub.work_order == "due" else "waiting time"
    return (
        f"One queue for each set of roles that may do the same work, without a limit of length; "
        f"the most urgent rating first, then {order}:\n\n{bullets(names)}"
    )


def _entry(study: Study, _results: Results) -> str:
    file = study.designs[0].file
    outs = ", ".join(file.hub.label("outcomes", name) for name in file.hub.outcomes)
    starts = written(file.source.data["starts_at"])
    back = "comes_back" in file.source.data
    returns = " A missed need may come back as a new contact." if back else ""
    return f"Cases enter at: {plain(starts)}. They leave by: {plain(outs)}.{returns}"


def _sources(study: Study, _results: Results) -> str:
    entries = register(study.designs[0].file)
    named = dict.fromkeys(entry.source for entry in entries if entry.source)
    listed = bullets(named) if named else "No number has a source."
    return f"{counted(entries)}\n\n{listed}"


def _preprocessing(study: Study, _results: Results) -> str:
    derived = sum(entry.grade == "derived" for entry in register(study.designs[0].file))
    how = "how each was worked out stands beside it in `assumptions.md`."
    told = [f"{plural(derived, 'number')} graded *derived*: {how}"]
    for what, name in (("contacts", "Real contacts"), ("waiting", "What is waiting")):
        used = {(f, s) for d in study.designs for w, f, s in d.tables if w == what}
        for file, sha in sorted(used):
            told.append(f"{name} from {plain(file)} (SHA-256 {sha}), as they are; not copied here.")
    return " ".join(told)


def _inputs(study: Study, _results: Results) -> str:
    number = len(register(study.designs[0].file))
    return (
        f"All {number} are in `assumptions.csv`, with unit, grade, source and range; where another "
        "design differs, its numbers follow. The hub files hold the same numbers in their places."
    )


def _assumptions(study: Study, _results: Results) -> str:
    return (
        f"{counted(register(study.designs[0].file))} What the rules themselves assume (work of a "
        "kind is done equally well by everybody of a role; people do not tire; cases do not "
        "influence each other except by waiting) holds for every hub."
    )


def _initialisation(study: Study, _results: Results) -> str:
    length, opening = study.length, study.designs[0].file.hub.opening
    begins = f"{len(opening)} kinds of opening cases" if opening else "an empty hub"
    found = " (found by MSER-5)" if study.warming else ""
    return (
        f"The hub begins with {begins}; {plural(length.warm_up, 'week')} of warm-up{found} are "
        f"left out. {plain(about_horizon(study))}"
    )


def _run_length(study: Study, _results: Results) -> str:
    length = study.length
    return (
        f"{plural(length.weeks, 'week')} measured after {length.warm_up} of warm-up, and "
        f"{length.run_off} more, in which the last measured cases are decided. The clock counts "
        "whole seconds."
    )


def _estimation(study: Study, results: Results) -> str:
    told = [f"{plural(results.replications, 'independent replication')}, numbered from 0."]
    if results.missing:
        told.append(f"INCOMPLETE: {len(results.missing)} more were asked for.")
    told += [plain(note) for note in study.notes]
    told.append(
        "Means over replications with 95% intervals by Student's t, from one value for each "
        "replication. Designs are compared in pairs on the same cases (common random numbers); "
        "where several measures are tested together, the intervals are widened for it."
        if results.replications > 1
        else "Interval not available: needs at least 2 replications."
    )
    return " ".join(told)


def _software(_study: Study, _results: Results) -> str:
    engine, _ = chosen()
    return (
        f"hubsim {__version__}, semantics {SEMANTICS}, {engine.name} engine (both engines give the "
        f"same rows), on Python {platform.python_version()} with {', '.join(_packages())}."
    )


def _packages() -> Iterator[str]:
    for name in ("numpy", "numba", "simpy", "pandas", "pyarrow", "scipy"):
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            continue


def _sampling(study: Study, _results: Results) -> str:
    return (
        f"Seed {study.seed}. Philox-4x64, a counter-based generator; a stream of its own for each "
        "replication and each thing that is drawn, named by what it is and not by when it is "
        "drawn. All is drawn before a run, so designs meet the same cases and the same lengths."
    )


def _execution(_study: Study, _results: Results) -> str:
    return (
        "Event-driven, integer seconds. Replications are independent and may run on threads, in "
        "processes or on a cluster; the results do not depend on it. When, where and for how long "
        "this study ran stands in `environment.json`."
    )


def _system(_study: Study, _results: Results) -> str:
    processors = plural(os.cpu_count() or 1, "processor")
    return f"{platform.system()} on {platform.machine()}, {processors}."


def _sharing(_study: Study, _results: Results) -> str:
    return (
        "hubsim is free software (MIT licence). This folder holds the operating models as they "
        "were run. `hubsim verify` with the name of this folder runs them again and compares every "
        "row. All cases are synthetic unless 3.2 names a file of real contacts."
    )


ITEMS: dict[str, dict[str, Section]] = {
    "1. Objectives": {
        "1.1 Purpose of the model": _purpose,
        "1.2 Model outputs": _outputs,
        "1.3 Experimentation aims": _aims,
    },
    "2. Logic": {
        "2.1 Base model overview diagram": _diagram,
        "2.2 Base model logic": _logic,
        "2.3 Scenario logic": _scenarios,
        "2.4 Algorithms": _algorithms,
        "2.5.1 Components: entities": _entities,
        "2.5.2 Components: activities": _activities,
        "2.5.3 Components: resources": _resources,
        "2.5.4 Components: queues": _queues,
        "2.5.5 Components: entry and exit points": _entry,
    },
    "3. Data": {
        "3.1 Data sources": _sources,
        "3.2 Pre-processing": _preprocessing,
        "3.3 Input parameters": _inputs,
        "3.4 Assumptions": _assumptions,
    },
    "4. Experimentation": {
        "4.1 Initialisation": _initialisation,
        "4.2 Run length": _run_length,
        "4.3 Estimation approach": _estimation,
    },
    "5. Implementation": {
        "5.1 Software or programming language": _software,
        "5.2 Random sampling": _sampling,
        "5.3 Model execution": _execution,
        "5.4 System specification": _system,
    },
    "6. Code access": {"6.1 Computer model sharing statement": _sharing},
}
"""All items of STRESS-DES 1.0, in its order and under its names."""
