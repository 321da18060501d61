"""One case, minute by minute, in plain words: who had it, what it waited for, what was known."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import numpy as np

from hubsim.errors import InputError, Place, Problem
from hubsim.measures import PART_LABELS, Traces
from hubsim.measures.targets import due
from hubsim.program import Kind, Part
from hubsim.program.layout import NONE
from hubsim.runlog import How
from hubsim.spec.hub import NEEDS, Hub
from hubsim.units import clock_time

Told = tuple[int, int, str]
"""Second, place in the instant, and the sentence."""

OVER, REPLIED, ENOUGH, RATED, ASKED, BEGUN, _, LEFT = range(8)
"""What is told first of what happens in one second: as in the written order of an instant."""


def story(t: Traces, hub: Hub, case: int) -> str:
    """Tell one case.

    Parameters
    ----------
    t : Traces
        Of the run.
    hub : Hub
        For the labels.
    case : int
        From 1, in the order of arrival.

    Raises
    ------
    InputError
        If the run has no such case.
    """
    if not 1 <= case <= len(t.caseload):
        message = f"there is no case {case} in this run"
        place = Place("--case")
        raise InputError([Problem("E701", message, place, f"cases 1 to {len(t.caseload)}")])
    return "\n".join(_Story(t, hub, case - 1).lines())


class _Story:
    def __init__(self, t: Traces, hub: Hub, case: int) -> None:
        self.t, self.hub, self.case = t, hub, case
        self.rows = np.flatnonzero(t.log.case == case)
        self.waits = self.why()

    def lines(self) -> Iterator[str]:
        t, case = self.t, self.case
        label, program = self.hub.label, t.program
        source = label("contacts", program.sources[t.caseload.source[case]])
        title = (
            f"Case {case + 1}: from {source}, received {self.when(int(t.caseload.arrival[case]))}"
        )
        yield title
        yield "=" * min(80, len(title))
        for life in np.flatnonzero(t.case == case):
            yield from self.episode(int(life))
        yield ""
        yield wrapped("One case of one run: a story, not evidence. Synthetic.")

    def episode(self, life: int) -> Iterator[str]:
        t = self.t
        rating = self.hub.label("ratings", t.program.ratings[t.rating[life]])
        need = NEEDS[t.need[life]]
        again = (
            f"It comes back, for the {ordinal(int(t.episode[life]))} time. "
            if t.episode[life]
            else ""
        )
        yield wrapped(
            f"{again}Seen as {rating} at first sight. "
            f"True need, which the hub does not see: {need}."
        )
        day = ""
        for second, _, sentence in sorted(self.told(life)):
            date = self.when(second).rsplit(" ", 1)[0]
            if date != day:
                day = date
                yield f"\n{day}"
            time = self.when(second).rsplit(" ", 1)[1]
            yield wrapped(sentence, first=f"  {time}  ", rest=" " * 9)
        yield ""
        yield from self.known(life)
        yield from self.account(life)

    def told(self, life: int) -> Iterator[Told]:
        """Everything that happened, each with its second."""
        t, log = self.t, self.t.log
        yield (
            int(t.began[life]),
            -1,
            "the contact is there"
            if t.arrival[life] >= 0
            else (
                f"the run begins; the case has been open for {clock_time(-int(t.arrival[life]))}"
            ),
        )
        for row in self.rows[t.life_of[self.rows] == life]:
            kind, stage = int(t.kind[row]), int(t.stage[row])
            name = "" if stage == NONE else self.hub.label("stages", t.program.stages[stage])
            if log.line[row] < 0:
                continue
            tell = {
                Kind.WORK: self.work, Kind.TOGETHER: self.work, Kind.MEET: self.work,
                Kind.DELAY: self.delay, Kind.FORK: self.fork, Kind.REPLY: self.reply,
                Kind.LEAVE: self.leave, Kind.RATE: self.rate,
            }  # fmt: skip
            for second, place, sentence in tell[Kind(kind)](int(row), name):
                yield second, 100 * place + int(log.line[row]), sentence

    def work(self, row: int, name: str) -> Iterator[Told]:
        log, who = self.t.log, self.who(row)
        how, about = log.how[row], f"{name}: " if name else ""
        if log.start[row] < 0:
            if how == How.GIVEN_UP:
                yield (
                    int(log.end[row]),
                    OVER,
                    f"{about}nobody had begun; it is not waited for any longer",
                )
            elif how == How.WITHDRAWN:
                yield (
                    int(log.end[row]),
                    ENOUGH,
                    f"{about}{self.whom(row)}the question is taken back",
                )
            else:
                yield (
                    int(log.end[row]),
                    BEGUN,
                    f"{about}still waiting when the run ends{self.because(row)}",
                )
            return
        again = " again" if log.part[row] else ""
        if who:
            yield int(log.start[row]), BEGUN, f"{about}taken up{again} by {who}{self.because(row)}"
        ends = {
            How.DONE: "done", How.PUT_DOWN: "put down, kept by the same person",
            How.HANDED_BACK: "put down, back to the queue",
            How.OPEN: "still at it when the run ends",
        }  # fmt: skip
        minutes = clock_time(int(log.end[row] - log.start[row]))
        place = OVER if log.end[row] > log.start[row] else BEGUN + 1
        yield int(log.end[row]), place, f"{about}{ends[How(int(how))]}, after {minutes} in hand"

    def delay(self, row: int, name: str) -> Iterator[Told]:
        t, log = self.t, self.t.log
        part = Part(int(t.program.nodes.part[log.node[row]]))
        said = PART_LABELS[part][0].lower() + PART_LABELS[part][1:]
        still = "" if log.how[row] == How.DONE else "still "
        length = clock_time(int(log.end[row] - log.ready[row]))
        yield int(log.end[row]), OVER, f"{name}: {self.whom(row)}{still}{said}, {length} so far"

    def fork(self, row: int, name: str) -> Iterator[Told]:
        t, log = self.t, self.t.log
        q = self.asked(row)
        agencies = ", ".join(self.hub.label("agencies", t.program.agencies[a]) for a in q.values())
        yield int(log.ready[row]), ASKED, f"{name}: asked {agencies or 'nobody'}"
        if log.how[row] == How.OPEN:
            yield int(log.end[row]), ENOUGH, f"{name}: still waiting for replies when the run ends"
        elif log.detail[row]:
            agency = self.hub.label("agencies", t.program.agencies[q[int(log.detail[row])]])
            yield (
                int(log.end[row]),
                ENOUGH,
                f"{name}: enough has been heard, the last from {agency}",
            )
        elif agencies:
            yield int(log.end[row]), ENOUGH, f"{name}: goes on without waiting for the rest"

    def reply(self, row: int, name: str) -> Iterator[Told]:
        log = self.t.log
        late = "" if log.detail[row] else ", too late: the case has gone on"
        yield int(log.end[row]), REPLIED, f"{name}: {self.whom(row)}the reply is there{late}"

    def leave(self, row: int, _: str) -> Iterator[Told]:
        t = self.t
        outcome = t.program.outcomes[t.program.nodes.item[t.log.node[row]]]
        yield int(t.log.end[row]), LEFT, f"leaves the hub: {self.hub.label('outcomes', outcome)}"

    def rate(self, row: int, name: str) -> Iterator[Told]:
        rating = self.t.program.ratings[self.t.log.detail[row]]
        yield int(self.t.log.end[row]), RATED, f"{name}: rated {self.hub.label('ratings', rating)}"

    def known(self, life: int) -> Iterator[str]:
        """What was known when work on the decision began."""
        t = self.t
        q = t.questions
        mine = np.flatnonzero(q.life == life)
        if t.decision_began[life] < 0 or not len(mine):
            return
        yield "Known when work on the decision began:"
        for n in mine:
            agency = self.hub.label("agencies", t.program.agencies[q.agency[n]])
            if q.brings[n] and q.replied[n] <= t.decision_began[life]:
                said = f"heard, {self.when(int(q.replied[n]))}"
            elif q.replied[n] < 0:
                said = "no reply"
            elif q.refused[n]:
                said = "refused"
            elif not q.brings[n]:
                said = "replied, with nothing to tell"
            else:
                said = f"replied too late, {self.when(int(q.replied[n]))}"
            yield f"  {agency}: {said}"

    def account(self, life: int) -> Iterator[str]:
        """Where the time went, and the target."""
        t = self.t
        decided = int(t.decided[life])
        end = decided if decided >= 0 else t.log.horizon
        until = np.where(np.arange(len(t.life)) == life, end, NONE)
        parts = t.ledger(until, working=False)[life]
        yield (
            f"From contact to {'decision' if decided >= 0 else 'the end of the run'}: "
            + clock_time(end - int(t.began[life]))
        )
        for part in Part:
            if parts[part]:
                yield f"  {PART_LABELS[part]:<42}{clock_time(int(parts[part])):>14}"
        target = t.program.targets[0]
        if target.limit[t.rating[life]] != NONE:
            by = int(due(t, target)[life])
            met = "met" if 0 <= decided <= by else "missed"
            yield f"Target: due {self.when(by)}, {met}"

    # ------------------------------------------------------------- helpers

    def when(self, second: int) -> str:
        """Local date and time."""
        return self.t.program.clock.local(second).strftime("%a %d %b %Y %H:%M")

    def who(self, row: int) -> str:
        """The roles at work: never a person."""
        t, log = self.t, self.t.log
        same = (log.case == log.case[row]) & (log.node == log.node[row]) & (log.end == log.end[row])
        team = np.flatnonzero(same & ((log.line < 0) | (np.arange(len(log)) == row)))
        roles = dict.fromkeys(int(r) for r in log.role[team] if r >= 0)
        return " and ".join(self.hub.label("roles", t.program.roles[r]) for r in sorted(roles))

    def whom(self, row: int) -> str:
        """The agency asked, if the row belongs to a question."""
        t = self.t
        line = int(t.log.line[row])
        if line <= 0:
            return ""
        nodes = np.flatnonzero(
            (t.program.nodes.kind == Kind.FORK) & (t.program.nodes.stage == t.stage[row])
        )
        branch = t.program.forks[int(t.program.nodes.item[nodes[0]])].branches[line - 1]
        return f"{self.hub.label('agencies', t.program.agencies[branch.agency])}, "

    def asked(self, row: int) -> dict[int, int]:
        """Agencies asked at a fork, by line."""
        t, log = self.t, self.t.log
        fork = t.program.forks[int(t.program.nodes.item[log.node[row]])]
        same = (
            (log.case == log.case[row]) & (log.visit == log.visit[row]) & (t.stage == t.stage[row])
        )
        lines = np.unique(log.line[same & (log.line > 0) & (t.life_of == t.life_of[row])])
        return {int(line): fork.branches[line - 1].agency for line in lines}

    def why(self) -> dict[int, list[str]]:
        """What each row waited for, with its length."""
        s = self.t.segments
        found: dict[int, list[str]] = {}
        for n in np.flatnonzero(np.isin(s.row, self.rows)):
            part = Part(int(s.part[n]))
            if part in (Part.PERSON, Part.SHIFT, Part.MEETING):
                said = PART_LABELS[part][0].lower() + PART_LABELS[part][1:]
                found.setdefault(int(s.row[n]), []).append(
                    f"{clock_time(int(s.seconds[n]))} {said}"
                )
        return found

    def because(self, row: int) -> str:
        """Why it was not taken up sooner."""
        waits = self.waits.get(row)
        return f", after {' and '.join(waits)}" if waits else ""


def ordinal(number: int) -> str:
    """First, second, third."""
    return ("", "first", "second", "third")[number]


def wrapped(text: str, first: str = "", rest: str = "") -> str:
    """Fold to 80 columns."""
    return textwrap.fill(text, 80, initial_indent=first, subsequent_indent=rest)
