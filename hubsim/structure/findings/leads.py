"""Who is accountable: stages that nobody leads, disputed leads, leads that are not there."""

from __future__ import annotations

from collections.abc import Iterator

from hubsim.errors import Problem
from hubsim.spec.reaching import lead_of
from hubsim.spec.working_together import DEFAULT, Lead
from hubsim.structure.findings.finding import Finding, Weight, listed, weekly
from hubsim.structure.survey import Survey

NOBODY = (
    "nobody settles who decides, notices what gets lost, or asks again after replies; until work "
    "begins there, nobody is accountable for the case"
)


def leads(s: Survey) -> Iterator[Finding]:
    """Look at every lead, and at stages without one."""
    if s.hub.working_together is None:
        return
    yield from _nobody(s)
    for name, lead in s.hub.working_together.led_by.items():
        stages = [
            stage
            for stage in s.reached()
            if stage == name or (name == DEFAULT and stage not in s.hub.working_together.led_by)
        ]
        if stages:
            yield from _disputed(s, name, lead, stages)
            yield from _not_there(s, name, lead, stages)


def _nobody(s: Survey) -> Iterator[Finding]:
    """Stages of which nobody is said to lead."""
    title, mend = "Nobody leads", "name who leads: led_by: {default: council}, or by stage"
    without = [name for name in s.reached() if lead_of(s.hub, name) is None]
    if without and not (s.hub.working_together and s.hub.working_together.led_by):
        problem = Problem(
            "F001",
            "the hub says of no stage who leads",
            s.file.source.key_place(("working_together",)),
            mend,
        )
        yield Finding(title, problem, NOBODY, Weight.HARMS, s.traffic.contacts)
        return
    for name in without:
        place = s.file.source.key_place(("stages", name))
        problem = Problem("F001", f'nobody leads at the stage "{name}"', place, mend)
        yield Finding(title, problem, NOBODY, Weight.HARMS, s.cases_at(name))


def _disputed(s: Survey, name: str, lead: Lead, stages: list[str]) -> Iterator[Finding]:
    if lead.how != "disputed":
        return
    where = f'at "{name}"' if name != DEFAULT else _everywhere(s, stages)
    disputes = sum(map(s.traffic.disputed, stages))
    follows = "nobody notices what gets lost, and replies are seldom asked for again"
    settled = lead.settled_by if lead.settling is not None else ()
    if disputes:
        until = f"until {listed(settled, 'or')} has settled it" if settled else "meanwhile"
        argued = f"in {weekly(disputes)} it is argued who decides, and all work lies {until}"
        follows = f"{argued}; {follows}"
    problem = Problem(
        "F002",
        f"the lead {where} is disputed between {listed(lead.who)}",
        s.file.source.place(("working_together", "led_by", name)),
        "agree on one of them"
        + ("" if settled else ", or on somebody whose work it is to settle it (settled_by)"),
    )
    cases = sum(map(s.cases_at, stages))
    yield Finding("The lead is disputed", problem, follows, Weight.HARMS, cases)


def _not_there(s: Survey, name: str, lead: Lead, stages: list[str]) -> Iterator[Finding]:
    """Leads that have nobody in the hub, or one person for whom nobody stands in."""
    roles = leading(s, lead)
    there = [role for role in roles if s.staffing.works(role)]
    place = s.file.source.place(("working_together", "led_by", name))
    where = f'at "{name}"' if name != DEFAULT else _everywhere(s, stages)
    cases = sum(map(s.cases_at, stages))
    if not there:
        problem = Problem(
            "F003",
            f"{listed(lead.who)} {'leads' if len(lead.who) == 1 else 'lead'} {where} and "
            f"{'has' if len(lead.who) == 1 else 'have'} nobody in the hub",
            place,
            "let somebody lead who is there, or name deputies",
        )
        follows = "nobody who is there is ever accountable for these cases"
        yield Finding("The lead is never there", problem, follows, Weight.HARMS, cases)
    elif s.staffing.alone(there):
        problem = Problem(
            "F004",
            f"the lead {where} is one person (of {listed(there)}), and nobody stands in",
            place,
            f"name deputies: led_by: {{{name}: {{who: {lead.who[0]}, deputies: […]}}}}",
        )
        follows = (
            "while they are away nobody accountable is there: what is lost or disputed waits for "
            "them"
        )
        yield Finding("The lead is one person", problem, follows, Weight.HARMS, cases)


def leading(s: Survey, lead: Lead) -> tuple[str, ...]:
    """Roles that lead: those named, all of an agency that is named, and deputies."""
    found: list[str] = []
    for name in lead.who:
        if name in s.hub.roles:
            found.append(name)
        else:
            found += [role for role, each in s.hub.roles.items() if each.agency == name]
    return tuple(dict.fromkeys((*found, *lead.deputies)))


def _everywhere(s: Survey, stages: list[str]) -> str:
    """Say where the default lead leads."""
    if len(stages) == len(list(s.reached())):
        return "of every stage"
    return "of every other stage" if len(stages) > 3 else f"at {listed(stages)}"


__all__ = ["leading", "leads"]
