"""Quantities as people write them, understood in one place.

Lengths of time (``40 min``, ``1 h 30 min``, ``6 working hours``, ``1 working day``), shares
(``15%``), volumes (``310 per week``), money (``24 GBP per hour``), working hours (``Mon-Fri
09:00-17:00``), dates. Every parser takes the text of a file and gives a number in one fixed unit:
seconds, shares of one, contacts per week, money per hour, minutes after midnight.
"""

from hubsim.units.lengths import (
    DAY,
    HOUR,
    LONGEST,
    MINUTE,
    WEEK,
    ClockName,
    Span,
    clock_time,
    span,
    usual_and_range,
    work_seconds,
)
from hubsim.units.numbers import (
    NUMBER,
    WEEKS_PER_MONTH,
    UnitError,
    count,
    money_per_hour,
    number,
    per_week,
    said,
    share,
    weeks_a_year,
)
from hubsim.units.week import (
    HOURS_HELP,
    WEEKDAYS,
    WeekHours,
    date,
    dates,
    moments,
    week_hours,
    weekdays,
)

__all__ = [
    "DAY", "HOUR", "HOURS_HELP", "LONGEST", "MINUTE", "NUMBER", "WEEK", "WEEKDAYS",
    "WEEKS_PER_MONTH", "ClockName", "Span", "UnitError", "WeekHours", "clock_time", "count",
    "date", "dates", "moments", "money_per_hour", "number", "per_week", "said", "share", "span",
    "usual_and_range", "week_hours", "weekdays", "weeks_a_year", "work_seconds",
]  # fmt: skip
