"""Whether leads are agencies or roles that exist, and can settle what they have to settle."""

from __future__ import annotations

from hubsim.spec.checks.presence import anybody
from hubsim.spec.checks.report import Report
from hubsim.spec.checks.work import served
from hubsim.spec.fields import Path
from hubsim.spec.hub import Hub
from hubsim.spec.working_together import DEFAULT, LEAD_HELP, Lead, WorkingTogether

NOBODY = ("nobody", "none", "no_one", "noone", "unclear")


def leads(report: Report, together: WorkingTogether) -> None:
    """Every lead, by stage or for the hub."""
    for name, lead in together.led_by.items():
        at: Path = ("working_together", "led_by", name)
        if name != DEFAULT:
            report.known(at, name, [*report.hub.stages, DEFAULT], "stage")
        if _who(report, at, lead):
            _how(report, at, lead)
            _there(report, at, lead)
        for key in ("deputies", "settled_by"):
            report.every((*at, key), getattr(lead, key), report.hub.roles, "role")
        _settling(report, at, lead)


def _at_who(report: Report, at: Path) -> Path:
    """Where it stands who leads: below ``who``, or as one text."""
    return (*at, "who") if (*at, "who") in report.text.spots else at


def _who(report: Report, at: Path, lead: Lead) -> bool:
    """Whether every one who leads exists and can be told from another."""
    hub, path, fine = report.hub, _at_who(report, at), True
    among = [*hub.agencies, *hub.roles]
    for number, name in enumerate(lead.who):
        here = (*path, number) if (*path, number) in report.text.spots else path
        if name not in among:
            fine = False
            hint = "where nobody leads, leave led_by out" if name.lower() in NOBODY else ""
            report.known(here, name, among, "agency or role", hint, at_key=False)
        elif name in hub.agencies and name in hub.roles:
            fine = False
            message = f'"{name}" is both an agency and a role: which of the two leads?'
            report.at_value("E239", here, message, "rename one of them")
    return fine


def _how(report: Report, at: Path, lead: Lead) -> None:
    """One leads clearly; two or more lead jointly, or dispute it."""
    path = _at_who(report, at)
    agencies = list(dict.fromkeys(_agency(report.hub, name) for name in lead.who))
    if not lead.who:
        report.at_value("E239", path, "nobody is named who leads", LEAD_HELP)
    elif len(lead.who) == 1 and lead.how != "clear":
        message = f'a lead that is {lead.how} is between two, and only "{lead.who[0]}" is named'
        report.at_value("E239", path, message, "name the others too, or write how: clear")
    elif len(agencies) > 1 and lead.how == "clear":
        named = " and ".join(f'"{name}"' for name in lead.who)
        message = f"{named} are of different agencies: that is no clear lead"
        report.at_value("E239", path, message, "name one, or add how: joint, or how: disputed")


def _agency(hub: Hub, name: str) -> str:
    return hub.roles[name].agency if name in hub.roles else name


def _there(report: Report, at: Path, lead: Lead) -> None:
    """Refuse a leading role that nobody is in: what it has to notice would lie for ever."""
    hub = report.hub
    roles = [hub.roles[name] for name in (*lead.who, *lead.deputies) if name in hub.roles]
    by_name = all(name in hub.roles for name in lead.who)
    if roles and by_name and not any(map(anybody, roles)) and report.intact("roles"):
        named = " and ".join(f'"{name}"' for name in (*lead.who, *lead.deputies))
        message = f"nobody is ever there who leads: {named} {_have(len(roles))} no people"
        help = "give the role people, or name deputies"
        report.at_value("E239", _at_who(report, at), message, help)


def _have(count: int) -> str:
    return "has" if count == 1 else "have"


def _settling(report: Report, at: Path, lead: Lead) -> None:
    """Who settles a dispute takes some time for it, and the other way round."""
    if lead.settled_by and lead.settling is None:
        message = "settled_by says who settles a dispute, and nothing how long it takes them"
        report.at_key("E239", (*at, "settled_by"), message, "add settling: 20 min")
    elif lead.settling is not None and not lead.settled_by:
        message = "settling says how long it takes to settle a dispute, and nothing who does it"
        role = next(iter(report.hub.roles), "manager")
        report.at_key("E239", (*at, "settling"), message, f"add settled_by: {role}")
    served(report, at, "a dispute about the lead", lead.settled_by, key="settled_by")


__all__ = ["leads"]
