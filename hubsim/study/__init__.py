"""Experiments: which designs, how often, on which cases; run anywhere, written safely."""

from hubsim.study.design import Design, Length, Study, designs_from
from hubsim.study.executors import workers
from hubsim.study.file import read_study
from hubsim.study.growing import run_grown
from hubsim.study.results import Results
from hubsim.study.runner import run_study
from hubsim.study.warming import with_warm_up

__all__ = [
    "Design", "Length", "Results", "Study", "designs_from", "read_study", "run_grown", "run_study",
    "with_warm_up", "workers",
]  # fmt: skip
