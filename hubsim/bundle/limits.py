"""What the results of a study may be used for, and what not."""

from __future__ import annotations

from hubsim.bundle.assumptions import counted
from hubsim.bundle.markdown import bullets
from hubsim.plain import LIMITS, percent, plural
from hubsim.spec.register import register
from hubsim.study import Results, Study
from hubsim.study.warned import warned

CAN = (
    "comparing operating models of one hub on the same cases, and saying where cases wait",
    "finding which assumptions decide a comparison, so that they can be looked into",
    "training and discussion",
)
CANNOT = (
    "any statement about a child, an adult, a family or a member of staff",
    "forecasting the numbers of a real hub, which has not been measured here",
    "setting a safe level of staffing by itself: people in a model are not people at work",
    "judging whether a decision about a case was right",
    "showing that a reorganisation has worked",
)
CLOSE = 0.9
"""Expected load above which waits depend strongly on small errors of the inputs."""


def page(study: Study, results: Results) -> str:
    """Write the limits of use: in general, and of this study."""
    parts = [
        "# Limits of use",
        LIMITS,
        counted(register(study.designs[0].file)),
        "## What it can be used for",
        bullets(CAN),
        "## What it must not be used for",
        bullets(CANNOT),
        "## What limits this study",
        bullets(_own(study, results)),
    ]
    if results.warnings:
        told = (
            f"{', '.join(filter(None, (each.code, str(each.place), who)))}: {each.message}"
            for who, problems in warned(study.designs, results.warnings)
            for each in problems
        )
        parts += ["## Warnings", bullets(told)]
    return "\n\n".join(parts) + "\n"


def _own(study: Study, results: Results) -> list[str]:
    """Limits that follow from what was run."""
    found = []
    if results.missing:
        found.append(
            f"INCOMPLETE: {plural(results.replications, 'replication')} of "
            f"{results.replications + len(results.missing)}"
        )
    if results.replications == 1:
        found.append("interval not available: needs at least 2 replications")
    elif results.replications < 5:
        found.append(
            f"{results.replications} replications: intervals are wide, and rest on few years"
        )
    found += [f"{label}: {reason}" for label, reason in results.unsettled.items()]
    for design in study.designs:
        close = {role: load for role, load in design.usual_loads.items() if CLOSE <= load < 1}
        label = design.file.hub.label
        found += [
            f"{design.label}: {label('roles', role)} would be {percent(load)} busy; so near to "
            "all of their time, waits depend strongly on small errors of volume and work"
            for role, load in close.items()
        ]
    if any(design.contacts is not None for design in study.designs):
        found.append("real contacts of one stretch of time: nothing is said of another")
    else:
        found.append("contacts are drawn from the volumes of the hub; no real contact was used")
    return [*found, *study.notes, "an interval says how well the model's answer is known, no more"]
