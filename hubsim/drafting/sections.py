"""The sections of a hub as tables: which columns each has, and what may be chosen in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hubsim.spec.fields import field_of, section_at
from hubsim.spec.places import YamlPath
from hubsim.spec.working_together import DEFAULT, REACHED

Kind = Literal["text", "one of", "some of"]
NAME = "name"
"""The column with the short name of a row."""
PAIRS = "pairs"
"""Stands for a section: every two agencies."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Parameters
    ----------
    field : str
        What is written in the hub; `NAME` for the name of the entry itself.
    title : str
        Shown to people.
    kind : str
        Free text, one of a list, or some of a list.
    names : str
        The section whose names may be chosen, or empty.
    words : tuple of str
        Words that may be chosen besides.
    """

    field: str
    title: str
    kind: Kind = "text"
    names: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One section as a table.

    Parameters
    ----------
    section : str
        Path of the mapping, such as ``roles`` or ``calendar.hours``.
    title, about : str
        Shown to people.
    thing : str
        What one row is.
    columns : tuple of Column
        The first one names the row.
    plain : str
        The field that stands for the whole entry, where an entry is one value.
    empty : str
        What holds where no row is written, if a hub may do without.
    """

    section: str
    title: str
    about: str
    thing: str
    columns: tuple[Column, ...]
    plain: str = ""
    empty: str = ""

    @property
    def path(self) -> YamlPath:
        """Where it stands."""
        return tuple(self.section.split("."))


def _label(title: str = "Name") -> Column:
    return Column("label", title)


def _short(title: str = "Short name", kind: Kind = "text", names: str = "",
           words: tuple[str, ...] = ()) -> Column:  # fmt: skip
    return Column(NAME, title, kind, names, words)


REGIONS = ("England", "Wales", "Scotland", "Northern Ireland", "none")

TABLES = {
    "agencies": Table(
        "agencies", "Agencies", "The organisations in the hub, and where their people sit.",
        "agency",
        (_label(), _short(), Column("sits", "Sits at: site / room / bank"),
         Column("holidays", "Bank holidays", "one of", words=REGIONS)),
    ),
    "roles": Table(
        "roles", "Roles and people",
        "People who can do the same work. Hours are chosen by name from the table of shifts.",
        "role",
        (_label(), _short(), Column("agency", "Agency", "one of", "agencies"),
         Column("people", "People"), Column("hours", "Shift", "one of", "calendar.hours",
                                            ("working_day", "always")),
         Column("part_time", "Part posts"), Column("present", "Days there"),
         Column("time_for_cases", "Time for cases"), Column("away", "Leave"),
         Column("absence", "Absence"), Column("cover", "Cover"),
         Column("unfinished", "Work in hand at the end", "one of",
                words=("keep", "hand back", "finish")),
         Column("sits", "Sits elsewhere than its agency"),
         Column("posts", "Posts kept filled"), Column("cost", "Cost")),
    ),
    "calendar.hours": Table(
        "calendar.hours", "Shifts", "Named working hours of the week, for roles.", "shift",
        (_short(), Column("hours", "Hours of the week")), plain="hours",
    ),
    "working_together.information": Table(
        "working_together.information", "Agreements and access",
        "Of each agency that is asked: may it share what it knows, and how does a question reach "
        "it? The row default holds for agencies without a row.",
        "agency",
        (_short("Agency", "one of", "agencies", (DEFAULT,)),
         Column("agreement", "Agreement", "one of", words=("signed", "lapsed", "none")),
         Column("until", "Signed until"),
         Column("reached_by", "Reached by", "one of", words=REACHED)),
        empty="No agency has an agreement; a question reaches it by the people who are named to "
        "look it up, else by e-mail.",
    ),
    "working_together.ties": Table(
        "working_together.ties", "Ties",
        "How well two agencies know each other's ways: 0 is strangers, 1 is one team. The row "
        "default holds for pairs without a row.",
        "pair",
        (_short("Between", "one of", PAIRS, (DEFAULT,)), Column("tie", "Tie, 0 to 1")), plain="tie",
    ),
    "working_together.led_by": Table(
        "working_together.led_by", "Leads",
        "Who is accountable for a case at a stage. The row default holds for stages without a row.",
        "stage",
        (_short("Stage", "one of", "stages", (DEFAULT,)),
         Column("who", "Led by", "some of", "agencies roles"),
         Column("how", "How clear", "one of", words=("clear", "joint", "disputed")),
         Column("deputies", "Deputies", "some of", "roles"),
         Column("settled_by", "Disputes settled by", "some of", "roles")),
        empty="Nobody is named, so that at every stage it is unclear who leads.",
    ),
    "stages": Table(
        "stages", "Stages", "The steps of a case's way. What happens at each is below.", "stage",
        (_label(), _short(), Column("who", "Done by", "some of", "roles"),
         Column("work", "Work"), Column("decides_from", "Decides from", "some of",
                                                   "agencies")),
    ),
    "contacts": Table(
        "contacts", "Contacts", "Where contacts come from, how many, and what they are.", "source",
        (_label(), _short(), Column("volume", "Volume"), Column("arrives", "Arises"),
         Column("released", "Reaches the hub"), Column("true_need", "True need"),
         Column("first_seen_as", "First seen as")),
    ),
    "ratings": Table(
        "ratings", "Ratings", "Urgency, the most urgent first: the order is the priority.",
        "rating",
        (_label(), _short(), Column("decide_within", "Decide within"),
         Column("clock", "Clock", "one of", words=("elapsed", "working hours", "working days")),
         Column("interrupts", "May interrupt", "some of", "ratings")),
    ),
    "outcomes": Table(
        "outcomes", "Outcomes", "The ways in which cases leave the hub.", "outcome",
        (_label(), _short(), Column("protects", "Answers need", "one of",
                                    words=("high", "moderate", "low"))),
    ),
}  # fmt: skip
ASK = Table(
    "ask", "Questions", "Agencies that are asked at the same time. Either people of a role look it "
    "up, or the reply simply takes a time.", "agency",
    (_short("Agency", "one of", "agencies"), Column("share_asked", "Share of cases"),
     Column("who", "Looked up by", "some of", "roles"), Column("work", "Work"),
     Column("reply_takes", "Or: reply takes"), Column("never", "Never answered")),
)  # fmt: skip
NEEDS = Table(
    "needs", "People who work together", "How many people of each role one case needs.", "role",
    (_short("Role", "one of", "roles"), Column("people", "People")), plain="people",
)  # fmt: skip

