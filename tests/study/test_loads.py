"""What roles are asked to do is told of the weeks that are measured, and of a year."""

from __future__ import annotations

import pytest

from hubsim.study import Design, Length, designs_from

AGREEMENT = "working_together.information.westmere"
LENGTH = Length(20, 3, 12)
"""Of a hub that starts on 5 January 2026: measured from 26 January to 14 June, run to 6 September."""


def design_of(*settings: str, length: Length = LENGTH) -> Design:
    (design,) = designs_from(["regional_hub"], settings=settings, length=length)
    return design


@pytest.mark.parametrize("until", ["2026-06-14", "2026-06-30", "2026-08-20"])
def test_an_agreement_that_ends_after_the_measured_weeks_holds_in_all_of_them(until: str) -> None:
    always = design_of(f"{AGREEMENT}.until=2027-12-31").loads
    assert design_of(f"{AGREEMENT}.until={until}").loads == pytest.approx(always, rel=1e-12)


def test_an_agreement_that_ends_before_the_measured_weeks_holds_in_none() -> None:
    never = design_of(f"{AGREEMENT}.until=2025-12-31").loads
    assert design_of(f"{AGREEMENT}.until=2026-01-25").loads == pytest.approx(never, rel=1e-12)
    assert never["westmere_records"] < design_of().loads["westmere_records"]


def test_an_agreement_that_ends_in_between_counts_by_working_days() -> None:
    """It holds on 67 of the 96 working days of these weeks: 100 days less four bank holidays."""

    def load(until: str) -> float:
        return design_of(f"{AGREEMENT}.until={until}").loads["westmere_records"]

    held, lapsed = load("2027-12-31"), load("2025-12-31")
    assert load("2026-04-30") == pytest.approx(lapsed + (held - lapsed) * 67 / 96, rel=1e-9)


def test_a_year_is_the_first_52_weeks_however_long_the_run() -> None:
    loads = [design_of(length=Length(weeks, 0, 0)).year_loads for weeks in (10, 52, 70)]
    assert loads[0] == loads[1] == loads[2]
