"""Local dates and times as whole seconds since the start; all that knows of time zones."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from calendar import isleap
from dataclasses import dataclass, field
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@dataclass(frozen=True, slots=True)
class Clock:
    """Turns local dates and times into whole seconds since the start, and back.

    Parameters
    ----------
    timezone : str
        IANA name, such as ``Europe/London``.
    starts : datetime.date
        Local midnight of this date is second 0.

    Raises
    ------
    ValueError
        If there is no such time zone.
    """

    timezone: str
    starts: dt.date
    _zone: ZoneInfo = field(init=False, repr=False, compare=False)
    _origin: dt.datetime = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        try:
            zone = ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"{self.timezone!r} is not the name of a time zone") from error
        origin = dt.datetime.combine(self.starts, dt.time(), tzinfo=zone).astimezone(dt.UTC)
        object.__setattr__(self, "_zone", zone)
        object.__setattr__(self, "_origin", origin)

    def second(self, local: dt.datetime) -> int:
        """Return the second at which clocks on the wall show `local`.

        A time that a clock change leaves out is counted on from before the change (01:30 becomes
        02:30); of a time that comes twice the first is meant. Fractions of a second are dropped.

        Parameters
        ----------
        local : datetime.datetime
            Naive local wall-clock time.

        Returns
        -------
        int
            Seconds since the start; negative before it.

        Raises
        ------
        ValueError
            If `local` carries a time zone.
        """
        if local.tzinfo is not None:
            raise ValueError(f"{local.isoformat()} carries a time zone; wall-clock time is wanted")
        # fold=0 is both rules at once: the offset before a gap, the first of two (PEP 495).
        since = local.replace(tzinfo=self._zone, fold=0) - self._origin
        return since.days * 86_400 + since.seconds

    def local(self, second: int) -> dt.datetime:
        """Return what the clock on the wall shows at `second`, with its time zone."""
        return (self._origin + dt.timedelta(seconds=int(second))).astimezone(self._zone)

    def midnights(self, start: int, end: int) -> list[tuple[dt.date, int]]:
        """List the local midnights that cover ``[start, end]``.

        Parameters
        ----------
        start, end : int
            Seconds since the start.

        Returns
        -------
        list of (datetime.date, int)
            Date and second, from the last midnight at or before `start` to the first at or after
            `end`, so that neighbours bound the days of the stretch.
        """
        last = self.local(end).date() + dt.timedelta(days=1)
        years = range(self.local(start).year, last.year + 1)
        found = [each for year in years for each in _midnights(self, year)]
        seconds = [second for _, second in found]
        return found[bisect_right(seconds, start) - 1 : bisect_left(seconds, end) + 1]


@lru_cache(maxsize=256)
def _midnights(clock: Clock, year: int) -> list[tuple[dt.date, int]]:
    """List the midnights of a year; every hub in this zone that starts on this day has the same."""
    days = (dt.date(year, 1, 1) + dt.timedelta(days=day) for day in range(365 + isleap(year)))
    return [(date, clock.second(dt.datetime.combine(date, dt.time()))) for date in days]
