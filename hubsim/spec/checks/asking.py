"""Whether questions have somebody to ask and to answer them, and cases that wait ever go on."""

from __future__ import annotations

from collections.abc import Mapping

from hubsim.spec.checks.people import hours_field
from hubsim.spec.checks.presence import works
from hubsim.spec.checks.ratings import by_rating, some, value_for
from hubsim.spec.checks.report import Report
from hubsim.spec.checks.work import long_work, served
from hubsim.spec.fields import Path
from hubsim.spec.hub import Hub, Request, Stage
from hubsim.spec.quantity import Quantity
from hubsim.spec.reaching import asker_of, lead_numbers, reached_by
from hubsim.spec.working_together import Reached

QUESTION = "who: researcher, work: 40 min (20 to 90)   or   reply_takes: 8 h"
ShareBy = Quantity[float] | Mapping[str, Quantity[float]]
BY_RATING = (
    "share_asked", "never", "nothing_found", "work", "reply_takes", "seen_after",
    "reply_seen_after",
)  # fmt: skip


def asking(report: Report, at: Path, stage: Stage) -> None:
    """Agencies that exist, each with a way to answer; a rule that can be met."""
    hub, asked = report.hub, stage.ask
    if asked is None:
        return
    if not asked:
        report.at_key("E210", (*at, "ask"), "nobody is asked", "ask: {police: {reply_takes: 8 h}}")
    _asker(report, at, stage)
    for agency, request in asked.items():
        path = (*at, "ask", agency)
        report.known(path, agency, hub.agencies, "agency")
        report.every((*path, "who"), request.who, hub.roles, "role")
        hours_field(report, (*path, "during"), request.during)
        _one_way(report, path, agency, request)
        for key in BY_RATING:
            by_rating(report, (*path, key), getattr(request, key))
        if hub.working_together is None or reached_by(hub, agency, request) == "navigator":
            served(report, path, f'the question to "{agency}"', request.who)
            long_work(report, (*path, "work"), request.who, request.work)
        _unanswered(report, path, agency, stage)
    _rule(report, at, stage)
    _limit(report, at, stage)
    _chase(report, at, stage)
    if stage.withdraw and everybody_waited_for(stage):
        message = "withdraw changes nothing: every reply is waited for"
        report.at_key("W221", (*at, "withdraw"), message, "add at_the_latest: …, or delete it")


def _asker(report: Report, at: Path, stage: Stage) -> None:
    """Somebody asks, and gets the replies."""
    hub, path = report.hub, (*at, "asked_by")
    if stage.asked_by is not None:
        report.known(path, stage.asked_by, hub.roles, "role")
        if hub.working_together is None:
            message = "asked_by changes nothing: nothing is said of how agencies work together"
            report.at_key("W221", path, message, "add working_together: …, or delete it")
    elif hub.working_together is not None and not asker_of(hub, str(at[-1])):
        message = f'nobody is found who asks at "{at[-1]}" and gets the replies: nobody works next'
        role = next(iter(hub.roles), "manager")
        if report.intact("stages"):
            report.at_key("E234", (*at, "ask"), message, f"add asked_by: {role}")


def _one_way(report: Report, path: Path, agency: str, request: Request) -> None:
    """Each question has one way to be answered: as it says itself, or as its agency is reached."""
    looked_up, takes = bool(request.who), request.reply_takes is not None
    if report.hub.working_together is not None:
        _reached(report, path, agency, request)
    elif looked_up != (request.work is not None) or looked_up == takes:
        message = f'the question to "{agency}" needs either who and work, or reply_takes'
        report.at_key("E210", path, message, QUESTION)
    if "during" in request.model_fields_set and not takes:
        message = "during changes nothing here: people answer in their own hours"
        report.at_key("W221", (*path, "during"), message, "delete it")


def _reached(report: Report, path: Path, agency: str, request: Request) -> None:
    """Where it is said how an agency is reached, a question says what that needs."""
    hub = report.hub
    reached = reached_by(hub, agency, request)
    if request.who and request.work is None:
        message = f'the question to "{agency}" says who looks it up, and not how long it takes them'
        report.at_key("E210", path, message, "add work: 40 min (20 to 90)")
    elif reached == "navigator" and not request.who:
        message = f'"{agency}" is reached by a navigator, and nobody of them looks this question up'
        theirs = [role for role, each in hub.roles.items() if each.agency == agency]
        role = theirs[0] if theirs else "a_role_of_theirs"
        report.at_key(
            "E235",
            path,
            message,
            f"add who: {role}, work: 40 min (20 to 90); or write reached_by: e-mail below "
            "information",
        )
    elif reached == "navigator":
        _theirs(report, path, agency, request)
    elif reached == "e-mail":
        access = hub.working_together.access.get(reached) if hub.working_together else None
        if request.reply_takes is None and access is not None and access.reply_takes is None:
            message = f'nothing says how long a reply of "{agency}" by e-mail takes'
            report.at_key("E241", path, message, "add reply_takes: 8 h")
    else:
        _looked_up(report, path, agency, reached)


def _theirs(report: Report, path: Path, agency: str, request: Request) -> None:
    """Warn of people of another agency who look up what this one knows."""
    hub = report.hub
    theirs = [role for role, each in hub.roles.items() if each.agency == agency]
    for role in request.who:
        if role in hub.roles and hub.roles[role].agency != agency and report.intact("roles"):
            report.at_value(
                "W238",
                (*path, "who"),
                f'"{role}" is of "{hub.roles[role].agency}", and looks up what "{agency}" knows',
                f"name a role of theirs: {', '.join(theirs) or 'there is none yet'}; or write "
                "reached_by: direct, for looking into their system",
            )


