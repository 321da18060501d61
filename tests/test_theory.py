"""Theory beside the run: formulas against published values, laws against runs that obey them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml

from hubsim.cli import main
from hubsim.study import Length, Study, designs_from, run_study
from hubsim.text.theory import theory_lines
from hubsim.theory import ROUGHLY, erlang_c, mean_wait, predictions
from tests.verification.hubs import hub, length, per_week

CASES = {
    case["id"]: case
    for case in yaml.safe_load(
        (Path(__file__).parent / "verification" / "public.yaml").read_text(encoding="utf-8")
    )["cases"]
}
EXACT = (
    "PUB-MM1-01", "PUB-MM1-02", "PUB-MMC-01", "PUB-MMC-02", "PUB-MG1-LN-01", "PUB-MG1-GA-01",
    "PUB-MD1-01",
)  # fmt: skip


def expected(case, metric: str) -> float | None:
    return next((each["value"] for each in case["expected"] if each["metric"] == metric), None)


def parts(name: str):
    """Servers, minutes between contacts, minutes of work and its cv."""
    params = CASES[name]["params"]
    service, arrivals = params["service"], params["arrivals"]
    every = arrivals.get("mean_interarrival_min", arrivals.get("interarrival_min"))
    work = service.get("mean_min", service.get("mean", service.get("min", service.get("value"))))
    cv = {"exponential": 1.0, "exp": 1.0, "det": 0.0, "constant": 0.0}.get(service["dist"])
    return params["servers"], every, work, service["cv"] if cv is None else cv


@pytest.mark.parametrize("name", EXACT)
def test_waits_are_the_published_ones(name):
    servers, every, work, cv = parts(name)
    found = mean_wait(servers, every, work, 1.0, cv)
    assert found == pytest.approx(expected(CASES[name], "mean_queue_wait"), rel=1e-7)
    waits = expected(CASES[name], "p_wait_positive")
    if waits is not None and servers > 1:
        assert erlang_c(servers, work / every) == pytest.approx(waits, rel=1e-7)


def test_the_approximation_is_near_the_exact_wait_of_regular_contacts():
    """D/M/1: exact 20.3128 min; Allen–Cunneen says half of M/M/1, 24 min, 18 % too much."""
    servers, every, work, cv = parts("PUB-DM1-01")
    found = mean_wait(servers, every, work, 0.0, cv)
    assert found == pytest.approx(24)
    assert abs(found / expected(CASES["PUB-DM1-01"], "mean_queue_wait") - 1) < ROUGHLY


def test_more_than_can_be_done_has_no_wait_and_nothing_to_do_none():
    assert mean_wait(2, 5, 10, 1, 1) == float("inf")
    assert erlang_c(3, 0) == 0


def queue(name: str) -> str:
    servers, every, _, _ = parts(name)
    service = CASES[name]["params"]["service"]
    return hub(
        contacts={"c": f"{{volume: {per_week(every)}}}"},
        roles={"w": str(servers)},
        stages={"s": f"{{who: w, work: {length(service)}, then: out}}"},
    )


def told(text: str, folder: Path, weeks: int = 30, replications: int = 4):
    file = folder / "case.yaml"
    file.write_text(text)
    span = Length(weeks, 2, 1)
    study = Study(designs_from([str(file)], length=span), span, replications)
    results = run_study(study)
    (design,) = study.designs
    return design, results, lambda row: results.estimate(design.label, *row).mean


@pytest.mark.parametrize(
    ("name", "law"), [("PUB-MMC-01", "Erlang C"), ("PUB-MD1-01", "Pollaczek-Khinchine")]
)
def test_a_queue_that_obeys_the_laws_agrees_with_all_of_them(name, law, tmp_path):
    design, results, measured = told(queue(name), tmp_path)
    found, silent = predictions(design.program, design.window, measured)
    assert silent == []
    laws = {each.law: each for each in found}
    assert set(laws) == {"demand", "utilisation law", "Little's law", "traffic equations", law}
    wait = expected(CASES[name], "mean_queue_wait") / 60
    assert laws[law].value == pytest.approx(wait, rel=1e-6)
    for each in found:
        e = results.estimate(design.label, *each.rows[0])
        assert not each.disagrees(e.low, e.high), each
        # A run that is a fifth off would be found out, but for the interval.
        assert each.disagrees(1.06 * each.value, 1.2 * each.value)
        assert each.disagrees(0.8 * each.value, 0.94 * each.value)


def test_a_run_that_breaks_a_law_is_told(tmp_path, monkeypatch, capsys):
    """A role that seems as busy as if its work took a third longer."""
    from hubsim.measures import MEASURES  # noqa: PLC0415 - heavy, and changed here alone
    from hubsim.measures.registry import Measure  # noqa: PLC0415 - the same

    file = tmp_path / "case.yaml"
    file.write_text(queue("PUB-MMC-02"))
    words = ["run", str(file), "--weeks", "8", "--warm-up", "1", "-n", "3", "--executor", "threads"]
    assert main(words) == 0
    assert "DISAGREES\n" not in capsys.readouterr().out
    right = MEASURES["utilisation"]

    def wrong(t):
        return [(by, group, 4 / 3 * value) for by, group, value in right.function(t)]

    broken = Measure(
        right.name, right.label, right.unit, right.definition, right.better, wrong, right.settles
    )
    monkeypatch.setitem(MEASURES, "utilisation", broken)
    assert main(words) == 0
    shown = capsys.readouterr().out
    line = next(line for line in shown.splitlines() if line.endswith("DISAGREES"))
    assert line.startswith("Work against time on duty: W")
    assert (
        "0.69" in line or "0.70" in line
    )  # 25 / 6 / 6, published as 0.6944, by the cases that came


def test_one_run_alone_is_not_held_against_the_laws(tmp_path):
    """There is no interval: a difference may be chance."""
    design, results, _ = told(queue("PUB-MMC-01"), tmp_path, weeks=3, replications=1)
    said = " ".join("\n".join(theory_lines(results, design)).split())
    assert "nothing is said to agree or to disagree" in said
    assert "DISAGREES" not in said
    assert "Little's law" not in said or "Agree:" not in said


def test_reasons_are_given_where_no_formula_holds(capsys):
    assert main(["run", "starter", "--weeks", "6", "-n", "2"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    for why in ("they come and go in shifts (all)", "more urgent work goes first (all)",
                "contacts come in groups", "work comes to them from other stages"):  # fmt: skip
        assert why in shown


def test_what_a_reply_costs_is_paid_by_whoever_works_on_the_case_next():
    """Administrators ask and others go on: by the law and in the run, each is as busy as the other
    says. If whoever asks paid for the replies, administrators would be 18 % busier by the law."""
    span = Length(13, 4, 2)
    study = Study(designs_from(["county_integrated"], length=span), span, 3)
    results = run_study(study)
    (design,) = study.designs
    found, _ = predictions(
        design.program, design.window, lambda row: results.estimate(design.label, *row).mean
    )
    roles = {each.rows[0][2]: each for each in found if each.law == "utilisation law"}
    assert {"hub_admin", "enquiry_sw"} <= set(roles)
    for name, each in roles.items():
        if len(each.rows) == 1:
            busy = results.estimate(design.label, "utilisation", "role", name).mean
            assert each.value == pytest.approx(busy, rel=0.05), name


FED = hub(
    contacts={"a": "{volume: 300 per week}", "b": "{volume: 100 per week}"},
    roles={"w": "2"},
    stages={"s": "{who: w, work: 60 min, then: out}"},
)


def fed(folder: Path, hours: range) -> Path:
    """A file in which contacts come at these hours of every day of thirty weeks."""
    first = dt.datetime(2026, 1, 5)  # noqa: DTZ001 - local time, as in the file
    rows = [
        f"{first + dt.timedelta(days=day, hours=hour):%Y-%m-%d %H:%M},{'ab'[hour % 2]},all"
        for day in range(33 * 7)
        for hour in hours
    ]
    file = folder / "contacts.csv"
    file.write_text("\n".join(["received,source,rating", *rows]) + "\n")
    return file


def run_fed(folder: Path, hours: range):
    file = folder / "case.yaml"
    file.write_text(FED)
    span = Length(30, 2, 1)
    designs = designs_from([str(file)], length=span, contacts=fed(folder, hours))
    return designs[0], run_study(Study(designs, span, 2))


def test_real_contacts_count_and_not_the_volumes_of_the_hub(tmp_path):
    """Ten contacts a day are 70 a week; the hub writes 400, which its two people could not do."""
    design, results = run_fed(tmp_path, range(8, 18))
    assert results.unsettled == {}
    assert design.loads["w"] == pytest.approx(10 / 48)

    def measured(row):
        return results.estimate(design.label, *row).mean

    found, silent = predictions(design.program, design.window, measured, design.contacts)
    laws = {(each.law, each.rows[0][-1]): each.value for each in found}
    assert laws["demand", "all"] == 70 * 30
    assert laws["traffic equations", "s"] == pytest.approx(70)
    assert laws["utilisation law", "w"] == pytest.approx(10 / 48)
    for each in found:
        e = results.estimate(design.label, *each.rows[0])
        assert not each.disagrees(e.low, e.high), each
    assert [each.law for each in silent] == ["waits"]
    assert "DISAGREES " not in "\n".join(theory_lines(results, design))


def test_more_real_contacts_than_can_be_done_are_warned_of_for_these_weeks(tmp_path):
    """Fifty hours of work a day for two people, who have 48."""
    file = tmp_path / "case.yaml"
    file.write_text(FED.replace("60 min", "125 min"))
    span = Length(3, 0, 0)
    (design,) = designs_from([str(file)], length=span, contacts=fed(tmp_path, range(24)))
    (warning,) = [each for each in design.warnings if each.code.startswith("W30")]
    assert warning.code == "W304"
    assert "4.2% more comes in" in warning.message
    assert "of other weeks" in warning.help
