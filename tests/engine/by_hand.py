"""Tiny hubs with given times, and runs told as tables that can be worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from hubsim.arrays import Floats, Ints
from hubsim.caseload import Caseload
from hubsim.engine import Guards, Run, rerun
from hubsim.engine.compiled import CompiledEngine
from hubsim.engine.reference import ReferenceEngine
from hubsim.hours import Windows
from hubsim.program import Kind, Program, lower
from hubsim.program.layout import NONE, Cause, Draw
from hubsim.runlog import How
from hubsim.spec.defaults import with_defaults
from hubsim.spec.read import hub_from
from hubsim.spec.scenario import apply, change_from_text
from hubsim.spec.source import read_source
from hubsim.variates import cases_of, draw_variates

HOUR = 3600
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
TIMED = {Kind.WORK, Kind.TOGETHER, Kind.MEET}
"""Kinds of rows whose detail is touch time."""
SUFFIX = {
    Kind.DELAY: ".wait", Kind.FORK: ".ask", Kind.REPLY: ".reply", Kind.RATE: ".rated",
    Kind.SEE: ".seen",
}  # fmt: skip
CAUSED = {
    Cause.TRY_AGAIN: ".again", Cause.CLARIFY: ".clarified", Cause.DROPPED: ".lost",
    Cause.ADVICE: ".advice", Cause.DISPUTE: ".dispute", Cause.NOTHING: ".nothing",
    Cause.REFUSED: ".refused",
}  # fmt: skip


def calendar(starts: str = "2026-01-05", timezone: str = "UTC", **hours: str) -> str:
    """Calendar of a tiny hub: it starts on a Monday, and ``office`` is always there."""
    hours = {"office": "Mon-Fri 09:00-17:00", **hours}
    named = "".join(f'\n    {name}: "{text}"' for name, text in hours.items())
    zone = f'\n  timezone: "{timezone}"\n  holidays: none\n  hours:{named}'
    return f"hubsim: 1\nname: By hand\ncalendar:\n  starts: {starts}{zone}\n"


AGENCIES = "agencies: {a: {}, police: {}, health: {}}\n"
OUT = "outcomes: {out: {}}\n"
WEB = "contacts: {web: {every: 100 days}}\n"
RATED = (
    "ratings: {red: {}, green: {}}\n"
    "contacts: {web: {every: 100 days, first_seen_as: {low: {red: 50%, green: 50%}}}}\n"
)
TWO_WAYS = (
    "contacts: {x: {every: 100 days}, y: {every: 100 days}}\n"
    "starts_at: gate\n"
)  # fmt: skip


def one_role(people: int = 1, hours: str = "office", more: str = "") -> str:
    return f"roles: {{w: {{agency: a, people: {people}, hours: {hours}{more}}}}}\n"


PEOPLE = """\
  sw: {agency: council, people: 1, hours: office}
  pc: {agency: police, people: 1, hours: office}
  nurse: {agency: health, people: 1, hours: office}
