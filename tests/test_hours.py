"""Hours and working days: the public calendar cases, worked examples, and properties."""

import datetime as dt
import pickle
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubsim.hours import (
    REGIONS,
    Clock,
    WeeklySpan,
    Windows,
    bank_holidays,
    due_by_working_days,
    open_windows,
    week_seconds,
)

LONDON = Clock("Europe/London", dt.date(2026, 1, 1))
MINUTE, HOUR = 60, 3600
TWO_YEARS = 730 * 24 * HOUR


def every(days, *stretches):
    return tuple(WeeklySpan(day, a, b) for day in days for a, b in stretches)


WEEKDAYS, ALL_DAYS = range(5), range(7)
NINE_TO_FIVE = every(WEEKDAYS, (540, 1020))
HOURS = {
    "9-17 ENG": (NINE_TO_FIVE, "England"),
    "9-12:30, 13:30-17 ENG": (every(WEEKDAYS, (540, 750), (810, 1020)), "England"),
    "nights": (every(ALL_DAYS, (1320, 1800)), "none"),
    "two shifts": (every(ALL_DAYS, (420, 900), (900, 1380)), "none"),
    "24 hours": (every(ALL_DAYS, (0, 1440)), "none"),
    "8:30-16:45 SCT": (every(WEEKDAYS, (510, 1005)), "Scotland"),
    "9-17 NIR": (NINE_TO_FIVE, "Northern Ireland"),
}


def hours(name):
    spans, region = HOURS[name]
    closed = frozenset(bank_holidays(region, range(2026, 2028)))
    return open_windows(spans, LONDON, start=0, end=TWO_YEARS, closed=closed)


def instant(text):
    """Seconds since LONDON's start (in GMT) by plain arithmetic, without the Clock."""
    since = dt.datetime.fromisoformat(text) - dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    return since.days * 86_400 + since.seconds


def wall(text, clock=LONDON):
    return clock.second(dt.datetime.fromisoformat(text))


def windows(*stretches):
    opens, closes = zip(*stretches, strict=True) if stretches else ((), ())
    return Windows(np.array(opens, dtype=np.int64), np.array(closes, dtype=np.int64))


def stretches_of(open_time):
    return list(zip(open_time.opens.tolist(), open_time.closes.tolist(), strict=True))


# ---------------------------------------------------------------- the public calendar cases

FINISH = {
    ("PUB-CAL-01", "9-17 ENG"): [
        ("2026-03-13T16:30:00+00:00", 60, "2026-03-16T09:30:00+00:00", 3900),
        ("2026-03-13T16:30:00+00:00", 30, "2026-03-13T17:00:00+00:00", 30),
        ("2026-03-14T11:00:00+00:00", 15, "2026-03-16T09:15:00+00:00", 2775),
        ("2026-03-16T17:00:00+00:00", 10, "2026-03-17T09:10:00+00:00", 970),
        ("2026-03-16T08:59:00+00:00", 1, "2026-03-16T09:01:00+00:00", 2),
        ("2026-04-02T16:00:00+01:00", 120, "2026-04-07T10:00:00+01:00", 6840),
        ("2026-12-23T12:00:00+00:00", 1440, "2026-12-30T12:00:00+00:00", 10080),
        ("2026-03-27T16:30:00+00:00", 60, "2026-03-30T09:30:00+01:00", 3840),
        ("2026-10-23T16:30:00+01:00", 60, "2026-10-26T09:30:00+00:00", 3960),
    ],
    ("PUB-CAL-02", "9-12:30, 13:30-17 ENG"): [
        ("2026-02-03T12:00:00+00:00", 60, "2026-02-03T14:00:00+00:00", 120),
        ("2026-02-03T12:30:00+00:00", 10, "2026-02-03T13:40:00+00:00", 70),
        ("2026-02-03T12:45:00+00:00", 10, "2026-02-03T13:40:00+00:00", 55),
        ("2026-02-06T16:00:00+00:00", 420, "2026-02-09T16:00:00+00:00", 4320),
    ],
    ("PUB-CAL-03", "nights"): [
        ("2026-03-28T23:30:00+00:00", 120, "2026-03-29T02:30:00+01:00", 120),
        ("2026-03-29T00:30:00+00:00", 60, "2026-03-29T02:30:00+01:00", 60),
        ("2026-10-25T00:30:00+01:00", 150, "2026-10-25T02:00:00+00:00", 150),
        ("2026-01-10T05:00:00+00:00", 90, "2026-01-10T22:30:00+00:00", 1050),
        ("2026-01-10T12:00:00+00:00", 480, "2026-01-11T06:00:00+00:00", 1080),
    ],
    ("PUB-CAL-04", "two shifts"): [
        ("2026-01-12T14:30:00+00:00", 60, "2026-01-12T15:30:00+00:00", 60),
        ("2026-01-12T22:30:00+00:00", 60, "2026-01-13T07:30:00+00:00", 540),
    ],
    ("PUB-CAL-05", "24 hours"): [
        ("2026-03-28T12:00:00+00:00", 1440, "2026-03-29T13:00:00+01:00", 1440),
        ("2026-10-24T12:00:00+01:00", 1440, "2026-10-25T11:00:00+00:00", 1440),
        ("2026-02-28T23:00:00+00:00", 120, "2026-03-01T01:00:00+00:00", 120),
    ],
}
"""Start, minutes of work, finish, elapsed minutes."""

