"""Compiling, where a compiler is there: without one these are ordinary functions."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import wraps
from hashlib import blake2b
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

try:
    from llvmlite import ir
    from numba import config, njit, types
    from numba.extending import intrinsic

    COMPILES = not getattr(config, "DISABLE_JIT", 0)
except ImportError:  # no wheel for this platform
    COMPILES = False

here, held = RLock(), list[Path]()
"""Held by the thread that compiles, and the folders that it has to itself."""


@contextmanager
def turn(folder: Path) -> Iterator[None]:
    """Have a folder of what is compiled to oneself: the compiler's own files mix up two processes.

    Where the system has no locks one goes without.
    """
    with here, ExitStack() as stack:
        if folder not in held:  # what is compiled may call what has still to be
            with suppress(ImportError, OSError):
                import fcntl  # noqa: PLC0415 - not everywhere

                descriptor = os.open(folder, os.O_RDONLY)
                stack.callback(os.close, descriptor)
                fcntl.flock(descriptor, fcntl.LOCK_EX)
        held.append(folder)
        stack.callback(held.pop)
        yield


def one_at_a_time(compile: Callable[P, R], folder: Path) -> Callable[P, R]:
    """Compile, or load what another process compiled meanwhile, when it is one's turn."""

    @wraps(compile)
    def found(*given: P.args, **named: P.kwargs) -> R:
        folder.mkdir(parents=True, exist_ok=True)
        with turn(folder):
            return compile(*given, **named)

    return found


if TYPE_CHECKING or not COMPILES:

    def high_half(first: Any, second: Any) -> Any:
        """The upper 64 bits of the product of two numbers of 64 bits."""
        return int(first) * int(second) >> 64

    def compiled(function: Callable[P, R]) -> Callable[P, R]:
        """Compile a function on its first call, keep it on disk, run it without Python's lock."""
        return function

    entered = inlined = compiled

else:
    from numba.core import compiler, compiler_machinery, typed_passes
    from numba.core import ir as steps
    from numba.core.typing import signature

    def unsigned(place: Any) -> Any:
        """The type of a place that is never below zero."""
        if isinstance(place, types.BaseTuple):
            several: Any = place
            return types.BaseTuple.from_types([unsigned(each) for each in several])
        return types.uintp if isinstance(place, types.Integer) else place

    @compiler_machinery.register_pass(mutates_CFG=False, analysis_only=False)
    class PlacesAsTheyAre(compiler_machinery.FunctionPass):
        """Takes places in arrays as they are: none is below zero, to be counted from the end.

        To ask that at every look costs a quarter of the time.
        """

        _name = "places_as_they_are"

        def __init__(self) -> None:
            """Nothing is kept: the compiler makes one for all functions."""

        def run_pass(self, state: Any) -> bool:
            """Change the types of places where something is looked up or written."""
            looks = [
                at
                for block in state.func_ir.blocks.values()
                for step in block.body
                for at in [step.value if isinstance(step, steps.Assign) else step]
                if isinstance(at, steps.SetItem)
                or (isinstance(at, steps.Expr) and at.op == "getitem")
            ]
            for at in looks:
                known = state.calltypes.pop(at)  # which takes nothing twice
                array, place, *value = known.args
                if isinstance(array, types.Array):
                    known = signature(known.return_type, array, unsigned(place), *value)
                state.calltypes[at] = known
            return bool(looks)

    class Ours(compiler.CompilerBase):  # type: ignore[misc]  # numba has no types
        """The usual way of compiling, but for places."""

        def define_pipelines(self) -> list[Any]:
            """Change places when all types are known."""
            way = compiler.DefaultPassBuilder.define_nopython_pipeline(self.state)
            way.add_pass_after(PlacesAsTheyAre, typed_passes.NoPythonSupportedFeatureValidation)
            way.finalize()
            return [way]

    # Nothing counts who holds an array: counting would take longer than the work. So what is
    # compiled makes no arrays, and is given them in boxes whose arrays outlive the call.
    KEPT = {"cache": True, "nogil": True, "error_model": "numpy", "pipeline_class": Ours}

    def entered(function: Callable[P, R]) -> Callable[P, R]:
        """Compile a function on its first call, with all that it calls, and keep it on disk."""
        found = njit(**KEPT, _nrt=False)(function)
        found.compile = one_at_a_time(found.compile, Path(found.stats.cache_path))
        return found

    # The same for functions that only compiled functions call.
    INNER = {"_nrt": False, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    # Whether one is put in where it is called is else decided by the first that calls it.
    compiled = njit(**KEPT, **INNER, forceinline=False)
    # The same for small functions on the way of every piece of work: put in where they are called.
    inlined = njit(**KEPT, **INNER, forceinline=True)

    @intrinsic
    def high_half(_: Any, first: Any, second: Any) -> Any:
        """The upper 64 bits of the product of two numbers of 64 bits."""

        def lowered(_: Any, builder: Any, __: Any, args: Any) -> Any:
            wide, word = ir.IntType(128), ir.IntType(64)
            product = builder.mul(*(builder.zext(each, wide) for each in args))
            return builder.trunc(builder.lshr(product, wide(64)), word)

        return types.uint64(first, second), lowered


def digest_of(*names: str) -> str:
    """Say in short what something is made from: the compiler looks only at a function's file.

    Parameters
    ----------
    *names : str
        Files of the package, with wildcards.
    """
    root = Path(__file__).parent
    files = [file for name in names for file in sorted(root.glob(name))]
    return blake2b(b"".join(file.read_bytes() for file in files), digest_size=6).hexdigest()


def kept(
    function: Callable[P, R], compiler: Callable[..., Callable[P, R]], sources: str
) -> Callable[P, R]:
    """Compile a function on its first call and keep it; give it as it is if there is no folder.

    Parameters
    ----------
    function : callable
    compiler : callable
        `entered`, `compiled` or `inlined`.
    sources : str
        The `digest_of` everything that is built into it.
    """
    try:
        found = compiler(function)
    except RuntimeError:  # no folder to keep it in
        return function
    forget_other_sources(found, function.__code__.co_filename, sources)
    return found


def forget_other_sources(function: Callable[P, R], file: str, sources: str) -> None:
    """Throw away what was compiled of a file from other sources than there are now.

    The compiler looks only at the file of a function, and stumbles over what it cannot find.
    """
    stats = getattr(function, "stats", None)
    if stats is None:  # an ordinary function: nothing to compile
        return
    folder, stem = Path(stats.cache_path), Path(file).stem
    mark = folder / f"{stem}.{sources}.sources"
    if mark.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    with turn(folder):
        if not mark.exists():
            for old in [*folder.glob(f"{stem}.*.nb[ci]"), *folder.glob(f"{stem}.*.sources")]:
                old.unlink(missing_ok=True)
            mark.touch()


def is_kept(function: Callable[P, R], file: str) -> bool:
    """Whether what was compiled of a function of a file lies on disk."""
    stats = getattr(function, "stats", None)
    return stats is None or any(Path(stats.cache_path).glob(f"{Path(file).stem}.*.nbi"))
