"""What happened in a run, as columns: one row per spell of work, wait, join and leaving.

A *spell* is an unbroken time in one person's hands: work that is put down in the evening and taken
up in the morning has two rows. The main line of a case is a chain of rows, each ready when the one
before ended; a question to another agency is a chain of its own. Nothing is dropped: what is not
over at the horizon is there, marked.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray


class How(IntEnum):
    """How a row ended."""

    DONE = 0
    """Over."""
    PUT_DOWN = 1
    """Work put down, kept by the same person."""
    WAITING = 2
    """Not begun when the run ended; ``start`` is -1 and ``end`` is the horizon."""
    OPEN = 3
    """Begun and not over when the run ended; ``end`` is the horizon."""
    HANDED_BACK = 4
    """Work put down and given back to its queue."""
    GIVEN_UP = 5
    """Waited for too long and not begun; ``start`` is -1."""
    WITHDRAWN = 6
    """A question nobody had begun on, taken back; ``start`` is -1."""
    LOST = 7
    """A slot of a meeting in which cases could not be heard because a role was missing; no case."""


COLUMNS = (
    "case", "episode", "node", "visit", "line", "part", "role", "person", "ready", "start", "end",
    "how", "detail",
)  # fmt: skip


Whole: TypeAlias = NDArray[np.signedinteger[Any]]
"""Whole numbers, in as many bits as they need."""


def kind_of(column: str) -> type[np.int32 | np.int64]:
    """The kind of number of a column: a log is the largest thing there is, so 32 bits will do."""
    return np.int64 if column == "detail" else np.int32


@dataclass(frozen=True, slots=True, eq=False)
class RunLog:
    """The rows of a run, by case, episode, ready, line, node, visit, end, role; (n_rows,) each.

    Numbers have 32 bits (`kind_of`): take care where they are multiplied.

    Parameters
    ----------
    case : whole numbers
        Row of the case in the caseload.
    episode : whole numbers
        How many times the case had come back to the hub before.
    node : whole numbers
        Node of the program.
    visit : whole numbers
        How many times the case had come here before. A request has the visit of its fork.
    line : whole numbers
        0 on the main line; 1, 2, … on the question to that branch of the fork; -1, -2, … for the
        second, third, … person of joint work and meetings.
    part : whole numbers
        Which spell of the same piece of work, from 0.
    role, person : whole numbers
        Who; -1 for nobody.
    ready, start, end : whole numbers
        Seconds. Ready to begin; taken up (-1 if never); over, put down, or the horizon.
    how : whole numbers
        `How` it ended.
    detail : whole numbers
        Work: thousandths of a second of touch time done in this spell. Fork: the line that
        released the join, 0 if the limit did or no reply was needed. Reply: 1 if the join was still
        waiting, else 0 (late). Rating anew: the new rating. Seeing: the need as it is seen.
        Leaving: why the case will come back, 1 because it was missed, 2 because nobody told the one
        who sent it. A lost slot: cases heard all the same. Otherwise 0.
    horizon : int
        Seconds.
    """

    case: Whole
    episode: Whole
    node: Whole
    visit: Whole
    line: Whole
    part: Whole
    role: Whole
    person: Whole
    ready: Whole
    start: Whole
    end: Whole
    how: Whole
    detail: Whole
    horizon: int

    def __len__(self) -> int:
        return len(self.case)

    @staticmethod
    def from_rows(rows: NDArray[np.int64], horizon: int) -> RunLog:
        """Make a log of rows in any order, shape (n_rows, n_columns) in the order of `COLUMNS`."""
        table = {name: rows[:, number] for number, name in enumerate(COLUMNS)}
        keys = ("role", "end", "visit", "node", "line", "ready", "episode", "case")
        order = np.lexsort([table[key] for key in keys])
        columns: dict[str, Whole] = {
            name: column[order].astype(kind_of(name)) for name, column in table.items()
        }
        return RunLog(**columns, horizon=horizon)

    def chosen(self, rows: NDArray[np.bool_]) -> RunLog:
        """Only these rows."""
        if rows.all():
            return self
        columns = {name: getattr(self, name)[rows] for name in COLUMNS}
        return RunLog(**columns, horizon=self.horizon)

    def rows(self) -> NDArray[np.int64]:
        """The table as one array, shape (n_rows, n_columns)."""
        return np.column_stack([getattr(self, name) for name in COLUMNS])