BETWEEN = {
    ("PUB-BMIN-01", "9-17 ENG"): [
        ("2026-04-02T15:00:00+01:00", "2026-04-07T10:00:00+01:00", 180),
        ("2026-03-14T00:00:00+00:00", "2026-03-15T23:00:00+00:00", 0),
        ("2026-03-27T12:00:00+00:00", "2026-03-30T12:00:00+01:00", 480),
        ("2026-01-01T00:00:00+00:00", "2026-02-01T00:00:00+00:00", 10080),
    ],
    ("PUB-BMIN-02", "nights"): [
        ("2026-03-28T12:00:00+00:00", "2026-03-29T12:00:00+01:00", 420),
        ("2026-10-24T12:00:00+01:00", "2026-10-25T12:00:00+00:00", 540),
    ],
}
"""From, to, working minutes."""

DUE = {
    ("PUB-SLA-01", "9-17 ENG"): [
        ("2026-04-02", 1, "2026-04-07 17:00"),
        ("2026-03-14", 1, "2026-03-16 17:00"),
        ("2026-12-01", 15, "2026-12-22 17:00"),
        ("2026-03-02", 45, "2026-05-07 17:00"),
        ("2026-12-18", 10, "2027-01-06 17:00"),
    ],
    ("PUB-SLA-02", "8:30-16:45 SCT"): [
        ("2026-12-31", 1, "2027-01-05 16:45"),
        ("2026-04-02", 2, "2026-04-07 16:45"),
        ("2026-08-28", 1, "2026-08-31 16:45"),
    ],
    ("PUB-SLA-03", "9-17 NIR"): [
        ("2026-03-16", 1, "2026-03-18 17:00"),
        ("2026-07-10", 1, "2026-07-14 17:00"),
    ],
}
"""Received, working days, due (the case's date, with the close of its hours)."""


def rows(cases):
    return [
        pytest.param(name, item, id=f"{case}-{number}")
        for (case, name), items in cases.items()
        for number, item in enumerate(items, 1)
    ]


@pytest.mark.parametrize(("name", "item"), rows(FINISH))
def test_work_finishes(name, item):
    start, work, finish, elapsed = item
    ends = hours(name).after(instant(start), work * MINUTE)
    assert ends == instant(finish)
    assert ends - instant(start) == elapsed * MINUTE
    assert LONDON.local(ends) == dt.datetime.fromisoformat(finish)


@pytest.mark.parametrize(("name", "item"), rows(BETWEEN))
def test_working_minutes_between(name, item):
    a, b, minutes = item
    assert hours(name).seconds_between(instant(a), instant(b)) == minutes * MINUTE


@pytest.mark.parametrize("time", ["00:00:00", "12:00:00", "23:59:59"])
@pytest.mark.parametrize(("name", "item"), rows(DUE))
def test_due_by_working_days(name, item, time):
    received, days, due = item
    found = due_by_working_days(wall(f"{received} {time}"), days, hours(name), LONDON)
    assert found == wall(due)


# ---------------------------------------------------------------- the clock


