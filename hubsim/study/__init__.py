"""Experiments: which designs, how often, on which cases; run anywhere, written safely."""

from hubsim.study.design import Design, Length, Study, designs_from
from hubsim.study.executors import workers
from hubsim.study.results import Results
from hubsim.study.runner import run_study

__all__ = ["Design", "Length", "Results", "Study", "designs_from", "run_study", "workers"]
