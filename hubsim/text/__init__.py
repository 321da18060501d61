"""Results as text for a terminal of 80 columns."""

from hubsim.plain import LIMITS, percent
from hubsim.text.compare import compare_report
from hubsim.text.run import run_report
from hubsim.text.words import interval

__all__ = ["LIMITS", "compare_report", "interval", "percent", "run_report"]
