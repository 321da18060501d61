"""Reports in the terminal, of hubs in which nothing is left to chance, so that they can be foretold."""

from __future__ import annotations

from pathlib import Path

import pytest

from hubsim.cli import main
from hubsim.plain import percent

SHORT = ["--weeks", "2", "--warm-up", "1", "--run-off", "1", "-n", "2"]

HUB = """\
hubsim: 1
name: Foretold
basis: {grade: measured, source: "by hand"}
calendar: {starts: 2026-01-05, timezone: UTC, holidays: none, working_day: every day 00:00-24:00}
agencies: {council: {}, health: {}, police: {}}
roles:
  desk: {agency: council, posts: 1, hours: always}
  sw: {agency: council, posts: 9, hours: always}
ratings: {red: {}, green: {}}
contacts: {web: {every: 1 day, true_need: {high: 100%}, first_seen_as: {high: {red: 100%}}}}
what_they_know: {health: {for: {high: 100%}, reveals: 100%, turns_on: 0%}}
recognition: {missed_as_moderate: 0%, mistaken: 0%}
working_together:
  information: {health: {agreement: signed, reached_by: e-mail}}
  access: {e-mail: {never: 0%, nothing_found: 0%}}
  agreements: {signed: {hesitates: 0%, refuses: 0%}}
  leads: {unclear: {disputes: 0%}}
starts_at: d
stages:
  d: {who: desk, work: 1 h, then: f}
  f: {ask: {health: {reply_takes: 2 h, during: always}}, asked_by: sw, then: s}
  s: {who: sw, work: 1 h, decides_from: [health], then: {seen_as_high: {plan: 100%}, otherwise: {closed: 100%}}}
outcomes: {plan: {protects: high}, closed: {}}
"""
"""One contact a day, seen at once, asked about, answered after two hours, decided in one: 4 h."""


@pytest.fixture
def foretold(tmp_path: Path) -> Path:
    """The file of that hub."""
    file = tmp_path / "foretold.yaml"
    file.write_text(HUB, encoding="utf-8")
    return file


