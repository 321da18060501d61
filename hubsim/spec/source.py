"""From the text of a file to plain data, with the place of everything in it.

The data is nested dicts, lists and *texts*: nothing is read as a number, a date or a yes/no here,
so ``16:30``, ``no`` and ``1e3`` arrive as they were written, and the layer that knows what a field
means decides. It is built from the parser's flat stream of events in one pass with a stack of its
own: nothing recurses, is expanded or is constructed, so a bomb meets a limit before it does harm.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from hubsim.errors import InputError, Place, Problem, did_you_mean

MOST_BYTES, MOST_DEPTH, MOST_NODES = 1_000_000, 40, 200_000
"""Limits of one file; a large hub has some 200,000 bytes, 8 levels and 10,000 entries."""

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The fast parser where it is installed; the slow one also refuses tabs after a colon."""

YamlPath = tuple[str | int, ...]
_At = tuple[int, int]  # line and column counted from 0, as the parser counts

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff"
_UNPRINTABLE = re.compile(f"[{_CONTROL}]")
# Zero-width characters, direction marks, and blanks that look like a space: two keys that look
# the same would differ.
_HIDDEN = re.compile(
    rf"[{_CONTROL}\xa0\xad\u034f\u061c\u1680\u180e\u2000-\u200f\u202a-\u202f"
    r"\u205f-\u206f\u3000\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_BLANK = re.compile(r"[\t\r\n]")
_COLON = re.compile(r"[ \t]*:")
_TAG = re.compile(r"![^\s,\[\]{}]*")
_FIRST_KEY = re.compile(r" *(?:- +)*")
# What may change how the rest of a line reads: a comment, an opening quote, a block of text.
_TURN = re.compile(
    r"""(?P<comment>(?:^|(?<=\s))\#)
      | (?:^|[\[{,]|[:?](?=\s)|(?:^|(?<=\s))-(?=\s)) \s*
        (?: (?P<quote>["']) | (?P<block>[|>][-+\d]*\s*(?:\s\#.*)?$) )""",
    re.VERBOSE,
)
_CLOSE = {'"': re.compile(r'(?:[^"\\]|\\.)*+"'), "'": re.compile(r"(?:[^']|'')*+'")}
_QUOTE_HELP = "if this is one text, put all of it in quotes"


@dataclass(frozen=True, slots=True)
class Spot:
    """The places of one path.

    Parameters
    ----------
    key : Place or None
        Where its key stands; None for the entries of a list and for the root.
    value : Place
        Where its value stands; of a mapping or list, where it begins.
    """

    key: Place | None
    value: Place


@dataclass(frozen=True, slots=True)
class Source:
    """What one file says, and where it says it.

    Parameters
    ----------
    file : str
        The file's name as the user gave it.
    data : dict
        Nested dict, list and str; None where nothing (or a plain ``null``, ``~``) is written.
    spots : mapping of path to Spot
        The root is ``()``, the first role's name ``("roles", 0, "name")``.
    """

    file: str
    data: Any
    spots: Mapping[YamlPath, Spot]

    def place(self, path: Sequence[str | int]) -> Place:
        """Return where a value stands; of what is not there, where its nearest parent's key is."""
        spot = self.spots.get(tuple(path))
        return spot.value if spot else self.key_place(path)

    def key_place(self, path: Sequence[str | int]) -> Place:
        """Return where a key stands, else its value, else the key of the nearest parent."""
        known = tuple(path)
        while known and known not in self.spots:
            known = known[:-1]
        spot = self.spots[known]
        return spot.key or spot.value


def read_file(path: Path | str) -> Source:
    """Read a file.

    Parameters
    ----------
    path : Path or str
        The file; its name stands in every message as given here.

    Returns
    -------
    Source
        The data and its places.

    Raises
    ------
    InputError
        If there is no such file, it cannot be read, or `read_source` finds problems.
    """
    name, path = str(path), Path(path)
    try:
        if not path.exists():
            known = sorted(p.name for p in path.parent.glob("*.yaml"))
            hint = did_you_mean(path.name, known, "in that folder") or "check the folder's name too"
            raise _refused(name, "E002", "there is no such file", hint)
        if not path.is_file():
            what = "a folder" if path.is_dir() else "not an ordinary file"
            raise _refused(name, "E002", f"this is {what}", "give the name of one .yaml file")
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except PermissionError:
        hint = "ask for the right to read it, or copy it elsewhere"
        raise _refused(name, "E002", "this file may not be read by you", hint) from None
    except (OSError, ValueError):  # a name too long, or one that no file can have
        raise _refused(name, "E002", "this file cannot be read", "check its name") from None
    return read_source(data, name)


def read_source(text: str | bytes, file: str) -> Source:
    """Read text.

    Parameters
    ----------
    text : str or bytes
        YAML; bytes must be UTF-8, with or without a byte-order mark, with any line endings.
    file : str
        The name to give in messages.

    Returns
    -------
    Source
        The data and its places.

    Raises
    ------
    InputError
        With every problem found.
    """
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(data) > MOST_BYTES:
        hint = "a hub is far smaller; is this the right file?"
        raise _refused(file, "E001", "the file is larger than 1 MB", hint)
    reader = _Reader(file, text if isinstance(text, str) else _decoded(data, file))
    reader.read()
    if reader.problems:
        raise InputError(reader.problems)
    return Source(file, reader.data, MappingProxyType(reader.spots))


def _refused(file: str, code: str, message: str, help: str) -> InputError:  # noqa: A002
    return InputError([Problem(code, message, Place(file), help)])


def _decoded(data: bytes, file: str) -> str:
    """Decode UTF-8, or say where the first byte stands that is none."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = _lines(data[: error.start].decode("utf-8"))
        line = _lines(data.decode("utf-8", "replace"))[len(before) - 1]
        place = Place(file, len(before), len(before[-1]) + 1, 1, _HIDDEN.sub("\ufffd", line))
        message = f"byte 0x{data[error.start]:02X} is not UTF-8 text"
        hint = 'save the file as UTF-8 (in most editors: "Save as", encoding "UTF-8")'
        raise InputError([Problem("E003", message, place, hint)]) from None


def _lines(text: str) -> list[str]:
    """Split at the line endings of Windows, Unix and old Macs; a byte-order mark is no text."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _leading_tabs(lines: Sequence[str]) -> tuple[list[_At], dict[int, tuple[_At, int]]]:
    """Find tabs that indent, outside quotes and blocks of text, also where parsing fails.

    Also returns the quotes that close on a later line than they open: for the line where one
    closes, where it opens and the column it ends at.
    """
    tabs: list[_At] = []
    long_quotes: dict[int, tuple[_At, int]] = {}
    quote, opened, parent = "", (0, 0), None
    for number, line in enumerate(lines):
        body = len(line) - len(line.lstrip(" \t"))
        tab = line.find("\t", 0, body)
        if parent is not None:
            if not line.strip() or len(line) - len(line.lstrip(" ")) > parent:
                continue
            parent = None
        if tab >= 0 and not quote:
            tabs.append((number, tab))
        at = 0
        while True:
            if quote:
                end = _CLOSE[quote].match(line, at)
                if end is None:
                    break
                if opened[0] < number:
                    long_quotes[number] = opened, end.end()
                quote, at = "", end.end()
            turn = _TURN.search(line, at)
            if turn is None or turn["comment"]:
                break
            if turn["block"]:  # it holds what is indented deeper than the key it belongs to
                key = _first_key(line)
                parent = line.rfind("-", 0, key) if key == turn.start("block") else key
                break
            quote, opened, at = turn["quote"], (number, turn.start("quote")), turn.end()
    return tabs, long_quotes


def _first_key(line: str) -> int:
    """Return the column where the text of a line begins, after its spaces and dashes."""
    found = _FIRST_KEY.match(line)
    return found.end() if found else 0


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end is not read yet."""

    node: dict[str, Any] | list[Any]
    path: YamlPath
    at: _At
    flow: bool
    as_key: bool = False
    key: str | None = None  # the key read last, whose value comes next
    key_place: Place | None = None
    bare: bool = False  # no colon is written after that key
    first: dict[str, Place] = field(default_factory=dict)


class _Reader:
    """Builds data and places from the parser's events, and collects problems."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.lines = _lines(text)
        self.shown = [_HIDDEN.sub("\ufffd", line) for line in self.lines]
        self.problems: list[Problem] = []
        self.spots: dict[YamlPath, Spot] = {}
        self.data: Any = None
        self.stack: list[_Open] = []
        self.texts: set[int] = set()  # lines that begin inside a quoted text or a block of text
        self.nodes = self.documents = 0
        self.names: set[str] = set()  # anchors and tags spoken of already

    def read(self) -> None:
        """Read everything; look at `problems` afterwards."""
        for number, line in enumerate(self.lines):
            if bad := _UNPRINTABLE.search(line):
                self.hidden(bad[0], self.place((number, bad.start())), "this line")
        if self.problems:
            return
        text = "\n".join(self.lines) + "\n"
        tabs = _leading_tabs(self.lines)[0] if "\t" in text else []
        try:
            for event in yaml.parse(text, Loader=LOADER):
                if not self.take(event):
                    break
        except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
            found = _Mistake(self, error).problem()
            # What a mistake brings about further down is not a second mistake.
            self.problems = [p for p in self.problems if p.place < found.place]
            if not any(line < found.place.line for line, _ in tabs):
                self.problems.append(found)
        self.problems += [_tab(self.place(at)) for at in tabs if at[0] not in self.texts]

    def place(self, at: _At, length: int = 1) -> Place:
        """Make a Place; in its text, what cannot be seen is shown as a mark, one for one."""
        text = self.shown[at[0]] if at[0] < len(self.shown) else ""
        return Place(self.file, at[0] + 1, at[1] + 1, max(1, length), text)

    def report(self, code: str, message: str, place: Place, help: str = "") -> None:  # noqa: A002
        """Note a problem."""
        self.problems.append(Problem(code, message, place, help))

    def hidden(self, char: str, place: Place, where: str) -> None:
        """Note a character that nobody can see."""
        name = unicodedata.name(char, "control character").lower()
        hint = "delete it, or type the words again instead of pasting them"
        message = f"{where} holds a character that cannot be seen: U+{ord(char):04X} ({name})"
        self.report("E011", message, place, hint)

    def take(self, event: Any) -> bool:
        """Take one event; False if reading must stop here."""
        at = event.start_mark.line, event.start_mark.column
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    hint = "keep one hub in one file: delete the line of dashes, or split the file"
                    self.report("E016", "a second document begins here", self.place(at, 3), hint)
                    return False
            case yaml.StreamEndEvent() | yaml.DocumentEndEvent():
                self.check_root()
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                done = self.stack.pop()
                if done.as_key:
                    self.stack[-1].key = "?"
            case yaml.NodeEvent():
                return self.take_node(event, at)
        return True

    def check_root(self) -> None:
        """Refuse what is no mapping at the top."""
        if self.problems or isinstance(self.data, dict):
            return
        if self.data is None:
            hint = "`hubsim new my_hub.yaml` writes a starter"
            self.report("E017", "the file is empty", self.place((0, 0)), hint)
        else:
            what = "a list" if isinstance(self.data, list) else "a text"
            message = f"expected a mapping (sections, each a name and a colon), found {what}"
            hint = "begin each section with its name and a colon, without a dash before it"
            self.report("E018", message, self.spots[()].value, hint)

    def take_node(self, event: Any, at: _At) -> bool:
        """Take a value or a key within the limits; False if reading must stop here."""
        self.nodes += 1
        if self.nodes > MOST_NODES:
            message = f"the file holds more than {MOST_NODES:,} entries"
            self.report("E013", message, self.place(at), "a hub is far smaller; split it up")
            return False
        self.refuse_references(event, at)
        if isinstance(event, yaml.CollectionStartEvent):
            if len(self.stack) == MOST_DEPTH:
                message = f"nested too deeply: more than {MOST_DEPTH} levels"
                hint = "a hub needs fewer than 10 levels; look for brackets left open"
                self.report("E012", message, self.place(at), hint)
                return False
            self.open(event, at)
        elif self.stack and isinstance(self.stack[-1].node, dict) and self.stack[-1].key is None:
            self.take_key(event, at, self.stack[-1])
        else:
            self.take_value(event, at)
        return True

    def refuse_references(self, event: Any, at: _At) -> None:
        """Refuse anchors, aliases and tags, each name once."""
        line = self.lines[at[0]] if at[0] < len(self.lines) else ""
        if event.anchor and event.anchor not in self.names:
            self.names.add(event.anchor)
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            word = sign + event.anchor
            place = self.place((at[0], max(at[1], line.find(word, at[1]))), len(word))
            hint = "write it out in full wherever it is needed; if it is a text, put it in quotes"
            self.report("E014", f'the shorthand "{word}" is not allowed', place, hint)
        if getattr(event, "tag", None):
            written = _TAG.search(line, at[1])
            start, word = (written.start(), written[0]) if written else (at[1], event.tag)
            if word not in self.names:
                self.names.add(word)
                self.problems.append(_tag(self.place((at[0], start), len(word)), word))

    def open(self, event: Any, at: _At) -> None:
        """Begin a mapping or list."""
        node: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        top = self.stack[-1] if self.stack else None
        if top and isinstance(top.node, dict) and top.key is None:
            what = "mapping" if node == {} else "list"
            hint = (
                "write the name as plain text before the colon; a text with brackets needs quotes"
            )
            self.report("E021", f"a {what} cannot be a name", self.place(at), hint)
            self.stack.append(_Open(node, (*top.path, "?"), at, event.flow_style, as_key=True))
            return
        path = self.add(node, self.place(at))
        self.stack.append(_Open(node, path, at, event.flow_style))

    def add(self, value: Any, place: Place) -> YamlPath:
        """Put a value where it belongs; return its path."""
        if not self.stack:
            self.data, self.spots[()] = value, Spot(None, place)
            return ()
        top = self.stack[-1]
        if isinstance(top.node, list):
            path: YamlPath = (*top.path, len(top.node))
            self.spots[path] = Spot(None, place)
            top.node.append(value)
        else:
            key = top.key or "?"
            path = (*top.path, key)
            self.spots[path] = Spot(top.key_place, place)
            top.node[key], top.key = value, None
        return path

    def on_line(self, event: Any, at: _At) -> Place:
        """Make the place of a text: what of it stands on its first line."""
        end = event.end_mark
        line = self.lines[at[0]] if at[0] < len(self.lines) else ""
        last = end.column if end.line == at[0] else len(line.rstrip())
        return self.place(at, last - at[1])

    def take_key(self, event: Any, at: _At, top: _Open) -> None:
        """Take the name of an entry."""
        place = self.on_line(event, at)
        key = event.value if isinstance(event, yaml.ScalarEvent) else "?"
        line, end = self.lines[at[0]], event.end_mark
        top.key, top.key_place = key or "?", place
        top.bare = not _COLON.match(self.lines[end.line], end.column)
        before = at[1] - 1
        while before >= 0 and line[before] in " \t":
            before -= 1
        asked = before >= 0 and before < at[1] - 1 and line[before] == "?"
        if asked or (top.bare and not top.flow):
            hint = "write the name, a colon and the value, without a question mark before them"
            self.report("E021", "a name cannot be written with a question mark", place, hint)
        elif not key:
            self.problems.append(_nameless(place))
        elif key == "<<" and not event.style:
            hint = "write the entries out in full"
            self.report("E014", 'merging with "<<" is not allowed', place, hint)
        elif unseen := _HIDDEN.search(key) or _BLANK.search(key):
            raw = line.find(unseen[0], at[1])
            where = self.place((at[0], raw)) if raw >= 0 else place
            self.hidden(unseen[0], where, f'the name "{_HIDDEN.sub("", key)}"')
        elif key in top.first:
            message = f'"{key}" is written twice; the later value would silently win'
            also = ((top.first[key], "first written here"),)
            self.problems.append(Problem("E020", message, place, "keep one of the two", also))
        else:
            top.first[key] = place

    def take_value(self, event: Any, at: _At) -> None:
        """Take a text as it is written."""
        place, top = self.on_line(event, at), self.stack[-1] if self.stack else None
        if isinstance(event, yaml.AliasEvent):
            self.add(None, place)
            return
        value, end = event.value, event.end_mark.line
        if unseen := _UNPRINTABLE.search(value):
            self.hidden(unseen[0], place, "this text")
        if event.style:
            self.texts.update(range(at[0] + 1, end + (event.style in "'\"")))
            self.add(value.rstrip("\n") if event.style in "|>" else value, place)
            return
        for number in range(at[0] + 1, end + 1):
            if self.lines[number].lstrip().startswith("- "):
                dash = self.place((number, _first_key(self.lines[number]) - 2), 1)
                message = "this list entry would be read as part of the text above"
                self.report(
                    "E019", message, dash, "line the dash up with the entries it belongs to"
                )
        if top and top.bare and not value and top.key_place:
            message = f'"{top.key}" has no value: a comma inside braces separates entries'
            hint = 'put a value that holds a comma in quotes, as in {work: "40 min (20, 90)"}'
            if ":" in (top.key or ""):
                message = f'"{top.key}" has no value: there is no space after its colon'
                hint = "write the name, a colon, a space and the value, as in {name: value}"
            self.report("E022", message, top.key_place, hint)
        self.add(None if value in _NULLS else value, place)


def _tab(place: Place) -> Problem:
    hint = "use spaces; most editors can turn tabs into spaces"
    return Problem(
        "E010",
        "a tab stands where only spaces may; tabs are not allowed in indentation",
        place,
        hint,
    )


def _nameless(place: Place) -> Problem:
    return Problem("E021", "a name is missing before this colon", place, "write the name")


def _tag(place: Place, word: str) -> Problem:
    hint = "delete it; if it is a text, put it in quotes"
    return Problem("E015", f'the tag "{word}" is not allowed', place, hint)


class _Mistake:
    """Says in plain words what the parser stumbled over."""

    def __init__(self, reader: _Reader, error: Exception) -> None:
        mark, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
        self.reader = reader
        self.said = f"{getattr(error, 'context', '')}: {getattr(error, 'problem', '')}"
        self.at: _At = (mark.line, mark.column) if mark else (0, 0)
        self.began: _At = (context.line, context.column) if context else self.at
        self.line = reader.lines[self.at[0]] if self.at[0] < len(reader.lines) else ""
        self.char = self.line[self.at[1] : self.at[1] + 1]
        self.before = self.line[: self.at[1]]
        self.open = reader.stack[-1] if reader.stack and reader.stack[-1].flow else None

    def say(self, at: _At, message: str, hint: str, note: tuple[_At, str] | None = None) -> Problem:
        also = ((self.reader.place(note[0]), note[1]),) if note else ()
        return Problem("E019", message, self.reader.place(at), hint, also)

    def problem(self) -> Problem:
        """Try the explanations from the surest to the most general."""
        if self.char == "\t":
            return _tab(self.reader.place(self.at))
        found = self.quotes() or self.colon() or self.sign() or self.brackets() or self.layout()
        return found or self.say(self.at, "this cannot be read", f"check this line; {_QUOTE_HELP}")

    def quotes(self) -> Problem | None:
        """Explain quotes left open, closed too early, or with a backslash in them."""
        unclosed = "a quote is opened here and never closed"
        hint = "close the text with the same quote"
        if "quoted scalar" in self.said:
            if "stream" in self.said or "document" in self.said:
                return self.say(self.began, unclosed, hint)
            slash = (self.at[0], max(0, self.line.rfind("\\", 0, self.at[1])))
            message = "a backslash inside double quotes has a special meaning"
            return self.say(slash, message, "use single quotes around this text")
        if self.before.rstrip()[-1:] not in ("'", '"') or self.char in ("", ":", "]", "}"):
            return None
        opened, end = _leading_tabs(self.reader.lines)[1].get(self.at[0], ((0, 0), -1))
        if end == len(self.before.rstrip()):
            return self.say(opened, unclosed + " on its line", hint)
        message = "the text goes on after its closing quote"
        return self.say(self.at, message, f"{_QUOTE_HELP}; inside '…' write an apostrophe twice")

    def colon(self) -> Problem | None:
        """Explain a colon that begins a second value, and one that belongs to no entry."""
        if self.char != ":":
            return None
        if not self.before.strip(" -"):
            return _nameless(self.reader.place(self.at))
        entry = re.split(r"[,\[{]", self.before)[-1] if self.open else self.before
        if re.search(r":\s", entry):
            message = "a second colon: a text with a colon in it must be in quotes"
            value = re.split(r":\s+", entry, maxsplit=1)[1].strip()
            rest = self.line[self.at[1] :].strip().rstrip("]}")
            hint = f'put the text in quotes: "{value}{rest}"' if '"' not in value + rest else ""
            return self.say(self.at, message, hint or "put the text in quotes")
        if "mapping values" not in self.said:
            return None
        message = "this does not fit under the line above, which has a value or lacks its colon"
        hint = "line it up with the entries it belongs to, or end the line above with a colon"
        return self.say((self.at[0], _first_key(self.line)), message, hint)

    def brackets(self) -> Problem | None:
        """Explain brackets left open, and what cannot stand inside brackets."""
        if self.open is None:
            return None
        opening = self.reader.lines[self.open.at[0]]
        sign = opening[self.open.at[1] : self.open.at[1] + 1]
        close = "}" if sign == "{" else "]"
        out = self.at[0] > self.open.at[0] and _first_key(self.line) <= _first_key(opening)
        if self.at[0] >= len(self.reader.lines) or not self.rest() or out or self.char in "]}":
            hint = f'write "{close}" where it ends'
            return self.say(
                self.open.at, f'the bracket "{sign}" is opened here and never closed', hint
            )
        hint = f"separate entries by commas; {_QUOTE_HELP}"
        note = (self.open.at, "the brackets open here")
        return self.say(self.at, "this does not fit inside the brackets", hint, note)

    def rest(self) -> str:
        """Return what is left to read."""
        return (
            self.line[self.at[1] :].strip() + "".join(self.reader.lines[self.at[0] + 1 :]).strip()
        )

    def sign(self) -> Problem | None:
        """Explain a text that begins with a character of YAML's own."""
        if self.char and self.char in "]}" and not self.open:
            message = f'the bracket "{self.char}" closes nothing'
            return self.say(self.at, message, "delete it, or write the opening bracket")
        line = self.reader.lines[self.began[0]] if self.began[0] < len(self.reader.lines) else ""
        char = line[self.began[1] : self.began[1] + 1]
        if "tag" in self.said and char == "!":
            word = line[self.began[1] :].split()[0]
            return _tag(self.reader.place(self.began, len(word)), word)
        if char and char in ("@`%*&!|>" if self.open else "@`%*&!|>,"):
            message = f'a text cannot begin with "{char}"'
            return self.say(self.began, message, "put the text in quotes")
        return None

    def layout(self) -> Problem | None:
        """Explain lines that do not fit together."""
        if "simple key" in self.said:
            text = self.reader.lines[self.began[0]][self.began[1] :].strip()
            lack = "space after the colon in" if ":" in text else "colon after"
            message = f'there is no {lack} "{text}"'
            hint = "write the name, a colon, a space and the value"
            return self.say(self.began, message, hint)
        if "sequence entries" in self.said:
            hint = "put each entry on a line of its own, with a dash before it"
            return self.say(self.at, "a list cannot begin on the line of its name", hint)
        if "document start" in self.said:
            hint = "check the brackets and dots above"
            return self.say(self.at, "nothing can follow here: the content ended above", hint)
        if self.before.strip(" -"):
            return self.say(self.at, "the text goes on after its value has ended", _QUOTE_HELP)
        if "block" in self.said:
            note = (self.began, "the entries above begin here")
            hint = (
                "give it as many spaces as the entries it belongs to, and a dash if they have one"
            )
            return self.say(self.at, "this line does not line up with those above", hint, note)
        return None
