"""Where cases go from a stage, as a table: for whom, to where, which share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hubsim.spec.route import OTHERWISE, SEEN_AS, by_name

EVERY = "all cases"
Way = tuple[str, str, str]
"""For whom, to where, and which share."""
TOGETHER = " / "
"""Stands between a source and a rating."""


def ways_of(then: Any) -> list[Way]:
    """Give the rows of a table of ways.

    Parameters
    ----------
    then : str, mapping or None
        What the stage says.
    """
    return list(_rows(then, ()))


def _rows(then: Any, key: tuple[str, ...]) -> Iterable[Way]:
    whom = TOGETHER.join(key) or EVERY
    if isinstance(then, str):
        yield whom, then, "100%"
    elif isinstance(then, Mapping) and then and not (by_name(then) and len(key) < 2):
        for target, share in then.items():
            value = share.get("value") if isinstance(share, Mapping) else share
            yield whom, str(target), str(value)
    elif isinstance(then, Mapping):
        for name, value in then.items():
            yield from _rows(value, (*key, str(name)))


def then_of(ways: Iterable[Way], before: Any = None) -> Any:
    """Write what a stage says, from the rows of a table.

    Parameters
    ----------
    ways : iterable of Way
        Empty shares are the whole.
    before : str, mapping or None
        What it said; shares that are unchanged keep their range, grade and source.
    """
    rows: dict[tuple[str, ...], dict[str, str]] = {}
    for whom, to, share in ways:
        if not (to or "").strip():
            continue
        text = (whom or "").strip()
        key = () if text in {"", EVERY} else tuple(part.strip() for part in text.split("/"))[:2]
        rows.setdefault(key, {})[to.strip()] = (share or "").strip() or "100%"
    if () in rows and len(rows) > 1:
        rows[(OTHERWISE,)] = {**rows.pop(()), **rows.get((OTHERWISE,), {})}
    if not rows:
        return None
    if list(rows) == [()]:
        return _row(rows[()], before)
    found: dict[str, Any] = {}
    for key, row in rows.items():
        old = _at(before, key)
        if len(key) == 1:
            found[key[0]] = _row(row, old)
        else:
            inner = found.setdefault(key[0], {})
            if isinstance(inner, dict):
                inner[key[1]] = _row(row, old)
    return found


def _row(row: Mapping[str, str], before: Any) -> Any:
    """Write one row; as one name where it said so before, or where it is the whole."""
    if len(row) == 1:
        ((to, share),) = row.items()
        if share in {"100%", "100 %"} and not isinstance(before, Mapping):
            return to
    return {to: _kept(share, before, to) for to, share in row.items()}


def _kept(share: str, before: Any, to: str) -> Any:
    """Keep what is known of a share that is unchanged."""
    old = before.get(to) if isinstance(before, Mapping) else None
    return old if isinstance(old, Mapping) and str(old.get("value")) == share else share


def _at(data: Any, key: tuple[str, ...]) -> Any:
    for step in key:
        data = data.get(step) if isinstance(data, Mapping) else None
    return data


def whom(data: Any) -> list[str]:
    """For whom a row may be: every case, ratings, sources, need as it is seen, and the others."""
    names = [EVERY]
    for section in ("ratings", "contacts"):
        entries = data.get(section) if isinstance(data, Mapping) else None
        names += list(entries) if isinstance(entries, Mapping) else []
    return [*dict.fromkeys(names), *SEEN_AS, OTHERWISE]


def whom_called(labels: Mapping[str, str], name: str) -> str:
    """Say for whom a row is, by the names of ratings and sources."""
    return TOGETHER.join(labels.get(part, part) for part in name.split(TOGETHER))


__all__ = ["EVERY", "Way", "then_of", "ways_of", "whom", "whom_called"]
