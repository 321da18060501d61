"""How near a guess came."""

from __future__ import annotations

BEST = 10


def points(guess: float, low: float, high: float, least: float, most: float) -> int:
    """Give points for a guess: all of them inside the run's interval, fewer the further away.

    Parameters
    ----------
    guess : float
    low, high : float
        The run's interval; a mean alone twice where there is none.
    least, most : float
        Ends of the scale on which was guessed.

    Returns
    -------
    int
        From 0 to `BEST`; one less for each tenth of the scale begun beyond the interval.
    """
    far = max(low - guess, guess - high, 0.0)
    return max(0, BEST - -int(-(far / (most - least) * BEST) // 1))


__all__ = ["BEST", "points"]
