"""What a file of real contacts says of a hub."""

from __future__ import annotations

import pytest

from hubsim.drafting import Draft
from hubsim.drafting.real_contacts import (
    by_source,
    by_weekday,
    counted,
    example,
    measured_volumes,
    preview,
    weeks_of,
    wrong,
)
from hubsim.errors import InputError
from hubsim.models import read_model
from hubsim.shipped import names
from hubsim.spec.contacts import Contacts, contacts_from
from hubsim.spec.hub import NEEDS
from hubsim.spec.table import SAVE, Table
from tests.spec.small import TOGETHER

ROWS = [f"2026-02-{day:02} 09:{n:02},{source},red" for day in range(2, 16) for n, source in enumerate(("police", "police", "schools"))]  # fmt: skip
FILE = "received,source,rating\n" + "\n".join(ROWS)


def read(text: str = FILE) -> tuple[Draft, Contacts]:
    draft = Draft(TOGETHER)
    assert draft.hub is not None
    return draft, contacts_from(Table("contacts.csv", text.encode()), draft.hub.hub)


def test_contacts_are_counted_by_source_with_their_interval() -> None:
    _, given = read()
    assert weeks_of(given) == 2.0
    police, schools = counted(given)
    assert (police.source, police.contacts, police.per_week) == ("police", 28, 14.0)
    # Garwood's interval of 28: 18.606 to 40.468; of 14: 7.654 to 23.490 (published tables).
    assert 2 * police.low == pytest.approx(18.606, abs=0.001)
    assert 2 * police.high == pytest.approx(40.468, abs=0.001)
    assert 2 * schools.low == pytest.approx(7.654, abs=0.001)
    assert 2 * schools.high == pytest.approx(23.490, abs=0.001)


def test_measured_volumes_stand_in_the_hub_with_their_source() -> None:
    draft, given = read()
    assert draft.hub is not None
    new = draft.edited(measured_volumes(given, draft.hub.hub, "our \u200bfile: 2026.csv"))
    assert new.hub is not None
    volume = new.hub.hub.contacts["police"].volume
    assert volume is not None
    assert volume.grade == "measured"
    assert volume.source == "28 contacts in our file: 2026.csv, 2026-02-02 to 2026-02-15"
    assert volume.text == "14 per week"


def test_many_contacts_are_written_as_a_hub_reads_them() -> None:
    """A large number has no exponent: 28,000 in two weeks are 14000 a week."""
    draft, given = read("received,source,rating\n" + "\n".join(ROWS[::3] * 2000))
    assert draft.hub is not None
    new = draft.edited(measured_volumes(given, draft.hub.hub, "file.csv"))
    assert new.problems == ()
    assert new.hub is not None
    volume = new.hub.hub.contacts["police"].volume
    assert volume is not None
    assert volume.text == "14000 per week"


def test_tables_say_what_was_understood() -> None:
    draft, given = read()
    assert draft.hub is not None
    assert by_source(given, draft.hub.hub)["The hub says"].tolist() == [
        "40 per week",
        "20 per week",
    ]
    assert by_weekday(given)["Contacts"].tolist() == ["6"] * 7
    assert preview(given).iloc[0].tolist() == ["Mon 02 Feb 2026 09:00", "police", "red", "drawn"]


def test_a_source_of_which_the_file_has_none_is_told_of_and_stays_as_it_is() -> None:
    draft, given = read("received,source,rating\n2026-02-02 09:00,police,red\n")
    assert draft.hub is not None
    table = by_source(given, draft.hub.hub).set_index("Source")
    assert table["Contacts"].tolist() == ["1", "none"]
    assert table["The hub says"].tolist() == ["40 per week", "20 per week"]
    (made,) = measured_volumes(given, draft.hub.hub, "file.csv")
    assert made.path == "contacts.police.volume"


@pytest.mark.parametrize("model", names("models"))
def test_the_pattern_of_a_file_is_read_by_its_hub(model: str) -> None:
    hub = read_model(model).hub
    given = contacts_from(Table("contacts.csv", example(hub).encode("utf-8-sig")), hub)
    assert len(given.received) == 1 + len(NEEDS)
    assert given.source[0] == next(iter(hub.contacts))


def test_what_is_wrong_is_told_with_line_and_column() -> None:
    with pytest.raises(InputError, match=r"contacts\.csv:3:18.*no source"):
        read("received,source,rating\n2026-02-02 09:00,police,red\n2026-02-02 09:00,polize,red\n")


def wrongs(text: str) -> list[list[str]]:
    with pytest.raises(InputError) as error:
        read(text)
    return wrong(error.value.problems).to_numpy().tolist()


def test_what_is_wrong_is_told_by_row_and_column_of_a_spreadsheet() -> None:
    lines = ["received,source,rating", "2026-02-06 09:00,police,red", '5/2/2026,"po,lice",purple']
    found = wrongs("\n".join(lines))
    assert [row[:2] for row in found] == [["3", "A"], ["3", "B"], ["3", "C"]]
    assert found[0][2] == '"5/2/2026" is not a date and time'
    assert "such as 2026-03-02 09:15" in found[0][3]


def test_an_empty_file_is_wrong_in_no_cell() -> None:
    assert wrongs("") == [
        ["–", "–", "the file is empty", "columns: received, source, rating, need"]
    ]


def test_after_column_z_comes_aa() -> None:
    header = ["received", "source", "rating", *["need"] * 50]
    (*_, last) = wrongs(",".join(header) + "\n")
    assert last[:2] == ["1", "BA"]  # the 53rd


@pytest.mark.parametrize("written", ["05/01/2026 09:00", "46027.375", "46027"])
def test_a_date_as_a_spreadsheet_shows_or_keeps_it_is_mended_in_the_spreadsheet(written):
    ((*_, help),) = wrongs(f"received,source,rating\n{written},police,red\n")
    assert help.endswith(
        "in a spreadsheet format the column as yyyy-mm-dd hh:mm before you save it as CSV"
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04\x14\x00\x80", "this is a workbook, not a CSV file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "this is a workbook, not a CSV file"),
        (b"received,source,rating\ncaf\xe9", "byte 0xE9 is not UTF-8 text"),
    ],
)
def test_a_file_that_a_spreadsheet_saved_otherwise_is_saved_again_there(data, message):
    with pytest.raises(InputError) as error:
        Table("contacts.csv", data)
    (found,) = error.value.problems
    assert (found.message, found.help) == (message, SAVE)
