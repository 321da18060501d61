"""What must be changed in one hub to make another of it, as changes and as a scenario file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hubsim.spec.editing import change
from hubsim.spec.fields import ordered, same
from hubsim.spec.places import Source, YamlPath
from hubsim.spec.quantity import GRADED, ONE_QUANTITY
from hubsim.spec.scenario import Change
from hubsim.spec.yaml_text import block, scalar


def changes_between(before: Source, after: Source) -> tuple[Change, ...]:
    """Find the changes that make one hub of another.

    Parameters
    ----------
    before, after : Source
        Resolved: bases applied, packaged numbers laid under them.

    Returns
    -------
    tuple of Change
        ``apply(before, changes).data == after.data``, the order of names included where it means
        something. A number with its range, grade and source is replaced as a whole.
    """
    return tuple(
        change(path, value, by="scenario") for path, value in _between(before.data, after.data, ())
    )


def scenario_text(name: str, about: str, changes: Iterable[Change]) -> str:
    """Write a scenario file.

    Parameters
    ----------
    name, about : str
        Shown to people.
    changes : iterable of Change
        At least one.
    """
    head = ["hubsim_scenario: 1", f"name: {_beside(scalar(name), name)}"]
    if about:
        head.append(f"about: {block(about, 0, 7)}")
    lines = []
    for each in changes:
        lead = f"  {scalar(each.path)}:"
        value = "null" if each.value is None else block(each.value, 2, len(lead) + 1)
        lines.append(lead + (value if value.startswith("\n") else f" {value}"))
    return "\n".join([*head, "set:", *lines]) + "\n"


def _beside(written: str, name: str) -> str:
    """Put a name in quotes that is only blanks."""
    return written if name.strip() else '"a scenario"'


class _WholeError(Exception):
    """What stands above must be replaced as a whole."""


def _between(old: Any, new: Any, path: YamlPath) -> Iterator[tuple[YamlPath, Any]]:
    if same(old, new, path):
        return
    inside = None
    try:
        if isinstance(old, dict) and isinstance(new, dict) and not _is_number(old, new):
            inside = list(_entries(old, new, path))
        elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
            pairs = enumerate(zip(old, new, strict=True))
            inside = [each for n, (a, b) in pairs for each in _between(a, b, (*path, n))]
    except _WholeError:
        if not path:
            raise
    if inside is not None:
        yield from inside
        return
    if new is None:  # a change to nothing takes the entry away
        raise _WholeError
    yield path, new


def _entries(
    old: Mapping[str, Any], new: Mapping[str, Any], path: YamlPath
) -> Iterator[tuple[YamlPath, Any]]:
    """Compare two mappings entry by entry, where each of them can be reached by a path."""
    differ = [k for k in {**old, **new} if k not in old or k not in new or old[k] != new[k]]
    if any("." in key or not key for key in differ):
        raise _WholeError
    if ordered(path) and [*(k for k in old if k in new), *(k for k in new if k not in old)] != [
        *new
    ]:
        raise _WholeError
    for key in old:
        if key not in new:
            yield (*path, key), None
    for key, value in new.items():
        if key in old:
            yield from _between(old[key], value, (*path, key))
        elif value is None:
            raise _WholeError
        else:
            yield (*path, key), value


def _is_number(*given: Mapping[str, Any]) -> bool:
    """Whether one of two mappings is a number with what is known of it."""
    return any(
        {"value", "shape"} & set(each) and set(each) <= {*GRADED, *ONE_QUANTITY} for each in given
    )


__all__ = ["changes_between", "scenario_text"]
