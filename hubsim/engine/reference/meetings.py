"""Meetings: cases gather, a slot calls people together, and they are heard one after the other."""

from __future__ import annotations

import heapq
from array import array
from typing import Any

from hubsim.engine.reference.moments import Moment, Order
from hubsim.engine.reference.people import Key, People, Piece
from hubsim.hours import due_by_working_days
from hubsim.program import Program
from hubsim.program.layout import NONE, Meeting
from hubsim.runlog import How

LOST, WAITING = int(How.LOST), int(How.WAITING)


class Table:
    """People who sit together in one slot: who is missing, and until when they are busy."""

    def __init__(self, team: tuple[int, ...], missing: frozenset[int], now: int) -> None:
        self.team, self.missing, self.until = team, missing, now
        self.items: list[tuple[Piece, int]] = []


class Meetings:
    """All meetings of the hub.

    Parameters
    ----------
    env : simpy.Environment
    program : Program
    people : People
        Called from their work at each slot.
    log : array
        Rows of the run.
    """

    def __init__(self, env: Any, program: Program, people: People, log: array[int]) -> None:
        self.env, self.program, self.people, self.log = env, program, people, log
        self.agenda: dict[int, list[tuple[Key, Piece]]] = {}
        self.tables: list[Table] = []
        for node in range(len(program.nodes.kind)):
            if program.nodes.meets(node):
                self.agenda[node] = []
        env.process(self.slots())

    def meeting(self, node: int) -> Meeting:
        """What is known of the meeting at a node."""
        return self.program.meetings[int(self.program.nodes.item[node])]

    def slots(self) -> Any:
        """Open every meeting at its slots; those of one instant in the order of their stages."""
        due: dict[int, list[int]] = {}
        for node in self.agenda:
            for at in self.meeting(node).slots.tolist():
                due.setdefault(at, []).append(node)
        for at in sorted(due):
            yield Moment(self.env).happen(at, Order.MEETINGS_OPEN)
            for node in due[at]:
                self.open(node)

    def wait(self, piece: Piece) -> None:
        """Put a case on the agenda."""
        piece.waiting = True
        heapq.heappush(self.agenda[piece.node], (piece.key, piece))

    def open(self, node: int) -> None:
        """Hear the first cases on the agenda with those who are there."""
        meeting, now = self.meeting(node), self.env.now
        heard, left = 0, []
        self.tables = []
        lost: set[int] = set()
        agenda = [heapq.heappop(self.agenda[node]) for _ in range(len(self.agenda[node]))]
        for key, piece in agenda:
            table = None
            if meeting.cap == NONE or heard < meeting.cap:
                waived = self.waived(meeting, piece)
                table = self.table_for(meeting, piece, waived, lost)
            if table is None:
                left.append((key, piece))
                continue
            heard += 1
            table.items.append((piece, table.until))
            table.until += piece.left // 1000
        self.agenda[node] = left  # in order of key, so still a heap
        for table in self.tables:
            self.begin(table)
        if lost and agenda:
            for role in sorted(lost):
                self.log.extend((NONE, 0, node, 0, 0, 0, role, NONE, now, NONE, now, LOST, heard))

    def waived(self, meeting: Meeting, piece: Piece) -> frozenset[int]:
        """The roles without which a case may be heard by now."""
        program, now = self.program, self.env.now
        found = []
        for role, amount, clock in meeting.waivers:
            hours = program.hours[program.hub_hours]
            since = piece.key[2]
            if clock == "elapsed":
                at: int | None = since + amount
            elif clock == "working hours":
                at = hours.after(since, amount)
            else:
                try:
                    at = due_by_working_days(since, amount, hours, program.clock)
                except ValueError:  # past the last working day laid out, so past the horizon
                    at = None
            if at is not None and now >= at:
                found.append(role)
        return frozenset(found)

    def table_for(
        self, meeting: Meeting, piece: Piece, waived: frozenset[int], lost: set[int]
    ) -> Table | None:
        """The table that can hear a case soonest, called together if there is room for one more."""
        able = [table for table in self.tables if table.missing <= waived]
        table = min(able, key=lambda each: each.until, default=None)
        if (table is None or table.until > self.env.now) and len(self.tables) < meeting.width:
            team, missing = self.call(meeting)
            if missing <= waived and (team or not meeting.needs):
                table = Table(team, missing, self.env.now)
            elif table is None:
                lost.update(missing - waived)
        if table is None:
            lost.update(*(each.missing - waived for each in self.tables))
        if table is None or (meeting.must_fit and not self.fits(table, piece)):
            return None
        if table not in self.tables:
            self.tables.append(table)
        return table

    def call(self, meeting: Meeting) -> tuple[tuple[int, ...], frozenset[int]]:
        """Who can come now, free ones first, then by number; and which roles are not complete."""
        people = self.people
        taken = {person for table in self.tables for person in table.team}
        team: list[int] = []
        missing = []
        for role, number in meeting.needs:
            there = [
                person
                for person in people.of_role[role]
                if people.off_at[person] != NONE and person not in taken and self.can_come(person)
            ]
            there.sort(key=lambda person: (people.work[person] is not None, person))
            if len(there) < number:
                missing.append(role)
            team += there[:number]
        return tuple(team), frozenset(missing)

    def can_come(self, person: int) -> bool:
        """Whether somebody on duty is not in another meeting or in joint work."""
        piece = self.people.work[person]
        return piece is None or not piece.team

    def fits(self, table: Table, piece: Piece) -> bool:
        """Whether a case would be heard before anybody at the table goes."""
        over = table.until + piece.left // 1000
        return all(over <= self.people.off_at[person] for person in table.team)

    def begin(self, table: Table) -> None:
        """Call people from their work; they leave when the last case is heard."""
        people = self.people
        for person in table.team:
            at_work = people.work[person]
            if at_work is not None:
                people.put_down(at_work)
            elif person in people.held:
                people.held.remove(person)
            else:
                people.free[people.role[person]].remove(person)
                people.back.discard(person)
        last = table.items[-1][0]
        for piece, starts in table.items:
            over = starts + piece.left // 1000
            people.begin_together(piece, table.team, starts, over, last=piece is last)
        people.call_dispatch()  # work that was handed back, or held people who were called away

    def note_what_is_open(self, end: int) -> None:
        """Write down the cases still on an agenda at the horizon."""
        for agenda in self.agenda.values():
            for _, piece in agenda:
                self.log.extend(piece.rows(NONE, end, WAITING, self.people.role, 0))
