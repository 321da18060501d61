"""The rules of docs/semantics.md once more, over arrays, compiled.

The order of an instant is that of the reference engine; what happens in it is written differently
on purpose, so that the two do not share a fault. One call of `advance` goes on until the horizon,
until something is nearly full, or for a number of steps. All state stands in the arrays of `State`.
"""

from __future__ import annotations

import numpy as np

from hubsim.arrays import Ints
from hubsim.engine.compiled.packing import NOT_DRAWN, OF_NODES, Packed, Size
from hubsim.engine.compiled.state import LONG_AGO, NARROW, ROOM, Narrow, State
from hubsim.jit import compiled, entered, inlined
from hubsim.program.kinds import NONE, NOT_SEEN, Kind, Unfinished
from hubsim.runlog import How

# A compiled function knows numbers, not names of classes: they are taken out once, here.
WORK, DELAY, FORK, REPLY, ROUTE, LEAVE, TOGETHER, MEET, RATE, SEE = (int(each) for each in Kind)
DONE, PUT_DOWN, WAITING, OPEN, HANDED_BACK, GIVEN_UP, WITHDRAWN, LOST = (int(h) for h in How)
HAND_BACK, FINISH = int(Unfinished.HAND_BACK), int(Unfinished.FINISH)
(
    N_KIND, N_NEXT, N_QUEUE, N_DRAW, N_HOURS, N_ITEM, N_MOST, N_BEYOND, N_PATIENCE, N_GIVES_UP,
    N_SECOND, N_BRINGS, N_OWES, N_OWES_CASE, N_COUNTED, N_SILENT, N_ORDINARY,
) = range(len(OF_NODES) + 3)  # fmt: skip
HORIZON, CASES, PERSONS, AGENCIES, QUEUES = (
    Size.HORIZON, Size.CASES, Size.PERSONS, Size.AGENCIES, Size.QUEUES,
)  # fmt: skip
EPISODES, HUB_HOURS, STEPS, OPEN_CASES, MEETINGS, INTERRUPT = (
    Size.EPISODES, Size.HUB_HOURS, Size.STEPS, Size.OPEN_CASES, Size.MEETINGS, Size.INTERRUPT,
)  # fmt: skip
(
    R_NOW, R_HEAP, R_ROWS, R_FREE, R_OPEN, R_INSTANT, R_COUNT, R_AT_NODE, R_DISPATCH, R_NEXT_GO,
    R_NEXT_COME, R_NEXT_CASE, R_NEXT_SLOT, R_HELD, R_HELD_FOR, R_SPAWNED, R_SPAWN_AT, R_RESUMED,
    R_RESUME_AT, R_STARTED, R_SERIAL, R_KEPT, R_ORDER, R_CHASED, R_STIRRED, R_AHEAD, R_AHEAD_IS,
    R_LISTED, R_SHORT,
) = range(29)  # fmt: skip
(
    CASE, EPISODE, LINE, NODE, VISIT, RATING, SEEN, OWED, STATE, READY, JOINED, URGENCY, LEFT,
    PERSON, START, PARTS, PACE, BEGAN, HURRIED, IS_WAITING, ENDS, STAMP, PIECE, LAST, JOIN,
    KEPT_NEXT, LIFE_BEGAN, LIFE_HURRIED, QUEUE, TEAM, POS, TURN, MAIN,
) = range(33)  # fmt: skip
(
    L_CASE, L_EPISODE, L_NODE, L_VISIT, L_LINE, L_PART, L_ROLE, L_PERSON, L_READY, L_START, L_END,
    L_HOW,
) = range(NARROW)  # fmt: skip
(
    J_STATE, J_SERIAL, J_NODE, J_VISIT, J_ASKED, J_MISSING, J_CRITICAL, J_NEEDED, J_PASSED,
    J_BY_LIMIT, J_SINCE, J_NOW_IN, J_WAS_CRITICAL, J_SKIP, J_ASKED_AT, J_OPEN, J_LYING,
) = range(17)  # fmt: skip

WORK_ENDS, PEOPLE_GO, PEOPLE_COME, ARRIVE, RELEASE, MEETINGS_OPEN, DISPATCH, EXPIRE = range(2, 10)
"""The order of an instant: docs/semantics.md, chapter 2."""

AT_REST, DELAYED, LYING, WORKING, SEEING, ASKING, GONE = range(7)
"""What a token is doing; `WORKING` from when work is ready until it is over."""

OVER_DELAY, CHASED, RETURNS, OVER_JOIN, SEES, LOOKS, CHASES, PATIENCE, OVER_WORK = range(9)
"""What an event in the heap is about."""

NO_JOIN, WAITS, TRIGGERED = range(3)
FINISHED, FULL, PAUSED, MORE_VISITS, UNDRAWN, ENDLESS, TOO_MANY = range(7)
"""How a call of `advance` ended."""

MISSED, SILENCE = 1, 2
NEVER = np.iinfo(np.int64).max
LATEST = (1 << 56) - 1
"""Stands for due times above it in the key of work: those without a limit."""


# --------------------------------------------------------------------- the heap of events


@inlined
def push(s: State, at: int, order: int, what: int, index: int, stamp: int) -> None:
    """Let something happen at a second, in its place of the order."""
    key, load, n = s.key, s.load, s.reg[R_HEAP]
    s.reg[R_HEAP] = n + 1
    new, carried = (at << 4) | order, (what << 58) | (index << 29) | stamp
    while n > 0:
        up = (n - 1) >> 1
        if key[up] <= new:
            break
        key[n], load[n] = key[up], load[up]
        n = up
    key[n], load[n] = new, carried


@inlined
def pop(s: State) -> int:
    """Take the first event off; give what it is about."""
    key, load, n = s.key, s.load, s.reg[R_HEAP] - 1
    s.reg[R_HEAP] = n
    taken = load[0]
    moved, carried = key[n], load[n]
    i = 0
    while 2 * i + 2 < n:  # the earlier of two goes up, without a guess which
        child = 2 * i + 1
        child += key[child + 1] < key[child]
        key[i], load[i] = key[child], load[child]
        i = child
    if 2 * i + 1 < n:
        key[i], load[i] = key[2 * i + 1], load[2 * i + 1]
        i = 2 * i + 1
    while i > 0 and key[(i - 1) >> 1] > moved:  # the last takes the place below, and rises
        key[i], load[i] = key[(i - 1) >> 1], load[(i - 1) >> 1]
        i = (i - 1) >> 1
    key[i], load[i] = moved, carried
    return taken


# ------------------------------------------------------------------------------ the log


@inlined
def write(
    s: State, case: int, episode: int, node: int, visit: int, line: int, part: int, role: int,
    person: int, ready: int, start: int, how: int, detail: int,
) -> None:  # fmt: skip
    """Write a row that ends now."""
    n = s.reg[R_ROWS]
    s.reg[R_ROWS] = n + 1
    row = s.log[n]
    row[L_CASE], row[L_EPISODE], row[L_NODE], row[L_VISIT] = case, episode, node, visit
    row[L_LINE], row[L_PART], row[L_ROLE], row[L_PERSON] = line, part, role, person
    row[L_READY], row[L_START], row[L_END], row[L_HOW] = ready, start, s.reg[R_NOW], how
    s.detail[n] = detail
    s.written[case + 1] += 1


@inlined
def note(
    s: State, t: int, line: int, role: int, person: int, ready: int, start: int, how: int,
    detail: int,
) -> None:  # fmt: skip
    """Write a row about a token, which ends now."""
    token = s.token[t]
    write(
        s, token[CASE], token[EPISODE], token[NODE], token[VISIT], line, token[PARTS], role, person,
        ready, start, how, detail,
    )  # fmt: skip


@compiled
def note_moment(s: State, t: int, detail: int) -> None:
    """Write a row about something that takes no time."""
    now = s.reg[R_NOW]
    parts, s.token[t, PARTS] = s.token[t, PARTS], 0
    note(s, t, s.token[t, LINE], NONE, NONE, now, now, DONE, detail)
    s.token[t, PARTS] = parts


# ------------------------------------------------------------------------------- time


@compiled
def open_after(p: Packed, hours: int, t: int, work: int) -> int:
    """The second at which so much open time after t has passed; -1 for never."""
    first, end = p.hours_at[hours], p.hours_at[hours + 1]
    at = first + np.searchsorted(p.closes[first:end], t, side="right")
    if at == end:
        return -1
    begins = max(t, p.opens[at])
    if work == 0:
        return begins
    done = p.worked[at] - (p.closes[at] - begins) + work
    at = first + np.searchsorted(p.worked[first:end], done)
    if at == end:
        return -1
    return p.closes[at] - (p.worked[at] - done)


