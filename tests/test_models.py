"""What the shipped models of other hubs must show: a MARAC, a discharge hub, a regional hub, a small town.

Nothing here is a figure of our own output. Expected are dates worked out from the calendar, figures that
are published, rules of docs/semantics.md, and signs: that a lever moves what it should, beyond the paired
interval.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from functools import cache

import numpy as np
import pytest

from hubsim.cli import main
from hubsim.engine import Run, simulate
from hubsim.measures.traces import Traces
from hubsim.models import read_model
from hubsim.program import Kind
from hubsim.structure.findings.finding import Weight
from hubsim.structure.hub_map import map_hub
from hubsim.study import Length, Results, Study, run_study
from hubsim.study.design import Design
from hubsim.units import DAY, WEEK

MODELS = ("marac", "discharge_hub", "regional_hub", "small_town_hub")
STARTS = dt.date(2026, 1, 5)
"""A Monday; the first day of all four."""

LENGTHS = {
    "marac": Length(52, 40, 4),  # until as many repeats come as will come
    "discharge_hub": Length(20, 8, 4),
    "regional_hub": Length(20, 8, 4),
    "small_town_hub": Length(26, 8, 4),
}
SCENARIOS = {
    "marac": ("marac_every_week", "marac_more_referrals"),
    "discharge_hub": ("discharge_more_starts", "discharge_council_record"),
    "regional_hub": ("regional_agreements_renewed", "regional_one_record"),
    "small_town_hub": ("small_town_cover", "small_town_together_all_week"),
}
MEASURES = (
    "contacts", "days_to_decision_mean", "asked_hours_to_decision_mean", "heard", "need_recognised",
    "other_target_met", "busy", "refused_replies", "handoff_hours",
)  # fmt: skip


@cache
def design(model: str) -> Design:
    return Design.of(read_model(model), LENGTHS[model.partition("+")[0]], model)


@cache
def study(model: str) -> Results:
    """The model and its scenarios on the same cases, four times over."""
    designs = [design(each) for each in (model, *(f"{model}+{s}" for s in SCENARIOS[model]))]
    return run_study(Study(tuple(designs), LENGTHS[model], 4, 1), measures=MEASURES)


@cache
def one_run(model: str) -> Run:
    return simulate(design(model).program, seed=1, replication=0)


def change(model: str, scenario: str, *measure: str) -> str:
    """Which way a scenario moves a measure, beyond the paired interval."""
    return study(model).difference(model, f"{model}+{scenario}", *measure).verdict


def heard_at(run: Run, stage: str) -> np.ndarray:
    """Rows of the log in which cases are heard at a meeting, in the order in which they are."""
    log, nodes = run.log, run.program.nodes
    there = nodes.stage[log.node] == run.program.stages.index(stage)
    rows = np.flatnonzero(there & (nodes.kind[log.node] == Kind.MEET) & (log.line == 0))
    rows = rows[log.start[rows] >= 0]
    return rows[np.argsort(log.start[rows], kind="stable")]


def day(second: int) -> dt.date:
    """The date of a second of the run; a winter hour more or less does not change those used here."""
    return STARTS + dt.timedelta(seconds=int(second))


# ----------------------------------------------------------------- all four of them


@pytest.mark.parametrize("model", MODELS)
def test_nobody_is_expected_to_be_busy_for_nine_tenths_of_the_time(model: str) -> None:
    assert max(design(model).loads.values()) < 0.9


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS)
def test_each_settles_with_nobody_busy_for_nine_tenths_of_the_time(model: str) -> None:
    found = study(model)
    assert model not in found.unsettled
    roles = found.groups("busy", "role")
    assert set(roles) == set(design(model).program.roles)
    for role in roles:
        assert found.estimate(model, "busy", "role", role).mean < 0.9, role


@pytest.mark.slow
@pytest.mark.parametrize(
    ("model", "least", "most"),
    [
        # SafeLives, year to September 2024: 119,985 cases at 276 meetings, 435 a year each; 6% of
        # what is referred here is not heard, so 463.
        ("marac", 0.9 * 463, 1.1 * 463),
        # What the wards send, and up to 15% who come back.
        ("discharge_hub", 20 * 120, 20 * 120 * 1.15),
        # 330 an ordinary week, fewer in school holidays, and up to 10% who come back.
        ("regional_hub", 20 * 330 * 0.95, 20 * 330 * 1.1),
        # 15 to 25 a working day: evidence for small hubs. 26 weeks from 2 March 2026 have 126 working
        # days (Good Friday, Easter Monday, two in May and one on 31 August are none).
        ("small_town_hub", 15 * 126, 25 * 126),
    ],
)
def test_as_many_contacts_come_as_should(model: str, least: float, most: float) -> None:
    assert least < study(model).estimate(model, "contacts").mean < most


@pytest.mark.parametrize("command", ["run", "map", "explain"])
def test_reports_on_leaving_hospital_do_not_speak_of_children(command: str, capsys) -> None:
    """No word of another field, but for the limits that every report states."""
    words = (
        ["--weeks", "2", "--warm-up", "1", "--run-off", "1", "-n", "2"] if command == "run" else []
    )
    assert main([command, "discharge_hub", *words]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "Adult social care" in shown
    shown = re.sub(r"no forecast for any child or adult", "", shown)
    of_others = r"\b(child\w*|safeguard\w*|red|amber|green|section|police|school\w*|famil\w*)\b"
    assert not re.findall(of_others, shown, re.IGNORECASE)


# ------------------------------------------------------------------------- the MARAC


def test_a_case_waits_twelve_days_from_the_list_to_the_meeting() -> None:
    """The list is closed on a Thursday, and heard on the Tuesday of the week after next.

    Weeks are counted from the first: lists on 8 and 22 January, meetings on 6 and 20 January, and so
    on. Who is not through with research, or does not find room on the agenda, waits 14 days more.
    """
    run = one_run("marac")
    log = run.log
    listed = {
        (int(log.case[row]), int(log.episode[row])): day(log.start[row])
        for row in heard_at(run, "list_closes")
    }
    gaps: Counter[int] = Counter()
    for row in heard_at(run, "meeting"):
        on = day(log.start[row])
        assert on.weekday() == 1
        assert (on - dt.date(2026, 1, 6)).days % 14 == 0
        closed = listed.get((int(log.case[row]), int(log.episode[row])))
        if closed is not None:  # all but those on the agenda when the run begins
            assert closed.weekday() == 3
            gaps[(on - closed).days] += 1
    assert set(gaps) <= {12, 26, 40}
    assert gaps[12] > 0.9 * gaps.total()


@pytest.mark.slow
def test_a_meeting_has_about_sixteen_cases_and_three_in_ten_were_there_before() -> None:
    """SafeLives: 16 cases at a meeting on average, 31% repeats. Never more than the agenda holds."""
    program = design("marac").program
    window = range(40 * WEEK, 92 * WEEK)
    heard, repeats, meetings = 0, 0, 0
    for replication in range(8):
        run = simulate(program, seed=1, replication=replication)
        rows = [row for row in heard_at(run, "meeting") if int(run.log.start[row]) in window]
        on_a_day = Counter(day(run.log.start[row]) for row in rows)
        assert max(on_a_day.values()) <= 24
        heard += len(rows)
        repeats += sum(int(run.log.episode[row]) > 0 for row in rows)
        meetings += len(on_a_day)
    assert 25 <= meetings / 8 <= 26
    assert heard / meetings == pytest.approx(16, abs=2)
    assert repeats / heard == pytest.approx(0.31, abs=0.03)


def test_who_sits_at_the_table_is_heard() -> None:
    """Semantics 13.2: everybody who sits at a meeting is heard, asked before or not."""
    run = one_run("marac")
    traces = Traces(run, design("marac").window)
    log, program = run.log, run.program
    meets = (program.nodes.stage[log.node] == program.stages.index("meeting")) & (
        program.nodes.kind[log.node] == Kind.MEET
    )
    idvas = np.flatnonzero(meets & (log.role == program.roles.index("idva_worker")))
    assert len(idvas) > 100
    cases = set(zip(log.case[idvas].tolist(), log.episode[idvas].tolist(), strict=True))
    lives = [
        n for n, each in enumerate(zip(traces.case, traces.episode, strict=True)) if each in cases
    ]
    assert traces.heard[lives, program.agencies.index("idva")].all()


@pytest.mark.slow
def test_a_weekly_marac_is_sooner_and_more_referrals_wait_longer() -> None:
    """Twice as often: on average 3.5 days (half of 7) to wait for the list instead of 7."""
    assert change("marac", "marac_every_week", "days_to_decision_mean") == "lower"
    assert change("marac", "marac_more_referrals", "busy", "role", "health_rep") == "higher"
    assert change("marac", "marac_more_referrals", "busy", "role", "coordinator") == "higher"


# ------------------------------------------------------------------ the discharge hub


def test_home_care_begins_with_eight_a_day_and_the_most_urgent_first() -> None:
    """On weekdays that are no bank holidays, at 14:00, in the order of the ratings."""
    run = one_run("discharge_hub")
    log, caseload = run.log, run.caseload
    rows = heard_at(run, "care_call")
    by_day: dict[dt.date, list[int]] = {}
    for row in rows:
        rating = int(caseload.rating[log.episode[row], log.case[row]])
        by_day.setdefault(day(log.start[row]), []).append(rating)
    holidays = {dt.date(2026, 4, 3), dt.date(2026, 4, 6), dt.date(2026, 5, 4), dt.date(2026, 5, 25)}
    assert not holidays & set(by_day)
    assert {on.weekday() for on in by_day} == set(range(5))
    assert max(map(len, by_day.values())) == 8
    assert all(each == sorted(each) for each in by_day.values())
    assert {rating for each in by_day.values() for rating in each} == {0, 1, 2}
    assert run.program.ratings == ("today", "tomorrow", "this_week")


@pytest.mark.slow
def test_more_starts_of_home_care_bring_people_home_and_change_nothing_inside_the_hub() -> None:
    scenario = "discharge_more_starts"
    assert change("discharge_hub", scenario, "other_target_met", "target and rating", "out: this_week") == "higher"  # fmt: skip
    decided = study("discharge_hub").difference(
        "discharge_hub", f"discharge_hub+{scenario}", "days_to_decision_mean"
    )
    assert abs(decided.relative) < 0.02


@pytest.mark.slow
def test_a_record_that_can_be_read_tells_more_and_frees_social_workers() -> None:
    scenario = "discharge_council_record"
    assert change("discharge_hub", scenario, "heard", "agency", "council") == "higher"
    assert change("discharge_hub", scenario, "busy", "role", "social_worker") == "lower"
    assert change("discharge_hub", scenario, "busy", "role", "coordinator") == "higher"


# ------------------------------------------------------------------- the regional hub


def test_only_the_host_council_is_spared_the_way_to_the_hub() -> None:
    """Semantics 12.1: inside one agency things are there at once; between agencies a way takes time."""
    run = one_run("regional_hub")
    log, nodes, program = run.log, run.program.nodes, run.program
    opening = program.stages.index("opening")
    at = (nodes.stage[log.node] == opening) & (nodes.kind[log.node] == Kind.WORK) & (log.line == 0)
    mine = at & (log.part == 0) & (nodes.passage[log.node] < 0)
    ready = {
        (int(log.case[n]), int(log.episode[n])): int(log.ready[n]) for n in np.flatnonzero(mine)
    }
    ways: dict[str, list[int]] = {"eastmere": [], "westmere": [], "northmere": []}
    for council, found in ways.items():
        door = program.stages.index(f"front_door_{council}")
        done = (
            (nodes.stage[log.node] == door) & (nodes.kind[log.node] == Kind.WORK) & (log.how == 0)
        )
        for n in np.flatnonzero(done & (log.line == 0)):
            key = (int(log.case[n]), int(log.episode[n]))
            if key in ready:
                found.append(ready[key] - int(log.end[n]))
    assert all(len(found) > 100 for found in ways.values())
    assert set(ways["eastmere"]) == {0}
    assert min(ways["westmere"] + ways["northmere"]) > 0
    assert np.mean(ways["northmere"]) > np.mean(ways["westmere"])  # weaker ties: fewer calls


@pytest.mark.slow
def test_an_agreement_that_ends_in_june_is_missed_from_july() -> None:
    """Signed until 30 June 2026: 1% of questions are refused; lapsed, 3% of red and 10% of others."""
    before, after = [], []
    for replication in range(3):
        run = simulate(design("regional_hub").program, seed=1, replication=replication)
        q = Traces(run, design("regional_hub").window).questions
        westmere = (q.agency == run.program.agencies.index("westmere")) & (q.replied >= 0)
        july = (dt.date(2026, 7, 1) - STARTS).days * DAY - 3600  # the clocks went forward in March
        before.append(q.refused[westmere & (q.asked < july)])
        after.append(q.refused[westmere & (q.asked >= july)])
    was, became = np.concatenate(before), np.concatenate(after)
    assert len(became) > 200
    assert was.mean() == pytest.approx(0.01, abs=3 * np.sqrt(0.01 * 0.99 / len(was)))
    assert became.mean() > 0.03
    assert became.mean() == pytest.approx(0.095, abs=3 * np.sqrt(0.095 * 0.905 / len(became)))


@pytest.mark.slow
def test_agreements_and_a_record_each_move_what_is_theirs() -> None:
    renewed, record = SCENARIOS["regional_hub"]
    pair = ("handoff_hours", "pair", "eastmere and northmere")
    assert change("regional_hub", renewed, "refused_replies", "agency", "northmere") == "lower"
    assert change("regional_hub", renewed, "refused_replies", "agency", "westmere") == "lower"
    assert change("regional_hub", record, *pair) == "lower"
    assert change("regional_hub", record, "busy", "role", "westmere_records") == "lower"
    for scenario, measure in ((renewed, pair), (record, ("heard", "agency", "north_trust"))):
        found = study("regional_hub").difference(
            "regional_hub", f"regional_hub+{scenario}", *measure
        )
        assert abs(found.relative) < 0.05


# ------------------------------------------------------------------------ the small town


def test_the_map_names_everybody_on_whom_it_hangs() -> None:
    """All roles of one person without cover, and none of those who have help or cover."""
    found = [
        each for each in map_hub(read_model("small_town_hub"), 64).findings if each.code == "F021"
    ]
    named = {each.problem.message.split('"')[1] for each in found}
    assert named == {"manager", "police_researcher", "nurse", "education_lead"}
    manager = next(each for each in found if '"manager"' in each.problem.message)
    assert "goes elsewhere" in manager.follows  # to the manager in the next big town
    assert manager.weight == Weight.HARMS


def test_cover_takes_them_off_the_map() -> None:
    found = map_hub(read_model("small_town_hub+small_town_cover"), 64).findings
    assert "F021" not in {each.code for each in found}


@pytest.mark.slow
def test_cover_does_what_one_room_all_week_does_not() -> None:
    model = "small_town_hub"
    cover, room = SCENARIOS[model]
    time = "asked_hours_to_decision_mean"
    assert change(model, cover, time) == "lower"
    assert change(model, cover, "heard", "agency", "police") == "higher"
    found = {s: study(model).difference(model, f"{model}+{s}", time) for s in (cover, room)}
    assert found[cover].change.high < found[room].change.low
    assert abs(found[room].relative) < 0.03