"""

NUMBERS = """\
  channels:
    spoken:
      {needs: same room, used: {urgent: 50%, prompt: 10%, routine: 0%}, with_ties: 100%,
       takes: 2 min, each_side: 2 min, rekeyed: 2 min, clarified: 15%, clarifying: 5 min,
       clarified_how: on the spot, dropped: 1%}
    telephone:
      {needs: somebody there, used: {urgent: 80%, prompt: 10%, routine: 10%}, with_ties: 55%,
       takes: 2 min, answered: 55%, tries: 3, try_again: 25 min, each_side: 2 min,
       rekeyed: 2 min, clarified: 15%, clarifying: 5 min, clarified_how: on the spot, dropped: 1%}
    record:
      {needs: one record, used: 100%, takes: 20 min, clarified: 10%, clarifying: 10 min,
       dropped: 1%}
    e-mail:
      {needs: nothing, used: 100%, takes: 25 min, rekeyed: 2 min, clarified: 15%,
       clarifying: 10 min, dropped: 2%}
  ties: {default: 0.2}
  nearness: {bank: 1.25, room: 1, building: 0.3}
  less_clarified: 50%
  volunteers: 10%
  access:
    navigator: {nothing_found: 5%}
    direct: {work: 10 min, nothing_found: 5%}
    shared record: {work: 12 min, nothing_found: 20%}
    e-mail:
      {reply_takes: {urgent: 3 h, prompt: 6 h, routine: 8 h}, never: 15%, nothing_found: 15%,
       at_the_table: 0.6}
  agreements:
    signed: {hesitates: 5%, advice_takes: 1 h, refuses: 1%}
    lapsed: {hesitates: 20%, advice_takes: 4 h, refuses: 5%}
    none:
      {hesitates: 30%, advice_takes: 6 h, refuses: {urgent: 3%, prompt: 10%, routine: 10%}}
  leads:
    clear:
      {disputes: 2%, settled_after: {urgent: 30 min, prompt: 1 h, routine: 90 min},
       noticed_after: 2 h, chases: 90%, chases_at: 50%,
       chases_after: {urgent: 1 working hour, prompt: 3 working hours, routine: 4 working hours}}
    joint:
      {disputes: 5%, settled_after: 3 h, noticed_after: 3 h, chases: 60%, chases_at: 75%,
       chases_after: 6 working hours}
    unclear:
      {disputes: 10%, settled_after: 5 h, noticed_after: 6 h, chases: 35%, chases_at: 100%,
       chases_after: 7 working hours}
"""
"""Numbers to work with by hand: what is packaged may change, and varies; these do not."""


THREE_RATINGS = (
    "ratings: {red: {}, amber: {}, green: {}}\n"
    "contacts: {web: {every: 100 days, first_seen_as: {low: {red: 40%, amber: 30%, green: 30%}}}}\n"
)
SIGNED = "  information: {default: {agreement: signed, reached_by: navigator}}\n"
POLICE_SIGNED = "  information: {police: {agreement: signed, reached_by: navigator}}\n"
ON = "stages.s.from.council.hand_over.way"
"""What draws of a case handed on from the council to the stage s are named by."""


def seated(council: str, police: str) -> str:
    """Seats of two agencies; health sits somewhere else."""
    return f"council: {{sits: {council}}}, police: {{sits: {police}}}, health: {{}}"


ROOM = seated("town hall / hub / A", "town hall / hub / B")
APART = seated("town hall", "station")
SW_ALWAYS = """\
  sw: {agency: council, posts: 1, hours: always}
  pc: {agency: police, people: 1, hours: office}
"""
"""Somebody of the council hands on at any hour; the police are there in the office's."""


def together(
    stages: str,
    said: str = "",
    agencies: str = "council: {}, police: {}, health: {}",
    roles: str = PEOPLE,
    more: str = WEB,
    **hours: str,
) -> str:
    """A hub of three agencies that work together by `NUMBERS`; cases begin at the stage f."""
    return (
        calendar(**hours) + f"agencies: {{{agencies}}}\nroles:\n{roles}{more}"
        f"working_together:\n{NUMBERS}{said}starts_at: f\nstages:\n{stages}{OUT}"
    )


def asking(ask: str, more: str = "", contacts: str = WEB) -> str:
    """A hub that asks and then works 10 min on it."""
    return (
        calendar() + AGENCIES + one_role() + contacts + "starts_at: f\n"
        f"stages:\n  f:\n    ask: {{{ask}}}\n{more}    then: s\n"
        "  s: {who: w, work: 10 min, then: out}\n" + OUT
    )  # fmt: skip


def program_of(text: str, hours: float, *settings: str) -> Program:
    """Read a hub, change it as ``--set`` does, and lower it."""
    source = with_defaults(read_source(text, "by_hand.yaml"))
    changed = apply(source, [change_from_text(setting) for setting in settings])
    return lower(hub_from(changed).hub, int(hours * HOUR))


