"""What was drawn, kept for the next operating model that meets the same cases.

A draw depends on its address, its law and the cases, and on nothing else of a hub. Somebody who
moves a slider, or runs a hundred variants, draws once. Nothing kept can change a result: whatever
is not there is drawn again.
"""

from __future__ import annotations

import hashlib
import math
import os
import pickle
import threading
from collections.abc import Callable, Hashable, Iterable, Sequence
from contextlib import suppress
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
from cachetools import LRUCache

from hubsim.caseload import Caseload, draw_caseload
from hubsim.program import Program
from hubsim.variates import Variates, draw_variates

T = TypeVar("T")

ROOM = "HUBSIM_KEEP_MB"
"""Environment variable: megabytes of draws kept by a process, and by all workers it starts."""
USUAL = 1024


class Kept:
    """The latest of what was worked out, shared by the threads of a process.

    Parameters
    ----------
    most : int
        Bytes; what was asked for longest ago is dropped above them.
    """

    def __init__(self, most: int) -> None:
        self._found: LRUCache[Hashable, Any] = LRUCache(most, getsizeof=size)
        self._lock = threading.Lock()

    def __call__(self, key: Hashable, make: Callable[[], T]) -> T:
        """Give what is kept under a key, made anew if it is not there."""
        try:
            with self._lock:
                found: T = self._found[key]
        except KeyError:
            found = make()
            with suppress(ValueError), self._lock:  # larger than all there is room for
                self._found[key] = found
        return found

    def leave_room(self, processes: int) -> None:
        """Keep so much less that as many processes as there are keep together what was one's."""
        with self._lock:
            self._found = LRUCache(self._found.maxsize // processes, getsizeof=size)


def size(kept: Any) -> int:
    """Count the bytes of arrays, and of what holds them."""
    if isinstance(kept, np.ndarray):
        held = (n for n, step in zip(kept.shape, kept.strides, strict=True) if step)
        return 200 + int(kept.itemsize * math.prod(held))  # what is only repeated is held once
    if isinstance(kept, Iterable):
        return sum(map(size, kept))
    return sum(size(getattr(kept, name)) for name in kept.__slots__)


KEPT = Kept(int(os.environ.get(ROOM, USUAL)) * 1_000_000)

_names: WeakKeyDictionary[Program, tuple[bytes, tuple[bytes, ...]]] = WeakKeyDictionary()


def caseload_of(program: Program, *, seed: int, replication: int) -> Caseload:
    """Give the contacts of one replication, as `draw_caseload` draws them."""
    key = ("cases", _named(program)[0], seed, replication)
    return KEPT(key, lambda: draw_caseload(program, seed=seed, replication=replication))


def variates_of(
    program: Program, caseload: Caseload, *, seed: int, replication: int, visits: int
) -> Variates:
    """Give everything else for the contacts of `caseload_of`, as `draw_variates` draws it."""
    cases, people = _named(program)

    def keep(what: Hashable, make: Callable[[], T], roles: Sequence[int] = ()) -> T:
        of = [people[role] for role in roles] if roles else [cases]
        return KEPT((what, *of, seed, replication), make)

    return draw_variates(
        program, caseload, seed=seed, replication=replication, visits=visits, keep=keep
    )


def _named(program: Program) -> tuple[bytes, tuple[bytes, ...]]:
    """Name all that cases depend on, and what the hours of each role's people do, by content."""
    if program not in _names:
        p, known = program, program.recognition
        cases = (
            p.horizon, p.agencies, p.sources, len(p.ratings), p.demand, p.knows, p.returns,
            p.feedback, p.opening, known and (known.bit, known.turns_on),
        )  # fmt: skip
        people = (
            _digest((p.horizon, p.clock, role, there, [p.hours[each] for each in there.hours]))
            for role, there in zip(p.roles, p.presence, strict=True)
        )
        _names[program] = _digest(cases), tuple(people)
    return _names[program]


def _digest(content: object) -> bytes:
    return hashlib.blake2b(pickle.dumps(content), digest_size=16).digest()