@compiled
def later(p: Packed, t: int, amount: int, clock: int) -> int:
    """The second at which so much time has passed on one of the hub's clocks; -1 for never."""
    if clock == 0:
        return t + amount
    if clock == 1:
        return open_after(p, p.sizes[HUB_HOURS], t, amount)
    nth = np.searchsorted(p.days_begin, t, side="right") + amount - 1
    return p.days_close[nth] if nth < len(p.days_close) else -1


# ------------------------------------------------------------------------------ draws


@inlined
def drawn_at(p: Packed, s: State, t: int, draw: int, visit: int) -> int:
    """Where what was drawn for a token at a visit lies; says in a register why nothing was."""
    token = s.token[t]
    at = p.draw_at[draw, token[EPISODE], min(visit, p.draw_at.shape[2] - 1)]
    place = p.place[at[3] + token[CASE]]
    if at[0] != NOT_DRAWN and place != NONE:
        return at[0] + token[RATING] * at[1] + place * at[2]
    s.reg[R_SHORT] = MORE_VISITS if place != NONE else UNDRAWN
    return NOT_DRAWN


@inlined
def length(p: Packed, s: State, t: int, draw: int, visit: int) -> int:
    """The seconds, or failed tries, that were drawn."""
    at = drawn_at(p, s, t, draw, visit)
    return int(p.lengths[at]) if at != NOT_DRAWN else 0


@inlined
def uniform(p: Packed, s: State, t: int, draw: int, visit: int) -> float:
    """The uniform that was drawn."""
    at = drawn_at(p, s, t, draw, visit)
    return p.uniforms[at] if at != NOT_DRAWN else 0.0


@inlined
def happens(p: Packed, s: State, t: int, draw: int, visit: int, share: float) -> bool:
    """Whether something that happens with a share does."""
    if draw == NONE:
        return share > 0
    return uniform(p, s, t, draw, visit) < share


@inlined
def band_at(p: Packed, band: int, now: int) -> int:
    """What a band is at a second."""
    first, end = p.band_at[band], p.band_at[band + 1]
    at = np.searchsorted(p.band_times[first:end], now, side="right") - 1
    return p.band_values[first + at]


@inlined
def way(
    p: Packed, s: State, t: int, at: Ints, shares: np.ndarray, targets: Ints, u: float
) -> int:  # fmt: skip
    """Which way a uniform falls into."""
    token = s.token[t]
    band = band_at(p, at[4], s.reg[R_NOW]) if at[4] != NONE else 0
    row = p.source[token[CASE]] * at[0] + token[RATING] * at[1] + token[SEEN] * at[2] + band * at[3]
    first, chosen = at[6] + row * at[5], 0
    while u >= shares[first + chosen]:
        chosen += 1
    return targets[at[7] + chosen]


# ------------------------------------------------------- queues: heaps by the key of work


@inlined
def goes_first(s: State, a: int, b: int) -> bool:
    """Whether one token's work goes before another's."""
    one, other = s.token[a], s.token[b]
    if one[URGENCY] != other[URGENCY]:
        return one[URGENCY] < other[URGENCY]
    if one[TURN] != other[TURN]:
        return one[TURN] < other[TURN]
    for column in (NODE, VISIT):
        if one[column] != other[column]:
            return one[column] < other[column]
    return one[EPISODE] < other[EPISODE]


@inlined
def rises(s: State, heap: Ints, i: int) -> int:
    """Let an entry of a heap rise to its place; give the place."""
    t = heap[i]
    while i > 0:
        up = (i - 1) >> 1
        if not goes_first(s, t, heap[up]):
            break
        heap[i] = heap[up]
        s.token[heap[i], POS] = i
        i = up
    heap[i] = t
    s.token[t, POS] = i
    return i


@inlined
def sinks(s: State, heap: Ints, i: int, n: int) -> None:
    """Let an entry of a heap of n sink to its place."""
    t = heap[i]
    while True:
        child = 2 * i + 1
        if child >= n:
            break
        if child + 1 < n and goes_first(s, heap[child + 1], heap[child]):
            child += 1
        if not goes_first(s, heap[child], t):
            break
        heap[i] = heap[child]
        s.token[heap[i], POS] = i
        i = child
    heap[i] = t
    s.token[t, POS] = i


@inlined
def enqueue(s: State, q: int, t: int) -> None:
    """Let work wait in a queue; the last queue is that of joint work."""
    s.token[t, IS_WAITING] = 1
    heap, n = s.queue[q], s.queued[q]
    heap[n] = t
    s.queued[q] = n + 1
    rises(s, heap, n)


@inlined
def head_of(s: State, q: int) -> int:
    """The token whose work goes first in a queue; -1 if nothing waits."""
    return s.queue[q, 0] if s.queued[q] else NONE


@inlined
def dequeue(s: State, q: int, t: int) -> None:
    """Take work out of a queue."""
    heap, n, i = s.queue[q], s.queued[q] - 1, s.token[t, POS]
    s.queued[q] = n
    s.token[t, IS_WAITING] = 0
    if i < n:
        heap[i] = heap[n]
        s.token[heap[i], POS] = i
        if rises(s, heap, i) == i:
            sinks(s, heap, i, n)


@inlined
def stir(s: State, q: int) -> None:
    """Something happened to a queue or its people: a dispatch pass must look at it."""
    s.reg[R_DISPATCH] = 1
    if not s.stirred[q]:
        s.stirred[q] = 1
        s.stirring[s.reg[R_STIRRED]] = q
        s.reg[R_STIRRED] += 1


# ------------------------------------------------------------------ people and their work


@inlined
def may_be_taken(p: Packed, s: State, person: int) -> None:
    """Count somebody among those who are free, and among those of them who keep work."""
    s.free_person[person] = 1
    s.free_count[p.person_role[person]] += 1
    s.reg[R_KEPT] += s.kept[person] != NONE


@inlined
def is_free(p: Packed, s: State, person: int) -> None:
    """Somebody on duty has nothing in hand: queues and kept work may start."""
    role = p.person_role[person]
    may_be_taken(p, s, person)
    for i in range(p.serves_at[role], p.serves_at[role + 1]):
        stir(s, p.serves[i])
    s.reg[R_DISPATCH] = 1


@inlined
def is_taken(p: Packed, s: State, person: int) -> None:
    """Somebody free is free no longer."""
    s.free_person[person] = 0
    s.free_count[p.person_role[person]] -= 1
    s.reg[R_KEPT] -= s.kept[person] != NONE


@inlined
def first_free(p: Packed, s: State, role: int) -> int:
    """The free person of a role with the lowest number; -1 for nobody."""
    if s.free_count[role] == 0:
        return NONE
    person = p.role_first[role]
    while s.free_person[person] == 0:
        person += 1
    return person


@inlined
def let_go(p: Packed, s: State, person: int) -> None:
    """Somebody has nothing in hand any more."""
    s.work[person] = NONE
    if s.off_at[person] != NONE:
        is_free(p, s, person)


@inlined
def note_spell(p: Packed, s: State, t: int, how: int) -> None:
    """Write down a spell of work and take it off what is left."""
    token = s.token[t]
    done = min(token[LEFT], (s.reg[R_NOW] - token[START]) * token[PACE])
    token[LEFT] -= done
    person = token[PERSON]
    role = p.person_role[person]
    note(s, t, token[LINE], role, person, token[READY], token[START], how, done)


@compiled
def note_team(p: Packed, s: State, t: int, how: int) -> None:
    """Write down joint work: the first person on the main line, the others beside it."""
    token = s.token[t]
    start = token[START]
    touch = 1000 * (s.reg[R_NOW] - start)
    if s.team_size[t] == 0:
        note(s, t, token[LINE], NONE, NONE, token[READY], start, how, touch)
    for i in range(s.team_size[t]):
        person = s.team[t, i]
        line = token[LINE] if i == 0 else -i
        role = p.person_role[person]
        note(s, t, line, role, person, token[READY], start, how, touch)


