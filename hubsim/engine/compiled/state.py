"""What changes during a run, as arrays that the kernel writes into.

The kernel stops when something is nearly full and is called again with larger arrays: it holds
nothing but what stands here.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from hubsim.engine.compiled.packing import Packed, Size
from hubsim.program.layout import NONE, Ints
from hubsim.runlog import COLUMNS

LONG_AGO = np.iinfo(np.int64).max
"""Stands for the second at which an agency that was not heard was heard."""


class Reg:
    """Numbers of the single registers."""

    (
        NOW, HEAP, ROWS, FREE, OPEN, INSTANT, COUNT, AT_NODE, DISPATCH, NEXT_GO, NEXT_COME,
        NEXT_CASE, NEXT_SLOT, HELD, HELD_FOR, SPAWNED, SPAWN_AT, RESUMED, RESUME_AT, STARTED,
        SERIAL, KEPT, ORDER, CHASED,
    ) = range(24)  # fmt: skip


class Tok:
    """Numbers of the columns of a token: a case on its way (by its number), or a question."""

    (
        CASE, EPISODE, LINE, NODE, VISIT, RATING, SEEN, OWED, STATE, READY, JOINED, DUE, LEFT,
        PERSON, START, PARTS, PACE, BEGAN, HURRIED, WAITING, ENDS, STAMP, PIECE, LAST, JOIN,
        KEPT_NEXT, LIFE_BEGAN, LIFE_HURRIED, QUEUE, PLACE, TEAM, POS,
    ) = range(32)  # fmt: skip


class Join:
    """Numbers of the columns of a case's questions."""

    (
        STATE, SERIAL, NODE, VISIT, ASKED, MISSING, CRITICAL, NEEDED, PASSED, BY_LIMIT, SINCE,
        NOW_IN, WAS_CRITICAL, SKIP, ASKED_AT, OPEN, LYING,
    ) = range(17)  # fmt: skip


class State(NamedTuple):
    """The arrays of one run.

    Parameters
    ----------
    reg : Ints
        Single numbers: `Reg`.
    token : Ints
        Shape (n_tokens, 32): `Tok`. The first tokens are the cases.
    free : Ints
        Numbers of tokens that nobody uses.
    key, load : Ints
        The heap of events: second and order in it; what it is about.
    row : Ints
        The log so far, shape (n_rows, 13).
    join : Ints
        Shape (n_cases, 17): `Join`.
    branch : Ints
        Tokens of the questions of each case that are open, shape (n_cases, most branches).
    visits, heard, epoch : Ints
        Of each case: visits to nodes that are counted, when each agency was heard, which life.
    queue, queued : Ints
        Heaps of waiting work, shape (n_queues + 1, n_tokens), and their sizes. The last is that of
        joint work.
    agenda, listed : Ints
        Cases on the agenda of each meeting, and how many.
    work, off_at, kept, free_person : Ints
        Of each person.
    free_count, stirred, crowded : Ints
        Of each role, and of each queue.
    held : Ints
        People held for joint work.
    team, team_size : Ints
        People who sit together, by case.
    spawn, resume, chased : Ints
        Tokens that begin at once, those that go on at once, and cases whose questions are asked
        again at once.
    table, table_until, table_size, table_missing, table_last, listening, lost : Ints
        Room for a meeting while it opens.
    """

    reg: Ints
    token: Ints
    free: Ints
    key: Ints
    load: Ints
    row: Ints
    join: Ints
    branch: Ints
    visits: Ints
    heard: Ints
    epoch: Ints
    queue: Ints
    queued: Ints
    agenda: Ints
    listed: Ints
    work: Ints
    off_at: Ints
    kept: Ints
    free_person: Ints
    free_count: Ints
    stirred: Ints
    crowded: Ints
    held: Ints
    team: Ints
    team_size: Ints
    spawn: Ints
    resume: Ints
    chased: Ints
    table: Ints
    table_until: Ints
    table_size: Ints
    table_missing: Ints
    table_last: Ints
    listening: Ints
    lost: Ints