@pytest.mark.parametrize(
    ("local", "second"),
    [
        ("2026-01-01 00:00", 0),
        ("2025-12-31 23:59:59", -1),
        ("2026-03-29 00:59", instant("2026-03-29T00:59:00+00:00")),
        ("2026-03-29 01:30", instant("2026-03-29T01:30:00+00:00")),  # does not exist: 02:30 BST
        ("2026-03-29 02:00", instant("2026-03-29T01:00:00+00:00")),
        ("2026-10-25 01:30", instant("2026-10-25T00:30:00+00:00")),  # comes twice: the first
        ("2026-10-25 02:00", instant("2026-10-25T02:00:00+00:00")),
    ],
)
def test_wall_clock_to_seconds(local, second):
    assert wall(local) == second
    later = dt.datetime.fromisoformat(local).replace(fold=1)
    assert LONDON.second(later) == second, "of a time that comes twice the first is always meant"


def test_a_hub_that_starts_in_summer_counts_from_local_midnight():
    summer = Clock("Europe/London", dt.date(2026, 7, 1))
    assert summer.local(0).isoformat() == "2026-07-01T00:00:00+01:00"
    assert wall("2026-07-01 09:00", summer) == 9 * HOUR


@given(st.integers(-TWO_YEARS, TWO_YEARS))
def test_seconds_come_back_from_the_wall_clock(second):
    local = LONDON.local(second)
    assert instant(local.isoformat()) == second
    # Only the second pass of the hour that comes twice is read as the first one.
    assert LONDON.second(local.replace(tzinfo=None)) == second - HOUR * local.fold


def test_midnights_bound_the_days_and_know_the_clock_changes():
    start, end = wall("2026-03-28 10:00"), wall("2026-03-30 10:00")
    found = LONDON.midnights(start, end)
    assert [date.day for date, _ in found] == [28, 29, 30, 31]
    assert [b - a for (_, a), (_, b) in pairwise(found)] == [24 * HOUR, 23 * HOUR, 24 * HOUR]
    assert found[0][1] <= start
    assert found[-2][1] < end <= found[-1][1]


def test_midnights_of_whole_days_end_at_the_last():
    assert LONDON.midnights(0, 48 * HOUR) == [
        (dt.date(2026, 1, 1), 0),
        (dt.date(2026, 1, 2), 24 * HOUR),
        (dt.date(2026, 1, 3), 48 * HOUR),
    ]


@pytest.mark.parametrize("name", ["Europe/Lundon", "Europe", "", "../London"])
def test_unknown_time_zone(name):
    with pytest.raises(ValueError, match="not the name of a time zone"):
        Clock(name, dt.date(2026, 1, 1))


def test_a_time_with_a_zone_is_refused():
    with pytest.raises(ValueError, match="carries a time zone"):
        LONDON.second(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))


def test_clocks_are_values():
    again = pickle.loads(pickle.dumps(LONDON))
    assert (again, hash(again)) == (LONDON, hash(LONDON))
    assert again.local(0) == LONDON.local(0)
    assert Clock("Europe/Dublin", LONDON.starts) != LONDON


# ---------------------------------------------------------------- a week's hours on the calendar


def test_a_shift_belongs_to_the_day_on_which_it_begins():
    """Friday 2 January is closed: Thursday's night goes on into it, Friday's does not begin."""
    nights = every(ALL_DAYS, (1320, 1800))
    found = open_windows(
        nights, LONDON, start=0, end=72 * HOUR, closed=frozenset({dt.date(2026, 1, 2)})
    )
    assert stretches_of(found) == [
        (0, 6 * HOUR),  # the night of 31 December, clipped
        (22 * HOUR, 30 * HOUR),
        (70 * HOUR, 72 * HOUR),  # Saturday's, clipped
    ]


def test_a_closed_day_before_the_start_has_no_night_that_reaches_in():
    found = open_windows(
        every(ALL_DAYS, (1320, 1800)),
        LONDON,
        start=0,
        end=12 * HOUR,
        closed=frozenset({dt.date(2025, 12, 31)}),
    )
    assert stretches_of(found) == []


def test_touching_and_overlapping_shifts_are_one():
    assert stretches_of(hours("24 hours")) == [(0, TWO_YEARS)]
    day = open_windows(
        every(ALL_DAYS, (420, 900), (900, 1380), (600, 660)), LONDON, start=0, end=24 * HOUR
    )
    assert stretches_of(day) == [(7 * HOUR, 23 * HOUR)]


def test_a_shift_of_days_reaches_far_into_the_calendar():
    """Friday 18:00 to Monday 08:00, seen from a Sunday (4 January)."""
    duty = (WeeklySpan(4, 1080, 3 * 1440 + 480),)
    found = open_windows(duty, LONDON, start=wall("2026-01-04"), end=wall("2026-01-06"))
    assert stretches_of(found) == [(wall("2026-01-04"), wall("2026-01-05 08:00"))]


