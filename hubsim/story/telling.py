"""The rows of one case's log as sentences."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hubsim.measures import PART_LABELS, Traces
from hubsim.measures.owners import NOBODY
from hubsim.measures.ownership import led
from hubsim.program import Kind, Part
from hubsim.program.kinds import NONE, Cause
from hubsim.runlog import How
from hubsim.spec.hub import NEEDS
from hubsim.story.names import Names, and_so
from hubsim.units import clock_time

Told = tuple[int, int, str]
"""Second, place in the instant, and the sentence."""

OVER, REPLIED, ENOUGH, RATED, ASKED, BEGUN, OWNED, LEFT = range(8)
"""What is told first of what happens in one second: as in the written order of an instant."""

COMES_BACK = {
    1: "; its need is missed, and it will come back",
    2: "; whoever sent it will send it again",
}


def happenings(t: Traces, names: Names, life: int) -> Iterator[Told]:
    """Everything that happened to a case in one episode, in any order, each with its second."""
    yield from _Telling(t, names, life).told()


class _Telling:
    def __init__(self, t: Traces, names: Names, life: int) -> None:
        self.t, self.names, self.life = t, names, life
        self.rows = np.flatnonzero(t.life_of == life)
        self.waits = self.why()

    def told(self) -> Iterator[Told]:
        """Everything that happened, each with its second."""
        t, log, life = self.t, self.t.log, self.life
        there = "the contact is there"
        if t.arrival[life] < 0:
            long = clock_time(-int(t.arrival[life]))
            there = f"the run begins; the case has been open for {long}"
        yield int(t.began[life]), -1, there
        tell = {
            Kind.WORK: self.work, Kind.TOGETHER: self.work, Kind.MEET: self.work,
            Kind.DELAY: self.delay, Kind.FORK: self.fork, Kind.REPLY: self.reply,
            Kind.LEAVE: self.leave, Kind.RATE: self.rate, Kind.SEE: self.see,
        }  # fmt: skip
        for row in self.rows[log.line[self.rows] >= 0].tolist():
            name = self.names.stage(int(t.stage[row]))
            for second, place, sentence in tell[Kind(int(t.kind[row]))](row, name):
                yield second, 100 * place + int(log.line[row]), sentence
        yield from self.owners()

    def owners(self) -> Iterator[Told]:
        """When somebody else becomes accountable, or nobody is any more."""
        if not led(self.t):
            return
        o, before = self.t.ownership, ""
        mine = np.flatnonzero(o.life == self.life)
        for n in mine[np.argsort(o.since[mine], kind="stable")].tolist():
            said = "nobody is accountable"
            if o.owner[n] != NOBODY:
                said = f"accountable: {self.names.agencies(o.owners[o.owner[n]].agencies)}"
            if said != before:
                yield int(o.since[n]), 100 * OWNED, said
            before = said

    def work(self, row: int, name: str) -> Iterator[Told]:
        log, who = self.t.log, self.who(row)
        how, about = log.how[row], f"{name}: " if name else ""
        about += {
            Cause.CLARIFY: "clarifying, ", Cause.DISPUTE: "settling who leads, "
        }.get(Cause(int(self.t.cause[row])), "")  # fmt: skip
        end = int(log.end[row])
        if log.start[row] < 0:
            if how == How.GIVEN_UP:
                yield end, OVER, f"{about}nobody had begun; it is not waited for any longer"
            elif how == How.WITHDRAWN:
                yield end, ENOUGH, f"{about}{self.whom(row)}the question is taken back"
            else:
                yield end, BEGUN, f"{about}still waiting when the run ends{self.because(row)}"
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
        yield end, place, f"{about}{ends[How(int(how))]}, after {minutes} in hand"

    def delay(self, row: int, name: str) -> Iterator[Told]:
        log = self.t.log
        length = clock_time(int(log.end[row] - log.ready[row]))
        still = "" if log.how[row] == How.DONE else "when the run ends, still: "
        said = self.passing(row, length) or self.waiting(row, length)
        yield int(log.end[row]), OVER, f"{name}: {still}{said}"

    def passing(self, row: int, length: str) -> str:
        """A wait that is part of a passage, in words; nothing of others."""
        nodes, node = self.t.program.nodes, int(self.t.log.node[row])
        if nodes.passage[node] == NONE:
            return ""
        what = self.names.passage(self.t.program.passages[int(nodes.passage[node])])
        by = self.names.channel(int(nodes.channel[node]))
        over = self.t.log.how[row] == How.DONE
        clarifying = nodes.cause == Cause.CLARIFY
        back = nodes.kind[nodes.next[node]] == Kind.WORK and clarifying[nodes.next[node]]
        forth = np.any(clarifying & (nodes.next == node))
        how = "goes back" if back else "comes again" if forth else "is gone over"
        return {
            Cause.WAY: f"{what} is {'seen' if over else 'not seen yet'} ({by}), after {length}",
            Cause.TRY_AGAIN: f"{what} reaches nobody ({by}); tried again for {length}",
            Cause.DROPPED: (
                f"{what} had got lost; noticed after {length}"
                if over
                else f"{what} has got lost, and nobody has noticed after {length}"
            ),
            Cause.CLARIFY: f"{what} {how} to be clarified, {length}",
        }[Cause(int(self.t.cause[row]))]

    def waiting(self, row: int, length: str) -> str:
        """Any other wait in words."""
        t, whom = self.t, self.whom(row)
        cause, node = self.t.cause[row], self.t.log.node[row]
        part = Part(int(t.program.nodes.part[node]))
        if cause == Cause.ADVICE:
            return f"{whom}advice on whether it may share, {length}"
        if cause == Cause.MAILBOX:
            return f"{whom}with people outside the hub for {length}"
        if cause == Cause.DISPUTE:
            between = t.program.leads[int(t.stage[row])].agencies
            who = f" between {self.names.agencies(between)}" if len(between) > 1 else ""
            return f"in dispute{who} about who leads, for {length}"
        if part == Part.REPLY and t.log.line[row] > 0:
            return f"{whom}no answer until somebody asks again, {length}"
        said = PART_LABELS[part][0].lower() + PART_LABELS[part][1:]
        return f"{whom}{said}, {length} so far"

    def fork(self, row: int, name: str) -> Iterator[Told]:
        log = self.t.log
        q = self.asked(row)
        agencies = ", ".join(self.names.agency(agency) for agency in q.values())
        yield int(log.ready[row]), ASKED, f"{name}: asked {agencies or 'nobody'}"
        end = int(log.end[row])
        if log.how[row] == How.OPEN:
            yield end, ENOUGH, f"{name}: still waiting for replies when the run ends"
        elif log.detail[row]:
            agency = self.names.agency(q[int(log.detail[row])])
            yield end, ENOUGH, f"{name}: enough has been heard, the last from {agency}"
        elif agencies:
            yield end, ENOUGH, f"{name}: goes on without waiting for the rest"

    def reply(self, row: int, name: str) -> Iterator[Told]:
        log = self.t.log
        late = "" if log.detail[row] else ", too late: the case has gone on"
        said = {
            Cause.NOTHING: "the reply is there, with nothing in it",
            Cause.REFUSED: "the reply is there: refused",
        }.get(Cause(int(self.t.cause[row])), "the reply is there")
        yield int(log.end[row]), REPLIED, f"{name}: {self.whom(row)}{said}{late}"

    def leave(self, row: int, _: str) -> Iterator[Told]:
        t = self.t
        outcome = self.names.outcome(int(t.program.nodes.item[t.log.node[row]]))
        silent = "; whoever sent it is not told" if t.cause[row] == Cause.SILENT else ""
        back = COMES_BACK.get(int(t.log.detail[row]), "")
        yield int(t.log.end[row]), LEFT, f"leaves the hub: {outcome}{silent}{back}"

    def rate(self, row: int, name: str) -> Iterator[Told]:
        rating = self.names.rating(int(self.t.log.detail[row]))
        yield int(self.t.log.end[row]), RATED, f"{name}: rated {rating}"

    def see(self, row: int, name: str) -> Iterator[Told]:
        seen, need = int(self.t.log.detail[row]), int(self.t.need[self.life])
        truth = "as it is" if seen == need else f"though it is {NEEDS[need]}"
        yield int(self.t.log.end[row]), RATED, f"{name}: need is seen as {NEEDS[seen]}, {truth}"

    # ------------------------------------------------------------- helpers

    def who(self, row: int) -> str:
        """The roles at work: never a person."""
        log, mine = self.t.log, self.rows
        same = (log.node[mine] == log.node[row]) & (log.end[mine] == log.end[row])
        team = mine[same & ((log.line[mine] < 0) | (mine == row))]
        return self.names.roles(sorted({int(r) for r in log.role[team] if r >= 0}))

    def whom(self, row: int) -> str:
        """The agency asked, if the row belongs to a question."""
        t, line = self.t, int(self.t.log.line[row])
        if line <= 0:
            return ""
        agency = int(t.agency_of_branch[t.fork_of_stage[t.stage[row]], line - 1])
        return f"{self.names.agency(agency)}, "

    def asked(self, row: int) -> dict[int, int]:
        """Agencies asked at a fork, by line."""
        q, log = self.t.questions, self.t.log
        mine = (q.life == self.life) & (q.visit == log.visit[row])
        mine &= q.fork == self.t.program.nodes.item[log.node[row]]
        return {int(q.line[n]): int(q.agency[n]) for n in np.flatnonzero(mine)}

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
        return f", after {and_so(waits)}" if waits else ""


__all__ = ["happenings"]
