"""Text becomes data with places, or every mistake is named where it stands."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from hubsim.errors import InputError, Problem
from hubsim.spec import source
from hubsim.spec.source import read_file, read_source

PARSERS = [getattr(yaml, "CSafeLoader", yaml.SafeLoader), yaml.SafeLoader]


@pytest.fixture(params=PARSERS, ids=["fast", "pure"], autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both parsers must say the same."""
    monkeypatch.setattr(source, "LOADER", request.param)


def problems(text: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        read_source(text, "hub.yaml")
    return caught.value.problems


def found(text: str | bytes) -> list[str]:
    return [f"{p.place} {p.code} {p.message}" for p in problems(text)]


def data(text: str | bytes) -> object:
    return read_source(text, "hub.yaml").data


def seen(text: str, *path: str | int) -> tuple[int, int, int]:
    place = read_source(text, "hub.yaml").place(path)
    return place.line, place.column, place.length


# What is read


@pytest.mark.parametrize(
    "text",
    ["16:30", "9:00", "no", "on", "yes", "1e3", "010", "1,200", ".nan", "15%", "2026-06-15", "="],
)
def test_a_text_arrives_as_it_is_written(text: str) -> None:
    assert data(f"a: {text}\nb: '{text}'\n") == {"a": text, "b": text}


def test_keys_are_texts_too() -> None:
    assert data("no: 1\n16:30: 2\n") == {"no": "1", "16:30": "2"}


def test_nothing_written_is_none_but_quotes_make_a_text() -> None:
    text = "a:\nb: null\nc: ~\nd: ''\ne: 'null'\nf: [ ]\ng: {h: }\n"
    assert data(text) == {
        "a": None,
        "b": None,
        "c": None,
        "d": "",
        "e": "null",
        "f": [],
        "g": {"h": None},
    }


def test_blocks_of_text_come_without_the_last_line_ending() -> None:
    assert data("a: |\n  one\n  two\nb: >\n  one\n  two\n") == {"a": "one\ntwo", "b": "one two"}


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old mac"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "byte-order mark"])
def test_line_endings_and_byte_order_mark_shift_nothing(ending: str, mark: str) -> None:
    raw = (mark + ending.join(["first: 1", "roles:", "  - name: Zoë", ""])).encode()
    read = read_source(raw, "hub.yaml")
    assert read.data == {"first": "1", "roles": [{"name": "Zoë"}]}
    assert str(read.key_place(["first"])) == "hub.yaml:1:1"
    assert str(read.place(["roles", 0, "name"])) == "hub.yaml:3:11"


# Places


def test_places_of_keys_values_lists_and_mappings() -> None:
    text = "roles:\n  - name: 'police'\n    tasks: [triage, call]\n"
    assert seen(text) == (1, 1, 1)
    assert seen(text, "roles") == (2, 3, 1)
    assert seen(text, "roles", 0) == (2, 5, 1)
    assert seen(text, "roles", 0, "name") == (2, 11, 8)
    assert seen(text, "roles", 0, "tasks", 1) == (3, 21, 4)
    read = read_source(text, "hub.yaml")
    key = read.key_place(("roles", 0, "tasks"))
    assert (key.line, key.column, key.length) == (3, 5, 5)
    assert key.text == "    tasks: [triage, call]"
    assert read.spots["roles", 0].key is None


def test_a_missing_path_has_the_place_of_its_nearest_parents_key() -> None:
    read = read_source("roles:\n  - name: x\n", "hub.yaml")
    assert str(read.place(("roles", 0, "headcount"))) == "hub.yaml:2:5"
    assert str(read.place(("roles", 7))) == "hub.yaml:1:1"
    assert str(read.key_place(("arrivals", "rate"))) == "hub.yaml:1:1"


def test_columns_count_characters_not_bytes() -> None:
    assert seen("{é😀ü: née, b: x}\n", "b") == (1, 15, 1)
    assert seen("{é😀ü: née, b: x}\n", "é😀ü") == (1, 7, 3)


def test_a_text_of_several_lines_is_marked_on_its_first() -> None:
    assert seen('a: "one\n  two"\n', "a") == (1, 4, 4)
    assert seen("a: |\n  one\n", "a") == (1, 4, 1)


# The file


def test_a_file_above_1_mb_is_refused_before_parsing(tmp_path: Path) -> None:
    big = tmp_path / "big.yaml"
    big.write_bytes(b"[" * 1_000_001)
    with pytest.raises(InputError) as caught:
        read_file(big)
    (only,) = caught.value.problems
    assert (only.code, only.message) == ("E001", "the file is larger than 1 MB")
    assert str(only.place) == f"{big}:1:1"
    assert found(b"#" * 1_000_001) == ["hub.yaml:1:1 E001 the file is larger than 1 MB"]
    assert data(b"a: 1\n#".ljust(1_000_000, b"#")) == {"a": "1"}


def test_a_missing_file_names_the_nearest_one(tmp_path: Path) -> None:
    (tmp_path / "my_hub.yaml").write_text("a: 1\n")
    with pytest.raises(InputError) as caught:
        read_file(tmp_path / "my_hbu.yaml")
    (only,) = caught.value.problems
    assert (only.code, only.message) == ("E002", "there is no such file")
    assert 'did you mean "my_hub.yaml"?' in only.help


def refusal(path: Path | str) -> str:
    with pytest.raises(InputError) as caught:
        read_file(path)
    (only,) = caught.value.problems
    assert str(only.place) == f"{path}:1:1"
    return f"{only.code} {only.message}"


def test_what_is_no_ordinary_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "E002 this is a folder"
    assert refusal("no\0name.yaml").startswith("E002 ")
    assert refusal("x" * 5000) == "E002 this file cannot be read"
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert refusal(tmp_path / "pipe") == "E002 this is not an ordinary file"


def test_a_file_that_may_not_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError

    (tmp_path / "hub.yaml").write_text("a: 1\n")
    monkeypatch.setattr(Path, "open", forbidden)
    assert refusal(tmp_path / "hub.yaml") == "E002 this file may not be read by you"


def test_a_good_file_is_read_and_keeps_the_name_the_user_gave(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hub.yaml").write_bytes(b"a: 16:30\n")
    monkeypatch.chdir(tmp_path)
    read = read_file("./hub.yaml")
    assert (read.file, read.data) == ("./hub.yaml", {"a": "16:30"})


def test_bytes_that_are_not_utf8_are_named() -> None:
    (only,) = problems("ü: 1\r\nname: Zoë\r\n".encode().replace("ë".encode(), b"\xeb"))
    assert f"{only.place} {only.code} {only.message}" == (
        "hub.yaml:2:9 E003 byte 0xEB is not UTF-8 text"
    )
    assert "UTF-8" in only.help
    assert only.place.text == "name: Zo\ufffd"


@pytest.mark.parametrize("text", ["", "# only this\n", "---\n", "\ufeff\n\n"])
def test_an_empty_file_is_named_and_a_starter_offered(text: str) -> None:
    (only,) = problems(text)
    assert f"{only.place} {only.code} {only.message}" == "hub.yaml:1:1 E017 the file is empty"
    assert only.help == "`hubsim new my_hub.yaml` writes a starter"


@pytest.mark.parametrize(("text", "what"), [("- a\n- b\n", "a list"), ("hello\n", "a text")])
def test_the_top_must_be_a_mapping(text: str, what: str) -> None:
    message = f"expected a mapping (sections, each a name and a colon), found {what}"
    assert found(text) == [f"hub.yaml:1:1 E018 {message}"]


# Characters

TAB = "E010 a tab stands where only spaces may; tabs are not allowed in indentation"


def test_every_line_indented_by_a_tab_is_named() -> None:
    text = "a:\n\tb: 1\n  c: 2\n \td: 3\ne: [1,\n\t2]\n"
    assert found(text) == [f"hub.yaml:{at} {TAB}" for at in ("2:1", "4:2", "6:1")]
    assert "spaces" in problems(text)[0].help


def test_tabs_inside_texts_are_no_indentation() -> None:
    text = 'a: |\n  x\n  \ty\nb: "one\n\ttwo"\nc: 3 # it\'s\n'
    assert data(text) == {"a": "x\n\ty", "b": "one two", "c": "3"}
    broken = text + "d:\n\te: 1\n"
    assert found(broken) == [f"hub.yaml:8:1 {TAB}"]


def test_tabs_after_content_are_no_indentation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "LOADER", PARSERS[0])
    if PARSERS[0] is yaml.SafeLoader:
        pytest.skip("the slow parser, used where the fast one is missing, refuses these tabs")
    assert data("a:\t1\nb: 2\t# two\n") == {"a": "1", "b": "2"}


def test_an_earlier_mistake_is_listed_beside_the_tabs() -> None:
    assert [line.split(" ")[1] for line in found("a: 1\na: 2\nb:\n\tc: 3\n")] == ["E020", "E010"]


@pytest.mark.parametrize(
    ("text", "column", "name"),
    [
        ("po\u200blice: 1\n", 3, "U+200B (zero width space)"),
        ("po\u202elice: 1\n", 3, "U+202E (right-to-left override)"),
        ("po\xa0lice: 1\n", 3, "U+00A0 (no-break space)"),
        ('"po\\u200dlice": 1\n', 1, "U+200D (zero width joiner)"),
        ('"\\npolice": 1\n', 1, "U+000A (control character)"),
    ],
)
def test_a_key_with_hidden_characters_is_refused(text: str, column: int, name: str) -> None:
    message = f'the name "police" holds a character that cannot be seen: {name}'
    assert found(text) == [f"hub.yaml:1:{column} E011 {message}"]


def test_control_characters_are_refused_in_values_and_not_shown() -> None:
    hidden = "holds a character that cannot be seen: U+001B (control character)"
    assert found("a: 1\nb: x\x1b[2J\n") == [f"hub.yaml:2:5 E011 this line {hidden}"]
    assert found('a: "\\e[2J"\n') == [f"hub.yaml:1:4 E011 this text {hidden}"]
    assert "\x1b" not in str(InputError(problems("a: 1\nb: x\x1b[2J\n")))


def test_what_turns_the_order_of_letters_is_refused_in_values() -> None:
    hidden = "holds a character that cannot be seen: U+202E (right-to-left override)"
    assert found("a: 1\nb: \u202eecilop\n") == [f"hub.yaml:2:4 E011 this text {hidden}"]
    assert found('a: "\\u202eecilop"\n') == [f"hub.yaml:1:4 E011 this text {hidden}"]


def test_other_scripts_and_emoji_are_welcome_in_values() -> None:
    assert data("a: 👩\u200d⚕️ \u200fשלום\n") == {"a": "👩\u200d⚕️ \u200fשלום"}


# Limits


def test_forty_levels_are_read_and_no_more() -> None:
    message = "E012 nested too deeply: more than 40 levels"
    read_source("a: " + "[" * 39 + "]" * 39, "hub.yaml")
    assert found("a: " + "[" * 40 + "]" * 40) == [f"hub.yaml:1:43 {message}"]


def test_more_than_200_000_entries_are_refused() -> None:
    text = "a: [" + "x," * 200_000 + "]\n"
    assert found(text) == ["hub.yaml:1:399999 E013 the file holds more than 200,000 entries"]


BOMBS = {
    "brackets": "'[' * 50_000",
    "braces": "'{a: ' * 50_000",
    "dashes": "'- ' * 50_000",
    "questions": "'? ' * 50_000",
    "lines": "'[\\n' * 50_000",
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
@pytest.mark.parametrize("parser_name", ["CSafeLoader", "SafeLoader"])
def test_a_nesting_bomb_is_answered_and_kills_nothing(bomb: str, parser_name: str) -> None:
    code = (
        "import yaml; from hubsim.spec import source; from hubsim.errors import InputError\n"
        f"source.LOADER = getattr(yaml, {parser_name!r}, yaml.SafeLoader)\n"
        f"try: source.read_source({bomb}, 'hub.yaml')\n"
        "except InputError as e: print(*{p.code for p in e.problems if p.code != 'E021'})\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        cwd=Path(__file__).parents[1],
    )
    assert (ran.returncode, ran.stdout.strip(), ran.stderr) == (0, "E012", "")


def test_the_billion_laughs_are_refused_without_expanding() -> None:
    lines = ["a: &a [" + ", ".join(["lol"] * 9) + "]"]
    for above, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} [" + ", ".join([f"*{above}"] * 9) + "]")
    assert found("\n".join(lines)) == [
        f'hub.yaml:{n}:4 E014 the shorthand "&{name}" is not allowed'
        for n, name in enumerate("abcdefghi", start=1)
    ]


def test_references_merging_and_tags_are_refused_by_name() -> None:
    assert found("a: *x\n<<: {b: 1}\n") == [
        'hub.yaml:1:4 E014 the shorthand "*x" is not allowed',
        'hub.yaml:2:1 E014 merging with "<<" is not allowed',
    ]
    tags = "a: !!python/object/apply:os.system [exit]\nb: !mine x\nc: !!str 5\n"
    assert found(tags) == [
        'hub.yaml:1:4 E015 the tag "!!python/object/apply:os.system" is not allowed',
        'hub.yaml:2:4 E015 the tag "!mine" is not allowed',
        'hub.yaml:3:4 E015 the tag "!!str" is not allowed',
    ]


def test_a_cyclic_reference_is_just_a_reference() -> None:
    assert found("a: &x {b: *x}\n") == ['hub.yaml:1:4 E014 the shorthand "&x" is not allowed']


def test_one_document_only() -> None:
    assert found("---\na: 1\n---\nb: 2\n") == ["hub.yaml:3:1 E016 a second document begins here"]


# Keys


def test_every_duplicate_key_names_the_first() -> None:
    text = "roles:\n  nurse: 1\n  police: 2\n  'nurse': 3\nhours: 1\nroles: 2\n"
    win = "is written twice; the later value would silently win"
    assert found(text) == [
        f'hub.yaml:4:3 E020 "nurse" {win}',
        f'hub.yaml:6:1 E020 "roles" {win}',
    ]
    ((first, note),) = problems(text)[0].also
    assert (str(first), note) == ("hub.yaml:2:3", "first written here")


def test_the_same_key_in_two_mappings_is_no_duplicate() -> None:
    assert data("- {a: 1}\n- {a: 2}\n".replace("- ", "x: ", 1).replace("- ", "y: ")) == {
        "x": {"a": "1"},
        "y": {"a": "2"},
    }


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("? [a, b]\n: 1\n", "1:3 E021 a list cannot be a name"),
        ("x: {{a: 1}: 2}\n", "1:5 E021 a mapping cannot be a name"),
        ("? a\n: 1\n", "1:3 E021 a name cannot be written with a question mark"),
        ("x: {? a : 1}\n", "1:7 E021 a name cannot be written with a question mark"),
        ("a: 1\n: 2\n", "2:1 E021 a name is missing before this colon"),
        ("a: {'': 2}\n", "1:5 E021 a name is missing before this colon"),
    ],
)
def test_a_key_must_be_a_plain_text(text: str, answer: str) -> None:
    assert found(text) == [f"hub.yaml:{answer}"]


