"""The same cases for every design: arrivals, needs, ratings and facts are functions of their address."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from hubsim.caseload import draw_caseload
from hubsim.program import lower
from hubsim.program.demand import demand_of
from hubsim.streams import uniforms
from hubsim.structure import arrivals
from hubsim.units import DAY, HOUR, WEEK

BASE = """
hubsim: 1
name: Base
calendar:
  starts: 2026-01-05
  school_holidays: [2026-02-16 to 2026-02-20]
AGENCIES
roles:
  desk: {agency: council, posts: 50, hours: always}
ratings: {red: {}, green: {}}
contacts:
  police:
    volume: 100 per week
    arrives: every day 00:00-24:00
    true_need: {high: 20%, low: 80%}
    first_seen_as: {high: {red: 70%, green: 30%}, low: {red: 5%, green: 95%}}
  schools:
    volume: 60 per week
    arrives: "Mon-Fri 09:00-16:00"
    in_school_holidays: 0%
    true_need: {high: 10%, low: 90%}
    first_seen_as: {high: {red: 70%, green: 30%}, low: {green: 100%}}
MORE
what_they_know:
  council: {for: {high: 60%, low: 10%}, reveals: 30%}
starts_at: desk_work
stages:
  desk_work: {who: desk, work: 30 min, then: out}
