"""Expected visits in a Markov chain with few loops, such as the network of a hub.

The linear equations of visits fall apart along the chain: what comes to a state outside all loops
is the sum of what comes from the states before it. Only states that lie in a loop together must be
solved for together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from hubsim.arrays import Floats

MANY = 150
"""States in one loop from which they are solved for as the few connections that they are."""

Ways = Callable[[int], Iterable[tuple[int, float]]]
"""Where a state leads: states and expected times (shares, or more where something splits)."""


def visits_from(start: int, ways: Ways) -> dict[int, float]:
    """Solve for the expected visits to every state that can be reached.

    Parameters
    ----------
    start : int
    ways : callable

    Returns
    -------
    dict of int to float

    References
    ----------
    Kemeny and Snell, *Finite Markov chains* (1960), theorem 3.2.4, applied to each strongly
    connected component (Tarjan 1972, *Depth-first search and linear graph algorithms*).
    """
    after: dict[int, list[tuple[int, float]]] = {}

    def leads(state: int) -> list[tuple[int, float]]:
        if state not in after:
            after[state] = [(to, share) for to, share in ways(state) if share]
        return after[state]

    found = {start: 1.0}
    for component in reversed(_components(start, leads)):
        inside = set(component)
        if len(component) > 1 or any(to == component[0] for to, _ in leads(component[0])):
            _solve(component, leads, found)
        for state in component:
            for to, share in leads(state):
                if to not in inside:
                    found[to] = found.get(to, 0.0) + found[state] * share
    return found


def _solve(
    component: Sequence[int],
    leads: Callable[[int], Sequence[tuple[int, float]]],
    found: dict[int, float],
) -> None:
    """Replace what comes into a loop from outside by all visits to its states."""
    at = {state: number for number, state in enumerate(component)}
    flows = [
        (at[to], at[state], share) for state in component for to, share in leads(state) if to in at
    ]
    came = np.array([found.get(state, 0.0) for state in component])
    solve = _sparse if len(component) > MANY else _dense
    for state, visits in zip(component, solve(flows, came), strict=True):
        found[state] = float(visits)


def _dense(flows: Sequence[tuple[int, int, float]], came: Floats) -> Floats:
    flow = np.eye(len(came))
    for to, state, share in flows:
        flow[to, state] -= share
    return np.asarray(np.linalg.solve(flow, came))


def _sparse(flows: Sequence[tuple[int, int, float]], came: Floats) -> Floats:
    from scipy import sparse  # noqa: PLC0415 - slow to import, and hubs with large loops are rare
    from scipy.sparse.linalg import spsolve  # noqa: PLC0415 - the same

    to, state, share = (np.array(column) for column in zip(*flows, strict=True))
    flow = sparse.coo_array((share, (to, state)), shape=(len(came), len(came)))
    return np.asarray(spsolve(sparse.csc_array(sparse.eye_array(len(came)) - flow), came))


def _components(start: int, leads: Callable[[int], Sequence[tuple[int, float]]]) -> list[list[int]]:
    """Strongly connected components of what can be reached, each after those it leads to."""
    number, low = {start: 0}, {start: 0}
    way = [(start, iter(leads(start)))]
    stack, on_stack = [start], {start}
    found = []
    while way:
        state, left = way[-1]
        for to, _ in left:
            if to not in number:
                number[to] = low[to] = len(number)
                stack.append(to)
                on_stack.add(to)
                way.append((to, iter(leads(to))))
                break
            if to in on_stack:
                low[state] = min(low[state], number[to])
        else:
            way.pop()
            if way:
                low[way[-1][0]] = min(low[way[-1][0]], low[state])
            if low[state] == number[state]:
                cut = stack.index(state)
                found.append(stack[cut:])
                on_stack -= set(stack[cut:])
                del stack[cut:]
    return found


__all__ = ["visits_from"]
