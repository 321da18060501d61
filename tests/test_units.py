"""Quantities as people write them, and what is said of those that cannot be read."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubsim import units
from hubsim.units import DAY, HOUR, MINUTE, WEEK, Span, UnitError, WeekHours

ALWAYS = tuple((day, 0, 1440) for day in range(7))

READ: list[tuple[Callable[[str], object], str, object]] = [
    (units.number, "12", 12.0),
    (units.number, " 0.5 ", 0.5),
    (units.number, ".5", 0.5),
    (units.number, "010", 10.0),
    (units.count, "7", 7),
    (units.count, "7.0", 7),
    (units.count, "10000", 10_000),
    (units.share, "15%", 0.15),
    (units.share, "100 %", 1.0),
    (units.share, "0.5%", 0.005),
    (units.span, "40 min", Span(40 * MINUTE)),
    (units.span, "40min", Span(40 * MINUTE)),
    (units.span, "1 h 30 min", Span(1.5 * HOUR)),
    (units.span, "1.5 hours", Span(1.5 * HOUR)),
    (units.span, "2 Days", Span(2 * DAY)),
    (units.span, "1 week", Span(WEEK)),
    (units.span, "6 working hours", Span(6 * HOUR, "working hours")),
    (units.span, "90 working minutes", Span(90 * MINUTE, "working hours")),
    (units.span, "1 working day", Span(1, "working days")),
    (units.span, "0 min", Span(0)),
    (units.work_seconds, "45 s", 45.0),
    (units.usual_and_range, "30 min", None),
    (units.usual_and_range, "30 min (15 to 75)", (1800.0, 900.0, 4500.0)),
    (units.usual_and_range, "1 h (30 min to 2 h)", (3600.0, 1800.0, 7200.0)),
    (units.per_week, "310 per week", 310.0),
    (units.per_week, "1 an hour", 168.0),
    (units.per_week, "10 per day", 70.0),
    (units.per_week, "365.25 per year", 7.0),
    (units.money_per_hour, "24 GBP per hour", (24.0, "GBP")),
    (units.money_per_hour, "24.50 EUR an hour", (24.5, "EUR")),
    (units.date, "2026-02-28", dt.date(2026, 2, 28)),
    (units.dates, "2026-02-16", (dt.date(2026, 2, 16), dt.date(2026, 2, 16))),
    (units.dates, "2026-02-16 to 2026-02-20", (dt.date(2026, 2, 16), dt.date(2026, 2, 20))),
    (units.moments, "Mon-Tue 10:00 and 14:00", ((0, 600), (0, 840), (1, 600), (1, 840))),
    (units.moments, "Fri 24:00", ((5, 0),)),  # 00:00 of the next day
    (units.moments, "Mon, Wed 10:00", ((0, 600), (2, 600))),  # days without times take the next
    (
        units.week_hours,
        "Mon, Wed 09:00-12:00",
        WeekHours(((0, 540, 720), (2, 540, 720)), False, "Mon, Wed 09:00-12:00"),
    ),
    (units.weekdays, "Mon-Wed", (0, 1, 2)),
    (units.weekdays, "Mon, Wed , Fri", (0, 2, 4)),
    (units.weekdays, "sat-Mon", (0, 5, 6)),
    (units.weekdays, "every day", (0, 1, 2, 3, 4, 5, 6)),
    (units.weeks_a_year, "6 weeks a year", 6.0),
    (units.weeks_a_year, "30 days per year", 6.0),
]


@pytest.mark.parametrize(("parse", "text", "value"), READ)
def test_what_is_written_is_read(parse, text, value):
    assert parse(text) == value


HOURS = {
    "Mon-Fri 09:00-17:00": (tuple((d, 540, 1020) for d in range(5)), False),
    "Mon 09:00-12:00 and 13:00-17:00": (((0, 540, 720), (0, 780, 1020)), False),
    "Fri-Mon 22:00-06:00": (tuple((d, 1320, 1800) for d in (0, 4, 5, 6)), False),
    "Sat 09:00-12:00, bank holidays too": (((5, 540, 720),), True),
    "every day 08:00-20:00": (tuple((d, 480, 1200) for d in range(7)), True),
    "every day 08:00-20:00, not bank holidays": (tuple((d, 480, 1200) for d in range(7)), False),
    "mon 9:00-17:00": (((0, 540, 1020),), False),
    "always": (ALWAYS, True),
    "24/7": (ALWAYS, True),
}


@pytest.mark.parametrize(("text", "meaning"), HOURS.items(), ids=HOURS)
def test_hours_of_a_week(text, meaning):
    hours = units.week_hours(text)
    assert (hours.spans, hours.on_bank_holidays, hours.text) == (*meaning, text)


REFUSED: list[tuple[Callable[[str], object], str, str, str]] = [
    (units.number, "-3", '"-3" is negative', "the smallest allowed is 0"),
    (units.number, "\u22123", '"\u22123" is negative', "the smallest"),
    (units.number, "1,200", '"1,200" has a comma in it', "write 1200"),
    (units.number, ".nan", '".nan" is not a finite number', "such as 12"),
    (units.number, "-.inf", '"-.inf" is not a finite number', "such as 12"),
    (units.number, "1e3", '"1e3" is not a number', "such as 12"),
    (units.number, "٣", '"٣" is not a number', "such as 12"),
    (units.number, "", "nothing stands between the quotes", "such as 12"),
    (units.number, "9" * 40, "is too large", "1000000000"),
    (units.number, "9" * 6000, "a text of 6,000 characters", "is a quote missing?"),
    (units.count, "2.5", '"2.5" is not a whole number', "write 2 or 3"),
    (units.count, "10001", '"10001" is too many', "10000"),
    (units.count, "true", '"true" is not a number', "such as 12"),
    (units.share, "0.15", '"0.15" is a share without a percent sign', "write 15%"),
    (units.share, "15", '"15" is a share without a percent sign', "write 15%"),
    (units.share, "120%", '"120%" is more than the whole', "between 0% and 100%"),
    (units.share, "450", '"450" is more than the whole', "between 0% and 100%"),
    (units.share, "half", '"half" is not a percentage', "write 15%"),
    (units.share, "x%", '"x%" is not a percentage', "write 15%"),
    (units.share, "-5%", '"-5%" is negative', "between 0% and 100%"),
    (units.span, "30", '"30" has no unit of time', "write 30 min, 30 h or 30 days"),
    (units.span, "16:30", '"16:30" is a time of day', "such as 40 min"),
    (units.span, "30 minuts", '"30 minuts": "minuts" is not a unit', 'did you mean "minutes"?'),
    (units.span, "-5 min", '"-5 min" is negative', "the smallest allowed is 0"),
    (units.span, "soon", '"soon" is not a length of time', "such as 40 min"),
    (units.span, "200000 days", "is longer than a century", "is the unit right?"),
    (units.span, "9999999 working days", "is longer than a century", "is the unit right?"),
    (units.span, "1.5 working days", "working days are counted whole", "4 working hours"),
    (units.work_seconds, "8 working hours", "working hours cannot be counted here", "40 min"),
    (units.usual_and_range, "30 min (75 to 15)", "does not lie between", "usual (low to high)"),
    (units.usual_and_range, "30 min (15-75)", "is not a usual value with its range", "(15 to 75)"),
    (units.per_week, "310", '"310" does not say per what', "write 310 per week"),
    (units.per_week, "310 per fortnight", "does not say per what", "per month"),
    (units.per_week, "many per week", '"many" is not a number', "such as 12"),
    (units.per_week, "90000000 per week", "is too large", "1000000 per week"),
    (units.money_per_hour, "£24", "is not a cost per hour", "write 24 GBP per hour"),
    (units.money_per_hour, "24 gbp per hour", "is not a cost per hour", "24 GBP per hour"),
    (units.date, "05/01/2026", "is not a date", "year-month-day"),
    (units.date, "2026-13-01", "there is no such day", "look at the month and day"),
    (units.date, "2026-02-30", "there is no such day", "look at the month and day"),
    (units.date, "0001-01-01", "the year is out of range", "1990 to 2100"),
    (units.dates, "2026-02-20 to 2026-02-16", "ends before it starts", "the earlier date first"),
    (units.week_hours, "Mon-Fry 09:00-17:00", "is not days and times", "days are Mon Tue Wed"),
    (units.week_hours, "9-5", '"9-5" is not days and times', "such as"),
    (units.week_hours, "Mon 09:00", '"09:00" is not a stretch of time', "such as"),
    (units.week_hours, "Mon 09:00-09:00", "has no open minute", "00:00-24:00"),
    (units.week_hours, "Mon 09:00-25:00", '"25:00" is not a time of day', "such as 09:00"),
    (units.week_hours, "Mon 24:00-06:00", "a day cannot begin at 24:00", "such as"),
    (
        units.week_hours,
        "Mon-Fri 09:00-17:00, Wed 12:00-18:00",
        "overlap on Wed at 12:00",
        "each stretch once",
    ),
    (units.week_hours, "every day 22:00-06:00, Tue 05:00-07:00", "overlap on Tue", "each stretch"),
    (units.moments, "Mon 9-10", "is not a time of day", "09:00"),
    (units.week_hours, "Mon 09:00-17:00, Tue", '"Tue" is not days and times', "such as"),
    (units.moments, "Mon 10:00, Tue", "is not days and times", "10:00 and 14:00"),
    (units.weekdays, "Mon-Wen", '"Mon-Wen" is not days of the week', "Mon, Wed, Fri"),
    (units.weekdays, "Mon, weekend", '"weekend" is not days of the week', "Mon-Wed"),
    (units.weekdays, "Mon 09:00-12:00", "is not days of the week", "Mon-Wed"),
    (units.weekdays, "", "is not days of the week", "Mon-Wed"),
    (units.weeks_a_year, "6 weeks", '"6 weeks" is not leave', "6 weeks a year"),
    (units.weeks_a_year, "53 weeks a year", "is more than a year", "6 weeks a year"),
    (units.span, "0 working days", "the day of receipt itself is no limit", "write 1 working day"),
    (units.moments, "weekdays 10:00", "is not days and times", "10:00 and 14:00"),
]


@pytest.mark.parametrize(("parse", "text", "message", "advice"), REFUSED)
def test_what_cannot_be_read_is_told(parse, text, message, advice):
    with pytest.raises(UnitError) as caught:
        parse(text)
    assert message in caught.value.message
    assert advice in caught.value.advice


PARSERS = [
    units.number, units.count, units.share, units.span, units.work_seconds,
    units.usual_and_range, units.per_week, units.money_per_hour, units.date, units.dates,
    units.week_hours, units.moments, units.weekdays, units.weeks_a_year,
]  # fmt: skip


@pytest.mark.parametrize("parse", PARSERS)
@given(text=st.text(max_size=60) | st.from_regex(r"[-0-9.,:%() a-z]{0,40}", fullmatch=True))
def test_any_text_is_read_or_told(parse, text):
    try:
        value = parse(text)
    except UnitError:
        return
    numbers = [value] if isinstance(value, int | float) else []
    assert all(math.isfinite(n) and n >= 0 for n in numbers)


@given(st.integers(0, 10_000))
def test_counts_come_back(number):
    assert units.count(str(number)) == number


@given(st.integers(0, 1000))
def test_shares_come_back(tenths):
    assert units.share(f"{tenths / 10}%") == pytest.approx(tenths / 1000)


@given(st.integers(0, 30), st.integers(0, 23), st.integers(0, 59))
def test_lengths_of_time_come_back(days, hours, minutes):
    text = f"{days} days {hours} h {minutes} min"
    assert units.span(text) == Span(days * DAY + hours * HOUR + minutes * MINUTE)


@given(st.integers(0, 6), st.integers(0, 1439), st.integers(1, 1440))
def test_a_stretch_of_hours_comes_back(day, start, length):
    end = start + length
    shown = end if end <= 1440 else end - 1440
    if shown == start:
        return
    text = (
        f"{units.WEEKDAYS[day]} {start // 60:02}:{start % 60:02}-{shown // 60:02}:{shown % 60:02}"
    )
    assert units.week_hours(text).spans == ((day, start, end),)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 s"), (59, "59 s"), (7500, "2 h 5 min"), (-90, "-1 min 30 s"), (90_061, "1 d 1 h")],
)
def test_lengths_of_time_are_said(seconds, said):
    assert units.clock_time(seconds) == said


def test_working_days_have_no_length_in_seconds():
    with pytest.raises(ValueError, match="no fixed length"):
        Span(1, "working days").seconds  # noqa: B018  # reading it raises