def shown(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """Lines that a command prints, with single spaces."""
    assert main([*words, *SHORT]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    return [" ".join(line.split()) for line in lines]


def block(lines: list[str], title: str) -> list[str]:
    """The lines below a heading, up to the next empty one."""
    at = next(n for n, line in enumerate(lines) if line.startswith(title))
    end = next((n for n in range(at, len(lines)) if not lines[n]), len(lines))
    return lines[at + 2 : end]


def test_health_heard_stands_beside_every_time(foretold: Path, capsys) -> None:
    """Both blocks, both clocks, all cases and each rating: 4 h, a sixth of a day, health in all."""
    lines = shown(capsys, "run", str(foretold))
    for title in ("Time from contact to decision", "… where partners were asked (100% of cases)"):
        told = block(lines, title)
        assert told[0].endswith("median 9 in 10 health heard")
        assert told[2] == "all cases 4.00 (4.00 to 4.00) 4.00 4.00 100%"
        assert told[3] == "Red 4.00 (4.00 to 4.00) 4.00 4.00 100%"
        assert told[6] == "all cases 0.167 (0.167 to 0.167) 0.167 0.167 100%"
        assert told[7] == "Red 0.167 (0.167 to 0.167) 0.167 0.167 100%"


def test_without_health_the_first_agency_of_the_file_stands_there(foretold: Path, capsys) -> None:
    foretold.write_text(HUB.replace("health", "nurses"), encoding="utf-8")
    lines = shown(capsys, "run", str(foretold))
    assert block(lines, "Time from")[0].endswith("nurses heard")


def test_a_hub_that_asks_nobody_has_no_such_column(one_desk: Path, capsys) -> None:
    lines = shown(capsys, "run", str(one_desk))
    assert block(lines, "Time from")[0].endswith("9 in 10")
    assert not any("heard" in line for line in lines)
    for title in ("Between agencies", "Who is accountable", "Need seen"):
        assert not any(line.startswith(title) for line in lines)


def test_the_handoff_ledger_and_the_lever_that_is_missing(foretold: Path, capsys) -> None:
    """Seven questions a week lie for 2 h with people outside: half of the 4 h; access is missing."""
    lines = block(shown(capsys, "run", str(foretold)), "Between agencies")
    assert lines[1:4] == [
        "Council and Health",
        "7.00 2.00 0% 0% 50% (50% to 50%)",
        "e-mail to people outside the hub 100%",
    ]
    missing = "missing: access to what they know (100% of it lies with people outside the hub)"
    assert " ".join(lines[4:6]) == missing


def test_who_is_accountable(foretold: Path, capsys) -> None:
    """Nobody leads, but somebody begins at once, and who asked keeps it: 4 h of the council's."""
    lines = block(shown(capsys, "run", str(foretold)), "Who is accountable")
    assert lines[1] == "Council 4.00 (4.00 to 4.00) 100% 4.00"
    assert not any(line.startswith("Nobody ") for line in lines)


def test_need_seen_and_risk(foretold: Path, capsys) -> None:
    """Health's fact reveals all: high need is seen and answered after 4 h, a sixth of a day.

    At any time 7 × 4 of 168 hours, a sixth of a case, is at risk.
    """
    lines = block(shown(capsys, "run", str(foretold)), "Need seen")
    assert lines[1] == "Recognised when it was judged 100% (100% to 100%) 100%"
    assert lines[2] == "Missed: left without what answers it 0% (0% to 0%) 0%"
    told = " ".join(lines[3:])
    assert "high need is answered: 0.167 (0.167 to 0.167) elapsed days" in told
    assert "on average 0.167 cases of this model wait for it at a time." in told


def test_compare_shows_changes_with_intervals_and_health_beside_them(
    foretold: Path, capsys
) -> None:
    """Answered after one hour instead of two: 3 h instead of 4, 25% less, in both replications."""
    words = ["compare", str(foretold), "--set", "stages.f.ask.health.reply_takes=1 h"]
    lines = shown(capsys, *words)
    told = block(lines, "Time to decision, mean, hub working hours")
    assert told[1].endswith("mean (95% interval) change (95% interval) heard")
    assert told[3] == "all cases 4.00 (4.00 to 4.00) 100%"
    assert "(lower in 2 of 2 identical periods)" in " ".join(told)
    row = "3.00 (3.00 to 3.00) -1.00 (-1.00 to -1.00) -25% 100%"
    assert f"all cases {row}" in told
    assert f"Red {row}" in told
    between = block(lines, "Between agencies")
    assert "Hours each takes 1.00 (1.00 to 1.00) -1.00 (-1.00 to -1.00), -50%" in between
    worst = block(lines, "Where most time lies")
    assert "Council and Health, 50% (50% to 50%) of the time; missing: access to what" in worst[1]


def test_busy_before_triage_hides_the_levers(foretold: Path, capsys) -> None:
    """At the desk 22.5 of 24 hours are 94%, above 92%; 22 are 92%, and no more."""
    lines = shown(capsys, "run", str(foretold), "--set", "stages.d.work=22.5 h")
    told = " ".join(block(lines, "… where"))
    assert "Busy before partners are asked: Desk 94%." in told
    assert "read the results by rating" in told
    lines = shown(capsys, "run", str(foretold), "--set", "stages.d.work=22 h")
    assert not any("Busy before" in line for line in lines)
    # sw is as busy, and works only after partners have been asked.
    words = ["--set", "stages.s.work=22.5 h", "--set", "roles.sw.posts=1"]
    lines = shown(capsys, "run", str(foretold), *words)
    assert not any("Busy before" in line for line in lines)
    lines = shown(capsys, "compare", str(foretold), str(foretold), "--set", "stages.d.work=22.5 h")
    assert "busy before partners are asked: Desk 94%." in " ".join(lines)


def test_what_the_results_rest_on(one_desk: Path, foretold: Path, capsys) -> None:
    """Packaged numbers are counted where there are some; the one desk has none."""
    lines = shown(capsys, "run", str(one_desk))
    assert any(line.startswith("Rests on") and "packaged" not in line for line in lines)
    told = " ".join(shown(capsys, "run", str(foretold))[:8])
    assert "of these packaged with hubsim." in told


def test_each_sort_of_number_is_counted(tmp_path: Path, capsys) -> None:
    """posts, every and work: three numbers, of which one is published and two are assumed."""
    file = tmp_path / "three.yaml"
    file.write_text(
        "hubsim: 1\nname: Three\ncalendar: {starts: 2026-01-05}\nagencies: {a: {}}\n"
        "roles: {w: {agency: a, posts: 1, hours: always}}\ncontacts: {web: {every: 1 h}}\n"
        "starts_at: s\nstages:\n"
        "  s: {who: w, work: {value: 20 min, grade: published, source: x}, then: out}\n"
        "outcomes: {out: {}}\n",
        encoding="utf-8",
    )
    assert "Rests on 3 numbers, of which 2 are assumed." in shown(capsys, "run", str(file))


@pytest.mark.parametrize("model", ["county_separate", "county_integrated"])
def test_shipped_models_are_told_within_80_columns(model: str, capsys) -> None:
    lines = shown(capsys, "run", model)
    for title in ("Between agencies", "Who is accountable", "Need seen", "What was known"):
        assert block(lines, title)


def test_a_story_within_80_columns(capsys) -> None:
    for case in ("40", "60", "80"):
        assert main(["explain", "county_separate", "--case", case, "--weeks", "3"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert max(map(len, lines)) <= 80
        assert any("accountable" in line for line in lines)


def test_hubs_that_share_neither_agencies_nor_ratings_are_compared(capsys) -> None:
    """Things that the first hub does not know are called as the hub that has them says."""
    words = ["--weeks", "1", "--warm-up", "0", "--run-off", "0", "-n", "2"]
    assert main(["compare", "starter", "small_town_hub", *words]) == 0
    assert "Community health trust" in capsys.readouterr().out


def test_a_very_small_share_is_not_told_as_none():
    assert [percent(x) for x in (0.0, 0.0004, -0.00002, 0.004, 0.42)] == [
        "0%", "0.04%", "-0.002%", "0.4%", "42%",
    ]  # fmt: skip