def _looked_up(report: Report, path: Path, agency: str, reached: Reached) -> None:
    """Whoever asks looks it up: they are there, and it takes them some time."""
    hub = report.hub
    access = hub.working_together.access.get(reached) if hub.working_together else None
    if access is not None and access.work is None:
        message = f'nothing says how long it takes to look up what "{agency}" knows ({reached})'
        at: Path = ("working_together", "access", reached)
        report.at_key("E241", at, message, "add work: 10 min")
    asker = asker_of(hub, str(path[1]))
    roles = [hub.roles[role] for role in asker if role in hub.roles]
    if len(roles) == len(asker) > 0 and not any(map(works, roles)):
        have = "has" if len(asker) == 1 else "have"
        message = (
            f'nobody can look up what "{agency}" knows: {" and ".join(asker)} {have} nobody, or '
        )
        message += "no time for cases"
        report.at_key("E212", path, message, "give the role people and time_for_cases")


def _rule(report: Report, at: Path, stage: Stage) -> None:
    asked, rule = stage.ask or {}, (*at, "go_on_when")
    report.every((*rule, "all_of"), stage.go_on_when.all_of, asked, "asked agency")
    needed = stage.go_on_when.and_at_least
    if needed is not None and needed.value > len(asked):
        is_asked = "agency is" if len(asked) == 1 else "agencies are"
        report.at_value(
            "E214",
            (*rule, "and_at_least"),
            f"{needed.value} replies are needed and only {len(asked)} {is_asked} asked",
            f"write {len(asked)} or less",
        )


def everybody_waited_for(stage: Stage) -> bool:
    """Whether the case never goes on before the last reply is in."""
    rule, asked = stage.go_on_when, stage.ask or {}
    if stage.at_the_latest is not None:
        return False
    if rule.and_at_least is not None and rule.and_at_least.value >= len(asked):
        return True
    return set(rule.all_of) == set(asked) or (not rule.all_of and rule.and_at_least is None)


def never_answered(hub: Hub, agency: str, request: Request) -> ShareBy:
    """Give the share of questions never answered: as said, else as the agency is reached."""
    together = hub.working_together
    if together is None or "never" in request.model_fields_set:
        return request.never
    access = together.access.get(reached_by(hub, agency, request))
    return access.never if access else Quantity(0.0)


def asked_again(hub: Hub, name: str, stage: Stage) -> ShareBy:
    """Give how surely somebody asks again: as said of the stage, else as its lead does."""
    if stage.chase is not None:
        return stage.chase.done
    numbers = lead_numbers(hub, name)
    return numbers.chases if numbers else Quantity(0.0)


def _unanswered(report: Report, path: Path, agency: str, stage: Stage) -> None:
    """Warn of questions that are never answered, and of cases that wait for them for ever."""
    hub, request = report.hub, (stage.ask or {})[agency]
    never, done = never_answered(hub, agency, request), asked_again(hub, str(path[1]), stage)
    waits = agency in stage.go_on_when.all_of or everybody_waited_for(stage)
    for rating in hub.ratings:
        if not value_for(hub, request.share_asked, rating) or not value_for(hub, never, rating):
            continue
        chased = value_for(hub, done, rating)
        if chased == 1 or (chased and not waits):
            continue
        at = (*path, "never", rating) if (*path, "never", rating) in report.text.spots else None
        ever = ", and the cases wait for them for ever" if waits else ""
        why = "some are not asked again" if chased else "nobody asks again"
        report.at_value(
            "W230",
            at or (*path, "never"),
            f'some questions to "{agency}" are never answered{ever}: {why}',
            "write done: 100%, or do not wait for this agency: all_of, at_the_latest"
            if chased
            else "add chase: {after: 1 working day, done: 80%}; a reply that brings nothing is "
            "nothing_found",
        )


def _limit(report: Report, at: Path, stage: Stage) -> None:
    """Warn of a limit that is not kept and not looked at again."""
    if some(stage.look_again, lambda span: span.amount == 0):
        message = "the next look comes at once, over and over: no time passes"
        report.at_value("E219", (*at, "look_again"), message, "write look_again: 1 working day")
    if stage.at_the_latest is None:
        return  # that kept and look_again change nothing then is told of the stage
    kept = not some(stage.kept, lambda share: share < 1)
    if stage.look_again is not None and kept:
        message = "look_again changes nothing: every limit is kept at the first look"
        report.at_key("W221", (*at, "look_again"), message, "add kept: 60%, or delete it")
    elif stage.look_again is None and not kept:
        report.at_value(
            "W229",
            (*at, "kept"),
            "a limit that is not kept is never looked at again: these cases wait for every reply "
            "they need",
            "add look_again: 1 working day",
        )


def _chase(report: Report, at: Path, stage: Stage) -> None:
    """Warn of asking again that nobody does, or that finds nothing to ask."""
    if stage.chase is None:
        return
    if not some(stage.chase.done, lambda share: share > 0):
        message = "chase changes nothing: nobody ever does it"
        report.at_value("W221", (*at, "chase", "done"), message, "write done: 80%, or delete chase")
    elif not any(
        some(never_answered(report.hub, agency, each), lambda share: share > 0)
        for agency, each in (stage.ask or {}).items()
    ):
        message = "chase changes nothing: no question is left unanswered here"
        help = "say of an agency how many are: never: 10%, or delete chase"
        report.at_key("W221", (*at, "chase"), message, help)
