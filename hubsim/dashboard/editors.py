"""Tables of a draft to type in, and what is wrong beside them.

An editor keeps the rows it began with while somebody types in it, so that the place is not lost;
what was done since is made into changes of the draft it began with. Whatever else changes the
draft (another table, the text, undo) makes it begin anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from hubsim.dashboard import blocks, drafts, table_sizes
from hubsim.drafting import telling
from hubsim.drafting.cells import CELL, Row, by_label, choices, labels_in, rows_of
from hubsim.drafting.draft import Draft, path_of
from hubsim.drafting.edits import Edits, changes_of
from hubsim.drafting.sections import NAME, Column, Table, meaning
from hubsim.errors import InputError, Problem
from hubsim.spec.places import YamlPath
from hubsim.spec.scenario import Change

SPARE = 2
"""Rows besides those there: the one to add one, and room for one that is added."""


@dataclass(slots=True)
class Epoch:
    """What an editor began with, and what it has made of it."""

    name: str
    base: Draft
    number: int
    made: str
    used: bool = False
    refused: tuple[Problem, ...] = ()

    @property
    def key(self) -> str:
        """Of the widget."""
        return f"{self.name} {self.number}"

    def refuse(self, problems: Iterable[Problem]) -> None:
        """Keep why nothing of it is taken over."""
        self.used, self.refused = True, tuple(problems)

    def go_on(self, draft: Draft, refused: Iterable[Problem], said: str) -> None:
        """Take over what was made, and keep what could not be."""
        self.refuse(refused)
        self.made = draft.text
        drafts.step(draft, said)


def epoch_of(name: str, draft: Draft) -> Epoch:
    """Give what an editor began with; anew where something else has changed the draft.

    Anew, too, where the editor was not shown for a while: what was typed in it is forgotten then by
    Streamlit, and must not be by the draft.
    """
    kept: Epoch | None = st.session_state.get(f"epoch {name}")
    forgotten = kept is not None and kept.used and kept.key not in st.session_state
    if kept is None or forgotten or kept.made != draft.text:
        kept = Epoch(name, draft, 0 if kept is None else kept.number + 1, draft.text)
        st.session_state[f"epoch {name}"] = kept
    return kept


def current(name: str, number: int) -> Epoch | None:
    """Give the epoch of an editor that reports; None where the draft has moved on since.

    What an editor says that was taken away by an undo meanwhile must not undo that.
    """
    epoch: Epoch | None = st.session_state.get(f"epoch {name}")
    found = drafts.history()
    if epoch is None or found is None or epoch.number != number:
        return None
    return epoch if epoch.made == found.present.text else None


def edits_of(key: str) -> Edits:
    """Give what was done in an editor."""
    state = st.session_state.get(key) or {}
    return Edits(
        state.get("edited_rows", {}), state.get("added_rows", []), state.get("deleted_rows", [])
    )


def table(
    table_: Table, draft: Draft, path: YamlPath | None = None, *, elsewhere: YamlPath | None = None
) -> None:
    """Show a section as a table to type in, and what is wrong with it below.

    Parameters
    ----------
    table_ : Table
    draft : Draft
        Its source must be readable.
    path : path, optional
        Where the mapping stands, if not where the table says.
    elsewhere : path, optional
        Of an entry of which the page tells in another place what is wrong with it.
    """
    at = path if path is not None else table_.path
    epoch = epoch_of(f"table {'.'.join(map(str, at))}", draft)
    assert epoch.base.source is not None  # noqa: S101 - for the type checker; a page without it is not shown
    data = epoch.base.source.data
    rows = rows_of(table_, data, at)
    called = {c.field: labels_in(data, c.names) for c in table_.columns}
    held = {c.field: [row[c.field] for row in rows] for c in table_.columns}
    seen = {
        c.field: [_called(cell, called[c.field]) for cell in held[c.field]] for c in table_.columns
    }
    widths = {c.field: _width(c, seen[c.field]) for c in table_.columns}
    _editor(
        table_.title, epoch.key, pd.DataFrame(rows, columns=list(held)),
        {c.field: _column(c, held[c.field], widths[c.field], data, at) for c in table_.columns},
        _commit, args=(table_, at, epoch.name, epoch.number, rows),
    )  # fmt: skip
    in_full(
        (f"{row.get('label') or seen[NAME][n]}, {c.title}", seen[c.field][n], widths[c.field])
        for n, row in enumerate(rows) for c in table_.columns
    )  # fmt: skip
    told(draft, problems_at(draft, at, elsewhere=elsewhere), epoch.refused)


def _commit(table_: Table, at: YamlPath, name: str, number: int, rows: Sequence[Row]) -> None:
    """Make changes of what was done in a table."""
    epoch = current(name, number)
    source = epoch.base.source if epoch is not None else None
    if epoch is None or source is None:
        return
    edits = edits_of(epoch.key)
    done = changes_of(table_, rows, edits, source.data, at)
    refused = list(done.problems)
    draft = epoch.base
    try:
        for old, new in done.renames:
            draft = draft.renamed(table_.section, old, new) if _is_section(table_, at) else draft
        draft = draft.edited(done.changes)
    except InputError as error:
        refused += error.problems
    epoch.go_on(draft, refused, f"a change in {table_.title.lower()}")


def _is_section(table_: Table, at: YamlPath) -> bool:
    """Whether the rows are things that the hub names elsewhere."""
    return at == table_.path and not table_.section.startswith("working_together")


def frame(
    title: str,
    name: str,
    draft: Draft,
    rows: Sequence[Row],
    columns: dict[str, Any],
    *,
    commit: Callable[[Draft, pd.DataFrame], Iterable[Change]],
    fixed: bool = False,
) -> None:
    """Show any other table to type in; ``commit`` makes changes of what it holds afterwards.

    Of columns whose width is said in pixels, cells that are longer are told in full below.
    """
    widths = {
        each: told["width"] for each, told in columns.items() if isinstance(told["width"], int)
    }
    epoch = epoch_of(f"frame {name}", draft)
    kept = f"rows {epoch.key}"
    if kept not in st.session_state:
        for old in [k for k in st.session_state if str(k).startswith(f"rows {epoch.name} ")]:
            del st.session_state[old]
        st.session_state[kept] = list(rows)
    given = pd.DataFrame(st.session_state[kept], columns=list(columns))
    _editor(
        title,
        epoch.key,
        given,
        columns,
        _commit_frame,
        args=(title, epoch.name, epoch.number, commit),
        fixed=fixed,
    )
    first = next(iter(columns))
    in_full(
        (str(row[first]), row[each], width)
        for _, row in given.iterrows()
        for each, width in widths.items()
    )
    told(draft, (), epoch.refused)


def _commit_frame(
    title: str,
    name: str,
    number: int,
    commit: Callable[[Draft, pd.DataFrame], Iterable[Change]],
) -> None:
    epoch = current(name, number)
    if epoch is None:
        return
    rows = [dict(row) for row in st.session_state[f"rows {epoch.key}"]]
    edits = edits_of(epoch.key)
    for at, cells in edits.edited.items():
        rows[at].update(cells)
    left = [row for at, row in enumerate(rows) if at not in edits.deleted]
    after = pd.DataFrame([*left, *edits.added], dtype=object)
    draft, refused = epoch.base, tuple[Problem, ...]()
    try:
        draft = draft.edited(commit(draft, after))
    except InputError as error:
        refused = error.problems
    epoch.go_on(draft, refused, f"a change in {title.lower()}")


def _editor(
    title: str, key: str, given: pd.DataFrame, columns: dict[str, Any],
    commit: Callable[..., None], *, args: tuple[Any, ...], fixed: bool = False,
) -> None:  # fmt: skip
    st.data_editor(
        given.astype(object),
        key=key,
        num_rows="fixed" if fixed else "dynamic",
        hide_index=True,
        width="stretch",
        height=table_sizes.height(len(given) + (0 if fixed else SPARE)),
        row_height=table_sizes.ROW,
        column_config=columns,
        on_change=commit,
        args=args,
        alt=f"Table to change: {title}",
        placeholder="",
    )


def in_full(cells: Iterable[tuple[str, Any, int | None]]) -> None:
    """Tell, when it is asked for, what stands in cells that are too narrow for it.

    Parameters
    ----------
    cells : iterable of (str, cell, int or None)
        What a cell is, what stands in it, and how wide its column is.
    """
    long = [
        f"{what}: {', '.join(map(str, cell)) if isinstance(cell, list) else cell}"
        for what, cell, width in cells if table_sizes.is_cut(cell, width)
    ]  # fmt: skip
    if long:
        with st.expander(f"Long cells in full ({len(long)})"):
            st.html(blocks.block(blocks.points(long)))


def _called(cell: Any, labels: Mapping[str, str]) -> Any:
    """Give a cell as it is seen: names for short names."""
    if isinstance(cell, list):
        return [labels.get(each, each) for each in cell]
    return labels.get(cell, cell)


def _width(column: Column, cells: Sequence[Any]) -> int | None:
    width = table_sizes.wide(cells, column.title)
    if column.field == "label":  # somebody will type one there
        width = width or table_sizes.LEAST_WIDE
    return width


def _column(
    column: Column, cells: Sequence[Any], width: int | None, data: Any, path: YamlPath
) -> Any:
    """Say to the editor what a column holds."""
    help = meaning(path, column).replace("[", "(").replace("]", ")")
    if column.kind == "text":
        return st.column_config.TextColumn(
            column.title, help=help, width=width, pinned=column.field == "label"
        )
    held = [each for cell in cells for each in (cell if isinstance(cell, list) else [cell])]
    options = list(dict.fromkeys([*choices(column, data), *(each for each in held if each)]))
    called = by_label(labels_in(data, column.names))
    if column.kind == "some of":
        return st.column_config.MultiselectColumn(
            column.title, help=help, options=options, width=width, format_func=called
        )
    return st.column_config.SelectboxColumn(
        column.title,
        help=help,
        options=options,
        width=width,
        format_func=called,
        required=column.field == NAME,
    )


def problems_at(
    draft: Draft, path: YamlPath, *, elsewhere: YamlPath | None = None
) -> list[Problem]:
    """Give the problems, warnings and findings that stand at a path or below it.

    Parameters
    ----------
    draft : Draft
    path : path
    elsewhere : path, optional
        Of what is left out.
    """
    placed = ((path_of(each, draft.source), each) for each in draft.everything)
    return [
        each for at, each in placed
        if at is not None and at[: len(path)] == path
        and (elsewhere is None or at[: len(elsewhere)] != elsewhere)
    ]  # fmt: skip


KINDS = {"error": "To mend", "warning": "Look at this", "finding": "Gap in the design"}


def told(draft: Draft, found: Sequence[Problem], refused: Sequence[Problem] = ()) -> None:
    """Say what is wrong: where on the page, in plain words, and what would mend it."""
    items = [_item("Not taken over", draft, each) for each in refused]
    items += [_item(KINDS[each.severity], draft, each) for each in found]
    if items:
        serious = bool(refused) or any(each.severity == "error" for each in found)
        kind = "care" if serious else "note"
        st.html(blocks.block(f'<ul class="beside {kind}">{"".join(items)}</ul>'))


def _item(kind: str, draft: Draft, problem: Problem) -> str:
    said = telling.told(problem, draft.source, draft.file)
    where = problem.place.text if problem.place.file == CELL else said.where
    near = ""
    if draft.source is None and problem.place.file == draft.file:
        number = problem.place.line
        around = [each for each in draft.lines() if abs(each[0] - number) <= 1]
        near = blocks.yaml(around, "The line, and those around it", {number})
    return (
        f"<li><strong>{kind}:</strong> <span class='where'>{escape(where)}:</span> "
        f"{escape(f'{said.what} {said.help}'.strip())} "
        f"<span class='code'>{escape(said.aside)}</span>{near}</li>"
    )


__all__ = [
    "Epoch", "current", "edits_of", "epoch_of", "frame", "in_full", "problems_at", "table", "told",
]  # fmt: skip