def test_a_shift_inside_the_hour_left_out_is_not_there():
    """On 29 March 01:30 becomes 02:30, which is after 02:00."""
    day = {"start": wall("2026-03-29"), "end": wall("2026-03-30")}
    assert stretches_of(open_windows([WeeklySpan(6, 90, 120)], LONDON, **day)) == []
    around = open_windows([WeeklySpan(6, 30, 150)], LONDON, **day)
    assert stretches_of(around) == [(wall("2026-03-29 00:30"), wall("2026-03-29 02:30"))]
    assert around.seconds_until(day["end"]) == HOUR


def test_the_same_hours_are_laid_out_once():
    args = {"start": 0, "end": TWO_YEARS}
    assert open_windows(list(NINE_TO_FIVE), LONDON, **args) is open_windows(
        NINE_TO_FIVE, LONDON, **args
    )


@pytest.mark.parametrize(
    "span", [(7, 0, 60), (-1, 0, 60), (0, 1440, 1500), (0, -1, 60), (0, 60, 60), (0, 0, 10081)]
)
def test_spans_that_are_not_of_a_week(span):
    spans = [WeeklySpan(*span)]
    with pytest.raises(ValueError, match=r"WeeklySpan\(day="):
        open_windows(spans, LONDON, start=0, end=HOUR)
    with pytest.raises(ValueError, match=r"WeeklySpan\(day="):
        week_seconds(spans)


def test_an_end_before_the_start_is_refused():
    with pytest.raises(ValueError, match="before the start"):
        open_windows(NINE_TO_FIVE, LONDON, start=1, end=0)
    with pytest.raises(ValueError, match="before the start"):
        Windows.always(1, 0)


weekly = st.builds(
    lambda day, start, length: WeeklySpan(day, start, start + length),
    st.integers(0, 6),
    st.integers(0, 1439),
    st.integers(1, 10080) | st.integers(1, 1440),
)
CLOSED = frozenset(dt.date(2026, 1, d) for d in (2, 5, 9))


@given(st.lists(weekly, max_size=4), st.integers(0, 3000), st.integers(0, 12000))
def test_open_windows_minute_by_minute(spans, first, length):
    """In a zone without clock changes a minute is open if some shift began recently enough."""
    utc = Clock("UTC", dt.date(2026, 1, 1))  # a Thursday
    start = 60 * first
    found = open_windows(spans, utc, start=start, end=start + 60 * length, closed=CLOSED)
    minutes = np.arange(first, first + length)
    expected = np.zeros(length, dtype=bool)
    for span in spans:
        since = (minutes + 3 * 1440 - span.day * 1440 - span.start) % 10080
        begun = (minutes - since) // 1440  # days since 1 January on which that shift began
        away = np.isin(begun, [(date - utc.starts).days for date in CLOSED])
        expected |= (since < span.end - span.start) & ~away
    assert np.array_equal(found.is_open(60 * minutes), expected)
    assert found.seconds_until(start + 60 * length) == 60 * expected.sum()


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ((), 0),
        (NINE_TO_FIVE, 40 * HOUR),
        (NINE_TO_FIVE + every([0], (600, 1080)), 41 * HOUR),
        (every(ALL_DAYS, (1320, 1800)), 56 * HOUR),
        (every(ALL_DAYS, (0, 1440)), 168 * HOUR),
        ((WeeklySpan(6, 1320, 1800), WeeklySpan(0, 300, 420)), 9 * HOUR),
        ((WeeklySpan(3, 600, 10680),), 168 * HOUR),
    ],
)
def test_week_seconds(spans, expected):
    assert week_seconds(spans) == expected


# ---------------------------------------------------------------- windows


def test_windows_worked_example():
    """Open 10-20 and 30-35."""
    two = windows((10, 20), (30, 35))
    at = np.array([5, 10, 15, 19, 20, 29, 30, 34, 35, 99])
    assert two.seconds_until(at).tolist() == [0, 0, 5, 9, 10, 10, 10, 14, 15, 15]
    assert two.is_open(at).tolist() == [
        False,
        True,
        True,
        True,
        False,
        False,
        True,
        True,
        *[False] * 2,
    ]
    assert [two.next_open(int(t)) for t in at] == [10, 10, 15, 19, 30, 30, 30, 34, None, None]
    assert two.seconds_between(np.array([[12], [25]]), np.array([18, 32])).tolist() == [
        [6, 10],
        [-2, 2],
    ]
    assert [two.after(12, work) for work in (0, 8, 9, 13, 14)] == [12, 20, 31, 35, None]
    assert [two.after(20, work) for work in (0, 5, 6)] == [30, 35, None]