@dataclass(frozen=True)
class Contact:
    """A case: local time of its contact, such as ``Tue 09:00``, its rating, source and need.

    Who knows something about it, and on whose fact it turns, are numbers of agencies.
    """

    at: str
    rating: int = 0
    source: int = 0
    need: int = 2
    knows: tuple[int, ...] = ()
    turns_on: int = NONE


def seconds(at: str) -> int:
    """Seconds since Monday's midnight, from ``Tue 09:00`` or ``09:00`` (Monday)."""
    *day, clock = at.split()
    hour, minute, *second = map(int, clock.split(":"))
    return (DAYS.index(day[0]) if day else 0) * 24 * HOUR + hour * HOUR + minute * 60 + sum(second)


def caseload_of(contacts: Sequence[Contact], first: str = "Mon") -> Caseload:
    """Cases in the order given, of a hub whose calendar starts on the day `first`."""
    number: dict[int, int] = {}
    columns: list[tuple[int, ...]] = []
    for c in contacts:
        number[c.source] = number.get(c.source, -1) + 1
        arrival = seconds(c.at) - seconds(f"{first} 00:00")
        knows = sum(1 << agency for agency in c.knows)
        columns.append((arrival, c.source, number[c.source], c.need, c.rating, knows))
    assert columns == sorted(columns, key=lambda column: column[0]), "cases go by arrival"
    rows = np.array(columns, dtype=np.int64).reshape(-1, 6)
    cases = Caseload.of(*(np.ascontiguousarray(column) for column in rows.T))
    return replace(cases, turns_on=np.array([c.turns_on for c in contacts], dtype=np.int64))


def coming_back(cases: Caseload, after: Sequence[int], need: Sequence[int]) -> Caseload:
    """Let cases come back once: minutes after leaving (-1 for never), and their need then."""
    return replace(
        cases,
        need=np.vstack([cases.need, need]),
        rating=np.vstack([cases.rating, cases.rating]),
        returns=np.array([[minutes if minutes < 0 else 60 * minutes for minutes in after]]),
        silence=np.full((1, len(cases)), NONE),
    )


def sent_again(cases: Caseload, after: Sequence[int]) -> Caseload:
    """Let those who sent cases send them once more if they are not told: minutes, -1 for never.

    To be called after `coming_back`, if cases come back for both reasons.
    """
    if len(cases.need) == 1:
        cases = coming_back(cases, [-1] * len(cases), list(cases.need[0]))
    minutes = [[each if each < 0 else 60 * each for each in after]]
    return replace(cases, silence=np.array(minutes))


def uneventful(program: Program, count: int) -> dict[str, list[list[float]]]:
    """Draws by which nothing out of the ordinary happens to so many cases on their way.

    Nothing is clarified, lost, disputed, refused or left unanswered, nobody takes advice or asks
    again, calls are answered at once, and replies bring something.
    """
    given: dict[str, list[list[float]]] = {}
    for draw in program.draws:
        what = draw.name.rpartition(".")[2]
        if what in {
            "clarified",
            "dropped",
            "dispute",
            "agreement",
            "never",
            "done",
            "nothing_found",
        }:
            given[draw.name] = [[0.9999] * count] * 4
        elif what == "answered":
            given[draw.name] = [[0.0] * count] * 4
    return given


def run_by_hand(
    program: Program,
    cases: Caseload,
    given: Mapping[str, Sequence[Sequence[float]]] | None = None,
    guards: Guards | None = None,
) -> Run:
    """Run with given draws.

    Parameters
    ----------
    program, cases
    given : mapping from stream to draws
        By visit, then case: minutes for lengths of time, failed tries for limits that are kept now
        and then, uniforms for shares and ways taken. What is not given is drawn. Draws of the
        first time that cases come back are given under the name of the stream followed by ``@1``.
    guards : Guards, optional
    """
    variates = draw_variates(program, cases, seed=1, replication=0, visits=4)
    values, cases_of_draw = [list(episodes) for episodes in variates.values], list(variates.cases)
    everybody = cases_of(cases, range(len(program.sources)))
    names = [draw.name for draw in program.draws]
    for stream, by_visit in (given or {}).items():
        name, _, episode = stream.partition("@")
        number = names.index(name)
        values[number][int(episode or 0)] = tuple(
            _block(visit, program.draws[number]) for visit in by_visit
        )
        cases_of_draw[number] = everybody
    fixed = tuple(tuple(episodes) for episodes in values)
    variates = replace(variates, values=fixed, cases=tuple(cases_of_draw))
    run = rerun(program, cases, variates, guards, ReferenceEngine())
    fast = rerun(program, cases, variates, guards, CompiledEngine())
    np.testing.assert_array_equal(run.log.rows(), fast.log.rows())
    return run


