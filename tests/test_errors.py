"""Problems keep what they say, wherever they travel."""

from __future__ import annotations

import pickle

from hubsim.errors import MOST_SHOWN, InputError, Place, Problem, did_you_mean, nearest, render

FIRST = Problem(
    "E101", "unknown field", Place("hub.yaml", 4, 5, 8, "    hedcount: 2"), "did you mean?"
)
SECOND = Problem("W207", "never sends", Place("hub.yaml", 2, 1, 3, "abc: 1"))


def test_an_input_error_comes_back_whole_from_another_process():
    again = pickle.loads(pickle.dumps(InputError([FIRST, SECOND])))
    assert again.problems == (SECOND, FIRST)
    assert str(again) == render([FIRST, SECOND])


def test_a_problem_shows_its_line_and_marks_the_place():
    assert str(FIRST).splitlines() == [
        "hub.yaml:4:5: error[E101]: unknown field",
        "   4 |     hedcount: 2",
        "     |     ^~~~~~~~",
        "   = help: did you mean?",
    ]


def test_problems_are_told_in_order_and_once_and_not_without_end():
    many = [Problem("E101", "x", Place("hub.yaml", n)) for n in range(1, MOST_SHOWN + 4)]
    shown = render([*reversed(many), many[0]])
    assert shown.count("error[E101]") == MOST_SHOWN
    assert shown.index("hub.yaml:1:1") < shown.index("hub.yaml:2:1")
    assert shown.endswith("and 3 more problems.")


def test_the_nearest_name_is_found_whatever_its_case():
    assert nearest("Screner", ["manager", "screener"]) == "screener"
    assert nearest("zzz", ["manager", "screener"]) is None
    assert did_you_mean("screner", ["screener"]).startswith('did you mean "screener"?')
