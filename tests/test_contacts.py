"""Real contacts from a file: what is refused, what is warned of, and how a run uses them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from hubsim.caseload import Caseload, caseload_from
from hubsim.engine import simulate
from hubsim.errors import InputError, Problem
from hubsim.program import Program, lower
from hubsim.spec.contacts import Contacts, read_contacts
from hubsim.spec.hub import Hub
from hubsim.spec.read import hub_from
from hubsim.spec.source import read_source
from hubsim.study import Length, designs_from
from hubsim.units import DAY, HOUR

HUB = """
hubsim: 1
name: Real contacts
calendar: {starts: 2026-03-23, timezone: Europe/London, holidays: none}
agencies: {a: {}}
roles: {w: {agency: a, posts: 2, hours: always}}
ratings: {red: {}, green: {}}
contacts:
  police:
    every: 1 h
    true_need: {high: 50%, low: 50%}
    first_seen_as: {high: {red: 80%, green: 20%}, low: {green: 100%}}
  school: {every: 1 h, first_seen_as: {low: {green: 100%}}}
what_they_know: {a: {for: {high: 50%, low: 50%}, reveals: 30%}}
starts_at: s
stages: {s: {who: w, work: 10 min (5 to 15), then: out}}
outcomes: {out: {}}
"""
HEADER = "received,source,rating\n"
GOOD = "2026-03-23 09:00,police,red\n"


def hub() -> Hub:
    return hub_from(read_source(HUB, "hub.yaml")).hub


def program(hours: float = 14 * 24) -> Program:
    return lower(hub(), int(hours * HOUR))


def read(tmp_path: Path, text: str | bytes) -> Contacts:
    """Write a file and read it."""
    file = tmp_path / "contacts.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_contacts(file, hub())


def refused(tmp_path: Path, text: str | bytes) -> list[tuple[str, int | None, int | None]]:
    """Codes, lines and columns of everything that is wrong with a file."""
    with pytest.raises(InputError) as error:
        read(tmp_path, text)
    return [(p.code, p.place.line, p.place.column) for p in error.value.problems]


def message(tmp_path: Path, text: str) -> str:
    with pytest.raises(InputError) as error:
        read(tmp_path, text)
    return str(error.value)


# ------------------------------------------------------------------------- what is refused


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read_contacts(tmp_path / "none.csv", hub())
    (problem,) = error.value.problems
    assert problem.code == "E601"


def test_what_is_wrong_on_many_lines_is_told_once_with_their_number(tmp_path: Path) -> None:
    """A file with dates of another form has one problem, not thousands."""
    dates = "".join(f"{day}/03/2026 9:{day:02},police,red\n" for day in range(1, 25))
    early = "".join(f"2026-03-0{day} 09:00,police,red\n" for day in range(1, 4))
    short = "2026-03-24 09:00,police\n" * 2
    wrong = "2026-02-30 09:00,police,red\n2026-02-31 09:00,police,red\n"
    told = message(tmp_path, HEADER + dates + early + short + wrong)
    assert '"1/03/2026 9:01" is not a date and time (23 more lines like it)' in told
    assert "2026-03-01 09:00 lies before the hub's first day, 2026-03-23 (2 more lines" in told
    assert "this line has 2 values and the header has 3 (1 more line like it)" in told
    assert "nothing stands there for rating" in told
    assert "no rating is given" not in told, "it is said of the line"
    assert '"2026-02-30 09:00" is not' in told
    assert '"2026-02-31 09:00" is not' in told
    assert told.count("error[E607]") == 3


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    """The wrong byte is on line 2."""
    (found,) = refused(tmp_path, HEADER.encode() + b"2026-03-23 09:00,caf\xe9,red\n")
    assert found[:2] == ("E003", 2)


@pytest.mark.parametrize("text", ["", "\n\n", HEADER, HEADER + "\n\n"])
def test_a_file_without_contacts(tmp_path: Path, text: str) -> None:
    assert [code for code, _, _ in refused(tmp_path, text)] == ["E602"]


def test_columns_that_are_unknown_missing_or_there_twice(tmp_path: Path) -> None:
    """Columns begin at characters 1, 10 and 17 of "received,sourse,rating"."""
    assert refused(tmp_path, "received,sourse,rating\n" + GOOD) == [("E604", 1, 10)]
    assert refused(tmp_path, "received,rating\n" + GOOD.replace("police,", ""))[0] == ("E604", 1, 1)
    assert 'did you mean "source"' in message(tmp_path, "received,sourse,rating\n" + GOOD)
    twice = "received,source,rating,rating\n"
    assert refused(tmp_path, twice + GOOD.replace("red", "red,green")) == [("E604", 1, 24)]


def test_columns_that_are_misspelt_are_not_to_be_deleted(tmp_path: Path) -> None:
    told = message(tmp_path, "recieved,sorce,ratng,ned\n" + GOOD)
    for name in ("received", "source", "rating", "need"):
        assert f'did you mean "{name}"?' in told
    assert "delete" not in told
    assert "there is no column" not in told
    told = message(tmp_path, "received,sorce,rating,a1,b2,c3,d4\n" + GOOD)
    assert 'did you mean "source"?' in told
    assert '4 columns are unknown: "a1", "b2", "c3" and 1 more' in told


def test_rows_are_judged_beside_a_first_line_that_is_wrong(tmp_path: Path) -> None:
    """By the columns that can be told: one that is misspelt is meant, of two none is."""
    bad = "2026-13-23 09:00,nobody,blue,x\n"
    told = message(tmp_path, "received,sourse,rating,name\n" + bad)
    for each in ('unknown column "sourse"', '"2026-13-23 09:00" is not', 'no source "nobody"'):
        assert each in told
    assert 'no rating "blue"' in told
    codes = [code for code, *_ in refused(tmp_path, "received,rating,rating,source\n" + bad)]
    assert codes == ["E604", "E607", "E606"], "the time and the source, and neither rating"
    codes = [code for code, *_ in refused(tmp_path, "received,received by,rating,source\n" + bad)]
    assert codes == ["E604", "E607", "E606", "E606"], "of two, one is called as it should be"
    many = ",".join(f"c{n}" for n in range(101))
    assert [code for code, *_ in refused(tmp_path, f"{many}\n{bad}")] == ["E604"]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("2026-03-23 09:00,police\n", {("E605", 2)}),  # which says that there is no rating
        ("2026-03-23 09:00,police,red,high\n", {("E605", 2)}),
        ("2026-03-23 09:00,polise,red\n", {("E606", 2)}),
        ("2026-03-23 09:00,police,blue\n", {("E606", 2)}),
        ("23/03/2026 09:00,police,red\n", {("E607", 2)}),
        ("2026-03-23,police,red\n", {("E607", 2)}),
        ("2026-02-30 09:00,police,red\n", {("E607", 2)}),
        (",police,red\n", {("E607", 2)}),
        ("2026-03-22 23:59,police,red\n", {("E608", 2)}),  # the day before the first
        ("2026-03-29 01:30,police,red\n", {("E609", 2)}),  # the clocks go forward at 01:00
    ],
)
def test_rows_that_cannot_be_used(tmp_path: Path, row: str, found: set[tuple[str, int]]) -> None:
    assert {(code, line) for code, line, _ in refused(tmp_path, HEADER + row)} == found


def test_a_need_that_is_none(tmp_path: Path) -> None:
    text = "received,source,rating,need\n2026-03-23 09:00,police,red,hihg\n"
    assert refused(tmp_path, text) == [("E606", 2, 29)]
    assert 'did you mean "high"' in message(tmp_path, text)


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    """The place is the value: line, and the character at which it begins."""
    text = HEADER + "yesterday,police,red\n" + GOOD + "2026-03-23 10:00,nobody,blue\n"
    assert refused(tmp_path, text) == [("E607", 2, 1), ("E606", 4, 18), ("E606", 4, 25)]


# ----------------------------------------------------------------------- what is warned of


def codes(contacts: Contacts) -> list[tuple[str, int | None]]:
    def of(problem: Problem) -> tuple[str, int | None]:
        assert problem.severity == "warning"
        return problem.code, problem.place.line

    return [of(problem) for problem in contacts.warnings]


def test_a_need_that_is_drawn_is_flagged(tmp_path: Path) -> None:
    """One of two needs is given."""
    text = "received,source,rating,need\n2026-03-23 09:00,police,red,high\n2026-03-23 10:00,police,red,\n"
    contacts = read(tmp_path, text)
    assert codes(contacts) == [("W603", 1)]
    assert "1 of 2 contacts" in contacts.warnings[0].message


def test_rows_that_may_have_been_copied_are_counted_and_flagged(tmp_path: Path) -> None:
    """Three of one, two of another, and one that differs by a minute."""
    other = GOOD.replace("red", "green")
    contacts = read(tmp_path, HEADER + 3 * GOOD + 2 * other + GOOD.replace("09:00", "09:01"))
    assert codes(contacts) == [("W603", 1), ("W614", 1)]
    assert contacts.warnings[1].message.startswith("3 of 6 contacts are alike")
    assert len(contacts.received) == 6


def test_nothing_is_flagged_where_every_need_is_given(tmp_path: Path) -> None:
    assert (
        codes(read(tmp_path, HEADER.replace("\n", ",need\n") + GOOD.replace("\n", ",high\n"))) == []
    )


def test_a_time_that_exists_twice_takes_the_first(tmp_path: Path) -> None:
    """On 25 October 2026 the clocks go back at 02:00: 01:30 is 216 days and 1.5 h after midnight of
    23 March, less the hour of the night of 29 March.
    """
    contacts = read(tmp_path, HEADER + "2026-10-25 01:30,police,red\n")
    assert codes(contacts) == [("W610", 2), ("W603", 1)]
    cases = caseload_from(program(220 * 24), contacts, seed=1, replication=0)
    assert cases.arrival.tolist() == [216 * DAY + 3 * HOUR // 2 - HOUR]


def test_a_file_as_a_spreadsheet_writes_it(tmp_path: Path) -> None:
    """A byte order mark, other line ends, capitals and spaces in the header, empty lines, seconds."""
    text = "\ufeffReceived, Source,RATING\r\n2026-03-23T09:00:30, police ,red\r\n\r\n" + GOOD
    contacts = read(tmp_path, text)
    assert [t.second for t in contacts.received] == [30, 0]
    assert contacts.source == ("police", "police")


# ---------------------------------------------------------------------------- how it is used

FIVE = (
    "received,source,rating,need\n"
    "2026-03-23 10:00,school,green,low\n"
    "2026-03-23 09:00,school,green,\n"
    "2026-03-23 09:00,police,red,\n"
    "2026-03-23 09:00,school,green,moderate\n"
    "2026-04-06 01:00,police,green,high\n"
)


def cases_of(tmp_path: Path, replication: int = 0, text: str = FIVE) -> Caseload:
    return caseload_from(program(), read(tmp_path, text), seed=1, replication=replication)


def test_rows_need_not_be_sorted_and_ties_keep_the_order_of_the_file(tmp_path: Path) -> None:
    """Rows 1, 2 and 3 come at 09:00, of two sources; row 0 at 10:00. Row 4 is at the end
    of the run, 14 days of 24 h and so, over the change of the clocks, until 01:00: left out.
    """
    cases = cases_of(tmp_path)
    assert cases.arrival.tolist() == [9 * HOUR, 9 * HOUR, 9 * HOUR, 10 * HOUR]
    assert cases.number.tolist() == [1, 2, 3, 0]
    assert cases.source.tolist() == [1, 0, 1, 1]
    assert cases.rating[0].tolist() == [1, 0, 1, 1]


def test_a_given_need_stays_and_a_missing_one_follows_from_the_rating(tmp_path: Path) -> None:
    """Only high need is seen as red by police; schools have low need alone. Given is given."""
    assert cases_of(tmp_path).need[0].tolist() == [2, 0, 1, 2]


def test_a_need_drawn_given_the_rating_has_the_shares_of_bayes(tmp_path: Path) -> None:
    """Green from police: 0.5 × 0.2 of high need against 0.5 of low need, so a sixth are high."""
    text = HEADER + "2026-03-23 09:00,police,green\n" * 4000
    need = cases_of(tmp_path, text=text).need[0]
    assert abs((need == 0).mean() - 1 / 6) < 4 * np.sqrt(5 / 36 / 4000)
    assert not (need == 1).any()


def test_replications_share_arrivals_and_ratings_and_nothing_else(tmp_path: Path) -> None:
    text = HEADER + "".join(f"2026-03-23 09:{n % 60:02d},police,green\n" for n in range(300))
    first, second = (cases_of(tmp_path, replication, text) for replication in (0, 1))
    for column in ("arrival", "source", "number", "rating"):
        np.testing.assert_array_equal(getattr(first, column), getattr(second, column))
    assert (first.need != second.need).any()
    assert (first.knows != second.knows).any()


def test_draws_belong_to_the_row_of_the_file(tmp_path: Path) -> None:
    """One more row at the end changes nothing drawn for those before it, wherever it falls in time."""
    rows = "".join(f"2026-03-23 09:{n:02d},police,green\n" for n in range(30))
    one = cases_of(tmp_path, text=HEADER + rows)
    more = cases_of(tmp_path, text=HEADER + rows + "2026-03-23 08:00,police,green\n")
    assert more.number.tolist() == [30, *one.number.tolist()]
    np.testing.assert_array_equal(more.need[:, 1:], one.need)
    np.testing.assert_array_equal(more.knows[1:], one.knows)


def test_a_run_takes_real_contacts_instead_of_drawn_ones(tmp_path: Path) -> None:
    contacts = read(tmp_path, FIVE)
    runs = [simulate(program(), seed=1, replication=r, contacts=contacts) for r in (0, 1)]
    assert [len(run.caseload) for run in runs] == [4, 4]
    ends = [run.log.end[run.log.role >= 0].tolist() for run in runs]
    assert ends[0] != ends[1]  # lengths of work are another draw


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (range(56), None),
        (range(50), None),  # a quiet week is no end
        (range(48), "W308: the last contact of the file comes on 2026-05-09, and the run goes on to 2026-05-17"),
        (range(8, 56), "W307: the first contact of the file comes on 2026-03-31, and the hub begins on 2026-03-23"),
        (range(14), "W306: no contact of the file was received in the measured weeks, 2026-04-06 to 2026-05-03"),
        (range(42, 56), "W306: no contact of the file was received in the measured weeks, 2026-04-06 to 2026-05-03"),
    ],
)  # fmt: skip
def test_weeks_that_a_file_leaves_empty_are_told(
    tmp_path: Path, days: range, said: str | None
) -> None:
    """Of a run of eight weeks from Monday 23 March, of which the third to the sixth are measured."""
    file = tmp_path / "real.csv"
    first = dt.date(2026, 3, 23)
    lines = [f"{first + dt.timedelta(day)} 12:00,police,red" for day in days]
    file.write_text("\n".join(["received,source,rating", *lines]))
    hub = tmp_path / "hub.yaml"
    hub.write_text(HUB)
    (design,) = designs_from([str(hub)], length=Length(4, 2, 2), contacts=file)
    told = [
        f"{each.code}: {each.message}" for each in design.warnings if each.code.startswith("W30")
    ]
    assert told == ([said] if said else [])
