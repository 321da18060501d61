"""The trace of the floor: worked by hand, against the time ledger, and packed and unpacked."""

from __future__ import annotations

import numpy as np
import pytest

from hubsim.errors import InputError
from hubsim.floor import Doing, counted, floor_designs, floor_trace, marks, payload, shown
from hubsim.floor.doing import part_of
from hubsim.floor.payload import columns_of, unpacked
from hubsim.floor.spans import SPAN_COLUMNS, spans_of
from hubsim.measures import Traces, Window
from hubsim.measures.owners import NOBODY
from hubsim.program import Part, lower
from hubsim.program.kinds import NONE
from hubsim.spec.read import hub_from
from hubsim.spec.source import read_source
from hubsim.units import clock_time
from tests.engine.by_hand import HOUR, Contact, calendar, caseload_of, run_by_hand

MINUTE = 60
HUB = (
    calendar() + "agencies: {a: {label: Council}, police: {label: Police}, health: {}}\n"
    "roles:\n  w: {agency: a, people: 1, hours: office}\n"
    "  p: {agency: police, people: 1, hours: office}\n"
    "contacts:\n  web: {every: 100 days}\n"
    "starts_at: look\nstages:\n"
    "  look: {who: w, work: 1 min, then: enquiry}\n"
    "  enquiry:\n    ask: {police: {seen_after: 10 min, who: p, work: 1 min},\n"
    "          health: {reply_takes: 90 min}}\n"
    "    then: decision\n"
    "  decision: {who: w, work: 1 min, decides_from: [police, health], then: out}\n"
    "outcomes: {out: {}}\n"
)


def made(cases: list[Contact], stop: int = 48 * HOUR, start: int = 0):
    hub = hub_from(read_source(HUB, "hub.yaml")).hub
    lengths = {
        "stages.look.work": [[30, 30]],
        "stages.enquiry.ask.police.work": [[20, 20]],
        "stages.decision.work": [[15, 15]],
    }
    run = run_by_hand(lower(hub, 48 * HOUR), caseload_of(cases), lengths)
    return floor_trace(Traces(run, Window(0, 48 * HOUR)), hub, Window(start, stop))


def rows(trace) -> list[tuple[str, ...]]:
    """The spans as a table: case, line, from, length, what, with whom."""
    s, t = trace.spans, trace.tokens
    names = [*trace.t.program.agencies, "-"]
    return [
        (
            int(trace.t.case[t.life[k]]) + 1, int(t.line[k]),
            clock(since), clock_time(int(until - since)), Doing(doing).name.lower(), names[agency],
            "desk" if person >= 0 else "",
        )
        for k, since, until, doing, agency, person in zip(
            s.token, s.since, s.until, s.doing, s.agency, s.person, strict=True
        )
    ]  # fmt: skip


def clock(second: int) -> str:
    return f"{second // HOUR:02d}:{second % HOUR // MINUTE:02d}"


def test_a_case_and_its_questions_by_hand() -> None:
    """Looked at from 09:00 for 30 min; asked at 09:30; police see it at 09:40 and look for 20 min;
    health replies at 11:00, after 90 min; decided from 11:00 to 11:15."""
    found = rows(made([Contact("08:00")]))
    assert found == [
        (1, 0, "08:00", "1 h", "shift", "a", ""),
        (1, 0, "09:00", "30 min", "worked", "a", "desk"),
        (1, 0, "09:30", "1 h 30 min", "reply", "a", ""),
        (1, 0, "11:00", "15 min", "worked", "a", "desk"),
        (1, 1, "09:30", "10 min", "transit", "police", ""),
        (1, 1, "09:40", "20 min", "worked", "police", "desk"),
        (1, 2, "09:30", "1 h 30 min", "outside", "health", ""),
    ]


def test_what_can_be_counted_by_hand() -> None:
    trace = made([Contact("09:00"), Contact("09:05")])
    assert not trace.led
    # 09:40: the first waits for replies since 09:30, the second is looked at from then on.
    at = counted(trace, 9 * HOUR + 40 * MINUTE)
    assert (at.open, at.on_another, at.with_nobody, at.left) == (2, 1, 0, 0)
    # Case 1 is decided from 11:00 with police and health heard; case 2, asked at 10:00, from 11:30.
    assert counted(trace, 11 * HOUR).decisions == 1
    at = counted(trace, 11 * HOUR + 20 * MINUTE)
    assert (at.open, at.on_another, at.left, at.decisions, at.heard) == (1, 1, 1, 1, 1)
    assert trace.t.program.agencies[trace.told] == "health"


def test_a_window_cuts_what_reaches_over_its_ends() -> None:
    """From 10:00 to 11:05 of the case above: the wait for health, and 5 min of the decision."""
    found = rows(made([Contact("08:00")], start=10 * HOUR, stop=11 * HOUR + 5 * MINUTE))
    assert found == [
        (1, 0, "10:00", "1 h", "reply", "a", ""),
        (1, 0, "11:00", "5 min", "worked", "a", "desk"),
        (1, 2, "10:00", "1 h", "outside", "health", ""),
    ]