def test_never_open():
    never = Windows.always(5, 5)
    assert stretches_of(never) == []
    assert never.seconds_until(np.array([1, 9])).tolist() == [0, 0]
    assert never.is_open(np.array([1, 9])).tolist() == [False, False]
    assert (never.next_open(0), never.after(0, 0), never.after(0, 1)) == (None, None, None)
    always = Windows.always(0, 9)
    assert (never | always, never & always, always.minus(never)) == (always, never, always)


def test_negative_work_is_refused():
    with pytest.raises(ValueError, match="negative"):
        windows((0, 10)).after(0, -1)


def test_windows_cannot_be_changed_from_outside():
    opens = np.array([0, 20])
    two = Windows(opens, np.array([10, 30]))
    opens[0] = 5
    assert two == windows((0, 10), (20, 30))
    for same in (two, pickle.loads(pickle.dumps(two))):
        assert (same, hash(same)) == (two, hash(two))
        for array in (same.opens, same.closes):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 1
    assert two != windows((0, 10), (20, 31))
    assert two != "hours"


@pytest.mark.parametrize(
    "stretches", [[(0, 0)], [(5, 1)], [(0, 5), (5, 9)], [(0, 6), (5, 9)], [(5, 9), (0, 2)]]
)
def test_stretches_that_are_not_normal_are_refused(stretches):
    with pytest.raises(ValueError, match="in order"):
        windows(*stretches)


def test_arrays_that_do_not_pair_are_refused():
    with pytest.raises(ValueError, match="pairs"):
        Windows(np.array([1, 2]), np.array([3]))


def test_fractions_of_a_second_are_refused():
    with pytest.raises(TypeError, match="whole"):
        Windows(np.array([0.5]), np.array([2.0]))
    with pytest.raises(TypeError, match="whole"):
        windows((0, 10)).seconds_until(np.array([1.5]))


SPAN = 60
stretch_lists = st.lists(st.tuples(st.integers(0, SPAN), st.integers(0, SPAN)), max_size=6)


def naive(stretches):
    """Open or not, second by second."""
    seconds = np.zeros(SPAN, dtype=bool)
    for a, b in stretches:
        seconds[a:b] = True
    return seconds


def merged(stretches):
    pairs = np.array(stretches, dtype=np.int64).reshape(-1, 2)
    return Windows.merging(pairs[:, 0], pairs[:, 1])


def per_second(open_time):
    return open_time.is_open(np.arange(SPAN))


@given(stretch_lists, stretch_lists, stretch_lists)
def test_combining_windows_second_by_second(first, second, third):
    # Building a result checks that it is normalised: Windows refuses stretches that touch.
    many = a, b, c = [merged(stretches) for stretches in (first, second, third)]
    x, y, z = (naive(stretches) for stretches in (first, second, third))
    assert np.array_equal(per_second(a), x)
    assert np.array_equal(per_second(a | b), x | y)
    assert np.array_equal(per_second(a & b), x & y)
    assert np.array_equal(per_second(a.minus(b)), x & ~y)
    assert np.array_equal(per_second(Windows.union(*many)), x | y | z)
    assert np.array_equal(per_second(Windows.intersection(*many)), x & y & z)
    assert all(edge <= SPAN for edge in (a | b | c).closes)
    assert a.minus(b) | (a & b) == a


times = st.integers(-5, SPAN + 5)


@given(stretch_lists, times, times, times)
def test_open_seconds_add_up(stretches, a, b, c):
    open_time, seconds = merged(stretches), naive(stretches)
    a, b, c = sorted((a, b, c))
    ab, bc, ac = open_time.seconds_between(np.array([a, b, a]), np.array([b, c, c]))
    assert ab + bc == ac
    assert ac == seconds[max(a, 0) : max(c, 0)].sum()


@given(stretch_lists, times, st.integers(0, SPAN))
def test_after_is_the_first_instant_by_which_the_work_is_done(stretches, t, work):
    open_time, seconds = merged(stretches), naive(stretches)
    left = np.flatnonzero(seconds) + 1  # the end of each open second
    left = left[left > t]
    if work == 0:
        expected = int(left[0]) - 1 if left.size else None
    else:
        expected = int(left[work - 1]) if work <= left.size else None
    found = open_time.after(t, work)
    assert found == expected
    twice = open_time.after_each(np.array([t, t]), work)
    assert twice.tolist() == [-1 if expected is None else expected] * 2
    if found is not None:
        assert open_time.seconds_between(t, found) == work
    if work == 0:
        assert open_time.next_open(t) == expected


