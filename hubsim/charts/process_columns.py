"""In which column a stage stands on a process map, and how columns fold into bands.

A map of many steps is folded like a long line of text: a band, and below it the next one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from hubsim.structure.survey import Survey


def columns_and_bands(s: Survey, most: int) -> tuple[dict[str, int], tuple[range, ...]]:
    """Give each stage a column, and fold the columns into bands.

    Parameters
    ----------
    s : Survey
    most : int
        Columns that one band has room for.

    Returns
    -------
    column : dict of str to int
        By stage.
    bands : tuple of range
        The columns of each band. More than there is room for stand in one only where no way of
        folding keeps those who are asked beside the stage that asks them.
    """
    found = []
    for after_asking in (2, 1):  # agencies that are asked have a column of their own, if it can be
        column = _columns(s, after_asking)
        asking = {column[name] for name, stage in s.hub.stages.items() if stage.ask}
        count = max([*column.values(), *(at + 1 for at in asking)], default=0) + 1
        if count <= most:
            return column, (range(count),)
        found.append((column, _bands(s, column, count, asking, most)))
    in_bands = [each for each in reversed(found) if len(each[1]) > 1]
    return in_bands[0] if in_bands else found[1]


def _columns(s: Survey, after_asking: int) -> dict[str, int]:
    """Give each stage a column, right of all that come before it; ways back are not counted.

    A stage that asks is followed by the others so many columns further right.
    """
    after: dict[str, list[str]] = {name: [] for name in s.hub.stages}
    for name, to in s.traffic.flows:
        if to in after:
            after[name].append(to)
    starts = [s.traffic.start_of(number) for number in range(len(s.hub.contacts))]
    order, back = _in_order(after, [*dict.fromkeys(starts), *after])
    column = dict.fromkeys(after, 0)
    for name in order:
        step = after_asking if s.hub.stages[name].ask else 1
        for to in after[name]:
            if (name, to) not in back:
                column[to] = max(column[to], column[name] + step)
    return column


def _in_order(
    after: Mapping[str, Sequence[str]], roots: Iterable[str]
) -> tuple[list[str], set[tuple[str, str]]]:
    """Sort stages so that each comes before those that follow; name the ways that lead back."""
    done: list[str] = []
    state: dict[str, int] = {}  # 1 while open, 2 when done
    back: set[tuple[str, str]] = set()
    for root in roots:
        stack = [(root, iter(after[root]))] if root not in state else []
        state.setdefault(root, 1)
        while stack:
            name, rest = stack[-1]
            to = next(rest, None)
            if to is None:
                state[name] = 2
                done.append(name)
                stack.pop()
            elif state.get(to) == 1:
                back.add((name, to))
            elif to not in state:
                state[to] = 1
                stack.append((to, iter(after[to])))
    return done[::-1], back


def _bands(
    s: Survey, column: Mapping[str, int], count: int, asking: Iterable[int], most: int
) -> tuple[range, ...]:
    """Fold columns: as few bands as there can be, few ways from one to another, and alike."""
    crossing: dict[int, int] = defaultdict(int)
    for name, to in s.traffic.flows:
        if to in column:
            low, high = sorted((column[name], column[to]))
            for at in range(low + 1, high + 1):
                crossing[at] += 1
    together = {at + 1 for at in asking}  # between them there is no fold
    best: dict[int, tuple[int, int, int, tuple[range, ...]]] = {0: (0, 0, 0, ())}
    for stop in range(1, count + 1):
        if stop in together and stop < count:
            continue
        ways = [
            (bands + 1, ways + crossing[stop] * (stop < count), uneven + (stop - at) ** 2,
             (*before, range(at, stop)))
            for at, (bands, ways, uneven, before) in best.items()
            if stop - at <= most
        ]  # fmt: skip
        if ways:
            best[stop] = min(ways, key=lambda way: way[:3])
    return best[count][3] if count in best else (range(count),)


__all__ = ["columns_and_bands"]
