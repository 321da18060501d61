"""Warnings, put together by the models that they are about: a place in a file does not tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from hubsim.errors import Problem, render
from hubsim.plain import listed
from hubsim.study.design import Design


def warned(
    designs: Sequence[Design], of_runs: Iterable[Problem] = ()
) -> Iterator[tuple[str, tuple[Problem, ...]]]:
    """Give warnings by whom they are about.

    Parameters
    ----------
    designs : sequence of Design
    of_runs : iterable of Problem
        All that is warned of, by designs or beside them.

    Yields
    ------
    tuple
        The models in words, empty of one alone and where it is about none; what is warned of,
        each once.
    """
    about: dict[Problem, list[str]] = {problem: [] for problem in of_runs}
    for design in designs:
        for problem in dict.fromkeys(design.warnings):
            about.setdefault(problem, []).append(design.label)
    together: dict[tuple[str, ...], list[Problem]] = {}
    for problem, labels in about.items():
        together.setdefault(tuple(labels), []).append(problem)
    for named, problems in together.items():
        who = listed([f"“{label}”" for label in named]) if named and len(designs) > 1 else ""
        yield who, tuple(problems)


def as_text(
    designs: Sequence[Design],
    of_runs: Iterable[Problem] = (),
    write: Callable[[Iterable[Problem]], str] = render,
) -> str:
    """Write warnings, each group below the models that it is about."""
    return "\n\n".join(
        (f"{who}:\n\n" if who else "") + write(problems)
        for who, problems in warned(designs, of_runs)
    )
