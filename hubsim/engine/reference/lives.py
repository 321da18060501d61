"""A case on its way, and a question about one: what an engine remembers of each."""

from __future__ import annotations

from hubsim.engine.reference.joins import Join
from hubsim.engine.reference.people import Piece
from hubsim.program.layout import NOT_SEEN


class Life:
    """One episode of one case on its way through the hub."""

    __slots__ = (
        "began", "case", "episode", "heard", "hurried", "owed", "piece", "rating", "seen", "source",
        "visits",
    )  # fmt: skip

    def __init__(self, case: int, episode: int, source: int, rating: int) -> None:
        self.case, self.episode, self.source, self.rating = case, episode, source, rating
        self.visits: dict[int, int] = {}
        """How often it has come to each node that is counted."""
        self.seen = NOT_SEEN
        """The need as the hub has come to see it: 0 high, 1 moderate, 2 low, 3 not judged yet."""
        self.owed = 0
        """Seconds that its next work takes longer: words spoken, things entered."""
        self.piece: Piece | None = None
        """The last work that it came to."""
        self.heard: dict[int, int] = {}
        """Second at which each agency was first heard."""
        self.began, self.hurried = 0, 0
        """When the last thing done began, and whether too much was waiting then."""


class Question:
    """A question about a case: which branch of its fork, at which visit, and who waits for it."""

    __slots__ = ("join", "life", "line", "visit")

    def __init__(self, life: Life, join: Join, branch: int, visit: int) -> None:
        self.life, self.join, self.line, self.visit = life, join, branch + 1, visit
