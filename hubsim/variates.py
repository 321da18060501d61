"""Every other random number of a run, drawn before it: lengths of work, waits, ways taken.

An engine only looks them up, by case and visit. Lengths become whole seconds here, once, so that
no engine rounds. A visit that was not drawn is no fault of the run: it asks for more and begins
again, and since draws are addressed by visit, what was drawn before stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import accumulate, chain
from typing import Any, Protocol, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from hubsim.arrays import Floats, Ints
from hubsim.caseload import Caseload
from hubsim.hours import Clock, Windows, due_after
from hubsim.program import Draw, Program
from hubsim.program.layout import NONE, Band, Steps
from hubsim.program.reach import needed
from hubsim.spec.quantity import Spread
from hubsim.streams import Cases, Part, inverse

T = TypeVar("T")

FIRST_VISITS = 4
"""Visits drawn at first where a case can come back."""

MOST_VISITS = 64
"""Beyond this, a case goes round a loop that hardly ever ends."""


class Keep(Protocol):
    """Gives something by its name, making it if nobody has it."""

    def __call__(self, what: Hashable, make: Callable[[], T], roles: Sequence[int] = (), /) -> T:
        """Give what depends on the hours of the people of some roles, or else on the cases."""


def always_anew(_what: Hashable, make: Callable[[], T], _roles: Sequence[int] = (), /) -> T:
    """Keep nothing."""
    return make()


LONGEST = 2**31 - 1
"""The longest length of time that is drawn, in seconds: 68 years, past the end of every run."""

Block: TypeAlias = NDArray[np.int32] | Floats
"""What is drawn for the cases of an episode at one visit of one draw."""


@dataclass(frozen=True, slots=True, eq=False)
class Variates:
    """Draws of one replication.

    Parameters
    ----------
    values : tuple of tuple of tuple of array
        By draw, episode, then visit; shape (1 or n_ratings, n_cases). Seconds as int32 for a length
        of time, failed tries as int32, uniforms as float64 otherwise.
    cases : tuple of tuple of Ints
        By draw and episode: the cases it was drawn for, ascending. They are those that may have the
        episode, of sources whose cases can come to where the draw is needed.
    due : Ints
        Second by which a case is due if it has a rating, shape (n_ratings, n_cases); 0 throughout
        where work does not go by due time.
    duty : tuple of Windows
        When each person is on duty, leave and absence taken off.
    hours : tuple of Windows
        The program's hours, and then those in which somebody is there of each of its lists of
        roles: what the hours of a wait are looked up in.
    bands : tuple of Steps
        What routes go by, second by second.
    pressing : Ints
        Seconds from which a case is near its limit, and past it, by rating; shape (2, n_ratings,
        n_cases). Empty where deadlines do nothing.
    visits : int
        Visits drawn where a case can come back to a stage.
    """

    values: tuple[tuple[tuple[Block, ...], ...], ...]
    cases: tuple[tuple[Ints, ...], ...]
    due: Ints
    duty: tuple[Windows, ...]
    hours: tuple[Windows, ...]
    bands: tuple[Steps, ...]
    pressing: Ints
    visits: int


def draw_variates(
    program: Program,
    caseload: Caseload,
    *,
    seed: int,
    replication: int,
    visits: int = FIRST_VISITS,
    keep: Keep = always_anew,
) -> Variates:
    """Draw everything but the caseload.

    Parameters
    ----------
    program : Program
    caseload : Caseload
        Whose cases need the draws.
    seed, replication : int
        As for the caseload.
    visits : int
        How many visits to draw where a case can come back.
    keep : callable, optional
        Given what is wanted (a draw with its visit, for all episodes, or when the people of some
        roles are there) and how to make it, gives it; for whoever has drawn it before, for the same
        cases or the same people.
    """
    sources_of = needed(program)
    cases = {
        sources: keep(("cases", sources), partial(cases_of, caseload, sources))
        for sources in set(sources_of)
    }

    @cache
    def streams(sources: tuple[int, ...]) -> Cases:
        parts = list(_parts(program.sources, caseload, cases[sources]))
        return Cases(parts, seed=seed, replication=replication)

    def by_visit(draw: Draw, sources: tuple[int, ...]) -> list[tuple[Block, ...]]:
        make = partial(_blocks, draw, partial(streams, sources), cases[sources])
        return [
            keep((draw, sources, visit), partial(make, visit))
            for visit in range(visits if draw.repeats else 1)
        ]

    on_duty = partial(_on_duty, program, seed=seed, replication=replication)
    by_role = [keep("duty", partial(on_duty, role), (role,)) for role in range(len(program.roles))]
    duty = tuple(chain.from_iterable(by_role))

    def there(roles: tuple[int, ...]) -> Windows:
        return keep("there", partial(somebody_of, program, duty, roles), roles)

    return Variates(
        values=tuple(
            tuple(zip(*by_visit(draw, sources), strict=True))
            for draw, sources in zip(program.draws, sources_of, strict=True)
        ),
        cases=tuple(cases[sources] for sources in sources_of),
        due=due_times(program, caseload) if program.by_due else _no_due(program, caseload),
        duty=duty,
        hours=(*program.hours, *map(there, program.there)),
        bands=tuple(
            band_steps(band, there(band.roles)) if band.roles else band.levels
            for band in program.bands
        ),
        pressing=pressing_times(program, caseload),
        visits=visits,
    )


def _blocks(
    draw: Draw, streams: Callable[[], Cases], cases: Sequence[Ints], visit: int
) -> tuple[Block, ...]:
    """Draw for the cases of all episodes at once, and part what was drawn where each ends."""
    ends = list(accumulate(map(len, cases)))
    begins = [0, *ends[:-1]]
    if draw.spreads and all(spread.shape == "constant" for spread in draw.spreads):
        fixed = np.array([[whole_seconds(s.mean)] for s in draw.spreads], dtype=np.int32)
        step = fixed.strides[0], 0
        return tuple(
            np.ndarray((len(fixed), end - begin), np.int32, fixed, strides=step)
            for begin, end in zip(begins, ends, strict=True)
        )
    drawn: Any = streams().uniforms(draw.name, visit)[None]
    if draw.spreads:
        drawn = seconds(draw.spreads, drawn[0])
    elif draw.tries:
        drawn = failed_tries(draw.tries, drawn[0])
    found = (drawn[:, begin:end] for begin, end in zip(begins, ends, strict=True))
    return tuple(np.ascontiguousarray(block) for block in found)


def cases_of(caseload: Caseload, sources: Sequence[int]) -> tuple[Ints, ...]:
    """By episode, the cases of some sources that may have it: who may come back from the last."""
    comes = (caseload.returns != NONE) | (caseload.silence != NONE)
    may = np.logical_and.accumulate(np.vstack([np.isin(caseload.source, sources), comes]))
    return tuple(np.flatnonzero(each) for each in may)


def _parts(sources: Sequence[str], caseload: Caseload, cases: Sequence[Ints]) -> Iterator[Part]:
    """Say what the cases of each episode are called in the streams, one episode after the other.

    Cases that are open at the start have streams of their own.
    """
    first = 0
    for episode, some in enumerate(cases):
        source, number = caseload.source[some], caseload.number[some]
        for place, name in enumerate(sources):
            for opening in (False, True):
                mine = np.flatnonzero((source == place) & ((number < 0) == opening))
                if len(mine):
                    key = -1 - number[mine] if opening else number[mine]
                    yield Part(f"opening {name}" if opening else name, episode, key, first + mine)
        first += len(some)


def failed_tries(chances: tuple[float, ...], u: Floats) -> NDArray[np.int32]:
    """How many tries fail before the first that does not (geometric law, by inversion).

    Returns
    -------
    array of int32
        Shape (len(chances), n_cases); never more than 1,000.
    """
    rows = []
    for chance in chances:
        if chance >= 1:
            rows.append(np.zeros(len(u)))
        elif chance <= 0:
            rows.append(np.full(len(u), 1000.0))
        else:
            rows.append(np.minimum(np.floor(np.log1p(-u) / np.log1p(-chance)), 1000.0))
    return np.vstack(rows).astype(np.int32)


def somebody_of(program: Program, duty: Sequence[Windows], roles: Sequence[int]) -> Windows:
    """When somebody of these roles is on duty, leave and absence taken off."""
    people = np.flatnonzero(np.isin(program.person_role, roles))
    none = np.zeros(0, dtype=np.int64)
    return Windows(none, none).union(*{duty[int(person)] for person in people})


def band_steps(band: Band, there: Windows) -> Steps:
    """What a band with roles is at each second: 0 while nobody of them is there."""
    times = np.unique(np.concatenate([[0], band.levels.times, there.opens, there.closes]))
    values = np.where(there.is_open(times), band.levels.at(times) + 1, 0)
    changes = np.flatnonzero(np.diff(values, prepend=-1))
    return Steps(times[changes], values[changes])


def _no_due(program: Program, caseload: Caseload) -> Ints:
    """What stands for due times where work does not go by them."""
    return np.zeros((len(program.ratings), len(caseload)), dtype=np.int64)


def due_times(program: Program, caseload: Caseload) -> Ints:
    """The second by which each case is due, by rating; shape (n_ratings, n_cases)."""
    hub_hours, decision = program.hours[program.hub_hours], program.targets[0]
    arrival = np.maximum(caseload.arrival, 0)
    return np.stack(
        [
            due_after(arrival, limit, clock, hub_hours, program.clock)
            for limit, clock in zip(decision.limit, decision.clock, strict=True)
        ]
    )


def pressing_times(program: Program, caseload: Caseload) -> Ints:
    """From when each case is near its limit, and past it, under each rating.

    Returns
    -------
    Ints
        Shape (2, n_ratings, n_cases); (2, 0, 0) where deadlines do nothing.
    """
    if program.pressure is None:
        return np.zeros((2, 0, 0), dtype=np.int64)
    due = due_times(program, caseload)
    limited = np.array(program.targets[0].limit)[:, None] != NONE
    due = np.where(limited, due, np.iinfo(np.int64).max)
    arrival = np.maximum(caseload.arrival, 0)
    allowed = np.where(limited, due - arrival, 0)
    near = due - np.floor(program.pressure.last * allowed).astype(np.int64)
    return np.stack([near, due])


def draw_duty(program: Program, *, seed: int, replication: int) -> tuple[Windows, ...]:
    """Take leave and absence off everybody's hours, drawn by (person, week) and (person, day).

    A day off takes the shifts that begin on it. With cover, somebody stands in on that share of the
    days off, and the post is filled as if nobody were away.
    """
    on_duty = partial(_on_duty, program, seed=seed, replication=replication)
    return tuple(chain.from_iterable(map(on_duty, range(len(program.roles)))))


def _on_duty(program: Program, role: int, *, seed: int, replication: int) -> tuple[Windows, ...]:
    """When the people of one role are on duty; it depends on nothing else than the role."""
    there, count = program.presence[role], len(_midnights(program.clock, program.horizon))
    path = f"roles.{program.roles[role]}"
    draw = partial(_for_people, path, seed=seed, replication=replication)
    people = range(len(there.hours))
    seldom = there.leave_weeks or there.absence
    if seldom:
        weeks = draw("away", -(-count // 7), people=people)
        leave = [np.repeat(on_leave(there.leave_weeks, u), 7)[:count] for u in weeks]
        away = draw("absence", count, people=people) < there.absence
        away |= np.array(leave, dtype=bool).reshape(away.shape)
        away &= draw("cover", count, people=people) >= there.cover
    duty = []
    for person, hours in enumerate(there.hours):
        windows = program.hours[hours]
        if seldom:
            opens, closes, day = _shifts(windows, program.clock, program.horizon)
            kept = ~away[person, np.minimum(day, count - 1)] | (opens >= program.horizon)
            windows = Windows.merging(opens[kept], closes[kept])
        if there.called_after is not None and there.called_for is not None:
            when = partial(draw, people=[person])
            windows = windows.minus(
                called_away(there.called_after, there.called_for, program.horizon, when)
            )
        duty.append(windows)
    return tuple(duty)


@lru_cache(maxsize=64)
def _midnights(clock: Clock, horizon: int) -> Ints:
    """Seconds at which the days of a run begin, and the first after it."""
    return np.array([second for _, second in clock.midnights(0, horizon)], dtype=np.int64)


@lru_cache(maxsize=512)
def _shifts(windows: Windows, clock: Clock, horizon: int) -> tuple[Ints, Ints, Ints]:
    """Give shifts, and the day on which each begins; the same for everybody with these hours."""
    midnights = _midnights(clock, horizon)
    opens, closes = windows.shifts(midnights)
    return opens, closes, np.searchsorted(midnights, opens, side="right") - 1


def _for_people(
    path: str, key: str, number: int, *, people: Sequence[int], seed: int, replication: int
) -> Floats:
    """Draw for some people of a role; shape (n_people, number)."""
    at = np.arange(number)
    parts = [Part(f"person {who}", 0, at, n * number + at) for n, who in enumerate(people)]
    drawn = Cases(parts, seed=seed, replication=replication).uniforms(f"{path}.{key}")
    return drawn.reshape(-1, number)


def called_away(
    after: Spread, lasts: Spread, horizon: int, draw: Callable[[str, int], Floats]
) -> Windows:
    """When one person is called away: there and away by turns, from the start on."""
    count = int(horizon / max(after.mean + lasts.mean, 1.0)) + 20
    while True:
        there = seconds((after,), draw("called_away.after", count)[0])[0].astype(np.int64)
        away = seconds((lasts,), draw("called_away.lasts", count)[0])[0].astype(np.int64)
        ends = np.cumsum(there + away)
        if ends[-1] >= horizon:
            return Windows.merging(ends - away, ends)
        count *= 2


def on_leave(weeks_a_year: float, u: Floats) -> NDArray[np.bool_]:
    """Choose weeks of leave: of each 52 weeks, those with the smallest uniforms.

    A part of a week is a whole week in that share of the years.
    """
    found = np.zeros(len(u), dtype=bool)
    for start in range(0, len(u), 52):
        year = u[start : start + 52]
        wanted = weeks_a_year * len(year) / 52
        whole = int(wanted) + (year.sum() % 1 < wanted % 1)
        found[start + np.argsort(year, kind="stable")[:whole]] = True
    return found


def whole_seconds(length: float) -> int:
    """Round a length of time to whole seconds, half up."""
    return int(min(np.floor(length + 0.5), LONGEST))


def seconds(spreads: Sequence[Spread], u: Floats) -> NDArray[np.int32]:
    """Turn uniforms into lengths of time by the inverse of each law's distribution function.

    Parameters
    ----------
    spreads : sequence of Spread
        One for all cases, or one per rating.
    u : Floats
        Shape (n_cases,), strictly between 0 and 1.

    Returns
    -------
    array of int32
        Whole seconds, shape (len(spreads), n_cases); never more than `LONGEST`.
    """
    found = np.empty((len(spreads), len(u)), dtype=np.int32)
    for row, spread in zip(found, spreads, strict=True):
        length = inverse(spread, u)
        length += 0.5
        np.floor(length, out=length)
        np.minimum(length, LONGEST, out=row, casting="unsafe")
    return found
