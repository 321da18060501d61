"""From the parser's events to plain data with the place of everything in it.

Nothing is read as a number, a date or a yes/no, so ``16:30``, ``no`` and ``1e3`` arrive as they
were written. The flat stream of events is taken in one pass with a stack of its own: nothing
recurses, is expanded or is constructed, so a bomb meets a limit before it does harm.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

import yaml

from hubsim.errors import Place, Problem
from hubsim.spec.characters import HIDDEN, UNFIT, UNPRINTABLE, lines_of
from hubsim.spec.places import Spot, YamlPath
from hubsim.spec.syntax import Mistake, nameless, tab_problem, tag_problem
from hubsim.spec.tabs import At, first_key, leading_tabs

MOST_DEPTH, MOST_NODES = 40, 200_000
"""Limits of one file; a large hub has 8 levels and 10,000 entries."""

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BLANK = re.compile(r"[\t\r\n]")
_COLON = re.compile(r"[ \t]*:")
_TAG = re.compile(r"![^\s,\[\]{}]*")


@dataclass(slots=True)
class Open:
    """A mapping or list whose end is not read yet."""

    node: dict[str, Any] | list[Any]
    path: YamlPath
    at: At
    flow: bool
    as_key: bool = False
    key: str | None = None  # the key read last, whose value comes next
    key_place: Place | None = None
    bare: bool = False  # no colon is written after that key
    first: dict[str, Place] = field(default_factory=dict)


class Reader:
    """Builds data and places from the parser's events, and collects problems."""

    def __init__(self, file: str, text: str, loader: Any) -> None:
        self.file, self.loader = file, loader
        self.lines = lines_of(text)
        self.shown = [HIDDEN.sub("\ufffd", line) for line in self.lines]
        self.problems: list[Problem] = []
        self.doubled: list[tuple[YamlPath, Problem]] = []  # names written twice
        self.spots: dict[YamlPath, Spot] = {}
        self.data: Any = None
        self.stack: list[Open] = []
        self.texts: set[int] = set()  # lines that begin inside a quoted text or a block of text
        self.nodes = self.documents = 0
        self.gave_up = False  # the parser found the nesting too deep before we could
        self.names: set[str] = set()  # anchors and tags spoken of already

    def read(self) -> None:
        """Read everything; look at `problems` afterwards."""
        for number, line in enumerate(self.lines):
            if bad := UNPRINTABLE.search(line):
                self.hidden(bad[0], self.place((number, bad.start())), "this line")
        if self.problems:
            return
        text = "\n".join(self.lines) + "\n"
        tabs = leading_tabs(self.lines)[0] if "\t" in text else []
        try:
            for event in yaml.parse(text, Loader=self.loader):
                if not self.take(event):
                    break
        except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
            self.gave_up = "nesting depth" in str(error)
            found = Mistake(self, error).problem()
            # What a mistake brings about further down is not a second mistake.
            self.problems = [p for p in self.problems if p.place < found.place]
            self.doubled = [twice for twice in self.doubled if twice[1].place < found.place]
            if not any(line < found.place.line for line, _ in tabs):
                self.problems.append(found)
        self.problems += [tab_problem(self.place(at)) for at in tabs if at[0] not in self.texts]

    def place(self, at: At, length: int = 1) -> Place:
        """Make a Place; in its text, what cannot be seen is shown as a mark, one for one."""
        text = (self.shown[at[0]] if at[0] < len(self.shown) else "") or " "  # a line all the same
        return Place(self.file, at[0] + 1, at[1] + 1, max(1, length), text)

    def report(self, code: str, message: str, place: Place, help: str = "") -> None:
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

    def take_node(self, event: Any, at: At) -> bool:
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

    def refuse_references(self, event: Any, at: At) -> None:
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
                self.problems.append(tag_problem(self.place((at[0], start), len(word)), word))

    def open(self, event: Any, at: At) -> None:
        """Begin a mapping or list."""
        node: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        top = self.stack[-1] if self.stack else None
        if top and isinstance(top.node, dict) and top.key is None:
            what = "mapping" if node == {} else "list"
            hint = (
                "write the name as plain text before the colon; a text with brackets needs quotes"
            )
            self.report("E021", f"a {what} cannot be a name", self.place(at), hint)
            self.stack.append(Open(node, (*top.path, "?"), at, event.flow_style, as_key=True))
            return
        path = self.add(node, self.place(at))
        self.stack.append(Open(node, path, at, event.flow_style))

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

    def on_line(self, event: Any, at: At) -> Place:
        """Make the place of a text: what of it stands on its first line."""
        end = event.end_mark
        line = self.lines[at[0]] if at[0] < len(self.lines) else ""
        last = end.column if end.line == at[0] else len(line.rstrip())
        return self.place(at, last - at[1])

    def take_key(self, event: Any, at: At, top: Open) -> None:
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
            self.problems.append(nameless(place))
        elif key == "<<" and not event.style:
            hint = "write the entries out in full"
            self.report("E014", 'merging with "<<" is not allowed', place, hint)
        elif unseen := HIDDEN.search(key) or _BLANK.search(key):
            raw = line.find(unseen[0], at[1])
            where = self.place((at[0], raw)) if raw >= 0 else place
            seen = " ".join(HIDDEN.sub("", key).split())
            self.hidden(unseen[0], where, f'the name "{seen}"')
        elif key in top.first:
            message = f'"{key}" is written twice; the later value would silently win'
            also = ((top.first[key], "first written here"),)
            problem = Problem("E020", message, place, "keep one of the two", also)
            self.doubled.append(((*top.path, key), problem))
        else:
            top.first[key] = place

    def take_value(self, event: Any, at: At) -> None:
        """Take a text as it is written."""
        place, top = self.on_line(event, at), self.stack[-1] if self.stack else None
        if isinstance(event, yaml.AliasEvent):
            self.add(None, place)
            return
        value, end = event.value, event.end_mark.line
        if unseen := UNFIT.search(value):
            self.hidden(unseen[0], place, "this text")
        if event.style:
            self.texts.update(range(at[0] + 1, end + (event.style in "'\"")))
            self.add(value.rstrip("\n") if event.style in "|>" else value, place)
            return
        for number in range(at[0] + 1, end + 1):
            if self.lines[number].lstrip().startswith("- "):
                dash = self.place((number, first_key(self.lines[number]) - 2), 1)
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
