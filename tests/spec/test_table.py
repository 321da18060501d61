"""CSV files as they come: quotes, lines, encodings, signs between values, and files without end."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from hubsim.errors import InputError, Problem
from hubsim.spec.contacts import Contacts, read_contacts
from tests.spec.small import read

HEADER = "received,source,rating\n"
GOOD = "2026-03-02 09:15,police,red\n"


def contacts(tmp_path: Path, text: str | bytes) -> Contacts:
    file = tmp_path / "c.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_contacts(file, read().hub)


def wrong(tmp_path: Path, text: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        contacts(tmp_path, text)
    return caught.value.problems


def told(tmp_path: Path, text: str | bytes) -> list[str]:
    found = wrong(tmp_path, text)
    assert all(problem.help for problem in found)
    return [f"{p.place.line}:{p.place.column} {p.code} {p.message}" for p in found]


ONE = [
    ("received;source;rating\n2026-03-02 09:15;police;red\n", "1:9 E611 the values of this file stand between semicolons, not commas"),
    ("received\tsource\trating\n", "1:9 E611 the values of this file stand between tabs, not commas"),
    (HEADER + '2026-03-02 09:15,"police,red\n' + GOOD, "2:18 E612 a quote is opened here and never closed"),
    (HEADER + '2026-03-02 09:15,"pol"ice,red\n', "2:23 E612 something stands between a closing quote and the next comma"),
    (HEADER + "x" * 200_000 + ",police,red\n", "2:1 E612 a value of this row has more than 100,000 characters"),
    ("a," * 200_000 + "\n", "1:1 E604 200,001 columns are more than a file of contacts can have"),
    ("received,source,rating,\n" + GOOD, "1:24 E604 a column has no name & 2:1 E605 this line has 3 values and the header has 4"),
    ("received,source,rating,surname\n" + GOOD, '1:24 E604 unknown column "surname" & 2:1 E605 this line has 3 values and the header has 4'),
    ("received,source,rating,a,b,c,d,e\n" + GOOD.replace("red", "red,,,,,"), '1:24 E604 5 columns are unknown: "a", "b", "c" and 2 more'),
    (HEADER + '"2026-03-02 09:15","police, north","red"\n', '2:20 E606 there is no source "police, north" in the hub'),
    (HEADER + '2026-03-02 09:15,"po\nlice",rd\n', '2:18 E606 there is no source "po lice" in the hub & 3:7 E606 there is no rating "rd" in the hub'),
    (HEADER + '2026-03-02 09:15,"police",red\n"2026-03-02\n09:15",police,red\n', '3:1 E607 "2026-03-02 09:15" is not a date and time'),
    (HEADER + "2026-03-02 09:15,=cmd|calc,red\n", '2:18 E606 there is no source "=cmd|calc" in the hub'),
    (HEADER + "2026-03-02 09:15,police,\x00red\n", '2:25 E606 there is no rating "\ufffdred" in the hub'),
    (HEADER + "2026-03-02 09:15,pol\u200bice,red\n", '2:18 E606 there is no source "pol\ufffdice" in the hub'),
    (HEADER + "2026-03-02 09:15,police,\n", "2:25 E606 no rating is given"),
    (HEADER + ",police,red\n", "2:1 E607 no date and time is given"),
    (HEADER + "9999-12-31 23:59,police,red\n", '2:1 E607 "9999-12-31 23:59" is not a date and time'),
    (HEADER + "02/03/2026 09:15,police,red\n", '2:1 E607 "02/03/2026 09:15" is not a date and time'),
    (HEADER + "2026-03-02 09:15Z,police,red\n", '2:1 E607 "2026-03-02 09:15Z" is not a date and time'),
    (HEADER.encode("utf-16"), "1:1 E003 this file is saved in another encoding (UTF-16) than UTF-8"),
    (HEADER.encode() + b"2026-03-02 09:15,caf\xe9,red\n", "2:21 E003 byte 0xE9 is not UTF-8 text"),
    (HEADER.replace("\n", "\r") + GOOD.replace("\n", "\r") + "2026-03-02 09:15,police,rd\r", '3:25 E606 there is no rating "rd" in the hub'),
    ("\n\n" + HEADER + "\r\n" + GOOD.replace("red", "rd"), '5:25 E606 there is no rating "rd" in the hub'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "answer"), ONE, ids=[each[1][:50] for each in ONE])
def test_what_cannot_be_used_is_told_where_it_stands(tmp_path, text, answer):
    assert told(tmp_path, text) == answer.split(" & ")


@pytest.mark.parametrize(
    "text",
    [
        HEADER + '"2026-03-02 09:15","police","red"\n',
        HEADER + "2026-03-02 9:15, police ,red\n",
        HEADER.replace("\n", "\r\n") + GOOD.replace("\n", "\r\n"),
        "\ufeff" + HEADER + GOOD + ",,\r\n , ,\n",
        "need," + HEADER + "low," + GOOD.rstrip("\n"),
    ],
)
def test_what_spreadsheets_write_is_read(tmp_path, text):
    found = contacts(tmp_path, text)
    assert [str(moment) for moment in found.received] == ["2026-03-02 09:15:00"]
    assert (found.source, found.rating) == (("police",), ("red",))


def test_a_name_that_does_not_exist_is_told_once_with_the_number_of_lines(tmp_path):
    text = HEADER + GOOD.replace("red", "rd") * 3 + GOOD.replace("police", "polic")
    assert told(tmp_path, text) == [
        '2:25 E606 there is no rating "rd" in the hub (on 3 lines)',
        '5:18 E606 there is no source "polic" in the hub',
    ]


ROWS = [
    (GOOD, ""), (GOOD.replace("red", "rd"), "on 100,000 lines"),
    (GOOD.replace("-", "/"), "99,999 more lines like it"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "problem"), ROWS)
def test_a_hundred_thousand_rows_are_answered_in_five_seconds(tmp_path, row, problem):
    began = time.process_time()
    if problem:
        (found,) = wrong(tmp_path, HEADER + row * 100_000)
        assert problem in found.message
    else:
        assert len(contacts(tmp_path, HEADER + row * 100_000).received) == 100_000
    assert time.process_time() - began < 5


def test_what_is_no_ordinary_file_is_refused(tmp_path):
    for file in (tmp_path, tmp_path / "none.csv", tmp_path / ("x" * 300)):
        with pytest.raises(InputError) as caught:
            read_contacts(file, read().hub)
        assert [problem.code for problem in caught.value.problems] == ["E601"]