def begun(p: Packed) -> State:
    """Make the state of a run that has not begun.

    Parameters
    ----------
    p : Packed
    """
    n = p.sizes
    cases, persons, queues = int(n[Size.CASES]), int(n[Size.PERSONS]), int(n[Size.QUEUES])
    branches = max(1, int(p.forks[:, 1].max(initial=1)))
    team = max(1, int(p.needs[:, 1].sum()) if len(p.needs) else 1)
    some = 1024
    tokens = cases + some
    width = max(1, int((p.meetings[:, 4]).max(initial=1)))

    def empty(*shape: int, of: int = NONE) -> Ints:
        return np.full(shape, of, dtype=np.int64)

    reg = empty(Reg.CHASED + 1, of=0)
    reg[Reg.HELD_FOR], reg[Reg.INSTANT], reg[Reg.FREE] = NONE, NONE, some
    token = empty(tokens, 32, of=0)
    return State(
        reg=reg,
        token=token,
        free=np.arange(cases, tokens, dtype=np.int64)[::-1].copy(),
        key=empty(4096),
        load=empty(4096),
        row=empty(1 << 16, len(COLUMNS)),
        join=empty(cases, 17, of=0),
        branch=empty(cases, branches),
        visits=empty(cases, max(1, int(n[Size.COUNTED])), of=0),
        heard=empty(cases, int(n[Size.AGENCIES]), of=LONG_AGO),
        epoch=empty(cases, of=NONE),
        queue=empty(queues + 1, tokens),
        queued=empty(queues + 1, of=0),
        agenda=empty(max(1, int(n[Size.MEETINGS])), max(1, cases)),
        listed=empty(max(1, int(n[Size.MEETINGS])), of=0),
        work=empty(persons),
        off_at=empty(persons),
        kept=empty(persons),
        free_person=empty(persons, of=0),
        free_count=empty(int(n[Size.ROLES]), of=0),
        stirred=empty(queues + 1, of=0),
        crowded=empty(queues + 1, of=0),
        held=empty(persons + 1),
        team=empty(cases, team),
        team_size=empty(cases, of=0),
        spawn=empty(tokens),
        resume=empty(tokens),
        chased=empty(max(1, cases)),
        table=empty(width, team),
        table_until=empty(width, of=0),
        table_size=empty(width, of=0),
        table_missing=empty(width, int(n[Size.ROLES]), of=0),
        table_last=empty(width),
        listening=empty(max(1, cases)),
        lost=empty(int(n[Size.ROLES]), of=0),
    )


def larger(s: State, p: Packed) -> State:
    """Give the same state with more room where it is nearly full."""
    rows, heap, free = int(s.reg[Reg.ROWS]), int(s.reg[Reg.HEAP]), int(s.reg[Reg.FREE])
    room = ROOM + 4 * int(p.sizes[Size.PERSONS]) + int(s.listed.sum())
    if rows + room > len(s.row):
        s = s._replace(row=_longer(s.row, 2 * len(s.row) + room))
    if heap + room > len(s.key):
        s = s._replace(key=_longer(s.key, 2 * len(s.key) + room))
        s = s._replace(load=_longer(s.load, len(s.key)))
    if free < room:
        before = len(s.token)
        more = max(before - int(p.sizes[Size.CASES]), room)
        unused = np.concatenate([np.arange(before, before + more)[::-1], s.free[:free]])
        s.reg[Reg.FREE] = len(unused)
        queue = np.full((len(s.queue), before + more), NONE, dtype=np.int64)
        queue[:, :before] = s.queue
        s = s._replace(
            token=_longer(s.token, before + more),
            free=np.concatenate([unused, np.full(before + more, NONE)])[: before + more].copy(),
            queue=queue,
            spawn=_longer(s.spawn, before + more),
            resume=_longer(s.resume, before + more),
        )
    return s


ROOM = 512
"""Rows, events and tokens that one step of the kernel may need at most; more for each person, and
for each case on an agenda."""


def _longer(array: Ints, length: int) -> Ints:
    found = np.zeros((length, *array.shape[1:]), dtype=np.int64)
    found[: len(array)] = array
    return found