PARTS: dict[str, tuple[str, ...]] = {
    "Agencies": ("agencies",),
    "People": ("roles", "calendar.hours"),
    "Sharing": ("working_together.information", "working_together.ties"),
    "Leads": ("working_together.led_by",),
    "Stages": ("stages",),
    "Contacts": ("contacts", "ratings", "outcomes"),
    "Hub": (),
}
"""Parts of a hub, and the tables of each."""
HUB_TITLES = {
    "name": "Name of the hub", "starts_at": "Stage where contacts begin",
    "calendar.starts": "First day", "calendar.holidays": "Bank holidays",
    "calendar.working_day": "Working day", "calendar.timezone": "Time zone",
}  # fmt: skip
"""Fields of the hub itself."""
STAGE_TITLES = {
    "who": "Done by", "work": "Work", "wait": "How long", "during": "During", "means": "Stands for",
    "seen_after": "Seen after", "decides_from": "Decides from", "gives_up": "Gives up",
    "at_most": "At most", "rated_anew": "Rated anew", "asked_by": "Asked by",
    "go_on_when": "Goes on when", "at_the_latest": "At the latest", "kept": "Limit kept",
    "look_again": "Looks again after", "chase": "Asks again", "withdraw": "Questions taken back",
    "joint": "Come together", "must_fit": "Must fit", "meeting": "Meeting",
    "then": "Where cases go next",
}  # fmt: skip
"""Fields of a stage."""


def table_at(path: YamlPath) -> Table | None:
    """Give the table of a stage's own mapping, or of a section."""
    if len(path) == 3 and path[0] == "stages" and path[2] == "ask":
        return ASK
    if path[:1] == ("stages",) and path[-1] == "needs":
        return NEEDS
    return TABLES.get(".".join(map(str, path)))


def title_at(path: YamlPath) -> str | None:
    """Give how the field of a row is called; None where the row has no such column."""
    table = table_at(path[:-2])
    columns = table.columns if table is not None else ()
    return next((each.title for each in columns if each.field == path[-1]), None)


def meaning(section: YamlPath, column: Column) -> str:
    """Say what a field means, from the schema."""
    if column.field == NAME:
        return "Used wherever the hub names it; letters, digits, _ and -."
    about = section_at((*section, "x"))
    info = field_of(about, column.field) if about is not None else None
    return (info.description or "") if info is not None else ""


__all__ = [
    "ASK", "HUB_TITLES", "NAME", "NEEDS", "PAIRS", "PARTS", "STAGE_TITLES", "TABLES", "Column",
    "Table", "meaning", "table_at", "title_at",
]  # fmt: skip
