"""A program, its cases and its draws as plain arrays: what the kernel is given.

Everything is passed as arrays of the same types, so that one compilation serves every hub. Lists of
different lengths lie one behind the other in one array, with the offsets beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from hubsim.arrays import Floats, Ints
from hubsim.caseload import Caseload
from hubsim.hours import Windows
from hubsim.hours.working_days import working_days
from hubsim.jit import COMPILES
from hubsim.program import Program
from hubsim.program.kinds import Cause
from hubsim.program.layout import NONE, RouteTable
from hubsim.variates import Block, Variates

CLOCKS = {"elapsed": 0, "working hours": 1, "working days": 2}

OF_NODES = (
    "kind", "next", "queue", "draw", "hours", "item", "most", "beyond", "patience", "gives_up",
    "second", "brings", "owes", "owes_case",
)  # fmt: skip

N_COUNTED = len(OF_NODES)
"""The column of nodes that comes after those."""

NOT_DRAWN = np.iinfo(np.int64).min
"""Stands for where a draw lies that was not made."""

WIDTHS = {
    "nodes": len(OF_NODES) + 3, "route_at": 8, "rate_at": 8, "forks": 6, "fork_by_rating": 6,
    "branches": 5, "branch_shares": 3, "joints": 4, "meetings": 7, "needs": 2, "waivers": 3,
    "draw_at": 4,
}  # fmt: skip
"""Columns of tables, which are the same for every hub."""


class Packed(NamedTuple):
    """What stays as it is during a run; every field an array.

    Parameters
    ----------
    sizes : Ints
        Horizon, cases, persons, roles, ratings, agencies, queues, episodes, hub hours, due order,
        steps per instant, open cases: by the numbers of `Size`.
    nodes : Ints
        Shape (n_nodes, n_columns): the columns of `OF_NODES`, then counted (its number among the
        nodes whose visits are counted, -1 without), silent, ordinary.
    """

    sizes: Ints
    nodes: Ints
    entry: Ints
    protects: Ints
    # persons, roles and queues
    person_role: Ints
    person_agency: Ints
    role_first: Ints
    unfinished: Ints
    reread: Ints
    pace: Ints
    interrupts: Ints
    queue_roles: Ints
    queue_at: Ints
    serves: Ints
    serves_at: Ints
    alone: Ints
    # people coming and going
    go_time: Ints
    go_person: Ints
    come_time: Ints
    come_person: Ints
    come_until: Ints
    # ways
    route_at: Ints
    route_shares: Floats
    route_targets: Ints
    rate_at: Ints
    rate_shares: Floats
    rate_targets: Ints
    band_at: Ints
    band_times: Ints
    band_values: Ints
    # hours
    hours_at: Ints
    opens: Ints
    closes: Ints
    worked: Ints
    days_begin: Ints
    days_close: Ints
    # questions
    forks: Ints
    fork_by_rating: Ints
    chase_done: Floats
    branches: Ints
    branch_shares: Floats
    # work together and meetings
    joints: Ints
    meetings: Ints
    needs: Ints
    waivers: Ints
    slot_time: Ints
    slot_node: Ints
    # what is known, and pressure
    bit: Ints
    seen: Floats
    partly: Floats
    mistaken: Floats
    as_high: Floats
    pressure: Ints
    # cases
    arrival: Ints
    source: Ints
    need: Ints
    rating: Ints
    starts_at: Ints
    returns: Ints
    silence: Ints
    knows: Ints
    turns_on: Ints
    due: Ints
    pressing: Ints
    # draws
    place: NDArray[np.int32]
    draw_at: Ints
    lengths: NDArray[np.int32]
    uniforms: Floats


class Size:
    """Numbers of the entries of `Packed.sizes`."""

    (
        HORIZON, CASES, PERSONS, ROLES, RATINGS, AGENCIES, QUEUES, EPISODES, HUB_HOURS, STEPS,
        OPEN_CASES, MEETINGS, COUNTED, INTERRUPT,
    ) = range(14)  # fmt: skip


def packed(
    program: Program, caseload: Caseload, variates: Variates, *, steps: int, open_cases: int
) -> Packed:
    """Lay out one run.

    Parameters
    ----------
    program : Program
    caseload : Caseload
    variates : Variates
    steps, open_cases : int
        Limits of the guards.
    """
    fixed = _fixed.get(program)
    if fixed is None:
        fixed = _fixed[program] = _of_every_run(program)
    sizes = [
        program.horizon, len(caseload), len(program.person_role), len(program.roles),
        len(program.ratings), len(program.agencies), len(program.queues), len(caseload.need),
        program.hub_hours, steps, open_cases, len(program.meetings),
        1 + fixed["nodes"][:, N_COUNTED].max(initial=NONE), bool(program.interrupts.any()),
    ]  # fmt: skip
    return Packed(
        sizes=_ints(sizes),
        **fixed,
        **_comings(program, variates.duty),
        **_bands(variates),
        **_hours(variates.hours),
        arrival=_ints(caseload.arrival),
        source=_ints(caseload.source),
        need=_ints(caseload.need),
        rating=_ints(caseload.rating),
        starts_at=_ints(caseload.starts_at),
        returns=_ints(caseload.returns),
        silence=_ints(caseload.silence),
        knows=_ints(caseload.knows),
        turns_on=_ints(caseload.turns_on),
        due=_ints(variates.due),
        pressing=_ints(variates.pressing),
        **_draws(variates, len(caseload)),
    )


_fixed: WeakKeyDictionary[Program, dict[str, Any]] = WeakKeyDictionary()


def _of_every_run(program: Program) -> dict[str, Any]:
    """Lay out what is the same in every run of a program; done once."""
    nodes = program.nodes
    counted = nodes.repeats | (nodes.most >= 0)
    number = np.where(counted, np.cumsum(counted) - 1, NONE)
    columns = [
        *(getattr(nodes, name) for name in OF_NODES), number, nodes.cause == Cause.SILENT,
        nodes.ordinary,
    ]  # fmt: skip
    days_begin, days_close = working_days(program.hours[program.hub_hours], program.clock)
    return {
        "nodes": _ints(np.stack(columns, axis=1)),
        "entry": _ints(program.entry),
        "protects": _ints(program.protects),
        "days_begin": _ints(days_begin),
        "days_close": _ints(days_close),
        **_people(program),
        **_ways(program),
        **_questions(program),
        **_together(program),
        **_known(program),
    }


def _ints(given: Any) -> Ints:
    return np.ascontiguousarray(given, dtype=np.int64)


def _floats(given: Any) -> Floats:
    return np.ascontiguousarray(given, dtype=np.float64)


def _joined(parts: Iterable[Sequence[int] | Ints]) -> tuple[Ints, Ints]:
    """Lay lists one behind the other; give them and where each begins (and the last ends)."""
    found = [np.asarray(part, dtype=np.int64).reshape(-1) for part in parts]
    at = np.cumsum([0, *(len(part) for part in found)])
    return np.concatenate([np.zeros(0, dtype=np.int64), *found]), _ints(at)


def _people(program: Program) -> dict[str, Any]:
    roles = range(len(program.roles))
    queue_roles, queue_at = _joined(program.queues)
    serves, serves_at = _joined(
        [[q for q, able in enumerate(program.queues) if role in able] for role in roles]
    )
    joint = {role for each in program.joints for role, _ in each.needs}
    alone = {role for role in roles if serves_at[role + 1] - serves_at[role] == 1} - joint
    return {
        "person_role": _ints(program.person_role),
        "person_agency": _ints(program.role_agency[program.person_role]),
        "role_first": _ints(np.searchsorted(program.person_role, [*roles, len(roles)])),
        "unfinished": _ints(program.role_unfinished),
        "reread": _ints(program.role_reread),
        "pace": _ints(program.pace).reshape(len(program.roles), len(program.ratings)),
        "interrupts": _ints(program.interrupts),
        "queue_roles": queue_roles,
        "queue_at": queue_at,
        "serves": serves,
        "serves_at": serves_at,
        "alone": _ints([all(role in alone for role in able) for able in program.queues]),
    }


def _comings(program: Program, duty: Sequence[Windows]) -> dict[str, Any]:
    opens, closes, who = [], [], []
    for person, windows in enumerate(duty):
        some = windows.opens < program.horizon
        opens.append(windows.opens[some])
        closes.append(windows.closes[some])
        who.append(np.full(int(some.sum()), person))
    empty = np.zeros(0, dtype=np.int64)
    comes, goes, persons = (np.concatenate([empty, *each]) for each in (opens, closes, who))
    coming, going = np.argsort(comes, kind="stable"), np.argsort(goes, kind="stable")
    return {
        "go_time": _ints(goes[going]),
        "go_person": _ints(persons[going]),
        "come_time": _ints(comes[coming]),
        "come_person": _ints(persons[coming]),
        "come_until": _ints(goes[coming]),
    }


def _tables(tables: Sequence[RouteTable]) -> tuple[Ints, Floats, Ints]:
    """Lay tables one behind the other; a row of five strides, band, targets and two offsets."""
    at, shares, targets = [], [np.zeros(0)], [np.zeros(0, dtype=np.int64)]
    first_share = first_target = 0
    for table in tables:
        size = len(table.targets)
        at.append([*table.strides, table.band, size, first_share, first_target])
        shares.append(np.asarray(table.rows, dtype=np.float64).reshape(-1))
        targets.append(np.asarray(table.targets, dtype=np.int64))
        first_share += shares[-1].size
        first_target += size
    return _ints(at).reshape(-1, 8), np.concatenate(shares), np.concatenate(targets)


def _ways(program: Program) -> dict[str, Any]:
    route_at, route_shares, route_targets = _tables(program.routes)
    rate_at, rate_shares, rate_targets = _tables(program.rates)
    return {
        "route_at": route_at, "route_shares": route_shares, "route_targets": route_targets,
        "rate_at": rate_at, "rate_shares": rate_shares, "rate_targets": rate_targets,
    }  # fmt: skip


def _bands(variates: Variates) -> dict[str, Any]:
    times, at = _joined([steps.times for steps in variates.bands])
    values, _ = _joined([steps.values for steps in variates.bands])
    return {"band_at": at, "band_times": times, "band_values": values}


def _hours(hours: Sequence[Windows]) -> dict[str, Any]:
    opens, at = _joined([windows.opens for windows in hours])
    closes, _ = _joined([windows.closes for windows in hours])
    worked, _ = _joined([np.cumsum(windows.closes - windows.opens) for windows in hours])
    return {"hours_at": at, "opens": opens, "closes": closes, "worked": worked}


def _questions(program: Program) -> dict[str, Any]:
    ratings = len(program.ratings)
    forks, by_rating, done, shares = list[Any](), list[Any](), list[Any](), list[Any]()
    branches = list[list[int]]()
    for fork in program.forks:
        forks.append(
            [len(branches), len(fork.branches), fork.at_least, fork.kept_draw, fork.chase_draw,
             fork.withdraws]
        )  # fmt: skip
        by_rating.append(
            [
                [fork.limit[r], CLOCKS[fork.clock[r]], fork.look_again[r],
                 CLOCKS[fork.look_clock[r]], fork.chase_after[r], CLOCKS[fork.chase_clock[r]]]
                for r in range(ratings)
            ]
        )  # fmt: skip
        done.append(fork.chase_done)
        for each in fork.branches:
            branches.append([each.entry, each.draw, each.never_draw, each.lies, each.critical])
            shares.append(
                [
                    [each.share[r], each.share[r] + each.offered[r], each.never[r]]
                    for r in range(ratings)
                ]
            )
    return {
        "forks": _ints(forks).reshape(-1, 6),
        "fork_by_rating": _ints(by_rating).reshape(-1, ratings, 6),
        "chase_done": _floats(done).reshape(-1, ratings),
        "branches": _ints(branches).reshape(-1, 5),
        "branch_shares": _floats(shares).reshape(-1, ratings, 3),
    }


def _together(program: Program) -> dict[str, Any]:
    needs: list[tuple[int, int]] = []
    waivers: list[tuple[int, int, int]] = []
    joints, meetings, slots = [], [], []
    for joint in program.joints:
        joints.append([len(needs), len(needs) + len(joint.needs), joint.hold, joint.must_fit])
        needs += joint.needs
    for meeting in program.meetings:
        first, waived = len(needs), len(waivers)
        needs += meeting.needs
        waivers += [(role, amount, CLOCKS[clock]) for role, amount, clock in meeting.waivers]
        meetings.append(
            [first, len(needs), waived, len(waivers), meeting.width, meeting.cap, meeting.must_fit]
        )
    for node in range(len(program.nodes.kind)):
        if program.nodes.meets(node):
            meeting = program.meetings[int(program.nodes.item[node])]
            slots += [(int(at), node) for at in meeting.slots]
    slots.sort()
    return {
        "joints": _ints(joints).reshape(-1, 4),
        "meetings": _ints(meetings).reshape(-1, 7),
        "needs": _ints(needs).reshape(-1, 2),
        "waivers": _ints(waivers).reshape(-1, 3),
        "slot_time": _ints([at for at, _ in slots]),
        "slot_node": _ints([node for _, node in slots]),
    }


def _known(program: Program) -> dict[str, Any]:
    known, pressure = program.recognition, program.pressure
    told = [1000] * 6 + [NONE, 0]
    if pressure is not None:
        told = [*pressure.pace.reshape(-1).tolist(), pressure.waiting, 1]
    one = np.zeros(1)
    return {
        "bit": _ints(known.bit if known else [NONE] * len(program.agencies)),
        "seen": _floats(known.seen if known else one.reshape(1, 1, 1)),
        "partly": _floats(known.partly if known else one.reshape(1, 1, 1)),
        "mistaken": _floats(known.mistaken if known else one),
        "as_high": _floats(known.mistaken_as_high if known else one),
        "pressure": _ints(told),
    }


def _draws(variates: Variates, count: int) -> dict[str, Any]:
    """Say where all lengths lie, and all uniforms.

    ``draw_at`` has, for each draw, episode and visit, how far the first number lies from the
    beginning of ``lengths`` or of ``uniforms``, how far the next rating and the next case lie from
    there, and where in ``place`` the places of the ``count`` cases begin, -1 for those it was not
    drawn for. Nothing is drawn for the last visit, which stands for all that follow. Compiled
    functions go to where the variates lie: only what is of another type is in these arrays. For
    others all is.
    """
    episodes = max(map(len, variates.values), default=1)
    visits = max(map(len, chain.from_iterable(variates.values)), default=1)
    begins, place = _places(variates, count)
    at = np.zeros((len(variates.values), episodes, visits + 1, 4), dtype=np.int64)
    at[..., 0] = NOT_DRAWN
    at[..., 3] = np.add.outer(begins, count * np.arange(episodes))[..., None]
    laid: dict[Any, list[Block]] = {np.int32: [], np.float64: []}
    sizes = dict.fromkeys(laid, 0)
    there: dict[Any, list[tuple[int, ...]]] = {kind: [] for kind in laid}
    for draw, by_episode in enumerate(variates.values):
        for episode, by_visit in enumerate(by_episode):
            for visit, block in enumerate(by_visit):
                kind = np.float64 if block.dtype.kind == "f" else np.int32
                row, case = block.strides
                row = row if len(block) > 1 else 0
                if COMPILES and block.dtype == kind:
                    address = block.__array_interface__["data"][0]
                    there[kind].append((draw, episode, visit, address, row, case))
                    continue
                kept = block if case else block[:, :1]
                at[draw, episode, visit, :3] = sizes[kind], row and kept.shape[1], bool(case)
                laid[kind].append(kept.reshape(-1))
                sizes[kind] += kept.size
    found = {
        kind: np.concatenate([np.zeros(0, kind), *blocks], dtype=kind, casting="same_kind")
        for kind, blocks in laid.items()
    }
    for kind, array in found.items():
        entries = np.array(there[kind], dtype=np.int64).reshape(-1, 6)
        entries[:, 3] -= array.__array_interface__["data"][0]
        at[*entries[:, :3].T, :3] = entries[:, 3:] // array.itemsize
    return {
        "place": place, "draw_at": at, "lengths": found[np.int32], "uniforms": found[np.float64],
    }  # fmt: skip


def _places(variates: Variates, count: int) -> tuple[list[int], NDArray[np.int32]]:
    """Say at which place of what was drawn for an episode each case stands, -1 for none.

    Many draws are for the same cases: their places are laid out once.

    Returns
    -------
    list of int
        Where the places of the first episode begin, by draw; those of others follow.
    array of int32
    """
    begins: dict[int, int] = {}
    rows: list[NDArray[np.int32]] = []
    for by_episode in variates.cases:
        if id(by_episode) not in begins:
            begins[id(by_episode)] = count * len(rows)
            for cases in by_episode:
                rows.append(np.full(count, NONE, dtype=np.int32))
                rows[-1][cases] = np.arange(len(cases))
    place = np.concatenate([np.zeros(0, dtype=np.int32), *rows])
    return [begins[id(by_episode)] for by_episode in variates.cases], place