@pytest.mark.parametrize("model", ["starter", "county_separate", "regional_hub", "marac"])
def test_the_trace_adds_up_to_the_time_ledger_to_the_second(model: str) -> None:
    """Of every case, part by part; and each case and question is at one place at a time."""
    (design,) = floor_designs([model])
    trace = shown(design)
    t = trace.t
    tokens, s = spans_of(t)
    held = s.held == 1
    key = tokens.life[s.token[held]] * len(Part) + part_of(s.doing[held])
    sums = np.bincount(key, (s.until - s.since)[held], len(t.case) * len(Part))
    ledger = t.ledger(np.full(len(t.case), t.log.horizon + 1), working=False)
    assert np.array_equal(sums.reshape(-1, len(Part)), ledger)
    # Line 0 is the whole life without a gap; a question has none either.
    same = s.token[1:] == s.token[:-1]
    assert np.array_equal(s.since[1:][same], s.until[:-1][same])
    main = np.flatnonzero(tokens.line == 0)
    first, last = np.searchsorted(s.token, main), np.searchsorted(s.token, main, "right") - 1
    assert np.array_equal(s.since[first], t.began[tokens.life[main]])
    assert np.array_equal(s.until[last], t.over[tokens.life[main]])
    # Nobody has two things in hand at once, and whoever has something in hand is known.
    order = np.lexsort((s.since, s.person))
    person, since, until = s.person[order], s.since[order], s.until[order]
    again = (person[1:] == person[:-1]) & (person[1:] >= 0)
    meets = np.isin(s.doing[order], (Doing.MET,))  # one person hears one case after the other
    assert np.all((since[1:] >= until[:-1])[again & ~meets[1:]])
    # Whose a case is adds up to the ledger of ownership.
    if trace.led:
        mine = np.flatnonzero(tokens.line[s.token] == 0)
        nobody = mine[s.owner[mine] == NOBODY]
        o = t.ownership
        told = np.bincount(o.life, np.where(o.owner == NOBODY, o.until - o.since, 0), len(t.case))
        found = np.bincount(tokens.life[s.token[nobody]], (s.until - s.since)[nobody], len(t.case))
        assert np.array_equal(found, told)


def test_counts_agree_with_what_is_counted_from_the_log() -> None:
    (design,) = floor_designs(["county_separate"])
    trace = shown(design)
    start, stop = trace.window.start, trace.window.stop
    for second in range(start, stop, 7 * HOUR + 11 * MINUTE):
        t = trace.t
        open_ = int(((t.began <= second) & (t.over > second)).sum())
        assert counted(trace, second).open == open_
    over = counted(trace, stop - 1)
    in_window = (t.decision_began >= start) & (t.decision_began < stop)
    health = t.program.agencies.index("health")
    assert (over.decisions, over.heard) == (in_window.sum(), t.heard[in_window, health].sum())


def test_what_is_packed_is_unpacked_to_the_same_numbers() -> None:
    (design,) = floor_designs(["county_colocated"])
    trace = shown(design)
    (hub,) = payload([trace])
    found, given = unpacked(hub["data"], hub["columns"]), columns_of(trace)
    assert list(found) == list(given)
    for name, column in given.items():
        assert np.array_equal(found[name], column), name
    assert {*SPAN_COLUMNS} <= {*found}
    assert len(hub["data"]) < 90_000, "a week of a large hub is some tens of kilobytes"
    assert np.all(found["asked"][found["line"] > 0] != NONE)
    assert np.all(found["asked"][found["line"] == 0] == NONE)


def test_clocks_that_change_within_the_time_shown() -> None:
    """On 29 March 2026 clocks in London go forward at 01:00: later times are an hour further."""
    text = HUB.replace("2026-01-05", "2026-03-23").replace('"UTC"', "Europe/London")
    hub = hub_from(read_source(text, "hub.yaml")).hub
    lengths = {
        "stages.look.work": [[30]], "stages.enquiry.ask.police.work": [[20]],
        "stages.decision.work": [[15]],
    }  # fmt: skip
    week = 167 * HOUR
    run = run_by_hand(lower(hub, week), caseload_of([Contact("09:00")]), lengths)
    (found,) = payload([floor_trace(Traces(run, Window(0, week)), hub, Window(0, week))])
    assert found["starts"] == "2026-03-23T00:00:00"
    assert found["shifts"] == [[6 * 24 * HOUR + HOUR, HOUR]]


def test_marks_are_short_and_all_different() -> None:
    names = ["Police", "Probation", "Council", "Children's care", "Public health", "P", "p o", "…"]
    found = marks(names)
    assert found["Police"] == "P"
    assert found["Probation"] == "Pr"
    assert len(set(found.values())) == len(names)
    assert all(1 <= len(mark) <= 2 for mark in found.values())
    many = marks([f"Agency {'a' * n}" for n in range(30)])
    assert len(set(many.values())) == 30


def test_what_does_not_fit_on_the_floor_is_refused() -> None:
    for models, weeks in ((["starter"] * 3, 1), ([], 1), (["starter"], 5), (["starter"], 0)):
        with pytest.raises(InputError) as error:
            floor_designs(models, weeks=weeks)
        assert error.value.problems[0].code == "E460"
