"""The plot that a warm-up is judged by: as bars in a report, and as a chart."""

from __future__ import annotations

import numpy as np
import pytest

from hubsim.analysis import estimate, mser
from hubsim.charts.warm_up import warm_up_chart, warm_up_frame
from hubsim.study import Length, Study, designs_from
from hubsim.study.design import Warming
from hubsim.text.warming import warming_lines

DAYS = tuple(str(np.datetime64("2026-01-05") + n) for n in range(60))


@pytest.fixture
def study(one_desk):
    """Ten days at nothing, then ten cases on every day."""
    span = Length(8, 0, 0)
    designs = designs_from([str(one_desk)], length=span)
    series = np.where(np.arange(60) < 10, 0.0, 10.0)
    warming = Warming(designs[0].label, "open_by_day", DAYS, series, mser(series), estimate([0, 0]))
    return Study(designs, span, 2, warming=(warming,))


def test_bars_with_a_line_at_the_cut(study):
    lines = "\n".join(warming_lines(study)).splitlines()
    assert max(map(len, lines)) <= 80
    (at,) = [n for n, line in enumerate(lines) if "left out above this line" in line]
    assert lines[at - 1].split()[1:] == ["2026-01-10", "0"]
    assert lines[at + 1].split()[1:] == ["2026-01-15", "10.0", "#" * 40]
    assert "the first 10 of 60 days" in " ".join(lines)


def test_the_chart_has_every_day_its_moving_mean_and_the_cut(study):
    frame = warm_up_frame(study)
    assert frame["value"].tolist() == [0.0] * 10 + [10.0] * 50
    assert str(frame["cut"][0].date()) == DAYS[10]
    assert frame["smooth"][10] == pytest.approx(10 * 6 / 11)  # days 5 to 15
    told = warm_up_chart(frame).to_dict()
    (panel,) = told["vconcat"]
    marks = [layer["mark"]["type"] for layer in panel["layer"]]
    assert marks == ["line", "line", "rule"]


def test_nothing_is_shown_where_none_was_looked_for(study, one_desk):
    span = Length(8, 0, 0)
    plain = Study(designs_from([str(one_desk)], length=span), span, 2)
    assert warming_lines(plain) == []
    assert warm_up_frame(plain).empty
