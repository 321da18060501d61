"""From replications to inference: arrays in, estimates out, no files."""

from hubsim.analysis.best import Best, best
from hubsim.analysis.compare import Difference, compare, verdict
from hubsim.analysis.intervals import Estimate, estimate, level_for, paired, ratio
from hubsim.analysis.largest import largest
from hubsim.analysis.precision import enough, relative_half_width
from hubsim.analysis.shapley import Attribution, Contribution, attribute
from hubsim.analysis.warm_up import Cut, moving_mean, mser

__all__ = [
    "Attribution", "Best", "Contribution", "Cut", "Difference", "Estimate", "attribute", "best",
    "compare", "enough", "estimate", "largest", "level_for", "moving_mean", "mser", "paired",
    "ratio", "relative_half_width", "verdict",
]  # fmt: skip
