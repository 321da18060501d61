"""What arithmetic alone says of a hub, to stand beside what was simulated.

Four laws that hold whatever the order of work: the utilisation law, Little's law, and the traffic
equations for contacts and for the ways in which cases leave. And formulas for the wait of a role,
which hold only in hubs far simpler than real ones; where they do not, the reason is given.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import special

from hubsim.arrays import Floats, Ints
from hubsim.measures.in_hub import heart_of_stages
from hubsim.measures.traces import Window
from hubsim.program import Kind, Program
from hubsim.program.layout import NONE
from hubsim.spec.contacts import Contacts
from hubsim.structure.load import Load, offered_load, sharing
from hubsim.structure.visits import arrivals, cases_of, visits_between, visits_of
from hubsim.units import HOUR

Law = Literal[
    "demand", "waits", "utilisation law", "Little's law", "traffic equations", "Erlang C",
    "Pollaczek-Khinchine", "Allen-Cunneen",
]  # fmt: skip

TOLERANCE = 0.05
"""A law disagrees if it lies outside the interval of the run by more than this share of itself."""
ROUGHLY = 0.20
"""The same for Allen–Cunneen, which is an approximation."""

Row = tuple[str, str, str]
"""A row of results: measure, by, group."""
Measured = Callable[[Row], float]
"""Mean over replications of a row."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a law says, and of which row of the results it says it.

    Parameters
    ----------
    law : str
    rows : tuple of tuple
        Measure, by, group; of several the weighted mean.
    value : float
        In the unit of the measure.
    within : float
        Beyond this share of the value outside the interval, run and law disagree.
    weights : tuple of float
        Of the rows.
    """

    law: Law
    rows: tuple[Row, ...]
    value: float
    within: float = TOLERANCE
    weights: tuple[float, ...] = (1.0,)

    @property
    def measure(self) -> str:
        """What it is about."""
        return self.rows[0][0]

    def disagrees(self, low: float, high: float) -> bool:
        """Whether the law lies outside an interval by more than is allowed.

        Parameters
        ----------
        low, high : float
            Of the run; the mean itself where there is no interval. NaN never disagrees.
        """
        slack = self.within * abs(self.value)
        return low - slack > self.value or high + slack < self.value


@dataclass(frozen=True, slots=True)
class Silent:
    """Why a law says nothing here.

    Parameters
    ----------
    law : str
    about : tuple of str
        Roles, or none.
    why : tuple of str
        Reasons in plain words.
    """

    law: str
    about: tuple[str, ...]
    why: tuple[str, ...]


def erlang_c(servers: int, load: float) -> float:
    """Chance that a case has to wait where contacts come at random and work is exponential.

    Parameters
    ----------
    servers : int
        People who do the same work, always there.
    load : float
        Work that comes in while one piece of work is done (erlangs), below `servers`.

    References
    ----------
    Erlang (1917); Cooper, *Introduction to queueing theory*, 2nd ed. (1981), equation 3.4.8. Worked
    from Erlang B as the ratio of a Poisson probability to the sum up to it.
    """
    if load == 0:
        return 0.0
    at_full = math.exp(servers * math.log(load) - load - special.gammaln(servers + 1))
    blocked = at_full / float(special.pdtr(servers, load))
    busy = load / servers
    return blocked / (1 - busy * (1 - blocked))


def mean_wait(servers: int, every: float, work: float, uneven: float, cv: float) -> float:
    """Mean wait for one of several people, in the unit of `every` and `work`.

    Exact where contacts come at random and either work is exponential (Erlang C) or there is one
    person (Pollaczek–Khinchine); otherwise an approximation.

    Parameters
    ----------
    servers : int
    every : float
        Mean time between contacts.
    work : float
        Mean time of work.
    uneven : float
        Squared coefficient of variation of the times between contacts: 1 at random, 0 regular.
    cv : float
        Coefficient of variation of work.

    References
    ----------
    Allen, *Probability, statistics, and queueing theory*, 2nd ed. (1990), section 5.2.3
    (the Allen–Cunneen approximation).
    """
    load = work / every
    if load >= servers:
        return math.inf
    return erlang_c(servers, load) * work / (servers - load) * (uneven + cv**2) / 2


def predictions(
    program: Program, window: Window, measured: Measured, contacts: Contacts | None = None
) -> tuple[list[Prediction], list[Silent]]:
    """Give what the laws say of a hub over the measured time, and where they say nothing.

    Parameters
    ----------
    program : Program
    window : Window
        What is measured.
    measured : callable
        Mean of a row of the results, for laws that tie one thing measured to others.
    contacts : Contacts, optional
        Real ones that the hub was run with: then these count, and not the volumes of the hub.
    """
    if contacts is None:
        expected = sum(
            arrivals(program, s, window.start, window.stop) for s in range(len(program.demand))
        )
        usual = visits_between(program, window.start, window.stop)
    else:
        cases = cases_of(program, contacts, window.start, window.stop)
        expected = sum(cases.values())
        usual = visits_of(program, cases, window.start, window.stop)
    found = [Prediction("demand", (("new_contacts", "all", "all"),), expected)]
    silent, came = list[Silent](), measured(("contacts", "all", "all"))
    if expected > 0 and came > 0:
        visits = _as_they_came(program, window, measured, usual)
        loads = offered_load(program, window.start, window.stop, visits)
        for pool in sharing(len(program.roles), list(program.queues)):
            _utilisation(program, [loads[role] for role in sorted(pool)], found, silent)
    if came > 0:
        rate = came / ((window.stop - window.start) / (24 * HOUR))
        held = rate * measured(("days_in_hub", "all", "all"))
        found.append(Prediction("Little's law", (("open_cases", "all", "all"),), held))
    if any(table.cumulative.shape[2] > 1 for table in (*program.routes, *program.rates)):
        by_need = "the ways of cases go by need as it is seen, which depends on who answers in time"
        silent.append(Silent("traffic equations", (), (by_need,)))
    elif any(each is not None for each in program.returns):
        silent.append(Silent("traffic equations", (), ("cases come back with another need",)))
    elif expected > 0:
        found += _traffic(program, window, usual)
    if contacts is not None:
        given = ("contacts are those of a file, not random ones",)
        return found, [*silent, Silent("waits", tuple(program.roles), given)]
    for role in range(len(program.roles)):
        why = tuple(_why_no_wait(program, role, window))
        if why:
            silent.append(Silent("waits", (program.roles[role],), why))
        else:
            found.append(_wait(program, role, window))
    return found, silent


def _as_they_came(program: Program, window: Window, measured: Measured, usual: Floats) -> Floats:
    """Visits to every node if cases came to each stage as often as they did in the run.

    The utilisation law ties time in hand to what was done, whatever sent it there.
    """
    visits = usual.copy()
    mix = visits[program.entry].sum(axis=0)
    for stage, node in enumerate(heart_of_stages(program)):
        came = measured(("stage_visits", "stage", program.stages[stage])) * window.weeks
        if node == NONE or math.isnan(came):
            continue
        expected = float(visits[node].sum())
        if expected > 0:
            visits[program.nodes.stage == stage] *= came / expected
        elif came > 0:  # only those come here who gave up elsewhere
            visits[node] = came * mix / mix.sum()
    return visits


def _utilisation(
    program: Program, pool: list[Load], found: list[Prediction], silent: list[Silent]
) -> None:
    """The utilisation law for roles that share work: who of them does it, no law says."""
    names = tuple(each.role for each in pool)
    there = sum(each.available for each in pool)
    if not there:
        return
    value = sum(each.offered for each in pool) / there
    if any(each.load >= 1 for each in pool):
        why = "more comes in than can be done, so they are always busy"
        silent.append(Silent("utilisation law", names, (why,)))
    elif set(names) & _by_patience(program):
        why = "cases give up waiting, and nobody knows before how many"
        silent.append(Silent("utilisation law", names, (why,)))
    else:
        rows = tuple(("utilisation", "role", name) for name in names if name)
        weights = tuple(each.available / there for each in pool)
        found.append(Prediction("utilisation law", rows, value, TOLERANCE, weights))


def _by_patience(program: Program) -> set[str]:
    """Roles whose work depends on who gives up waiting."""
    nodes = program.nodes
    left = np.flatnonzero(nodes.gives_up != NONE)
    stages = set(nodes.stage[left].tolist())
    work = (nodes.kind == Kind.WORK) & np.isin(nodes.stage, list(stages))
    return {program.roles[r] for n in np.flatnonzero(work) for r in program.queues[nodes.queue[n]]}


def _traffic(program: Program, window: Window, usual: Floats) -> Iterator[Prediction]:
    """Expected comings to each stage, and shares of the ways in which cases leave."""
    visits = usual.sum(axis=1)
    for name, node in zip(program.stages, heart_of_stages(program), strict=True):
        if node != NONE:
            each = float(visits[node]) / window.weeks
            yield Prediction("traffic equations", (("stage_visits", "stage", name),), each)
    leaves = np.flatnonzero(program.nodes.kind == Kind.LEAVE)
    cases = np.bincount(program.nodes.item[leaves], visits[leaves], len(program.outcomes))
    for name, number in zip(program.outcomes, cases, strict=True):
        row = ("outcomes", "outcome", name)
        yield Prediction("traffic equations", (row,), float(number / cases.sum()))


def _wait(program: Program, role: int, window: Window) -> Prediction:
    """The wait of a role of which nothing forbids a formula."""
    (node,) = _work_of(program, role)
    spread = program.draws[program.nodes.draw[node]].spreads[0]
    number = sum(
        arrivals(program, s, window.start, window.stop) for s in range(len(program.demand))
    )
    servers = len(program.presence[role].hours)
    random = not any(demand.interval for demand in program.demand)
    exact = random and (servers == 1 or spread.shape == "exponential")
    law: Law = "Erlang C" if exact and spread.shape == "exponential" else "Pollaczek-Khinchine"
    wait = mean_wait(
        servers,
        (window.stop - window.start) / number,
        spread.mean * 1000 / float(program.pace[role].min()),
        1.0 if random else 0.0,
        spread.cv,
    )
    row = ("wait_for_role", "role", program.roles[role])
    within = TOLERANCE if exact else ROUGHLY
    return Prediction(law if exact else "Allen-Cunneen", (row,), wait / HOUR, within)


def _work_of(program: Program, role: int) -> Ints:
    """Nodes at which a role works alone."""
    work = np.flatnonzero(program.nodes.kind == Kind.WORK)
    mine = [node for node in work if role in program.queues[program.nodes.queue[node]]]
    return np.asarray(mine, dtype=np.int64)


def _why_no_wait(program: Program, role: int, window: Window) -> Iterator[str]:
    """Say why no formula gives the wait of a role."""
    yield from _why_of_people(program, role, window)
    yield from _why_of_work(program, role)
    yield from _why_of_contacts(program, window)
    if offered_load(program, window.start, window.stop)[role].load >= 1:
        yield "more comes in than can be done"


def _why_of_people(program: Program, role: int, window: Window) -> Iterator[str]:
    there = program.presence[role]
    if not all(_always(program, hours, window) for hours in there.hours):
        yield "they come and go in shifts"
    if there.leave_weeks or there.absence or there.called_after is not None:
        yield "they have leave, are absent or are called away"
    if not _always(program, program.hub_hours, window):
        yield "work comes outside the hub's working hours"
    needs = [each.needs for each in program.joints] + [each.needs for each in program.meetings]
    if any(role == who for some in needs for who, _ in some):
        yield "they work with others at once"


def _why_of_work(program: Program, role: int) -> Iterator[str]:
    nodes, work = program.nodes, _work_of(program, role)
    if len(program.ratings) > 1 or program.by_due:
        yield "more urgent work goes first"
    if any(program.queues[nodes.queue[node]] != (role,) for node in work):
        yield "others can do the same work"
    if len(work) != 1:
        yield "they do several kinds of work" if len(work) else "they do no work alone"
    elif {int(entry) for entry in program.entry} != {int(work[0])} or _comes(program, int(work[0])):
        yield "work comes to them from other stages, not as contacts come"
    if any(nodes.most[node] != NONE or nodes.gives_up[node] != NONE for node in work):
        yield "cases give up, or may not come again"


def _why_of_contacts(program: Program, window: Window) -> Iterator[str]:
    regular = [demand.interval > 0 for demand in program.demand]
    if any(len(demand.sizes) or len(demand.release_at) for demand in program.demand):
        yield "contacts come in groups or are held back"
    if not all(_steady(program, source, window) for source in range(len(program.demand))):
        yield "contacts come more at some times than at others"
    if any(regular) and len(regular) > 1:
        yield "some of the sources send regularly"
    if any(each is not None for each in program.returns) or program.feedback is not None:
        yield "cases come back"


def _always(program: Program, hours: int, window: Window) -> bool:
    open_seconds = int(program.hours[hours].seconds_between(window.start, window.stop))
    return open_seconds == window.stop - window.start


def _comes(program: Program, node: int) -> bool:
    """Whether any node leads to this one."""
    targets = {int(to) for table in program.routes for to in table.targets}
    return node in targets or bool((program.nodes.next == node).any())


def _steady(program: Program, source: int, window: Window) -> bool:
    """Whether a source sends as much in every hour of the measured time."""
    demand = program.demand[source]
    if demand.interval:
        return True
    hours = np.arange(window.start, window.stop + 1, HOUR)
    sent = np.diff(np.interp(hours, demand.times, demand.expected))
    return bool(np.allclose(sent, sent.mean(), rtol=1e-6))
