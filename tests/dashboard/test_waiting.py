"""What a reader is told of a job that is not over."""

from __future__ import annotations

import pytest

from hubsim.dashboard.jobs import Job
from hubsim.dashboard.waiting import said


class Going(Job[int]):
    """A job of 2,000 parts that is halfway."""

    def __init__(self, left: float) -> None:
        super().__init__("key", "The work")
        self.began, self.done_parts, self.of_parts, self.left = 0.0, 1000, 2000, left

    @property
    def seconds_left(self) -> float:
        return self.left


@pytest.mark.parametrize(("left", "about"), [(90, "90 seconds"), (600, "10 minutes")])
def test_how_long_a_job_still_takes_is_told_in_a_unit_to_plan_with(left, about):
    assert said(Going(left)) == f"The work: 1,000 of 2,000, about {about} left"


def test_a_job_that_is_stopped_says_so_before_it_is_over():
    job = Going(90)
    job._stop.set()
    assert said(job) == "The work: stopping, once what is being run is over"
