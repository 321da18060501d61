"""Where cases go from a stage: one name, shares, or shares by rating or source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from hubsim.spec.names import short_name
from hubsim.spec.parts import Parts, found
from hubsim.spec.quantity import Quantity, share_of
from hubsim.units import UnitError

Key = tuple[str, ...]
Row = Mapping[str, Quantity[float]]

OTHERWISE = "otherwise"
"""Stands for the ratings, sources or needs that are not listed beside it."""

SEEN_AS = ("seen_as_high", "seen_as_moderate", "seen_as_low")
"""Rows for the need as the hub has come to see it, in the order of the needs."""

THEN_HELP = (
    "write one name, or shares that sum to 100%, or such shares by rating or source:\n"
    "then: closed   or   then: {closed: 60%, visit: 40%}   or   "
    "then: {red: {visit: 100%}, otherwise: closed}"
)


@dataclass(frozen=True, slots=True)
class Route:
    """Where cases go from a stage.

    Parameters
    ----------
    rows : mapping from tuple of str to mapping of str to Quantity
        Shares by target. The key says for whom: ``()`` for every case, ``("red",)`` for a rating,
        ``("police",)`` for a source, ``("seen_as_high",)`` for need as it is seen, ``("police",
        "red")`` for both; ``otherwise`` stands for the names not listed.
    by_need : bool
        Whether some row is for need as it is seen.
    """

    rows: Mapping[Key, Row]
    by_need: bool = field(init=False, repr=False, compare=False)
    _listed: Mapping[Key, frozenset[str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note which names are listed at the first level, and below each of them."""
        listed: dict[Key, set[str]] = {}
        for key in self.rows:
            for depth in range(len(key)):
                listed.setdefault(key[:depth], set()).add(key[depth])
        frozen = {above: frozenset(names) for above, names in listed.items()}
        object.__setattr__(self, "_listed", frozen)
        by_need = any(name in SEEN_AS for names in frozen.values() for name in names)
        object.__setattr__(self, "by_need", by_need)

    def row(self, source: str, rating: str, seen: str = "") -> Row | None:
        """Find the shares for a case of this source, rating and need as seen; None for none.

        At each level the name that is listed counts, and ``otherwise`` only where it is not.
        """
        key: Key = ()
        while listed := self._listed.get(key):
            name = next((n for n in (source, rating, seen, OTHERWISE) if n in listed), None)
            if name is None:
                return None
            key = (*key, name)
        return self.rows.get(key)

    def names(self) -> frozenset[str]:
        """Every name that rows are listed for."""
        return frozenset[str]().union(*self._listed.values())


def read_route(given: Any) -> Route:
    """Read what ``then`` says.

    Raises
    ------
    UnitError
        With everything that is wrong inside.
    """
    if isinstance(given, Route):
        return given
    if isinstance(given, str):
        return Route({(): {short_name(given): Quantity(1.0, text="100%", unit="share")}})
    if not isinstance(given, Mapping) or not given:
        what = "nothing stands between the braces" if given == {} else None
        raise UnitError(what or f"{found(given)} cannot say where cases go", THEN_HELP)
    parts, rows = Parts(), dict[Key, Row]()
    _collect(given, (), parts, rows)
    parts.done()
    return Route(rows)


def _collect(given: Mapping[str, Any], key: Key, parts: Parts, rows: dict[Key, Row]) -> None:
    """Walk down to the rows: mappings whose values are shares."""
    if not by_name(given):
        rows[key] = _row(given, key, parts)
        return
    for name, value in given.items():
        path = (*key, name)
        if isinstance(value, Mapping) and value:
            if len(path) == 3 or (len(path) == 2 and by_name(value)):
                message = "rows are nested too deeply: by rating and by source are two levels"
                parts.wrong(path, UnitError(message, THEN_HELP, at_name=True))
            else:
                _collect(value, path, parts, rows)
        elif not isinstance(value, str):
            what = "an empty section" if value == {} else found(value)
            parts.wrong(path, UnitError(f"{what} cannot say where cases go", THEN_HELP))
        elif _is_share(value):
            message = f"a share ({value}) stands among whole rows"
            parts.wrong(path, UnitError(message, THEN_HELP))
        elif parts.read(path, short_name, value):
            rows[path] = {value: Quantity(1.0, text="100%", unit="share")}


def _row(given: Mapping[str, Any], key: Key, parts: Parts) -> Row:
    """Read shares by target."""
    row = {}
    for target, value in given.items():
        share = parts.read((*key, target), share_of, value)
        if share is not None and parts.read((*key, target), _target, target) is not None:
            row[target] = share
    return row


def by_name(given: Mapping[str, Any]) -> bool:
    """Whether the entries are rows (by rating or source), not shares (by target)."""
    mappings = [value for value in given.values() if isinstance(value, Mapping)]
    if any("value" not in each for each in mappings):
        return True
    texts = [value for value in given.values() if isinstance(value, str)]
    return bool(texts) and not mappings and not any(map(_is_share, texts))


def _is_share(text: str) -> bool:
    """Whether a text is meant as a share: a number, with or without its percent sign."""
    return bool(re.match(r"\s*[-+.]?[0-9]", text)) or text.strip().endswith("%")


def _target(given: Any) -> str:
    try:
        return short_name(given)
    except UnitError as error:
        error.at_name = True
        raise


Then = Annotated[
    Route,
    BeforeValidator(read_route),
    WithJsonSchema({"type": ["string", "object"], "examples": ["screening"]}),
]
