"""What ``hubsim explain`` tells of small cases, reasoned out by hand."""

from __future__ import annotations

import textwrap

import pytest

from hubsim.errors import InputError
from hubsim.measures import Traces, Window
from hubsim.program import lower
from hubsim.spec.read import hub_from
from hubsim.spec.source import read_source
from hubsim.story import story

from .by_hand import (
    APART,
    HOUR,
    ON,
    Contact,
    calendar,
    caseload_of,
    program_of,
    run_by_hand,
    together,
    uneventful,
)

HUB = (
    calendar() + "agencies: {a: {}, police: {label: Police}, health: {label: Health}}\n"
    "roles:\n  w: {agency: a, people: 1, hours: office, label: practitioner}\n"
    "  n: {agency: health, people: 1, hours: office, label: nurse}\n"
    "ratings: {red: {label: Red, decide_within: 4 h}, green: {label: Green}}\n"
    "contacts:\n  web: {every: 100 days, label: Web form, first_seen_as: {low: {red: 100%}}}\n"
    "  desk: {every: 100 days, label: Front desk, first_seen_as: {low: {red: 100%}}}\n"
    "starts_at: {web: enquiry, desk: panel}\nstages:\n"
    "  enquiry:\n    ask: {police: {reply_takes: 30 min}, health: {reply_takes: 90 min}}\n"
    "    at_the_latest: 1 h\n    then: decision\n"
    "  decision: {who: w, work: 1 min, decides_from: [police, health], then: advice}\n"
    "  panel:\n"
    "    meeting: {needs: {w: 1, n: 1}, at: Mon-Fri 10:00, each_case: 20 min}\n"
    "    then: advice\n"
    "outcomes: {advice: {}}\n"
)


def told(number: int, width: int = 80) -> str:
    """Case 1 goes to the panel, cases 2 and 3 are enquired about."""
    hub = hub_from(read_source(HUB, "hub.yaml")).hub
    cases = [Contact("09:00", 1, 1), Contact("15:30", 1), Contact("15:30", 0)]
    lengths = {"stages.decision.work": [[0, 10, 45]]}
    run = run_by_hand(lower(hub, 48 * HOUR), caseload_of(cases), lengths)
    return story(Traces(run, Window(0, run.program.horizon)), hub, number, width)


def test_an_enquiry_told() -> None:
    """Police replies at 16:00, the limit is 16:30, health comes at 17:00, too late.

    Red case 3 goes before green case 2. Of its 45 min, 30 are done when the shift ends at 17:00, the
    others from 09:00: 17 h 45 min in all, of which 1 h waiting for replies, 45 min of work and 16 h
    of night. Due four hours after 15:30.
    """
    assert told(3) == textwrap.dedent("""\
        Case 3: from Web form, received Mon 05 Jan 2026 15:30
        =====================================================
        Seen as Red at first sight. True need, which the hub does not see: low.

        Mon 05 Jan 2026
          15:30  the contact is there
          15:30  Enquiry: asked Police, Health
          16:00  Enquiry: Police, with people outside the hub for 30 min
          16:00  Enquiry: Police, the reply is there
          16:30  Enquiry: goes on without waiting for the rest
          16:30  Decision: taken up by practitioner
          17:00  Decision: put down, kept by the same person, after 30 min in hand
          17:00  Enquiry: Health, with people outside the hub for 1 h 30 min
          17:00  Enquiry: Health, the reply is there, too late: the case has gone on

        Tue 06 Jan 2026
          09:00  Decision: taken up again by practitioner, after 16 h waiting for
                 somebody to come on shift
          09:15  Decision: done, after 15 min in hand
          09:15  leaves the hub: Advice

        Known when work on the decision began:
          Police: heard, Mon 05 Jan 2026 16:00
          Health: replied too late, Mon 05 Jan 2026 17:00
        From contact to decision: 17 h 45 min
          Being worked on                                   45 min
          Waiting for somebody to come on shift               16 h
          Waiting for a reply                                  1 h
        Target: due Mon 05 Jan 2026 19:30, missed

        One case of one run: a story, not evidence. Synthetic.""")


def test_a_story_has_lines_as_long_as_its_place_has_room_for() -> None:
    narrow = told(3, 58)
    assert max(map(len, narrow.splitlines())) <= 58 < max(map(len, told(3).splitlines()))
    words = [text.replace("=", "").split() for text in (narrow, told(3))]
    assert words[0] == words[1]


def test_a_panel_told() -> None:
    """An hour until the slot of 10:00, then 20 min; green has no target."""
    assert told(1) == textwrap.dedent("""\
        Case 1: from Front desk, received Mon 05 Jan 2026 09:00
        =======================================================
        Seen as Green at first sight. True need, which the hub does not see: low.

        Mon 05 Jan 2026
          09:00  the contact is there
          10:00  Panel: taken up by practitioner and nurse, after 1 h waiting for a
                 meeting
          10:20  Panel: done, after 20 min in hand
          10:20  leaves the hub: Advice

        From contact to decision: 1 h 20 min
          Being worked on                                   20 min
          Waiting for a meeting                                1 h

        One case of one run: a story, not evidence. Synthetic.""")


def test_a_case_that_is_not_there() -> None:
    with pytest.raises(InputError) as error:
        told(4)
    assert error.value.problems[0].code == "E701"


@pytest.mark.parametrize(
    ("hours", "came", "at", "said"),
    [
        (24, "09:00", "11:25", "had got lost; noticed after 2 h"),
        (11, "09:00", "11:00", "has got lost, and nobody has noticed after 1 h 35 min"),
        (10, "09:45", "10:00", "is not seen yet (e-mail), after 15 min"),
    ],
)
def test_what_is_not_noticed_when_the_run_ends_is_not_called_noticed(
    hours: int, came: str, at: str, said: str
) -> None:
    """Handed on at 09:00, an e-mail is opened at 09:25 and lost, which is noticed 2 h later."""
    text = together(
        "  f: {who: sw, work: 0 min, then: s}\n  s: {who: pc, work: 10 min, then: out}\n",
        "  led_by: council\n", APART,
    )  # fmt: skip
    program = program_of(text, hours)
    given = uneventful(program, 1) | {ON: [[0.9]], f"{ON}.dropped": [[0.019]]}
    run = run_by_hand(program, caseload_of([Contact(came)]), given)
    hub = hub_from(read_source(text, "hub.yaml")).hub
    lines = story(Traces(run, Window(0, program.horizon)), hub, 1, 200)
    still = "" if hours == 24 else "when the run ends, still: "
    assert f"{at}  S: {still}the case, handed from Council to Police, {said}" in lines
