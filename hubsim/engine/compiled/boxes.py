"""Handing many arrays to compiled functions as one thing.

A compiled function that is given a tuple of seventy arrays takes all of them apart at every call,
and takes minutes to compile. In a box they travel as one pointer. Where nothing is compiled, the
tuples serve as they are.
"""

from __future__ import annotations

from typing import Any

from hubsim.engine.compiled.jit import COMPILES
from hubsim.engine.compiled.packing import Packed
from hubsim.engine.compiled.state import State

if COMPILES:
    from numba import types
    from numba.experimental import structref

    @structref.register
    class PackedBox(types.StructRef):  # type: ignore[misc]
        """What stays as it is during a run."""

    @structref.register
    class StateBox(types.StructRef):  # type: ignore[misc]
        """What changes during a run."""

    class PackedProxy(structref.StructRefProxy):  # type: ignore[misc]
        """A box seen from Python."""

        def __new__(cls, *arrays: Any) -> Any:
            """Fill a box."""
            return structref.StructRefProxy.__new__(cls, *arrays)

    class StateProxy(structref.StructRefProxy):  # type: ignore[misc]
        """A box seen from Python."""

        def __new__(cls, *arrays: Any) -> Any:
            """Fill a box."""
            return structref.StructRefProxy.__new__(cls, *arrays)

    structref.define_proxy(PackedProxy, PackedBox, list(Packed._fields))
    structref.define_proxy(StateProxy, StateBox, list(State._fields))


def boxed(arrays: Packed | State) -> Any:
    """Put arrays into a box, if functions are compiled."""
    if not COMPILES:
        return arrays
    return PackedProxy(*arrays) if isinstance(arrays, Packed) else StateProxy(*arrays)