@compiled
def put_down(p: Packed, s: State, t: int) -> None:
    """Put work down at the end of a shift, at an interruption or at a call to a meeting."""
    token, now = s.token[t], s.reg[R_NOW]
    person = token[PERSON]
    role = p.person_role[person]
    if token[ENDS] != NONE:  # its end was fixed and is so no longer
        token[ENDS] = NONE
        token[STAMP] += 1
    s.work[person] = NONE
    keeps = p.unfinished[role] != HAND_BACK
    if token[START] < now:
        note_spell(p, s, t, PUT_DOWN if keeps else HANDED_BACK)
        token[READY] = now
        token[PARTS] += 1
        if not keeps:
            token[LEFT] += 1000 * p.reread[role]
    elif token[PARTS] == 0:  # taken up and put down in one instant: never begun
        keeps = False
        token[BEGAN] = NONE
        draw = p.nodes[token[NODE], N_PATIENCE]
        if draw != NONE and token[READY] + length(p, s, t, draw, token[VISIT]) == now:
            push(s, now, EXPIRE, PATIENCE, t, token[PIECE])  # it ended while this was in hand
    token[START] = NONE
    if keeps:
        # Whatever somebody takes up goes before all that they keep, since it competed with that or
        # interrupted it: what is kept last goes first.
        token[KEPT_NEXT] = s.kept[person]
        s.kept[person] = t
    else:
        token[PERSON] = NONE
        enqueue(s, token[QUEUE], t)
        stir(s, token[QUEUE])


