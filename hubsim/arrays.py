"""Names for the two arrays that most of hubsim is made of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

__all__ = ["Floats", "Ints"]
