"""From replications to inference: arrays in, estimates out, no files."""

from hubsim.analysis.compare import Difference, compare, verdict
from hubsim.analysis.intervals import Estimate, estimate, paired

__all__ = ["Difference", "Estimate", "compare", "estimate", "paired", "verdict"]
