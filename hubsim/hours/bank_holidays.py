"""Whose bank holidays are when."""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType

REGIONS = MappingProxyType(
    {"England": "ENG", "Wales": "WLS", "Scotland": "SCT", "Northern Ireland": "NIR", "none": ""}
)
"""Whose bank holidays an agency keeps, and what the `holidays` package calls that region."""


def bank_holidays(region: str, years: range) -> dict[dt.date, str]:
    """Name the bank holidays of a region, in the order of the calendar.

    Where a holiday falls on a weekend and is given on a weekday instead, both days are listed, the
    substitute as "(observed)": a team that works weekends is away on the day itself as well.

    Parameters
    ----------
    region : str
        One of `REGIONS`; with "none" there are no holidays.
    years : range
        Calendar years. In years not yet proclaimed, one-off holidays are not known.

    Returns
    -------
    dict of datetime.date to str
        Local dates and their names.

    Raises
    ------
    ValueError
        If the region is not one of `REGIONS`.
    """
    if region not in REGIONS:
        raise ValueError(f"{region!r} is not one of {', '.join(REGIONS)}")
    if region == "none" or not years:
        return {}
    import holidays  # noqa: PLC0415 - slow to import, and many hubs never ask

    known = holidays.country_holidays("GB", subdiv=REGIONS[region], years=years)
    return dict(sorted(known.items()))
