"""When are people there: open hours, bank holidays and working days, in seconds since the start.

A week is written in local wall-clock time; a run counts whole seconds. This package is the only
place where one becomes the other.
"""

from hubsim.hours.bank_holidays import REGIONS, bank_holidays
from hubsim.hours.clock import Clock
from hubsim.hours.week import WeeklySpan, open_windows, week_seconds
from hubsim.hours.windows import Seconds, Windows
from hubsim.hours.working_days import NEVER, due_after, due_by_working_days

__all__ = [
    "NEVER",
    "REGIONS",
    "Clock",
    "Seconds",
    "WeeklySpan",
    "Windows",
    "bank_holidays",
    "due_after",
    "due_by_working_days",
    "open_windows",
    "week_seconds",
]
