"""Every combination is run once, beside the hub as it is, on the same cases."""

from __future__ import annotations

import csv
import json

import pytest

from hubsim.cli import main
from hubsim.errors import InputError
from hubsim.study.positions import Position
from hubsim.study.sweeping import axis_from, sweep
from tests.analyses.toys import TOY, Toy


def test_every_combination_has_its_own_value_and_change():
    toy = Toy(lambda _, told: float(told.get("a", 1)) * float(told.get("b", 10)), (0.0, 2.0))
    found = sweep(Position("toy"), [axis_from("a=1,2"), axis_from("b=3,4")], toy, figures=[TOY])
    assert found.points == ((), ("1", "3"), ("1", "4"), ("2", "3"), ("2", "4"))
    assert [found.estimate(n, TOY).mean for n in range(5)] == [11, 4, 5, 7, 9]
    assert [found.change(n, TOY).mean for n in range(5)] == [0, -7, -6, -4, -2]
    assert found.change(1, TOY).half_width == 0  # the same years
    frame = found.frame()
    assert list(frame["b"]) == ["as written", "3", "4", "3", "4"]


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("a=1, 2", ("1", "2")),
        ("a={red: 1 h, green: 2 h},3 h", ("{red: 1 h, green: 2 h}", "3 h")),
        ('a="x, y",z', ('"x, y"', "z")),
    ],
)
def test_values_part_at_commas_outside_of_brackets(text, texts):
    assert axis_from(text).texts == texts


@pytest.mark.parametrize("text", ["a", "=1", "a=", "a=1,,2"])
def test_no_values_are_an_error(text):
    with pytest.raises(InputError, match="gives no values"):
        axis_from(text)


def test_too_many_designs_are_an_error():
    many = ",".join(map(str, range(50)))
    with pytest.raises(InputError, match="2,501 designs"):
        sweep(
            Position("toy"), [axis_from(f"a={many}"), axis_from(f"b={many}")], Toy(lambda *_: 0.0)
        )


QUICK = ["--weeks", "2", "--warm-up", "1", "--run-off", "1", "-n", "2"]


def test_a_small_hub_from_end_to_end(tmp_path, capsys):
    words = ["sweep", "starter", "--over", "roles.screener.people=1,5", *QUICK]
    file = tmp_path / "sweep.csv"
    assert main([*words, "--csv", str(file)]) == 0
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 80
    assert "NOT SETTLED with 1" in shown
    rows = list(csv.DictReader(file.read_text().splitlines()))
    assert [row["roles.screener.people"] for row in rows] == ["as written"] * 2 + ["1"] * 2 + [
        "5"
    ] * 2
    assert {row["measure"] for row in rows} == {"asked_hours_to_decision_mean", "heard"}
    assert main([*words, "--csv", str(file)]) == 2
    assert "nothing is overwritten" in capsys.readouterr().err
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["rows"]
    assert [row["mean"] for row in told][2] is None  # not settled