def _block(visit: Sequence[float], draw: Draw) -> Ints | Floats:
    """Draws of one visit as the engine wants them: a row for each rating, or one for all."""
    if draw.spreads:
        row = np.array([round(60 * minutes) for minutes in visit], dtype=np.int64)
        return np.tile(row, (len(draw.spreads), 1))
    if draw.tries:
        return np.tile(np.array(visit, dtype=np.int64), (len(draw.tries), 1))
    return np.array([visit], dtype=np.float64)


def table(run: Run, without: str | tuple[str, ...] = ()) -> list[str]:
    """Tell a run: one line per row, sorted; rows of the stages or outcomes `without` left out.

    The columns are: case (``0.1`` for its first return), what, line, person, ready, start, end,
    how, and the detail: minutes of touch time done, line that released the join, whether a reply
    was in time, the new rating, the need as it is seen, or why the case will come back (1 missed,
    2 silence). A lost slot has the missing role instead of a person. What travels is told as
    ``stage.question.spoken``, ``.reply.`` or ``.hand-over.`` and the channel.
    """
    told = []
    for row in run.log.rows():
        case, episode, node, visit, line, _, role, person, ready, start, end, how, detail = row
        what = _what(run.program, node, visit, how)
        if what.startswith(without):
            continue
        shown: float = detail
        if how != How.LOST and run.program.nodes.kind[node] in TIMED:
            shown = detail / 60_000
        who = person if person >= 0 else run.program.roles[role] if how == How.LOST else "-"
        began = _clock(run, start) if start >= 0 else "-"
        life = "-" if case < 0 else f"{case}.{episode}" if episode else f"{case}"
        told.append(
            f"{life} {what} {line} {who} {_clock(run, ready)} {began} {_clock(run, end)} "
            f"{How(how).name.lower()} {shown:g}"
        )
    return sorted(told)


def _what(program: Program, node: int, visit: int, how: int) -> str:
    kind, item = Kind(program.nodes.kind[node]), int(program.nodes.item[node])
    if kind == Kind.LEAVE:
        return program.outcomes[item]
    again = f"#{visit}" if visit else ""
    suffix = ".lost" if how == How.LOST else SUFFIX.get(kind, "")
    suffix = CAUSED.get(Cause(program.nodes.cause[node]), suffix)
    number = int(program.nodes.passage[node])
    if number != NONE:
        by = program.channels[int(program.nodes.channel[node])]
        way = program.nodes.cause[node] == Cause.WAY
        suffix = f".{program.passages[number].kind}.{by}{'' if way else suffix}"
    return program.stages[int(program.nodes.stage[node])] + suffix + again


def _clock(run: Run, second: int) -> str:
    if second == run.program.horizon:
        return "horizon"
    return run.program.clock.local(second).strftime("%a-%H:%M:%S").removesuffix(":00")


def duty_of(windows: Windows, program: Program) -> list[str]:
    """Tell when somebody is on duty, up to the horizon: ``Mon-09:00 to Mon-17:00``."""
    told = []
    for opens, closes in zip(windows.opens.tolist(), windows.closes.tolist(), strict=True):
        if opens < program.horizon:
            first, last = (program.clock.local(t).strftime("%a-%H:%M") for t in (opens, closes))
            told.append(f"{first} to {last}")
    return told


def expected(text: str) -> list[str]:
    """A table written by hand: columns apart by spaces, empty lines and lines of # left out."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return sorted(line for line in lines if line and not line.startswith("#"))