# ---------------------------------------------------------------- bank holidays


@pytest.mark.parametrize(
    ("region", "there", "not_there"),
    [
        ("England", ["2026-04-06", "2026-12-28", "2027-12-27", "2027-12-28"], ["2026-01-02"]),
        ("Wales", ["2026-04-06", "2026-08-31"], ["2026-03-01", "2026-03-17"]),
        (
            "Scotland",
            ["2026-01-02", "2026-06-15", "2026-08-03", "2026-11-30", "2027-01-04"],
            ["2026-04-06", "2026-08-31"],
        ),
        ("Northern Ireland", ["2026-03-17", "2026-07-13", "2027-07-12"], ["2026-06-15"]),
    ],
)
def test_bank_holidays_of_a_region(region, there, not_there):
    """As listed by GOV.UK; 15 June 2026 is Scotland's one-off World Cup holiday."""
    found = bank_holidays(region, range(2026, 2028))
    assert [day for day in there if dt.date.fromisoformat(day) not in found] == []
    assert [day for day in not_there if dt.date.fromisoformat(day) in found] == []
    assert list(found) == sorted(found)


@pytest.mark.parametrize("region", REGIONS)
def test_bank_holidays_are_those_of_the_years_asked_for(region):
    found = bank_holidays(region, range(2025, 2027))
    assert {date.year for date in found} == (set() if region == "none" else {2025, 2026})
    assert bank_holidays(region, range(2026, 2026)) == {}


def test_no_such_region():
    with pytest.raises(ValueError, match="'Cornwall' is not one of England, Wales, Scotland"):
        bank_holidays("Cornwall", range(2026, 2027))


# ---------------------------------------------------------------- limits in working days


def local_due(received, days, open_time):
    return str(LONDON.local(due_by_working_days(wall(received), days, open_time, LONDON)))[:16]


def test_due_for_many_receipts_at_once():
    received = np.array([[wall("2026-03-13 18:00")], [wall("2026-03-15 10:00")]])
    due = due_by_working_days(received, 2, hours("9-17 ENG"), LONDON)
    assert due.tolist() == [[wall("2026-03-17 17:00")], [wall("2026-03-17 17:00")]]


def test_a_day_with_a_break_closes_in_the_evening():
    assert local_due("2026-02-03 10:00", 1, hours("9-12:30, 13:30-17 ENG")) == "2026-02-04 17:00"


def test_a_night_closes_next_morning():
    """Received on Tuesday 3 February: Wednesday's night ends on Thursday."""
    assert local_due("2026-02-03 03:00", 1, hours("nights")) == "2026-02-05 06:00"


@pytest.mark.parametrize(("days", "due"), [(1, "2026-02-05 00:00"), (3, "2026-02-07 00:00")])
def test_round_the_clock_every_day_is_a_working_day(days, due):
    assert local_due("2026-02-03 10:00", days, hours("24 hours")) == due


def test_round_the_clock_with_a_closed_day_and_a_morning_left_over():
    """Monday 09:00 to Saturday 06:00 without a break, Wednesday 4 February closed."""
    spans = every([0], (540, 1440)) + every(range(1, 4), (0, 1440)) + every([4], (0, 1800))
    closed = frozenset({dt.date(2026, 2, 4)})
    open_time = open_windows(spans, LONDON, start=0, end=TWO_YEARS, closed=closed)
    assert [local_due("2026-02-01 10:00", days, open_time) for days in range(1, 6)] == [
        "2026-02-03 00:00",
        "2026-02-04 00:00",
        "2026-02-06 00:00",
        "2026-02-07 06:00",
        "2026-02-10 00:00",
    ]


def test_limits_that_cannot_be_said():
    with pytest.raises(ValueError, match="at least 1 working day"):
        due_by_working_days(0, 0, hours("9-17 ENG"), LONDON)
    with pytest.raises(ValueError, match="the hours end before 2 working days"):
        due_by_working_days(0, 2, windows((30 * HOUR, 31 * HOUR)), LONDON)
    with pytest.raises(ValueError, match="the hours end before"):
        due_by_working_days(np.array([0]), 1, Windows.always(0, 0), LONDON)
