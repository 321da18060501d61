"""Which lever is missing: the rule, row by row, and what a hub is found to have."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from hubsim.measures.levers import Has, Lever, Missing, missing_lever, what_it_has
from hubsim.measures.passing import Reason
from hubsim.spec.read import hub_from
from hubsim.spec.source import read_source
from tests.engine.by_hand import program_of, together

NOTHING = Has(together=0.0, ties=0.2, one_record=False, agreed=False, led=False)
EVERYTHING = Has(together=1.0, ties=0.8, one_record=True, agreed=True, led=True)


@pytest.mark.parametrize(
    ("reason", "has", "lever"),
    [
        # On its way: first seats, then ties, then a shared record.
        (Reason.WAY, NOTHING, Lever.SEAT),
        (Reason.WAY, replace(NOTHING, together=0.4), Lever.SEAT),
        (Reason.WAY, replace(NOTHING, together=0.5), Lever.TIES),
        (Reason.WAY, replace(EVERYTHING, one_record=False), Lever.ACCESS),
        (Reason.WAY, EVERYTHING, None),
        # Cover, and being reached inside the hub, are missing where time goes for want of them.
        (Reason.ABSENT, EVERYTHING, Lever.COVER),
        (Reason.OUTSIDE, EVERYTHING, Lever.ACCESS),
        (Reason.ADVICE, NOTHING, Lever.AGREEMENT),
        (Reason.ADVICE, EVERYTHING, None),
        (Reason.UNANSWERED, NOTHING, Lever.LEAD),
        (Reason.UNANSWERED, EVERYTHING, Lever.ACCESS),
        (Reason.LOST, NOTHING, Lever.LEAD),
        (Reason.LOST, replace(NOTHING, led=True), Lever.ACCESS),
        (Reason.LOST, EVERYTHING, None),
        (Reason.CLARIFIED, NOTHING, Lever.TIES),
        (Reason.CLARIFIED, replace(NOTHING, ties=0.5), Lever.ACCESS),
        (Reason.CLARIFIED, EVERYTHING, None),
        (Reason.DISPUTE, NOTHING, Lever.LEAD),
        (Reason.DISPUTE, EVERYTHING, None),
    ],
)
def test_the_lever_of_each_reason(reason: Reason, has: Has, lever: Lever | None) -> None:
    found = missing_lever({reason: 1.0}, has)
    assert found == (None if lever is None else Missing(reason, lever))


def test_the_reason_with_most_time_decides_among_those_whose_lever_is_missing() -> None:
    """Most time goes for advice, but the agreement is signed; then comes what lies lost."""
    hours = {Reason.WAY: 1.0, Reason.ADVICE: 5.0, Reason.LOST: 2.0, Reason.DISPUTE: 0.0}
    has = replace(NOTHING, agreed=True)
    assert missing_lever(hours, has) == Missing(Reason.LOST, Lever.LEAD)
    assert missing_lever(hours, NOTHING) == Missing(Reason.ADVICE, Lever.AGREEMENT)


def test_without_time_nothing_is_missing() -> None:
    assert missing_lever(dict.fromkeys(Reason, 0.0), NOTHING) is None
    assert missing_lever({}, NOTHING) is None


STAGES = (
    "  f: {ask: {police: {who: pc, work: 10 min}}, asked_by: sw, then: s}\n"
    "  s: {who: sw, work: 10 min, then: t}\n"
    "  t: {who: pc, work: 10 min, then: out}\n"
)
PEOPLE = (
    "  sw: {agency: council, people: 9, hours: office}\n"
    "  pc: {agency: police, people: 9, hours: office}\n"
)


def has(said: str = "", agencies: str = "council: {}, police: {}, health: {}") -> Has:
    """What a small hub has between council and police on 5 January 2026."""
    text = together(STAGES, said, agencies, PEOPLE)
    hub = hub_from(read_source(text, "hub.yaml")).hub
    return what_it_has(hub, program_of(text, 24), ("council", "police"), dt.date(2026, 1, 5))


def test_a_hub_that_says_little_has_little() -> None:
    assert has() == Has(together=0.0, ties=0.2, one_record=False, agreed=False, led=False)


@pytest.mark.parametrize(
    ("sits", "share"),
    [
        ("hall / hub", 1.0),
        ("hall / annexe", 0.0),
        ("{Mon-Wed: hall / hub / A, otherwise: station}", 0.6),
        ("{Sat-Sun: hall / hub, otherwise: station}", 0.0),
    ],
)
def test_days_in_one_room(sits: str, share: float) -> None:
    """Monday to Friday count: three of five days are 60%."""
    agencies = f"council: {{sits: hall / hub}}, police: {{sits: {sits}}}, health: {{}}"
    assert has(agencies=agencies).together == pytest.approx(share)


@pytest.mark.parametrize(
    ("said", "agreed"),
    [
        ("agreement: signed", True),
        ("agreement: signed, until: 2026-01-05", True),
        ("agreement: signed, until: 2026-01-04", False),
        ("agreement: lapsed", False),
        ("agreement: none", False),
    ],
)
def test_agreements(said: str, agreed: bool) -> None:
    info = f"  information: {{police: {{{said}, reached_by: navigator}}}}\n"
    assert has(info).agreed is agreed


@pytest.mark.parametrize(
    ("led_by", "clear"),
    [
        ("council", True),
        ("{default: council, f: police, t: police}", True),
        ("{default: council, f: joint between council and police}", False),
        # t is where the case is handed to; s hands it on, and its lead counts.
        ("{default: council, s: disputed between council and police}", False),
        ("{f: council, s: council}", True),
        ("{f: council}", False),
    ],
)
def test_leads(led_by: str, clear: bool) -> None:
    assert has(f"  led_by: {led_by}\n").led is clear


def test_ties_and_records() -> None:
    said = "  one_record: [police, council]\n"
    assert has(said).one_record
    assert not has("  one_record: [police, health]\n").one_record
