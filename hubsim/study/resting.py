"""Large things of a study that rest, compressed, while nobody looks at them.

A study of many designs has a hub and a program for each. The latest that were looked at are whole;
all others rest, and are unpacked when they are looked at again. What travels to another process
travels compressed, and rests there likewise.
"""

from __future__ import annotations

import pickle
import threading
import zlib
from collections import OrderedDict
from functools import lru_cache
from typing import Any, Generic, TypeVar
from weakref import ref

T = TypeVar("T")

WHOLE = 128
"""Things that are whole at the same time in a process: two for each of 64 designs."""


class Resting(Generic[T]):
    """Something that may rest. Call it to look at it.

    Parameters
    ----------
    thing
        Never changed, and can be pickled.
    """

    __slots__ = ("__weakref__", "_packed", "_thing")

    def __init__(self, thing: T) -> None:
        self._thing: T | None = thing
        self._packed = b""
        _looked_at(self)

    @staticmethod
    def packed(packed: bytes) -> Resting[Any]:
        """Give what lies in bytes."""
        found: Resting[Any] = Resting.__new__(Resting)
        found._thing, found._packed = None, packed
        return found

    def __call__(self) -> T:
        """Give it whole."""
        thing = self._thing
        if thing is None:
            thing = self._thing = pickle.loads(zlib.decompress(self._packed))
        _looked_at(self)
        return thing

    def bytes(self) -> bytes:
        """Give it packed."""
        if not self._packed:
            self._packed = zlib.compress(pickle.dumps(self._thing, pickle.HIGHEST_PROTOCOL))
        return self._packed

    def rest(self) -> None:
        """Keep it packed only."""
        self.bytes()
        self._thing = None

    def __reduce__(self) -> tuple[Any, ...]:
        return arrived, (self.bytes(),)


@lru_cache(maxsize=WHOLE)
def arrived(packed: bytes) -> Resting[Any]:
    """Give what has travelled: the same one for the same bytes."""
    return Resting.packed(packed)


_latest: OrderedDict[int, ref[Resting[Any]]] = OrderedDict()
_lock = threading.Lock()


def _looked_at(thing: Resting[Any]) -> None:
    """Note that something is looked at; whatever was looked at longest ago rests."""
    with _lock:
        _latest[id(thing)] = ref(thing)
        _latest.move_to_end(id(thing))
        if len(_latest) <= WHOLE:
            return
        _, oldest = _latest.popitem(last=False)
    other = oldest()
    if other is not None:
        other.rest()