def test_a_value_split_by_a_comma_inside_braces_is_noticed() -> None:
    text = "tasks:\n  - {name: visit, work: 40 min (20, 90)}\n"
    answer = 'E022 "90)" has no value: a comma inside braces separates entries'
    assert found(text) == [f"hub.yaml:2:37 {answer}"]
    assert "in quotes" in problems(text)[0].help
    assert data(text.replace("40 min (20, 90)", '"40 min (20, 90)"')) == {
        "tasks": [{"name": "visit", "work": "40 min (20, 90)"}]
    }


def test_a_colon_without_its_space_inside_braces_is_noticed() -> None:
    answer = 'E022 "work:40" has no value: there is no space after its colon'
    assert found("a: {work:40}\n") == [f"hub.yaml:1:5 {answer}"]


# Syntax

OPEN = "is opened here and never closed"
COLON = "a second colon: a text with a colon in it must be in quotes"
AFTER = "the text goes on after its closing quote"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("a: [b, c\nd: 1\ne:\n  - f\n", f'1:4 the bracket "[" {OPEN}'),
        ("a: 1\nb:\n  - [c, [d]\n  - e\nf: 2\n", f'3:5 the bracket "[" {OPEN}'),
        ("a: [[1, 2], [3, 4]\n", f'1:4 the bracket "[" {OPEN}'),
        ("a: [b,\n", f'1:4 the bracket "[" {OPEN}'),
        ("a: [b, {c: d]\ne: 1\n", f'1:8 the bracket "{{" {OPEN}'),
        ("a:\n  x: {b: 1\n  y: {b: 2}\n", f'2:6 the bracket "{{" {OPEN}'),
        ("a: [b]]\n", '1:7 the bracket "]" closes nothing'),
        ("a: [b,, c]\n", "1:7 this does not fit inside the brackets"),
        ("name: Police: MASH desk\n", f"1:13 {COLON}"),
        ("- name: Zoë: desk\n", f"1:12 {COLON}"),
        ("a: {name: Police: desk}\n", f"1:17 {COLON}"),
        ('a: 1\nb: "open\nc: 2\n', f"2:4 a quote {OPEN}"),
        ("b: 'open\nc: 'd'\n", f"1:4 a quote {OPEN} on its line"),
        ("a: 'it's'\n", f"1:8 {AFTER}"),
        ('a: "Front" door\n', f"1:12 {AFTER}"),
        ('a: "C:\\Users"\n', "1:7 a backslash inside double quotes has a special meaning"),
        ("a: @home\n", '1:4 a text cannot begin with "@"'),
        ("a: [x, **y**]\n", '1:8 a text cannot begin with "*"'),
        ("a: >90%\n", '1:4 a text cannot begin with ">"'),
        ("a:\n  b: 1\n  c\n  d: 2\n", '3:3 there is no colon after "c"'),
        ("a: 1\nb:2\nc: 3\n", '2:1 there is no space after the colon in "b:2"'),
        ("a:\n  b: 1\n c: 2\n", "3:2 this line does not line up with those above"),
        ("a: [b] c\n", "1:8 the text goes on after its value has ended"),
        ("a: - b\n", "1:4 a list cannot begin on the line of its name"),
        ("a: b\n  - c\n", "2:3 this list entry would be read as part of the text above"),
        (
            "a: b\n  c: d\n",
            "2:3 this does not fit under the line above, which has a value or lacks its colon",
        ),
        ("{a: 1}\nb: 2\n", "2:1 nothing can follow here: the content ended above"),
    ],
)
def test_a_syntax_mistake_is_named_where_it_was_made(text: str, answer: str) -> None:
    place, message = answer.split(" ", 1)
    assert found(text) == [f"hub.yaml:{place} E019 {message}"]


def test_a_second_colon_is_answered_with_the_quoted_text() -> None:
    (only,) = problems("name: Police: MASH desk\n")
    assert only.help == 'put the text in quotes: "Police: MASH desk"'


def test_no_mistake_is_told_in_the_parsers_words() -> None:
    mistakes = ["a: [b", "a: 'b", "a: b: c", "a: @", "%X\na: 1", "a: |9x", "- a\nb: 1", 'a: "\\q"']
    told = "\n".join(str(InputError(problems(text))) for text in mistakes)
    assert told.count("error[E019]") == len(mistakes)
    for word in ("while ", "expected", "<", "token", "scalar", "yaml.", "Error"):
        assert word not in told.replace("hub.yaml", "")


def test_an_escape_too_large_for_any_character_is_refused() -> None:
    assert [p.code for p in problems('a: "\\UFFFFFFFF"\n')] == ["E019"]