@inlined
def start_work(p: Packed, s: State, t: int, person: int) -> None:
    """Put a piece of work into somebody's hands."""
    token, now = s.token[t], s.reg[R_NOW]
    role = p.person_role[person]
    is_taken(p, s, person)
    s.work[person] = t
    token[PERSON], token[START], token[IS_WAITING] = person, now, 0
    pace = p.pace[role, token[RATING]]
    crowded = s.crowded[token[QUEUE]]
    if token[BEGAN] == NONE:
        token[BEGAN], token[HURRIED] = now, crowded
    if p.pressure[7]:
        case, rating, age = token[CASE], token[RATING], 0
        if now >= p.pressing[1, rating, case]:
            age = 2
        elif now >= p.pressing[0, rating, case]:
            age = 1
        pace = max(1, pace * p.pressure[2 * age + crowded] // 1000)
    token[PACE] = pace
    for i in range(p.serves_at[role], p.serves_at[role + 1] if p.sizes[INTERRUPT] else 0):
        waits = head_of(s, p.serves[i])
        if waits != NONE and p.interrupts[s.token[waits, RATING], token[RATING]]:
            stir(s, p.serves[i])  # what waits there may interrupt it at once
    over = now - (-token[LEFT] // pace)
    if over <= s.off_at[person] or p.unfinished[role] == FINISH:
        token[ENDS] = over  # else it is put down when the person goes
        token[STAMP] += 1
        push(s, over, WORK_ENDS, OVER_WORK, t, token[STAMP])


@compiled
def begin_together(s: State, t: int, start: int, over: int, last: int) -> None:
    """Fix when a team does a piece of joint work; after the last of a row of them it parts."""
    token = s.token[t]
    token[START], token[IS_WAITING], token[ENDS], token[LAST] = start, 0, over, last
    token[BEGAN], token[TEAM] = start, 1
    for i in range(s.team_size[t]):
        s.work[s.team[t, i]] = t
    token[STAMP] += 1
    push(s, over, WORK_ENDS, OVER_WORK, t, token[STAMP])


# ------------------------------------------------------------------------------ dispatch


@compiled
def is_crowded(p: Packed, s: State, q: int) -> int:
    """Whether more waits in a queue for each of its people on duty than they can bear."""
    there = 0
    for i in range(p.queue_at[q], p.queue_at[q + 1]):
        role = p.queue_roles[i]
        for person in range(p.role_first[role], p.role_first[role + 1]):
            there += s.off_at[person] != NONE
    return 1 if 1000 * s.queued[q] >= p.pressure[6] * there else 0


@inlined
def position(p: Packed, q: int, role: int) -> int:
    """The place of a role in the list of a queue."""
    place = 0
    while p.queue_roles[p.queue_at[q] + place] != role:
        place += 1
    return place


@inlined
def beats(
    s: State, t: int, single: int, place: int, u: int, other_single: int, other_place: int
) -> bool:
    """Whether one claim goes before another: rating, joint first, position, key."""
    if u == NONE:
        return True
    a, b = s.token[t, RATING], s.token[u, RATING]
    if a != b:
        return a < b
    if single != other_single:
        return single < other_single
    if place != other_place:
        return place < other_place
    return goes_first(s, t, u)


@compiled
def least_urgent(p: Packed, s: State, q: int, rating: int) -> int:
    """Who has the last in line in hand of what this rating may interrupt; -1 for nobody."""
    worst = found = NONE
    for i in range(p.queue_at[q], p.queue_at[q + 1]):
        role = p.queue_roles[i]
        for person in range(p.role_first[role], p.role_first[role + 1]):
            t = s.work[person]
            if t == NONE or s.token[t, TEAM] or s.off_at[person] == NONE:
                continue
            if p.interrupts[rating, s.token[t, RATING]] and (
                worst == NONE or goes_first(s, worst, t)
            ):
                worst, found = t, person
    return found


@compiled
def release_held(p: Packed, s: State) -> None:
    """Let go of whoever is held."""
    n, s.reg[R_HELD] = s.reg[R_HELD], 0
    for i in range(n):
        is_free(p, s, s.held[i])


@compiled
def wanted(p: Packed, s: State, joint: int) -> int:
    """Somebody free to be held for joint work; -1 if nobody is, -2 if all are there."""
    missing = False
    for i in range(p.joints[joint, 0], p.joints[joint, 1]):
        role, there = p.needs[i, 0], 0
        for k in range(s.reg[R_HELD]):
            there += p.person_role[s.held[k]] == role
        if there < p.needs[i, 1]:
            missing = True
            person = first_free(p, s, role)
            if person != NONE:
                return person
    return NONE if missing else -2


@compiled
def team_of_free(p: Packed, s: State, joint: int, t: int) -> bool:
    """Put those who are free on the team of a piece of joint work; False if they are too few."""
    size = 0
    for i in range(p.joints[joint, 0], p.joints[joint, 1]):
        role, left = p.needs[i, 0], p.needs[i, 1]
        for person in range(p.role_first[role], p.role_first[role + 1]):
            if left > 0 and s.free_person[person]:
                s.team[t, size] = person
                size += 1
                left -= 1
        if left > 0:
            return False
    s.team_size[t] = size
    return True


@compiled
def fits(p: Packed, s: State, t: int, joint: int) -> bool:
    """Whether joint work that must fit would be over before anybody it needs goes."""
    if not p.joints[joint, 3]:
        return True
    over = s.reg[R_NOW] + s.token[t, LEFT] // 1000
    if s.reg[R_HELD] > 0:
        for i in range(s.reg[R_HELD]):
            if over > s.off_at[s.held[i]]:
                return False
        return True
    team_of_free(p, s, joint, t)
    for i in range(s.team_size[t]):
        if over > s.off_at[s.team[t, i]]:
            return False
    return True


@compiled
def joint_claim(p: Packed, s: State, nodes: Ints) -> tuple[int, int]:
    """The first of all waiting joint work, and whom it takes: -1 to start, -2 for nothing now."""
    t = head_of(s, p.sizes[QUEUES])
    if s.reg[R_HELD_FOR] != t:
        release_held(p, s)
        s.reg[R_HELD_FOR] = t
    joint = nodes[s.token[t, NODE], N_ITEM]
    person = wanted(p, s, joint)
    if person == -2:
        return t, NONE if fits(p, s, t, joint) else -2
    if not p.joints[joint, 2]:
        enough = team_of_free(p, s, joint, t)
        return t, NONE if enough and fits(p, s, t, joint) else -2
    return t, person if person != NONE else -2


@compiled
def start_joint(p: Packed, s: State, t: int, nodes: Ints) -> None:
    """Begin joint work with those who are held, or free."""
    joint = nodes[s.token[t, NODE], N_ITEM]
    now = s.reg[R_NOW]
    if not p.joints[joint, 2]:
        s.reg[R_HELD] = 0
        team_of_free(p, s, joint, t)
        for i in range(s.team_size[t]):
            is_taken(p, s, s.team[t, i])
    else:
        size = 0
        for i in range(p.joints[joint, 0], p.joints[joint, 1]):
            role = p.needs[i, 0]
            for person in range(p.role_first[role], p.role_first[role + 1]):
                for k in range(s.reg[R_HELD]):
                    if s.held[k] == person:
                        s.team[t, size] = person
                        size += 1
        s.team_size[t] = size
    dequeue(s, p.sizes[QUEUES], t)
    s.reg[R_HELD], s.reg[R_HELD_FOR] = 0, NONE
    begin_together(s, t, now, now + s.token[t, LEFT] // 1000, 1)


@inlined
def able(p: Packed, s: State, q: int, t: int) -> tuple[int, int]:
    """Who can start the first piece of a queue, -1 for nobody; their place in its list."""
    person, place = NONE, 0
    for i in range(p.queue_at[q], p.queue_at[q + 1]):
        person = first_free(p, s, p.queue_roles[i])
        if person != NONE:
            return person, place
        place += 1
    if p.sizes[INTERRUPT]:
        person = least_urgent(p, s, q, s.token[t, RATING])
    return person, place


@inlined
def take_up(p: Packed, s: State, t: int, person: int) -> None:
    """Let somebody begin a piece; what they have in hand is put down for it."""
    in_hand = s.work[person]
    if in_hand != NONE:
        put_down(p, s, in_hand)
        may_be_taken(p, s, person)
    start_work(p, s, t, person)


@inlined
def calm(s: State, at: int) -> None:
    """There is nothing to do in a queue until it is stirred again."""
    s.stirred[s.stirring[at]] = 0
    s.reg[R_STIRRED] -= 1
    s.stirring[at] = s.stirring[s.reg[R_STIRRED]]


@inlined
def start_alone(p: Packed, s: State) -> None:
    """Start what waits in queues whose people nobody else wants: no order holds among those."""
    looked = 0
    while looked < s.reg[R_STIRRED]:
        q = s.stirring[looked]
        if not p.alone[q]:
            looked += 1
            continue
        while s.queued[q]:
            t = s.queue[q, 0]
            person, _ = able(p, s, q, t)
            if person == NONE:
                break
            dequeue(s, q, t)
            take_up(p, s, t, person)
        calm(s, looked)


@compiled
def dispatch(p: Packed, s: State) -> None:
    """Start the best piece that can start, until nobody can."""
    s.reg[R_DISPATCH] = 0
    if p.pressure[7] and p.pressure[6] != NONE:
        for q in range(p.sizes[QUEUES]):
            s.crowded[q] = is_crowded(p, s, q)
    if s.reg[R_KEPT] == 0:
        start_alone(p, s)
    if s.reg[R_STIRRED] or s.reg[R_KEPT] or s.queued[p.sizes[QUEUES]]:
        start_in_order(p, s)


@compiled
def start_in_order(p: Packed, s: State) -> None:
    """Start pieces that compete for people, the best first."""
    nodes, queues = p.nodes, p.sizes[QUEUES]
    while True:
        best = best_person = from_queue = NONE
        best_single = best_place = looked = 0
        joint, whom = joint_claim(p, s, nodes) if s.queued[queues] else (NONE, -2)
        while looked < s.reg[R_STIRRED]:
            q = s.stirring[looked]
            t, person, place = head_of(s, q), NONE, 0
            if t != NONE:
                person, place = able(p, s, q, t)
            if person == NONE:
                calm(s, looked)
                continue
            looked += 1
            if beats(s, t, 1, place, best, best_single, best_place):
                best, best_single, best_place, best_person, from_queue = t, 1, place, person, q
        for person in range(p.sizes[PERSONS] if s.reg[R_KEPT] else 0):
            if s.free_person[person] and s.kept[person] != NONE:
                t = s.kept[person]
                place = position(p, s.token[t, QUEUE], p.person_role[person])
                if beats(s, t, 1, place, best, best_single, best_place):
                    best, best_single, best_place, best_person = t, 1, place, person
                    from_queue = NONE
        if whom != -2 and beats(s, joint, 0, 0, best, best_single, best_place):
            best, best_single, best_person = joint, 0, whom
        if best == NONE:
            return
        if best_single == 0:
            if best_person == NONE:
                start_joint(p, s, best, nodes)
            else:
                is_taken(p, s, best_person)
                s.held[s.reg[R_HELD]] = best_person
                s.reg[R_HELD] += 1
            continue
        if from_queue != NONE:
            dequeue(s, from_queue, best)
        take_up(p, s, best, best_person)
        if from_queue == NONE:
            s.kept[best_person] = s.token[best, KEPT_NEXT]


# ----------------------------------------------------------------------------- a life


@inlined
def owe(s: State, t: int, seconds: int) -> None:
    """Make the next work longer: what became ready in this second, if nobody began, is that."""
    token = s.token[t]
    if token[STATE] == WORKING and token[IS_WAITING] and token[JOINED] == s.reg[R_NOW]:
        token[LEFT] += 1000 * seconds
    else:
        token[OWED] += seconds


@inlined
def begin_work(p: Packed, s: State, t: int, node: int, visit: int) -> None:
    """Let work wait for its people."""
    token, nodes, now = s.token[t], p.nodes, s.reg[R_NOW]
    seconds = length(p, s, t, nodes[node, N_DRAW], visit)
    case, kind = token[CASE], nodes[node, N_KIND]
    token[STATE], token[NODE], token[VISIT] = WORKING, node, visit
    token[READY], token[JOINED], token[TURN] = now, now, (now << 32) | case
    token[URGENCY] = (token[RATING] << 56) | min(p.due[token[RATING], case], LATEST)
    token[LEFT], token[OWED] = 1000 * (seconds + token[OWED]), 0
    token[PERSON], token[START], token[PARTS] = NONE, NONE, 0
    token[BEGAN], token[HURRIED], token[ENDS], token[TEAM] = NONE, 0, NONE, 0
    token[QUEUE], token[IS_WAITING] = nodes[node, N_QUEUE], 1
    s.reg[R_SERIAL] += 1
    token[PIECE] = s.reg[R_SERIAL] & ((1 << 29) - 1)
    if kind == WORK:
        enqueue(s, token[QUEUE], t)
        stir(s, token[QUEUE])
    elif kind == MEET:
        meeting = nodes[node, N_ITEM]
        s.agenda[meeting, s.listed[meeting]] = t
        s.listed[meeting] += 1
        s.reg[R_LISTED] += 1
    else:
        enqueue(s, p.sizes[QUEUES], t)
        s.reg[R_DISPATCH] = 1
    draw = nodes[node, N_PATIENCE]
    if draw != NONE:
        at = now + length(p, s, t, draw, visit)
        if at < p.sizes[HORIZON]:
            push(s, at, EXPIRE, PATIENCE, t, token[PIECE])


@compiled
def take_back(s: State, t: int, how: int) -> None:
    """Take waiting work out of its queue; it goes on without it at once."""
    token = s.token[t]
    dequeue(s, token[QUEUE], t)
    stir(s, token[QUEUE])
    note(s, t, token[LINE], NONE, NONE, token[READY], NONE, how, 0)
    token[PARTS] = NONE
    s.resume[s.reg[R_RESUMED]] = t
    s.reg[R_RESUMED] += 1


@inlined
def wait_over(p: Packed, s: State, t: int, node: int, visit: int) -> None:
    """Begin a wait."""
    token, nodes, now = s.token[t], p.nodes, s.reg[R_NOW]
    seconds = length(p, s, t, nodes[node, N_DRAW], visit)
    over, hours = now + seconds, nodes[node, N_HOURS]
    if hours != NONE:
        over = open_after(p, hours, now, seconds)
    token[STATE], token[NODE], token[VISIT], token[READY], token[PARTS] = (
        DELAYED, node, visit, now, 0,
    )  # fmt: skip
    token[STAMP] += 1
    if over >= 0 and over < p.sizes[HORIZON]:
        push(s, over, ARRIVE, OVER_DELAY, t, token[STAMP])


@compiled
def is_enough(s: State, t: int) -> bool:
    """Whether a case may go on with the replies that are in."""
    join = s.join[t]
    if join[J_CRITICAL] & join[J_MISSING]:
        return False
    if join[J_PASSED]:
        return True
    got, mask = 0, join[J_ASKED] & ~join[J_MISSING]
    while mask:
        got += mask & 1
        mask >>= 1
    return got >= join[J_NEEDED]


@compiled
def ask(p: Packed, s: State, t: int, node: int, visit: int) -> bool:
    """Ask several agencies at once; whether the case goes on at once."""
    token, now, nodes = s.token[t], s.reg[R_NOW], p.nodes
    rating = token[RATING]
    item = nodes[node, N_ITEM]
    fork, told = p.forks[item], p.fork_by_rating[item, rating]
    asked = offered = critical = number = 0
    for b in range(fork[1]):
        branch, shares = p.branches[fork[0] + b], p.branch_shares[fork[0] + b, rating]
        some = happens(p, s, t, branch[1], visit, shares[0])
        more = happens(p, s, t, branch[1], visit, shares[1])
        if some:
            asked |= 1 << b
            number += 1
            critical |= branch[4] << b
        elif more:
            offered |= 1 << b
    join = s.join[t]
    s.reg[R_SERIAL] += 1
    serial = s.reg[R_SERIAL] & ((1 << 29) - 1)
    join[:] = 0
    join[J_SERIAL], join[J_NODE], join[J_VISIT], join[J_ASKED_AT] = serial, node, visit, now
    join[J_ASKED], join[J_MISSING], join[J_CRITICAL] = asked, asked, critical
    join[J_NEEDED] = number if fork[2] == NONE else min(fork[2], number)
    join[J_SINCE], join[J_OPEN] = NONE, 1
    token[NODE], token[VISIT], token[READY], token[PARTS] = node, visit, now, 0
    s.branch[t, :] = NONE
    for b in range(fork[1]):
        if (asked | offered) >> b & 1:
            never = happens(
                p, s, t, p.branches[fork[0] + b, 2], visit, p.branch_shares[fork[0] + b, rating, 2]
            )
            put(p, s, t, b, fork[0] + b, never)
    if is_enough(s, t):
        return True
    join[J_STATE], token[STATE] = WAITS, ASKING
    if told[0] != NONE:
        if fork[3] != NONE:
            join[J_SKIP] = length(p, s, t, fork[3], visit)
        at = later(p, now, told[0], told[1])
        if at >= 0 and at < p.sizes[HORIZON]:
            push(s, at, EXPIRE, LOOKS, t, serial)
    if told[4] != NONE:
        chased = happens(p, s, t, fork[4], visit, p.chase_done[item, rating])
        at = later(p, now, told[4], told[5]) if chased else -1
        if at >= 0 and at < p.sizes[HORIZON]:
            push(s, at, EXPIRE, CHASES, t, serial)
    return False


@compiled
def put(p: Packed, s: State, t: int, b: int, branch: int, never: int) -> None:
    """Put one question: a token of its own, which begins at once or lies unanswered."""
    s.reg[R_FREE] -= 1
    q = s.free[s.reg[R_FREE]]
    stamp = s.token[q, STAMP] + 1
    token = s.token[q]
    for column in range(len(token)):
        token[column] = s.token[t, column]
    token[LINE], token[OWED], token[STAMP], token[IS_WAITING], token[PARTS] = b + 1, 0, stamp, 0, 0
    token[VISIT], token[JOIN] = s.token[t, VISIT], s.join[t, J_SERIAL]
    token[STATE], token[TEAM], token[PIECE] = AT_REST, 0, NONE
    token[NODE], token[MAIN] = p.branches[branch, 0], t
    s.branch[t, b] = q
    if never:
        token[STATE], token[NODE] = LYING, p.branches[branch, 3]
    s.spawn[s.reg[R_SPAWNED]] = q
    s.reg[R_SPAWNED] += 1


@compiled
def asked_enough(p: Packed, s: State, t: int) -> None:
    """A case goes on from its questions; what only waits in a queue may be taken back."""
    token, now = s.token[t], s.reg[R_NOW]
    join = s.join[t]
    released = 0
    if join[J_STATE] == TRIGGERED and not join[J_BY_LIMIT]:
        mask = join[J_NOW_IN]
        if join[J_WAS_CRITICAL]:
            mask &= join[J_CRITICAL]
        while not (mask >> released) & 1:
            released += 1
        released += 1
    join[J_STATE], join[J_OPEN] = NO_JOIN, 0
    if p.forks[p.nodes[join[J_NODE], N_ITEM], 5]:
        for b in range(s.branch.shape[1]):
            q = s.branch[t, b]
            if q != NONE and s.token[q, STATE] == WORKING:
                if s.token[q, IS_WAITING] and s.token[q, PARTS] == 0:
                    take_back(s, q, WITHDRAWN)
    token[NODE], token[VISIT], token[PARTS] = join[J_NODE], join[J_VISIT], 0
    note(s, t, 0, NONE, NONE, join[J_ASKED_AT], join[J_ASKED_AT], DONE, released)
    token[LIFE_BEGAN], token[LIFE_HURRIED] = now, 0


@compiled
def take_reply(p: Packed, s: State, t: int, node: int) -> None:
    """Hand a reply to the case it is about, in time or late; the question is over."""
    token, now = s.token[t], s.reg[R_NOW]
    main, b = token[MAIN], token[LINE] - 1
    join = s.join[main]
    mine = join[J_SERIAL] == token[JOIN]
    in_time = mine and join[J_OPEN] == 1
    if in_time and (join[J_ASKED] >> b) & 1:
        if join[J_SINCE] != now:
            join[J_SINCE], join[J_NOW_IN] = now, 0
            join[J_WAS_CRITICAL] = 1 if join[J_CRITICAL] & join[J_MISSING] else 0
        join[J_NOW_IN] |= 1 << b
        join[J_MISSING] &= ~(1 << b)
        if join[J_STATE] == WAITS and is_enough(s, main):
            join[J_STATE] = TRIGGERED
            push(s, now, RELEASE, OVER_JOIN, main, join[J_SERIAL])
    agency = p.nodes[node, N_BRINGS]
    if agency != NONE and is_there(s, t) and s.heard[main, agency] == LONG_AGO:
        s.heard[main, agency] = now
    token[NODE] = node
    note_moment(s, t, 1 if in_time else 0)
    gone(s, t)


@inlined
def is_there(s: State, t: int) -> bool:
    """Whether the case that put a question is still the same, not gone or back."""
    token = s.token[t]
    main = s.token[token[MAIN]]
    return main[CASE] == token[CASE] and main[EPISODE] == token[EPISODE]


@inlined
def gone(s: State, t: int) -> None:
    """A question is over, or a case is; its token is free."""
    token = s.token[t]
    main = token[MAIN]
    if main != t and s.branch[main, token[LINE] - 1] == t:
        s.branch[main, token[LINE] - 1] = NONE
    token[STATE], token[PIECE] = GONE, NONE
    token[STAMP] += 1
    s.free[s.reg[R_FREE]] = t
    s.reg[R_FREE] += 1


@inlined
def leaves(p: Packed, s: State, t: int, node: int) -> None:
    """A case is gone; what was missed, or silence, wakes its next episode."""
    token = s.token[t]
    case, episode, after, why = token[CASE], token[EPISODE], NONE, 0
    s.reg[R_OPEN] -= 1
    if episode < len(p.returns):
        if p.need[episode, case] < p.protects[p.nodes[node, N_ITEM]]:
            after = p.returns[episode, case]
            why = MISSED if after != NONE else 0
        if p.nodes[node, N_SILENT]:
            again = p.silence[episode, case]
            if again != NONE and (after == NONE or again < after):
                after, why = again, SILENCE
    token[NODE] = node
    note_moment(s, t, why)
    gone(s, t)
    if after != NONE and s.reg[R_NOW] + after < p.sizes[HORIZON]:
        push(s, s.reg[R_NOW] + after, ARRIVE, RETURNS, case, episode + 1)


@compiled
def sees(p: Packed, s: State, t: int, node: int, visit: int) -> None:
    """The need of a case comes to be seen."""
    token = s.token[t]
    case = token[CASE]
    u = uniform(p, s, t, p.nodes[node, N_DRAW], visit)
    v = uniform(p, s, t, p.nodes[node, N_SECOND], visit)
    heard = facts = 0
    for agency in range(p.sizes[AGENCIES]):
        bit = p.bit[agency]
        if bit != NONE and s.heard[t, agency] <= token[LIFE_BEGAN]:
            heard |= 1 << bit
            facts |= ((p.knows[case] >> agency) & 1) << bit
    fact = 0 if p.turns_on[case] == NONE else p.bit[p.turns_on[case]] + 1
    need, seen, hurried = p.need[token[EPISODE], case], 2, token[LIFE_HURRIED]
    if need < 2 and u < p.seen[hurried, fact, facts]:
        seen = need
    elif need == 0 and u < p.partly[hurried, fact, facts]:
        seen = 1
    if need != 0 and v < p.as_high[heard]:
        seen = 0
    elif need == 2 and v < p.mistaken[heard]:
        seen = 1
    token[SEEN] = seen
    token[NODE], token[VISIT] = node, visit
    note_moment(s, t, seen)


@compiled
def follow(p: Packed, s: State, t: int, node: int) -> int:
    """Follow a case or a question from a node until it must wait; how that ended."""
    nodes, token = p.nodes, s.token[t]
    while True:
        if s.reg[R_NOW] != s.reg[R_INSTANT]:
            s.reg[R_INSTANT], s.reg[R_COUNT] = s.reg[R_NOW], 0
        s.reg[R_COUNT] += 1
        s.reg[R_AT_NODE] = node
        if s.reg[R_COUNT] > p.sizes[STEPS]:
            return ENDLESS
        main = token[LINE] == 0
        visit = 0 if main else token[VISIT]
        counted = nodes[node, N_COUNTED]
        if main and counted != NONE:
            visit = s.visits[t, counted]
            if visit == nodes[node, N_MOST]:
                node = nodes[node, N_BEYOND]
                continue
            s.visits[t, counted] = visit + 1
        kind = nodes[node, N_KIND]
        if kind == WORK or kind == TOGETHER or kind == MEET:
            begin_work(p, s, t, node, visit)
            return FINISHED
        if kind == DELAY:
            wait_over(p, s, t, node, visit)
            return FINISHED
        if kind == ROUTE or kind == RATE:
            u = uniform(p, s, t, nodes[node, N_DRAW], visit)
            if s.reg[R_SHORT]:
                return FINISHED
            if kind == ROUTE:
                at = p.route_at[nodes[node, N_ITEM]]
                node = way(p, s, t, at, p.route_shares, p.route_targets, u)
                continue
            at = p.rate_at[nodes[node, N_ITEM]]
            token[RATING] = way(p, s, t, at, p.rate_shares, p.rate_targets, u)
            token[NODE], token[VISIT] = node, visit
            note_moment(s, t, token[RATING])
        elif kind == FORK:
            if not ask(p, s, t, node, visit) or s.reg[R_SHORT]:
                return FINISHED
            asked_enough(p, s, t)
        elif kind == SEE:
            token[STATE], token[NODE], token[VISIT] = SEEING, node, visit
            push(s, s.reg[R_NOW], RELEASE, SEES, t, 0)
            return FINISHED
        else:
            if main:
                token[VISIT] = visit
                leaves(p, s, t, node)
            else:
                take_reply(p, s, t, node)
            return FINISHED
        node = nodes[node, N_NEXT]


@inlined
def arrives(p: Packed, s: State, case: int, episode: int) -> int:
    """Begin a case, or its next episode."""
    s.reg[R_OPEN] += 1
    if s.reg[R_OPEN] > p.sizes[OPEN_CASES]:
        return TOO_MANY
    s.reg[R_FREE] -= 1
    t = s.free[s.reg[R_FREE]]
    token = s.token[t]
    stamp = token[STAMP] + 1
    token[:] = 0
    token[STAMP], token[PIECE], token[MAIN] = stamp, NONE, t
    token[CASE], token[EPISODE], token[SEEN] = case, episode, NOT_SEEN
    token[RATING] = p.rating[episode, case]
    s.visits[t, :] = 0
    s.heard[t, :] = LONG_AGO
    s.branch[t, :] = NONE
    s.join[t, J_SERIAL], s.join[t, J_STATE], s.join[t, J_OPEN] = NONE, NO_JOIN, 0
    start = p.starts_at[case] if episode == 0 else NONE
    token[NODE] = start if start != NONE else p.entry[p.source[case]]
    s.spawn[s.reg[R_SPAWNED]] = t
    s.reg[R_SPAWNED] += 1
    return FINISHED


@inlined
def work_over(p: Packed, s: State, t: int) -> int:
    """Work is over: its people are free, what their agencies know is heard, the case goes on."""
    token = s.token[t]
    node = token[NODE]
    if token[QUEUE] == NONE:  # joint work or a meeting
        note_team(p, s, t, DONE)
        for i in range(s.team_size[t]):
            person = s.team[t, i]
            agency = p.person_agency[person]
            s.heard[t, agency] = min(s.heard[t, agency], token[BEGAN])
            if token[LAST]:
                let_go(p, s, person)
    else:
        note_spell(p, s, t, DONE)
        person = token[PERSON]
        let_go(p, s, person)
        if token[LINE] == 0 and p.nodes[node, N_ORDINARY]:
            agency = p.person_agency[person]
            s.heard[t, agency] = min(s.heard[t, agency], token[BEGAN])
    token[LIFE_BEGAN], token[LIFE_HURRIED] = token[BEGAN], token[HURRIED]
    token[STATE], token[TEAM] = AT_REST, 0
    return follow(p, s, t, p.nodes[node, N_NEXT])


@inlined
def wait_is_over(p: Packed, s: State, t: int) -> int:
    """A wait is over; what was spoken or entered in it is owed."""
    token = s.token[t]
    node = token[NODE]
    note(s, t, token[LINE], NONE, NONE, token[READY], token[READY], DONE, 0)
    token[STATE] = AT_REST
    owe(s, t, p.nodes[node, N_OWES])
    if is_there(s, t):
        owe(s, token[MAIN], p.nodes[node, N_OWES_CASE])
    token[LIFE_BEGAN], token[LIFE_HURRIED] = s.reg[R_NOW], 0
    return follow(p, s, t, p.nodes[node, N_NEXT])


@compiled
def looks(p: Packed, s: State, t: int) -> None:
    """Somebody looks whether the case can go on without what is missing."""
    join = s.join[t]
    if join[J_STATE] != WAITS:
        return
    fork = p.nodes[join[J_NODE], N_ITEM]
    if join[J_SKIP] == 0:
        join[J_PASSED] = 1
        if is_enough(s, t):
            join[J_BY_LIMIT], join[J_STATE] = 1, TRIGGERED
            s.resume[s.reg[R_RESUMED]] = t
            s.reg[R_RESUMED] += 1
            return
    told = p.fork_by_rating[fork, s.token[t, RATING]]
    if told[2] != NONE:
        join[J_SKIP] = max(0, join[J_SKIP] - 1)
        at = later(p, s.reg[R_NOW], told[2], told[3])
        if at >= 0 and at < p.sizes[HORIZON]:
            push(s, at, EXPIRE, LOOKS, t, join[J_SERIAL])


@compiled
def go(p: Packed, s: State, person: int) -> None:
    """Somebody's shift ends: work is put down, handed back or finished first."""
    s.off_at[person] = NONE
    t = s.work[person]
    if t != NONE:
        if not s.token[t, TEAM] and p.unfinished[p.person_role[person]] != FINISH:
            put_down(p, s, t)
        return
    if not unhold(s, person):
        is_taken(p, s, person)
    if s.queued[p.sizes[QUEUES]] > 0:
        s.reg[R_DISPATCH] = 1


@compiled
def come(p: Packed, s: State, person: int, until: int) -> None:
    """Somebody comes on duty; who is still at work goes on with it."""
    s.off_at[person] = until
    if s.work[person] == NONE:
        is_free(p, s, person)
        return
    role = p.person_role[person]
    for i in range(p.serves_at[role], p.serves_at[role + 1]):
        stir(s, p.serves[i])
    s.reg[R_DISPATCH] = 1


# ---------------------------------------------------------------------------- meetings


@compiled
def is_waived(p: Packed, meeting: int, role: int, since: int, now: int) -> bool:
    """Whether a case that waits since then may be heard without a role by now."""
    for i in range(p.meetings[meeting, 2], p.meetings[meeting, 3]):
        if p.waivers[i, 0] == role:
            at = later(p, since, p.waivers[i, 1], p.waivers[i, 2])
            if at >= 0 and now >= at:
                return True
    return False


@compiled
def may_do_without(p: Packed, missing: Ints, meeting: int, since: int, now: int) -> bool:
    """Whether every missing role is waived for a case."""
    for role in range(len(missing)):
        if missing[role] and not is_waived(p, meeting, role, since, now):
            return False
    return True


@compiled
def call(p: Packed, s: State, meeting: int, tables: int) -> None:
    """Put on the next table who can come now, free ones first; mark the roles not complete."""
    size = 0
    s.table_missing[tables, :] = 0
    for i in range(p.meetings[meeting, 0], p.meetings[meeting, 1]):
        role, left = p.needs[i, 0], p.needs[i, 1]
        for busy in (0, 1):
            for person in range(p.role_first[role], p.role_first[role + 1]):
                t = s.work[person]
                if left == 0 or s.off_at[person] == NONE or (t != NONE) != busy:
                    continue
                if t != NONE and s.token[t, TEAM]:
                    continue
                taken = False
                for table in range(tables):
                    for k in range(s.table_size[table]):
                        taken |= s.table[table, k] == person
                if not taken:
                    s.table[tables, size] = person
                    size += 1
                    left -= 1
        if left > 0:
            s.table_missing[tables, role] = 1
    s.table_size[tables] = size


@compiled
def table_fits(s: State, table: int, over: int) -> bool:
    """Whether a case would be heard before anybody at the table goes."""
    for k in range(s.table_size[table]):
        if over > s.off_at[s.table[table, k]]:
            return False
    return True


@compiled
def sort_agenda(s: State, meeting: int) -> None:
    """Put the cases on an agenda in the order of their keys."""
    listed, n = s.agenda[meeting], s.listed[meeting]
    for i in range(1, n):
        t, k = listed[i], i
        while k > 0 and goes_first(s, t, listed[k - 1]):
            listed[k] = listed[k - 1]
            k -= 1
        listed[k] = t


@compiled
def table_for(
    p: Packed, s: State, meeting: int, since: int, tables: int, lost: Ints
) -> int:  # fmt: skip
    """The table that can hear a case soonest; one more, if it is called for it; -1 for none."""
    now, told, found = s.reg[R_NOW], p.meetings[meeting], NONE
    for table in range(tables):
        if may_do_without(p, s.table_missing[table], meeting, since, now):
            if found == NONE or s.table_until[table] < s.table_until[found]:
                found = table
    if (found == NONE or s.table_until[found] > now) and tables < told[4]:
        call(p, s, meeting, tables)
        fine = may_do_without(p, s.table_missing[tables], meeting, since, now)
        if fine and (s.table_size[tables] > 0 or told[0] == told[1]):
            found = tables
            s.table_until[tables] = now
        elif found == NONE:
            miss(p, s.table_missing[tables], meeting, since, now, lost)
    if found == NONE:
        for table in range(tables):
            miss(p, s.table_missing[table], meeting, since, now, lost)
    return found


@compiled
def miss(p: Packed, missing: Ints, meeting: int, since: int, now: int, lost: Ints) -> None:
    """Mark the roles for want of which a case cannot be heard."""
    for role in range(len(missing)):
        if missing[role] and not is_waived(p, meeting, role, since, now):
            lost[role] = 1


@compiled
def seat(p: Packed, s: State, table: int) -> None:
    """Call people from their work to a table."""
    for k in range(s.table_size[table]):
        person = s.table[table, k]
        if s.work[person] != NONE:
            put_down(p, s, s.work[person])
        elif s.free_person[person]:
            is_taken(p, s, person)
        else:
            unhold(s, person)


@compiled
def unhold(s: State, person: int) -> bool:
    """Take somebody off those who are held; False if nobody held them."""
    for i in range(s.reg[R_HELD]):
        if s.held[i] == person:
            for k in range(i, s.reg[R_HELD] - 1):
                s.held[k] = s.held[k + 1]
            s.reg[R_HELD] -= 1
            return True
    return False


@compiled
def meets(p: Packed, s: State, node: int) -> None:
    """Hear the first cases on the agenda with those who are there."""
    now, meeting = s.reg[R_NOW], p.nodes[node, N_ITEM]
    told, n = p.meetings[meeting], s.listed[meeting]
    heard = tables = left = 0
    sort_agenda(s, meeting)
    roles = s.table_missing.shape[1]
    lost = s.lost
    lost[:] = 0
    for i in range(n):
        t, table = s.agenda[meeting, i], NONE
        token = s.token[t]
        if told[5] == NONE or heard < told[5]:
            table = table_for(p, s, meeting, token[JOINED], tables, lost)
        if table != NONE and told[6]:
            if not table_fits(s, table, s.table_until[table] + token[LEFT] // 1000):
                table = NONE
        if table == NONE:
            s.agenda[meeting, left] = t
            left += 1
            continue
        tables = max(tables, table + 1)
        token[POS], token[START] = table, s.table_until[table]
        s.table_until[table] += token[LEFT] // 1000
        s.table_last[table] = t
        s.listening[heard] = t
        heard += 1
    s.listed[meeting] = left
    s.reg[R_LISTED] -= n - left
    for table in range(tables):
        seat(p, s, table)
    for i in range(heard):
        t = s.listening[i]
        token = s.token[t]
        table = token[POS]
        size = s.table_size[table]
        s.team_size[t] = size
        for k in range(size):
            s.team[t, k] = s.table[table, k]
        start = token[START]
        over = start + token[LEFT] // 1000
        begin_together(s, t, start, over, 1 if s.table_last[table] == t else 0)
    if tables:
        s.reg[R_DISPATCH] = 1
    for role in range(roles if n > 0 else 0):
        if lost[role]:
            write(s, NONE, 0, node, 0, 0, 0, role, NONE, now, NONE, LOST, heard)


# --------------------------------------------------------------------------- the whole


@inlined
def look_ahead(p: Packed, s: State) -> None:
    """Find what happens next by the calendar: people, contacts, slots."""
    reg, best, source = s.reg, NEVER, 0
    if reg[R_NEXT_GO] < len(p.go_time):
        best, source = (p.go_time[reg[R_NEXT_GO]] << 4) | PEOPLE_GO, PEOPLE_GO
    if reg[R_NEXT_COME] < len(p.come_time):
        key = (p.come_time[reg[R_NEXT_COME]] << 4) | PEOPLE_COME
        if key < best:
            best, source = key, PEOPLE_COME
    if reg[R_NEXT_CASE] < p.sizes[CASES]:
        key = (p.arrival[reg[R_NEXT_CASE]] << 4) | ARRIVE
        if key < best:
            best, source = key, ARRIVE
    if reg[R_NEXT_SLOT] < len(p.slot_time):
        key = (p.slot_time[reg[R_NEXT_SLOT]] << 4) | MEETINGS_OPEN
        if key < best:
            best, source = key, MEETINGS_OPEN
    reg[R_AHEAD], reg[R_AHEAD_IS] = best, source


@compiled
def event(p: Packed, s: State) -> int:
    """Let the first event of the heap happen; how that ended."""
    load = pop(s)
    what, index = load >> 58, (load >> 29) & ((1 << 29) - 1)
    stamp = load & ((1 << 29) - 1)
    if what == OVER_WORK or what == OVER_DELAY:
        if s.token[index, STAMP] != stamp:
            return FINISHED
        return work_over(p, s, index) if what == OVER_WORK else wait_is_over(p, s, index)
    if what == SEES:
        token = s.token[index]
        node = token[NODE]
        sees(p, s, index, node, token[VISIT])
        token[STATE] = AT_REST
        return follow(p, s, index, p.nodes[node, N_NEXT])
    if what == RETURNS:
        return arrives(p, s, index, stamp)
    if what == CHASED:
        token = s.token[index]
        return follow(p, s, index, token[NODE]) if token[STAMP] == stamp else FINISHED
    if what == PATIENCE:
        token = s.token[index]
        if token[PIECE] == stamp and token[IS_WAITING] and token[PARTS] == 0:
            take_back(s, index, GIVEN_UP)
        return FINISHED
    join = s.join[index]
    if join[J_SERIAL] != stamp:
        return FINISHED
    if what == OVER_JOIN:
        asked_enough(p, s, index)
        s.token[index, STATE] = AT_REST
        return follow(p, s, index, p.nodes[join[J_NODE], N_NEXT])
    if what == LOOKS:
        looks(p, s, index)
    elif join[J_OPEN]:
        s.chased[s.reg[R_CHASED]] = index
        s.reg[R_CHASED] += 1
    return FINISHED


@compiled
def asked_again(p: Packed, s: State, main: int) -> None:
    """Somebody asks again: questions that lay unanswered go their way when waits are over.

    By then the case, if its limit came in the same second, may have put other questions.
    """
    join = s.join[main]
    first = p.forks[p.nodes[join[J_NODE], N_ITEM], 0]
    for b in range(s.branch.shape[1]):
        t = s.branch[main, b]
        if t != NONE and s.token[t, STATE] == LYING and s.token[t, JOIN] == join[J_SERIAL]:
            token = s.token[t]
            note(s, t, token[LINE], NONE, NONE, token[READY], token[READY], DONE, 0)
            token[STATE], token[NODE] = AT_REST, p.branches[first + b, 0]
            token[STAMP] += 1
            push(s, s.reg[R_NOW], ARRIVE, CHASED, t, token[STAMP])


@inlined
def goes_on(p: Packed, s: State) -> int:
    """Let what was taken back, or released by a limit, go on; how that ended."""
    t = s.resume[s.reg[R_RESUME_AT]]
    s.reg[R_RESUME_AT] += 1
    if s.reg[R_RESUME_AT] == s.reg[R_RESUMED]:
        s.reg[R_RESUMED] = s.reg[R_RESUME_AT] = 0
    token = s.token[t]
    if token[STATE] == ASKING:
        node = s.join[t, J_NODE]
        asked_enough(p, s, t)
        token[STATE] = AT_REST
        return follow(p, s, t, p.nodes[node, N_NEXT])
    if token[LINE] > 0:
        gone(s, t)
        return FINISHED
    token[STATE] = AT_REST
    return follow(p, s, t, p.nodes[token[NODE], N_GIVES_UP])


@inlined
def begins(p: Packed, s: State) -> int:
    """Let a case or a question that is new begin; how that ended."""
    t = s.spawn[s.reg[R_SPAWN_AT]]
    s.reg[R_SPAWN_AT] += 1
    if s.reg[R_SPAWN_AT] == s.reg[R_SPAWNED]:
        s.reg[R_SPAWNED] = s.reg[R_SPAWN_AT] = 0
    return FINISHED if s.token[t, STATE] == LYING else follow(p, s, t, s.token[t, NODE])


@inlined
def follows(p: Packed, s: State) -> int:
    """Let what follows at once from something happen; how that ended."""
    reg = s.reg
    if reg[R_CHASED]:
        reg[R_CHASED] -= 1
        asked_again(p, s, s.chased[reg[R_CHASED]])
        return FINISHED
    return begins(p, s) if reg[R_SPAWNED] else goes_on(p, s)


@entered
def advance(p: Packed, s: State, steps: int) -> int:
    """Go on for a number of steps, to the horizon, or until something is nearly full.

    Parameters
    ----------
    p : Packed
    s : State
        Written into.
    steps : int

    Returns
    -------
    int
        `FINISHED`, `FULL`, `PAUSED`, or why the run cannot go on.
    """
    reg = s.reg
    if reg[R_STARTED] == 0:  # what was open before the start is there before anything happens
        reg[R_STARTED] = 1
        while reg[R_NEXT_CASE] < p.sizes[CASES] and p.arrival[reg[R_NEXT_CASE]] < 0:
            found = arrives(p, s, reg[R_NEXT_CASE], 0)
            if found != FINISHED:
                return found
            reg[R_NEXT_CASE] += 1
        look_ahead(p, s)
    room = ROOM + 4 * p.sizes[PERSONS]  # what one step may need, but for what is on agendas
    rows, events = len(s.log) - room, len(s.key) - room
    for _ in range(steps):
        found, listed = FINISHED, reg[R_LISTED]
        if reg[R_ROWS] + listed > rows or reg[R_HEAP] + listed > events:
            return FULL
        if reg[R_FREE] - listed < room:
            return FULL
        if reg[R_ORDER] == EXPIRE and reg[R_HEAP] and s.key[0] == (reg[R_NOW] << 4) | EXPIRE:
            found = event(p, s)  # limits of one instant expire together, before what follows
        elif reg[R_CHASED] | reg[R_SPAWNED] | reg[R_RESUMED]:
            # Limits set by what follows expire after all else of the instant, work begun included.
            reg[R_ORDER] = NONE
            found = follows(p, s)
        else:
            key, source = reg[R_AHEAD], reg[R_AHEAD_IS]
            if reg[R_HEAP] and s.key[0] <= key:
                key, source = s.key[0], 0
            if reg[R_DISPATCH] and (reg[R_NOW] << 4) | DISPATCH < key:
                key, source = (reg[R_NOW] << 4) | DISPATCH, DISPATCH
            if key >> 4 >= p.sizes[HORIZON]:
                return FINISHED
            reg[R_NOW], reg[R_ORDER] = key >> 4, key & 15
            found = happening(p, s, source)
        if reg[R_SHORT]:
            return reg[R_SHORT]
        if found != FINISHED:
            return found
    return PAUSED


@compiled
def happening(p: Packed, s: State, source: int) -> int:
    """Let the next thing happen; how that ended."""
    reg = s.reg
    now = reg[R_NOW]
    if source == 0:
        return event(p, s)
    if source == DISPATCH:
        dispatch(p, s)
        return FINISHED
    found = FINISHED
    if source == PEOPLE_GO:
        while reg[R_NEXT_GO] < len(p.go_time) and p.go_time[reg[R_NEXT_GO]] == now:
            go(p, s, p.go_person[reg[R_NEXT_GO]])
            reg[R_NEXT_GO] += 1
    elif source == PEOPLE_COME:
        while reg[R_NEXT_COME] < len(p.come_time) and p.come_time[reg[R_NEXT_COME]] == now:
            come(p, s, p.come_person[reg[R_NEXT_COME]], p.come_until[reg[R_NEXT_COME]])
            reg[R_NEXT_COME] += 1
    elif source == ARRIVE:
        found = arrives(p, s, reg[R_NEXT_CASE], 0)
        reg[R_NEXT_CASE] += 1
    else:
        while reg[R_NEXT_SLOT] < len(p.slot_time) and p.slot_time[reg[R_NEXT_SLOT]] == now:
            meets(p, s, p.slot_node[reg[R_NEXT_SLOT]])
            reg[R_NEXT_SLOT] += 1
    look_ahead(p, s)
    return found


@compiled
def close(p: Packed, s: State, t: int) -> None:
    """Write down what is not over about one token when the run ends."""
    token = s.token[t]
    state = token[STATE]
    end = s.reg[R_NOW]
    if state == DELAYED or state == LYING:
        note(s, t, token[LINE], NONE, NONE, token[READY], token[READY], OPEN, 0)
    elif state == ASKING:
        asked_at = s.join[t, J_ASKED_AT]
        note(s, t, 0, NONE, NONE, asked_at, asked_at, OPEN, 0)
    elif state == WORKING and token[TEAM] and token[START] < end:
        note_team(p, s, t, OPEN)
    elif state == WORKING:
        person = token[PERSON] if not token[TEAM] else NONE
        role = p.person_role[person] if person != NONE else NONE
        if person != NONE and s.work[person] == t:
            done = min(token[LEFT], (end - token[START]) * token[PACE])
            note(s, t, token[LINE], role, person, token[READY], token[START], OPEN, done)
        else:
            note(s, t, token[LINE], role, person, token[READY], NONE, WAITING, 0)


@entered
def close_all(p: Packed, s: State) -> None:
    """Write down what is not over when the run ends: a row of each token, more of a team."""
    for t in range(len(s.token)):
        close(p, s, t)


# ---------------------------------------------------------------------- the order of the log


@inlined
def row_first(row: Narrow, columns: Narrow, at: int) -> bool:
    """Whether a row of a case goes before the one at a place."""
    for column in (L_EPISODE, L_READY, L_LINE, L_NODE, L_VISIT):
        if row[column] != columns[column, at]:
            return row[column] < columns[column, at]
    return row[L_ROLE] < columns[L_ROLE, at]  # of a slot that is lost: all else has one row


@entered
def part(s: State, columns: Narrow, detail: Ints) -> None:
    """Part the rows of the log into columns, in the order of `RunLog`.

    That is by case, and in a case nearly the order in which rows were written.

    Parameters
    ----------
    s : State
        How many rows each case has becomes where they end.
    columns : Narrow
        Shape (12, n_rows); written into.
    detail : Ints
        The last column; written into.
    """
    next_of, at = s.written, 0
    for case in range(len(next_of)):  # where rows of a case begin
        count, next_of[case] = next_of[case], at
        for _ in range(count):
            columns[L_CASE, at] = case - 1
            at += 1
    for number in range(len(detail)):
        row = s.log[number]
        case = row[L_CASE]
        at = next_of[case + 1]
        next_of[case + 1] = at + 1
        while at > 0 and columns[L_CASE, at - 1] == case and row_first(row, columns, at - 1):
            for column in range(L_EPISODE, NARROW):
                columns[column, at] = columns[column, at - 1]
            detail[at] = detail[at - 1]
            at -= 1
        for column in range(L_EPISODE, NARROW):
            columns[column, at] = row[column]
        detail[at] = s.detail[number]
