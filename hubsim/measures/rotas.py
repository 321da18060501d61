"""Several working times side by side, and how much of each lies between two instants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hubsim.arrays import Ints
from hubsim.hours import Windows
from hubsim.measures.loops import digits, in_order, loop, step
from hubsim.runlog import Whole

SHORTEST, MOST = 12, 1 << 15
"""Strides last an hour or so; there are no more than fit into fast memory."""

NEED = 16
"""Bits for the number of a need of a team."""


class Teams(NamedTuple):
    """Groups of people of whom some are to be there at once.

    Parameters
    ----------
    needs : Ints
        Where what each team needs begins, and the end of all; shape (n_teams + 1,).
    number : Ints
        How many at least each need is for.
    members : Ints
        Where those who can meet each need begin, and the end of all; shape (n_needs + 1,).
    member : Ints
        Numbers of people.
    """

    needs: Ints
    number: Ints
    members: Ints
    member: Ints

    @staticmethod
    def of(teams: Sequence[Sequence[tuple[Ints, int]]]) -> Teams:
        """Make teams of what each needs: people, and how many of them."""
        needs = [need for team in teams for need in team]
        none = np.zeros(0, dtype=np.int64)
        return Teams(
            np.cumsum([0, *map(len, teams)], dtype=np.int64),
            np.array([number for _, number in needs], dtype=np.int64),
            np.cumsum([0, *(len(people) for people, _ in needs)], dtype=np.int64),
            np.concatenate([none, *(people for people, _ in needs)]),
        )


class Shifts(NamedTuple):
    """When several people or groups of people are there.

    Parameters
    ----------
    opens, closes : Ints
        The stretches of the first, in order, then those of the second, and so on; seconds.
    first : Ints
        Where the stretches of each begin, and the end of all; shape (n_shifts + 1,).
    """

    opens: Ints
    closes: Ints
    first: Ints

    @staticmethod
    def of(windows: Sequence[Windows], until: int | None = None) -> Shifts:
        """Put windows side by side, without what opens only at `until` or later."""
        none = np.zeros(0, dtype=np.int64)
        opens = np.concatenate([none, *(each.opens for each in windows)])
        closes = np.concatenate([none, *(each.closes for each in windows)])
        first = np.cumsum([0, *(len(each.opens) for each in windows)])
        if until is None:
            return Shifts(opens, closes, first)
        some = opens < until
        return Shifts(opens[some], closes[some], np.append(0, np.cumsum(some))[first])

    def windows(self, which: int) -> Windows:
        """One of them alone."""
        mine = slice(self.first[which], self.first[which + 1])
        return Windows(self.opens[mine], self.closes[mine])

    def and_then(self, others: Shifts) -> Shifts:
        """These, and others after them."""
        return Shifts(
            np.concatenate([self.opens, others.opens]),
            np.concatenate([self.closes, others.closes]),
            np.concatenate([self.first, self.first[-1] + others.first[1:]]),
        )

    def within(self, other: Windows) -> Shifts:
        """Each of them, as far as the other is open too."""
        number = len(self.first) - 1
        most = len(self.opens) + number * len(other.opens)
        opens, closes = np.empty((2, most), dtype=np.int64)
        first = np.zeros(number + 1, dtype=np.int64)
        overlap(self, other.opens.copy(), other.closes.copy(), opens, closes, first)
        return Shifts(opens[: first[-1]], closes[: first[-1]], first)

    def together(self, teams: Teams) -> Shifts:
        """When each of some teams of these people has as many on duty as it needs."""
        most = 2 * int((self.first[teams.member + 1] - self.first[teams.member]).sum())
        keys, room, opens, closes = np.empty((4, most), dtype=np.int64)
        first = np.zeros(len(teams.needs), dtype=np.int64)
        there = np.zeros(int(np.diff(teams.needs).max(initial=0)), dtype=np.int64)
        meet(self, teams, keys, room, digits(), there, opens, closes, first)
        return Shifts(opens[: first[-1]], closes[: first[-1]], first)


class Rotas(NamedTuple):
    """Shifts asked for many instants.

    Parameters
    ----------
    shifts : Shifts
    worked : Ints
        Open seconds of each up to each of its closes.
    near : array of int32
        The first stretch that is not over at the beginning of each stride of time, shape
        (n_rotas, n_strides): where to look first.
    stride : int
        A stride has ``2 ** stride`` seconds: few where there are few rotas.
    """

    shifts: Shifts
    worked: Ints
    near: NDArray[np.int32]
    stride: int

    @staticmethod
    def of(shifts: Shifts) -> Rotas:
        """Make stretches ready to be looked up."""
        number, end, stride = len(shifts.first) - 1, int(shifts.closes.max(initial=0)), SHORTEST
        while number * (end >> stride) > MOST:
            stride += 1
        near = np.empty((number, (end >> stride) + 1), dtype=np.int32)
        found = Rotas(shifts, np.empty_like(shifts.opens), near, stride)
        look_through(found)
        return found

    def seconds_between(self, which: Whole | int, a: Whole, b: Whole) -> Ints:
        """Count the open seconds in ``[a, b)`` of one of them, for many.

        Parameters
        ----------
        which : whole numbers, or int
            The number of the one.
        a, b : whole numbers, shape (n,)
            Seconds since the start.

        Returns
        -------
        Ints
            Seconds, shape (n,).
        """
        found = np.empty(len(a), dtype=np.int64)
        a, b = np.ascontiguousarray(a), np.ascontiguousarray(b)
        if isinstance(which, int):
            look_up(self, which, a, b, found)
        else:
            look_up_each(self, np.ascontiguousarray(which), a, b, found)
        return found


@loop
def look_through(rotas: Rotas) -> None:
    """Add up the shifts of each, and note the stretch at the beginning of each stride."""
    (opens, closes, first), worked, near, stride = rotas
    for which in range(len(first) - 1):
        total, at, end = 0, first[which], first[which + 1]
        for n in range(first[which], end):
            total += closes[n] - opens[n]
            worked[n] = total
        for n in range(near.shape[1]):
            while at + 1 < end and closes[at] <= n << stride:
                at += 1
            near[which, n] = at


@loop
def overlap(  # noqa: PLR0917 - columns of one table
    shifts: Shifts, others: Ints, end: Ints, opens: Ints, closes: Ints, first: Ints
) -> None:
    """Cut the shifts of each to the stretches of another."""
    count = 0
    for which in range(len(first) - 1):
        first[which], at = count, 0
        for n in range(shifts.first[which], shifts.first[which + 1]):
            while at < len(others) and end[at] <= shifts.opens[n]:
                at += 1
            other = at
            while other < len(others) and others[other] < shifts.closes[n]:
                opens[count] = max(others[other], shifts.opens[n])
                closes[count] = min(end[other], shifts.closes[n])
                count, other = count + 1, other + 1
    first[len(first) - 1] = count


@loop
def meet(  # noqa: PLR0917 - columns of one table
    people: Shifts, teams: Teams, keys: Ints, room: Ints, count: Ints, there: Ints, opens: Ints,
    closes: Ints, first: Ints,
) -> None:  # fmt: skip
    """Go through the comings and goings of the members of each team in the order of time."""
    end = 0
    for team in range(len(first) - 1):
        first[team], some, most = end, 0, 0
        lacking = teams.needs[team + 1] - teams.needs[team]
        for need in range(lacking):
            there[need] = 0
            which = teams.needs[team] + need
            for m in range(teams.members[which], teams.members[which + 1]):
                person = teams.member[m]
                for n in range(people.first[person], people.first[person + 1]):
                    keys[some] = (people.opens[n] << NEED | need) << 1 | 1
                    keys[some + 1] = (people.closes[n] << NEED | need) << 1
                    most, some = max(most, keys[some + 1]), some + 2
        here = in_order(keys, room, some, NEED + 1, most, count)
        for n in range(some):
            key = keys[n] if here else room[n]
            need, second = key >> 1 & (1 << NEED) - 1, key >> NEED + 1
            number, before = teams.number[teams.needs[team] + need], lacking
            if key & 1:
                there[need] += 1
                lacking -= there[need] == number
            else:
                lacking += there[need] == number
                there[need] -= 1
            if before and not lacking:
                if end > first[team] and closes[end - 1] == second:
                    end -= 1  # nobody was missing for any time
                else:
                    opens[end] = second
            elif lacking and not before:
                closes[end] = second
                end += opens[end] < second
    first[len(first) - 1] = end


@step
def open_between(rotas: Rotas, which: int, a: int, b: int) -> int:
    """Count the open seconds of one rota in ``[a, b)``."""
    if rotas.shifts.first[which] == rotas.shifts.first[which + 1]:
        return 0
    at = stretch_at(rotas, which, a)
    if rotas.shifts.opens[at] <= min(a, b) and max(a, b) <= rotas.shifts.closes[at]:
        return b - a  # most often all of it is open
    return open_until(rotas, stretch_at(rotas, which, b), b) - open_until(rotas, at, a)


@step
def open_by(rotas: Rotas, which: int, second: int) -> int:
    """Count the open seconds of one rota up to an instant."""
    if rotas.shifts.first[which] == rotas.shifts.first[which + 1]:
        return 0
    return open_until(rotas, stretch_at(rotas, which, second), second)


@step
def open_for(rotas: Rotas, which: int, second: int, work: int) -> int:
    """The second by which a rota has been open for so long from an instant on; -1 if never."""
    shifts, end = rotas.shifts, rotas.shifts.first[which + 1]
    if shifts.first[which] == end or shifts.closes[end - 1] <= second:
        return -1
    at = stretch_at(rotas, which, second)
    done = open_until(rotas, at, second) + work
    while at < end and rotas.worked[at] < done:
        at += 1
    return int(shifts.closes[at] - (rotas.worked[at] - done)) if at < end else -1


@step
def stretch_at(rotas: Rotas, which: int, second: int) -> int:
    """The first stretch of a rota that is not over at an instant, or its last."""
    at, last = rotas.shifts.first[which], rotas.shifts.first[which + 1] - 1
    if second >= 0:
        at = rotas.near[which, min(second >> rotas.stride, rotas.near.shape[1] - 1)]
    while at < last and rotas.shifts.closes[at] <= second:
        at += 1
    return int(at)


@step
def open_until(rotas: Rotas, at: int, second: int) -> int:
    """Count the open seconds of a rota up to an instant, given the stretch there."""
    closes = rotas.shifts.closes[at]
    return int(rotas.worked[at] - (closes - min(max(second, rotas.shifts.opens[at]), closes)))


@loop
def look_up(rotas: Rotas, which: int, a: Any, b: Any, found: Ints) -> None:
    """Count the open seconds of one of them between two instants, for many."""
    for n in range(len(a)):
        found[n] = open_by(rotas, which, b[n]) - open_by(rotas, which, a[n])


@loop
def look_up_each(rotas: Rotas, which: Any, a: Any, b: Any, found: Ints) -> None:
    """Count the open seconds of one of them each between two instants."""
    for n in range(len(a)):
        found[n] = open_between(rotas, which[n], a[n], b[n])


__all__ = ["Rotas", "Shifts", "Teams", "open_between", "open_by", "open_for", "stretch_at"]
