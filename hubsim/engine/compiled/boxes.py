"""Handing many arrays to compiled functions as one thing.

A compiled function that is given a tuple of seventy arrays takes all of them apart at every call,
and counts who holds each of them while it runs, which costs more than the work itself. A box is the
address of a table that says where each array lies and how large it is; nothing is counted, so what
is in a box must outlive the call. Where nothing is compiled, the tuples serve as they are.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from hubsim.engine.compiled import packing, state
from hubsim.engine.compiled.packing import Packed
from hubsim.engine.compiled.state import State
from hubsim.jit import COMPILES, digest_of

WIDTHS = packing.WIDTHS | state.WIDTHS
"""Lengths of last axes that are the same for every hub: nothing need look them up."""

AXES = 4
"""The most that an array may have."""

SOURCES = digest_of(
    "engine/compiled/*.py", "jit.py", "program/kinds.py", "program/layout.py", "runlog.py"
)
"""Stands in the types of what is compiled, so that other sources are compiled anew."""


class Box:
    """Arrays by name, and the table of where they lie."""

    def __init__(self, arrays: Packed | State) -> None:
        self.arrays = arrays
        self.table = np.zeros((len(arrays), 1 + AXES), dtype=np.int64)
        for number, each in enumerate(arrays):
            array: Any = each
            width = WIDTHS.get(arrays._fields[number], array.shape[-1])
            if width != array.shape[-1] or not array.flags.c_contiguous:
                raise ValueError(f"{arrays._fields[number]} does not lie as the kernel takes it to")
            self.table[number, 0] = array.ctypes.data
            self.table[number, 1 : 1 + array.ndim] = array.shape
        self.address = self.table.ctypes.data


def boxed(arrays: Packed | State) -> Any:
    """Put arrays into a box, if functions are compiled."""
    return Box(arrays) if COMPILES else arrays


if COMPILES:
    from numba import from_dtype, types
    from numba.core.typing.templates import AttributeTemplate
    from numba.extending import (
        NativeValue,
        infer_getattr,
        lower_getattr_generic,
        models,
        register_model,
        typeof_impl,
        unbox,
    )
    from numba.np import arrayobj

    class BoxType(types.Type):  # type: ignore[misc]  # numba has no types
        """A box as the compiler sees it; other sources make another type, compiled anew."""

        def __init__(self, arrays: Packed | State) -> None:
            self.arrays: dict[str, Any] = {
                name: types.Array(from_dtype(array.dtype), array.ndim, "C")
                for name, array in arrays._asdict().items()
            }
            super().__init__(name=f"{type(arrays).__name__}_{SOURCES}")

    types_known: dict[type, BoxType] = {}

    @register_model(BoxType)
    class BoxModel(models.OpaqueModel):  # type: ignore[misc]  # numba has no types
        """An address."""

    @typeof_impl.register(Box)
    def type_of(box: Box, _: Any) -> BoxType:
        """The type of a box, by what it is made from: all of one kind have one type."""
        kind = type(box.arrays)
        if kind not in types_known:
            types_known[kind] = BoxType(box.arrays)
        return types_known[kind]

    @unbox(BoxType)
    def address_of(_: BoxType, box: Any, c: Any) -> NativeValue:
        """Take the address out of a box."""
        number = c.pyapi.object_getattr_string(box, "address")
        address = c.pyapi.long_as_voidptr(number)
        c.pyapi.decref(number)
        return NativeValue(address)

    @infer_getattr
    class BoxTemplate(AttributeTemplate):  # type: ignore[misc]  # numba has no types
        """What may be asked of a box."""

        key = BoxType

        def generic_resolve(self, typ: BoxType, attr: str) -> Any:  # type: ignore[override]  # nor do its names
            """The type of one array."""
            return typ.arrays.get(attr)

    @lower_getattr_generic(BoxType)
    def array_of(context: Any, builder: Any, box: BoxType, value: Any, name: str) -> Any:
        """Take an array out of a box: where it lies stays the same during a call."""
        kind = box.arrays[name]
        first = list(box.arrays).index(name) * (1 + AXES)
        size = context.get_constant(types.intp, kind.dtype.bitwidth // 8)
        table = builder.bitcast(value, size.type.as_pointer())

        def entry(number: int) -> Any:
            at = builder.gep(table, [context.get_constant(types.intp, first + number)])
            found = builder.load(at)
            found.set_metadata("invariant.load", builder.module.add_metadata([]))
            return found

        shape = [entry(1 + axis) for axis in range(kind.ndim)]
        if name in WIDTHS:
            shape[-1] = context.get_constant(types.intp, WIDTHS[name])
        strides = [size]
        for length in shape[:0:-1]:
            strides.insert(0, builder.mul(strides[0], length))
        array = arrayobj.make_array(kind)(context, builder)
        data = builder.inttoptr(entry(0), array.data.type)
        arrayobj.populate_array(array, data, shape, strides, size, meminfo=None)
        return array._getvalue()  # noqa: SLF001 - how the compiler's own arrays are given
