"""The floor: cases moving between the desks of agencies, as a trace that a browser can play.

A trace is a run seen from the room: which case, or which question about it, is where, in whose
hands or waiting for whom, whose it is, second by second. It is worked out from the log, adds up to
the same seconds as the time ledger, and packs a week of a large hub into some tens of kilobytes.
"""

from hubsim.floor.counts import Counts, counted
from hubsim.floor.doing import DOING_LABELS, Doing
from hubsim.floor.journey import Journey, journeys_of, worth_following
from hubsim.floor.page import floor_page, player
from hubsim.floor.payload import marks, payload
from hubsim.floor.showing import floor_designs, shown, stories_of
from hubsim.floor.trace import MOST_WEEKS, Trace, floor_trace

__all__ = [
    "DOING_LABELS", "MOST_WEEKS", "Counts", "Doing", "Journey", "Trace", "counted",
    "floor_designs", "floor_page", "floor_trace", "journeys_of", "marks", "payload", "player",
    "shown", "stories_of", "worth_following",
]  # fmt: skip