outcomes: {out: {label: Out}}
"""
AGENCIES = "agencies: {council: {label: Council}}"
HORIZON = 8 * WEEK


def text(**swaps: str) -> str:
    return BASE.replace("AGENCIES", swaps.get("agencies", AGENCIES)).replace(
        "MORE", swaps.get("more", "")
    )


def rows_of(hub, yaml: str, source: str, horizon: int = HORIZON, seed: int = 1):
    program = lower(hub(yaml).hub, horizon)
    cases = draw_caseload(program, seed=seed, replication=0)
    mine = cases.source == program.sources.index(source)
    agency = program.agencies.index("council")
    knows = (cases.knows[mine] >> agency) & 1
    columns = (cases.number, cases.arrival, cases.need[0], cases.rating[0])
    return np.column_stack([*(column[mine] for column in columns), knows])


@pytest.mark.parametrize(
    "swaps",
    [
        {"agencies": "agencies: {health: {label: Health}, council: {label: Council}}"},
        {"more": "  health: {volume: 30 per week, first_seen_as: {low: {green: 100%}}}"},
    ],
    ids=["one more agency", "one more source"],
)
@pytest.mark.parametrize("source", ["police", "schools"])
def test_what_is_added_to_a_hub_changes_no_case_of_a_source_it_had(hub, swaps, source):
    assert np.array_equal(rows_of(hub, text(), source), rows_of(hub, text(**swaps), source))


def test_a_longer_run_begins_with_the_same_cases(hub):
    short, long = (rows_of(hub, text(), "police", weeks * WEEK) for weeks in (4, 8))
    assert len(long) > len(short) > 0
    assert np.array_equal(long[: len(short)], short)


def test_another_seed_gives_other_cases(hub):
    assert not np.array_equal(
        rows_of(hub, text(), "police"), rows_of(hub, text(), "police", seed=2)
    )


def test_more_volume_brings_the_same_cases_sooner(hub):
    usual = rows_of(hub, text(), "police")
    louder = rows_of(hub, text().replace("100 per week", "150 per week"), "police")
    same = louder[: len(usual)]
    assert len(louder) > len(usual)
    assert np.array_equal(same[:, [0, 2, 3, 4]], usual[:, [0, 2, 3, 4]])
    assert (same[:, 1] <= usual[:, 1]).all()


def test_a_uniform_does_not_depend_on_how_many_are_drawn():
    address = {"seed": 7, "stream": "stages.x.work", "replication": 3, "source": "police"}
    assert np.array_equal(uniforms(1000, **address)[:10], uniforms(10, **address))


@pytest.mark.parametrize(
    "part",
    [{"seed": 8}, {"stream": "stages.y.work"}, {"replication": 4}, {"source": "schools"},
     {"episode": 1}, {"visit": 1}],
    ids=lambda part: next(iter(part)),
)  # fmt: skip
def test_every_part_of_the_address_matters(part):
    address = {"seed": 7, "stream": "stages.x.work", "replication": 3, "source": "police"}
    first, second = uniforms(50, **address), uniforms(50, **(address | part))
    assert not np.isclose(first, second).any()


def test_reference_draws_are_the_same_on_every_machine():
    """Philox-4x64-10 keyed by BLAKE2b; worked out once with an independent Philox, see below."""
    drawn = uniforms(2, seed=1, stream="a", replication=0, source="b")
    assert drawn.tolist() == pytest.approx(philox_by_hand("1\x1fa\x1f0\x1fb\x1f0\x1f0"), abs=0)


def philox_by_hand(address: str) -> list[float]:
    """Philox-4x64-10 in plain integers (Salmon et al. 2011, section 4): first two outputs."""
    import hashlib  # noqa: PLC0415 - used by this witness alone

    mask = (1 << 64) - 1
    key = int.from_bytes(hashlib.blake2b(address.encode(), digest_size=16).digest(), "little")
    k0, k1 = key & mask, key >> 64
    counter = [1, 0, 0, 0]
    for _ in range(10):
        a, b = 0xD2E7470EE14C6C93 * counter[0], 0xCA5A826395121157 * counter[2]
        counter = [(b >> 64) ^ counter[1] ^ k0, b & mask, (a >> 64) ^ counter[3] ^ k1, a & mask]
        k0, k1 = (k0 + 0x9E3779B97F4A7C15) & mask, (k1 + 0xBB67AE8584CAA73B) & mask
    return [(word >> 11) * 2.0**-53 + 2.0**-54 for word in counter[:2]]


def test_contacts_come_only_while_their_source_is_open(hub):
    """Schools send on weekdays 09:00-16:00, not in the school holidays of 16 to 20 February."""
    program = lower(hub(text()).hub, HORIZON)
    for _, arrival, *_ in rows_of(hub, text(), "schools"):
        local = program.clock.local(int(arrival))
        assert local.weekday() < 5
        assert 9 <= local.hour < 16
        assert not dt.date(2026, 2, 16) <= local.date() <= dt.date(2026, 2, 20)


def test_expected_arrivals_follow_volume_season_and_surge(hub):
    """100 a week; twice that in February; 1.5 times for the first three days of March."""
    yaml = (
        text()
        .replace(
            "    arrives: every day 00:00-24:00\n", "    by_month: {Feb: 2}\n    arrives: always\n"
        )
        .replace(
            "  starts: 2026-01-05\n",
            "  starts: 2026-01-05\n  surges: [{dates: 2026-03-01 to 2026-03-03, times: 1.5}]\n",
        )
    )
    program = lower(hub(yaml).hub, 10 * WEEK)

    def expected(start: dt.date, days: int) -> float:
        first = program.clock.second(dt.datetime.combine(start, dt.time()))
        return arrivals(program, 0, first, first + days * DAY)

    assert expected(dt.date(2026, 1, 12), 7) == pytest.approx(100)
    assert expected(dt.date(2026, 2, 2), 7) == pytest.approx(200)
    assert expected(dt.date(2026, 3, 1), 3) == pytest.approx(1.5 * 100 * 3 / 7)


def test_a_bank_holiday_takes_its_contacts_away(hub):
    """Schools: 60 a week on five days; the week of Easter 2026 has Monday 6 April off."""
    program = lower(hub(text()).hub, 16 * WEEK)
    schools = program.sources.index("schools")
    monday = program.clock.second(dt.datetime.combine(dt.date(2026, 4, 6), dt.time()))
    assert arrivals(program, schools, monday, monday + DAY) == 0
    assert arrivals(program, schools, monday, monday + WEEK) == pytest.approx(48)


def test_shares_of_the_week_are_kept(hub):
    """70 % on weekday afternoons of 3.5 hours, 30 % on weekday mornings of 4 hours."""
    yaml = text().replace(
        '    arrives: "Mon-Fri 09:00-16:00"\n',
        '    arrives: {"Mon-Fri 13:00-16:30": 70%, "Mon-Fri 09:00-13:00": 30%}\n',
    )
    program = lower(hub(yaml).hub, 2 * WEEK)
    schools, midnight = program.sources.index("schools"), 0
    morning = arrivals(program, schools, midnight + 9 * HOUR, midnight + 13 * HOUR)
    afternoon = arrivals(program, schools, midnight + 13 * HOUR, midnight + 17 * HOUR)
    assert (morning, afternoon) == (pytest.approx(60 * 0.3 / 5), pytest.approx(60 * 0.7 / 5))


def test_held_back_contacts_come_with_the_next_release(hub):
    """Notices of the weekend reach the hub on Monday morning; a release is Mon-Fri 08:00-11:00."""
    yaml = text().replace(
        "    arrives: every day 00:00-24:00\n",
        '    arrives: every day 00:00-24:00\n    released: "Mon-Fri 08:00-11:00"\n',
    )
    held, free = rows_of(hub, yaml, "police"), rows_of(hub, text(), "police")
    program = lower(hub(yaml).hub, HORIZON)
    opens = program.demand[0].release_at[:, 0]
    arisen = dict(zip(free[:, 0].tolist(), free[:, 1].tolist(), strict=True))
    days = np.zeros(7)
    for number, arrival in held[:, :2].tolist():
        local = program.clock.local(arrival)
        days[local.weekday()] += 1
        assert 8 <= local.hour < 11
        assert opens[np.searchsorted(opens, arisen[number])] <= arrival < arisen[number] + 4 * DAY
    assert (days[5:] == 0).all()
    assert days[0] == pytest.approx(3 / 7 * days.sum(), rel=0.15)


def test_moments_release_everything_at_once(hub):
    yaml = text().replace(
        "    arrives: every day 00:00-24:00\n",
        '    arrives: every day 00:00-24:00\n    released: "Mon-Fri 08:30"\n',
    )
    program = lower(hub(yaml).hub, HORIZON)
    times = {
        program.clock.local(int(a)).strftime("%H:%M:%S") for a in rows_of(hub, yaml, "police")[:, 1]
    }
    assert times == {"08:30:00"}


def test_groups_arrive_together_and_volume_counts_cases(hub):
    """Half of the contacts bring one child, half bring three: two on average, 100 cases a week."""
    yaml = text().replace(
        "    arrives: every day 00:00-24:00\n", "    together: {1: 50%, 3: 50%}\n"
    )
    program = lower(hub(yaml).hub, HORIZON)
    demand = demand_of(hub(yaml).hub, "police", program.clock, HORIZON)
    assert demand.expected[-1] == pytest.approx(8 * 50)
    arrival = rows_of(hub, yaml, "police")[:, 1]
    _, sizes = np.unique(arrival, return_counts=True)
    assert set(sizes.tolist()) <= {1, 3, 2, 4, 6}
    assert {1, 3} <= set(sizes.tolist())


def test_needs_ratings_and_facts_have_the_shares_written(hub):
    """z-tests against the binomial law, five standard errors."""
    rows = rows_of(hub, text(), "police", 150 * WEEK)
    need, rating, knows = rows[:, 2], rows[:, 3], rows[:, 4]

    def close(seen: np.ndarray, share: float) -> bool:
        return abs(seen.mean() - share) < 5 * np.sqrt(share * (1 - share) / len(seen))

    assert close(need == 0, 0.2)
    assert not (need == 1).any()
    assert close(rating[need == 0] == 0, 0.7)
    assert close(rating[need == 2] == 0, 0.05)
    assert close(knows[need == 0], 0.6)
    assert close(knows[need == 2], 0.1)
