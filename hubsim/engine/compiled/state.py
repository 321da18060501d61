"""What changes during a run, as arrays that the kernel writes into.

The kernel stops when something is nearly full and is called again with larger arrays: it holds
nothing but what stands here.
"""

from __future__ import annotations

from threading import local
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hubsim.arrays import Ints
from hubsim.engine.compiled.packing import Packed, Size
from hubsim.program.layout import NONE
from hubsim.runlog import COLUMNS

Narrow = NDArray[np.int32]
"""Whole numbers that 32 bits hold: rows of the log are long."""

LONG_AGO = np.iinfo(np.int64).max
"""Stands for the second at which an agency that was not heard was heard."""


class Reg:
    """Numbers of the single registers."""

    (
        NOW, HEAP, ROWS, FREE, OPEN, INSTANT, COUNT, AT_NODE, DISPATCH, NEXT_GO, NEXT_COME,
        NEXT_CASE, NEXT_SLOT, HELD, HELD_FOR, SPAWNED, SPAWN_AT, RESUMED, RESUME_AT, STARTED,
        SERIAL, KEPT, ORDER, CHASED, STIRRED, AHEAD, AHEAD_IS, LISTED, SHORT,
    ) = range(29)  # fmt: skip


class Tok:
    """Numbers of the columns of a token: a case on its way, or a question."""

    (
        CASE, EPISODE, LINE, NODE, VISIT, RATING, SEEN, OWED, STATE, READY, JOINED, URGENCY, LEFT,
        PERSON, START, PARTS, PACE, BEGAN, HURRIED, WAITING, ENDS, STAMP, PIECE, LAST, JOIN,
        KEPT_NEXT, LIFE_BEGAN, LIFE_HURRIED, QUEUE, TEAM, POS, TURN, MAIN,
    ) = range(33)  # fmt: skip


class Join:
    """Numbers of the columns of a case's questions."""

    (
        STATE, SERIAL, NODE, VISIT, ASKED, MISSING, CRITICAL, NEEDED, PASSED, BY_LIMIT, SINCE,
        NOW_IN, WAS_CRITICAL, SKIP, ASKED_AT, OPEN, LYING,
    ) = range(17)  # fmt: skip


NARROW = len(COLUMNS) - 1
"""Columns of the log but for the last, detail, which has 64 bits."""

WIDTHS = {"token": Tok.MAIN + 1, "join": Join.LYING + 1, "log": NARROW}
"""Columns of tables, which are the same for every hub."""


class State(NamedTuple):
    """The arrays of one run.

    Parameters
    ----------
    reg : Ints
        Single numbers: `Reg`.
    token : Ints
        Shape (n_tokens, 33): `Tok`. A token is free again when its case or question is gone.
    free : Ints
        Numbers of tokens that nobody uses.
    join : Ints
        Shape (n_tokens, 17): `Join`, of the token of a case.
    branch : Ints
        Tokens of the questions of each case that are open, shape (n_tokens, most branches).
    visits, heard : Ints
        Of each case: visits to nodes that are counted, when each agency was heard; (n_tokens, n).
    team, team_size : Ints
        People who sit together, by token.
    queue, queued : Ints
        Heaps of waiting work, shape (n_queues + 1, n_tokens), and their sizes. The last is that of
        joint work.
    agenda, listed : Ints
        Tokens on the agenda of each meeting, and how many.
    spawn, resume, chased, listening : Ints
        Tokens that begin at once, that go on at once, whose questions are asked again at once, and
        that are heard in a meeting.
    key, load : Ints
        The heap of events: second and order in it; what it is about.
    work, off_at, kept, free_person : Ints
        Of each person.
    free_count, stirred, crowded : Ints
        Of each role, and of each queue.
    stirring : Ints
        The queues that are stirred.
    held : Ints
        People held for joint work.
    table, table_until, table_size, table_missing, table_last, lost : Ints
        Room for a meeting while it opens.
    log, detail : Narrow, Ints
        The log so far, in the order in which things ended: a row lies together, shape (n_rows, 12),
        but for its last column.
    written : Narrow
        How many rows of the log each case has, those of no case first; shape (n_cases + 1,).
    """

    reg: Ints
    token: Ints
    free: Ints
    join: Ints
    branch: Ints
    visits: Ints
    heard: Ints
    team: Ints
    team_size: Ints
    queue: Ints
    queued: Ints
    agenda: Ints
    listed: Ints
    spawn: Ints
    resume: Ints
    chased: Ints
    listening: Ints
    key: Ints
    load: Ints
    work: Ints
    off_at: Ints
    kept: Ints
    free_person: Ints
    free_count: Ints
    stirred: Ints
    stirring: Ints
    crowded: Ints
    held: Ints
    table: Ints
    table_until: Ints
    table_size: Ints
    table_missing: Ints
    table_last: Ints
    lost: Ints
    log: Narrow
    detail: Ints
    written: Narrow


BY_TOKEN = (
    "token", "free", "join", "branch", "visits", "heard", "team", "team_size", "spawn", "resume",
    "chased", "listening",
)  # fmt: skip
OF_TOKENS = ("queue", "agenda")
OF_EVENTS = ("key", "load")
OF_ROWS = ("log", "detail")
"""Fields that grow: by token along the first axis, or the second; with events; with rows."""

