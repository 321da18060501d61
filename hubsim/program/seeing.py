"""How surely need is seen: tables over the facts that have arrived, made once."""

from __future__ import annotations

import numpy as np

from hubsim.program.builder import Builder, ints
from hubsim.program.layout import NONE, Recognition


def recognition_of(b: Builder) -> Recognition | None:
    """Lower what a hub says of facts and of seeing need; None where it says nothing.

    P(seen) = 1 − (1 − base) · Π (1 − weight) over the facts that have arrived; of a case that turns
    on one fact, ``by_that_fact`` with it and the base without it. An agency that was heard takes
    its weight off the chance of being mistaken, whether it knows something or not.
    """
    hub, numbers = b.hub, b.hub.recognition
    if numbers is None or not hub.what_they_know:
        return None
    knowers = list(hub.what_they_know)
    weights = np.array([hub.what_they_know[name].reveals.value for name in knowers])
    size = len(knowers)
    masks = np.arange(2**size)
    holds = (masks[:, None] >> np.arange(size)) & 1
    left = np.prod(np.where(holds, 1 - weights, 1.0), axis=1)
    base = numbers.without_facts.value
    rows = [1 - (1 - base) * left]
    rows += [np.where(holds[:, bit], numbers.by_that_fact.value, base) for bit in range(size)]
    usual = np.stack(rows)
    overloaded = hub.under_pressure.overloaded if hub.under_pressure else None
    hurried = usual * (overloaded.sees.value if overloaded else 1.0)
    seen = np.stack([usual, hurried])
    mistaken = numbers.mistaken.value * left
    bit = [knowers.index(name) if name in knowers else NONE for name in hub.agencies]
    return Recognition(
        bit=ints(bit),
        seen=seen,
        partly=seen + (1 - seen) * numbers.missed_as_moderate.value,
        mistaken=mistaken,
        mistaken_as_high=mistaken * numbers.mistaken_as_high.value,
        turns_on=np.array(
            [
                (each.turns_on or numbers.turns_on_one_fact).value
                for each in hub.what_they_know.values()
            ]
        ),
    )