ROWS_PER_CASE = 16
"""Room for the log at first: memory that is not written into is not taken."""


MOST_KEPT = 1_000_000
"""Rows of a run whose memory is kept for the next: 56 MB."""


def begun(p: Packed) -> State:
    """Make the state of a run that has not begun.

    Parameters
    ----------
    p : Packed
    """
    n = p.sizes
    persons, roles, queues = int(n[Size.PERSONS]), int(n[Size.ROLES]), int(n[Size.QUEUES])
    branches = int(p.forks[:, 1].max(initial=1))
    team = max(1, int(p.needs[:, 1].sum()))
    width = int(p.meetings[:, 4].max(initial=1))
    meetings = max(1, len(p.meetings))
    tokens = 2 * room_of(p) + int((p.arrival < 0).sum())
    log, detail = _rows(ROWS_PER_CASE * int(n[Size.CASES]) + 2 * room_of(p))

    def full(*shape: int, of: int = NONE) -> Ints:
        return np.full(shape, of, dtype=np.int64)

    reg = full(Reg.SHORT + 1, of=0)
    reg[Reg.HELD_FOR], reg[Reg.INSTANT], reg[Reg.FREE] = NONE, NONE, tokens
    return State(
        reg=reg,
        token=full(tokens, Tok.MAIN + 1, of=0),
        free=np.arange(tokens, dtype=np.int64)[::-1].copy(),
        join=full(tokens, Join.LYING + 1, of=0),
        branch=full(tokens, branches),
        visits=full(tokens, max(1, int(n[Size.COUNTED])), of=0),
        heard=full(tokens, int(n[Size.AGENCIES])),
        team=full(tokens, team),
        team_size=full(tokens, of=0),
        queue=full(queues + 1, tokens),
        queued=full(queues + 1, of=0),
        agenda=full(meetings, tokens),
        listed=full(meetings, of=0),
        spawn=full(tokens),
        resume=full(tokens),
        chased=full(tokens),
        listening=full(tokens),
        key=full(2 * room_of(p)),
        load=full(2 * room_of(p)),
        work=full(persons),
        off_at=full(persons),
        kept=full(persons),
        free_person=full(persons, of=0),
        free_count=full(roles, of=0),
        stirred=full(queues + 1, of=0),
        stirring=full(queues + 1),
        crowded=full(queues + 1, of=0),
        held=full(persons + 1),
        table=full(width, team),
        table_until=full(width, of=0),
        table_size=full(width, of=0),
        table_missing=full(width, roles, of=0),
        table_last=full(width),
        lost=full(roles, of=0),
        log=log,
        detail=detail,
        written=np.zeros(int(n[Size.CASES]) + 1, dtype=np.int32),
    )


class _Spare(local):
    """Rows that the next run on the same thread writes into: new memory must be cleared first."""

    rows: tuple[Narrow, Ints] | None = None


_spare = _Spare()


def _rows(wanted: int) -> tuple[Narrow, Ints]:
    """Give room for rows of a log, which is nobody else's until it is given back."""
    rows, _spare.rows = _spare.rows, None
    if rows is None or len(rows[0]) < wanted:
        rows = np.empty((wanted, NARROW), dtype=np.int32), np.empty(wanted, dtype=np.int64)
    return rows


def give_back(s: State) -> None:
    """Let the next run on this thread have the rows of a state that is no longer needed."""
    if s.reg[Reg.ROWS] <= MOST_KEPT:
        _spare.rows = s.log, s.detail


def larger(s: State, p: Packed, rows: int = 0) -> State:
    """Give the same state with more room where it is nearly full, and for so many rows besides."""
    room = room_of(p) + int(s.listed.sum())
    used, heap, free = int(s.reg[Reg.ROWS]), int(s.reg[Reg.HEAP]), int(s.reg[Reg.FREE])
    more: dict[str, Any] = {}
    if used + rows + room > len(s.log):
        more |= {name: _longer(getattr(s, name), used + rows + room, used) for name in OF_ROWS}
    if heap + room > len(s.key):
        more |= {name: _longer(getattr(s, name), heap + room, heap) for name in OF_EVENTS}
    if free < room:
        tokens = len(s.token)
        more |= {name: _longer(getattr(s, name), tokens + room, tokens) for name in BY_TOKEN}
        for name in OF_TOKENS:
            wider = _longer(getattr(s, name).T, tokens + room, tokens)
            more[name] = np.ascontiguousarray(wider.T)
        new = np.arange(tokens, len(more["token"]))[::-1]
        more["free"][free : free + len(new)] = new
        more["token"][new] = 0
        s.reg[Reg.FREE] += len(new)
    return s._replace(**more)


def room_of(p: Packed) -> int:
    """Rows, events and tokens that one step of the kernel may need at most, but for agendas."""
    return ROOM + 4 * int(p.sizes[Size.PERSONS])


ROOM = 512
"""That, for hubs without people."""


def _longer(array: Any, wanted: int, used: int) -> Any:
    """Copy what is used to an array that is at least twice as long."""
    found = np.empty((max(wanted, 2 * len(array)), *array.shape[1:]), dtype=array.dtype)
    found[:used] = array[:used]
    return found
