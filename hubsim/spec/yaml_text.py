"""Changing the text of a YAML file at one place, and leaving every other character as it is.

The parser says where each value begins and ends. What stands between (comments, blank lines, the
author's way of laying things out) is never written again: a value is cut out and another put in.
"""

from __future__ import annotations

import bisect
import json
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import yaml

from hubsim.spec.fields import allowed, section_at
from hubsim.spec.places import YamlPath
from hubsim.spec.source import LOADER

WIDTH = 100
"""Columns up to which a mapping is written on one line, and a long text is wrapped."""
STEP = 2
"""Columns by which what is inside stands further in."""

_PLAIN = re.compile(r"[^\W_](?:[\w .%+/()–£-]*[\w.%)£])?")
_NOT_TEXT = frozenset({"null", "Null", "NULL"})
_COLON = re.compile(r"[ \t]*:")
_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a mapping, or one item of a list, and where it stands: offsets in the text."""

    key: yaml.Node | None
    node: yaml.Node
    start: int
    end: int


class YamlText:
    """A text, parsed, with the offsets of everything in it.

    Parameters
    ----------
    text : str
        Readable YAML whose root is a mapping, as `hubsim.spec.source.read_source` accepts it.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        mark = text.startswith("\ufeff")
        self.lines = [int(mark), *(found.end() for found in _END.finditer(text))]
        found = _END.search(text)
        self.newline = found[0] if found else "\n"
        plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        self.root: Any = yaml.compose(plain, Loader=LOADER)

    # ------------------------------------------------------------------ where things stand

    def offset(self, mark: yaml.Mark) -> int:
        """Where a mark of the parser stands in the text."""
        return min(self.lines[min(mark.line, len(self.lines) - 1)] + mark.column, len(self.text))

    def start(self, node: yaml.Node) -> int:
        """Where a value begins."""
        return self.offset(node.start_mark)

    def end(self, node: yaml.Node) -> int:
        """Where a value ends, without what is only blank or a comment behind it."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self.end(last[1] if isinstance(last, tuple) else last)
        end = self.offset(node.end_mark)
        if isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}:
            start = self.start(node)
            return start + len(self.text[start:end].rstrip())
        return end

    def entries(self, node: yaml.Node) -> list[Entry]:
        """Give the entries of a mapping or the items of a list."""
        if isinstance(node, yaml.MappingNode):
            return [Entry(k, v, self.start(k), self._entry_end(k, v)) for k, v in node.value]
        if isinstance(node, yaml.SequenceNode):
            return [Entry(None, each, self.start(each), self.end(each)) for each in node.value]
        return []

    def _entry_end(self, key: yaml.Node, value: yaml.Node) -> int:
        return max(self.end(value), self.colon(key))

    def colon(self, key: yaml.Node) -> int:
        """Where the colon of an entry ends; the end of its name, if it has none."""
        end = self.end(key)
        found = _COLON.match(self.text, end)
        return found.end() if found else end

    def column(self, offset: int) -> int:
        """The column of an offset, counted from 0."""
        return offset - self.lines[self.line(offset)]

    def line(self, offset: int) -> int:
        """The line of an offset, counted from 0."""
        return bisect.bisect_right(self.lines, offset) - 1

    def line_end(self, offset: int) -> int:
        """Where the line of an offset ends, its line ending left out."""
        found = _END.search(self.text, offset)
        return found.start() if found else len(self.text)

    def first_on_line(self, offset: int) -> bool:
        """Whether only blanks stand before an offset on its line."""
        return not self.text[self.lines[self.line(offset)] : offset].strip()

    def along(self, path: YamlPath) -> tuple[list[Any], YamlPath]:
        """Follow a path: the nodes passed, the root first, and the steps that lead nowhere."""
        passed: list[Any] = [self.root]
        for depth, step in enumerate(path):
            below = self.below(passed[-1], step)
            if below is None:
                return passed, path[depth:]
            passed.append(below.node)
        return passed, ()

    def below(self, node: yaml.Node, step: str | int) -> Entry | None:
        """Give the entry of a name or a number; None where there is none."""
        entries = self.entries(node)
        if isinstance(node, yaml.MappingNode):
            return next((each for each in entries if each.key and each.key.value == step), None)
        number = int(step) if re.fullmatch(r"[0-9]{1,6}", str(step)) else len(entries)
        return entries[number] if number < len(entries) else None

    # ------------------------------------------------------------------ changing it

    def spliced(self, start: int, end: int, new: str) -> str:
        """Give the text with one stretch replaced; line endings as in the rest of it."""
        new = _END.sub(self.newline, new)
        return self.text[:start] + new + self.text[end:]

    def put(self, path: YamlPath, value: Any) -> str:
        """Give the text with a value at a path; sections on the way are made."""
        passed, rest = self.along(path)
        node = passed[-1]
        if not rest:
            return self.replaced(path, value)
        nested = value
        for step in reversed(rest[1:]):
            nested = {step: nested}
        if isinstance(node, yaml.MappingNode) and node.value:
            return self._added(node, path[: len(path) - len(rest)], str(rest[0]), nested)
        return self.replaced(path[: len(path) - len(rest)], {rest[0]: nested})

    def replaced(self, path: YamlPath, value: Any) -> str:
        """Give the text with another value where one stands."""
        passed, _ = self.along(path)
        node = passed[-1]
        if plain(node) == value and _ordered(node, value):
            return self.text
        if isinstance(node, yaml.MappingNode) and isinstance(value, dict) and node.value and value:
            moved = self._moved(node, list(value))
            if moved is not None:
                return YamlText(moved).replaced(path, value)
            merged = self._merged(node, path, value)
            if merged is not None:
                return merged
        return self._written(passed, value)

    def _moved(self, node: yaml.MappingNode, names: list[str]) -> str | None:
        """Put the entries of a mapping in another order, with the comments right above them.

        None where the order is the same, the names are not, or entries share lines.
        """
        entries = self.entries(node)
        old = [key.value for key, _ in node.value]
        if node.flow_style or old == names or sorted(old) != sorted(names):
            return None
        if not all(self.first_on_line(entry.start) for entry in entries):
            return None
        starts = [self._with_comments(entries[0], 0)]
        starts += [self._with_comments(b, a.end) for a, b in pairwise(entries)]
        end = self.line_end(entries[-1].end)
        ends = [*starts[1:], end]
        parts = dict(
            zip(old, (self.text[a:b] for a, b in zip(starts, ends, strict=True)), strict=True)
        )
        last = old[-1]
        if names[-1] != last:  # the last one lacks the line ending that others have
            parts[last] += self.newline
            parts[names[-1]] = parts[names[-1]].rstrip("\r\n")
        return self.spliced(starts[0], end, "".join(parts[name] for name in names))

    def _with_comments(self, entry: Entry, after: int) -> int:
        """Where the comment lines begin that stand right above an entry."""
        line = self.line(entry.start)
        while line and self.lines[line - 1] > after:
            text = self.text[self.lines[line - 1] : self.lines[line]].strip()
            if not text.startswith("#"):
                break
            line -= 1
        return self.lines[line]

    def _merged(self, node: yaml.MappingNode, path: YamlPath, value: dict[str, Any]) -> str | None:
        """Change only those entries of a mapping that differ; None where their order changes."""
        old = [key.value for key, _ in node.value]
        kept = [key for key in value if key in old]
        if (
            not kept
            or [key for key in old if key in value] != kept
            or [*value][: len(kept)] != kept
        ):
            return None
        text = self.text
        for key in old:
            if key not in value:
                text = YamlText(text).removed((*path, key))
        for key, inner in value.items():
            text = YamlText(text).put((*path, key), inner)
        return text

    def _written(self, passed: Sequence[Any], value: Any) -> str:
        """Write a value anew in the place of another."""
        node, above = passed[-1], passed[-2]
        start, end = self.start(node), self.end(node)
        if above.flow_style:
            before = "" if self.text[start - 1] in " [{\n" else " "
            return self.spliced(start, end, before + one_line(value, _style(node)))
        comment = ""
        if isinstance(above, yaml.MappingNode):
            key = next(key for key, value in above.value if value is node)
            indent, colon = self.column(self.start(key)), self.colon(key)
            between = self.text[colon : max(start, colon)]
            if "#" in between:
                comment = "  " + between[between.index("#") :].splitlines()[0].rstrip()
            start, end = colon, max(end, colon)
            lead = " "
        else:
            indent, lead = self.column(start) - STEP, ""
        new = block(value, indent, self.column(start) + len(lead), _style(node))
        if new.startswith("\n"):
            new = f"{comment}{new}" if lead else new.lstrip()
            return self.spliced(start, end, new)
        return self.spliced(start, end, f"{lead}{new}{comment}")

    def _added(self, node: yaml.MappingNode, path: YamlPath, key: str, value: Any) -> str:
        """Add an entry: in a section of known fields where it belongs, else at the end."""
        entries = self.entries(node)
        after = self._place_for(path, key, entries)
        if node.flow_style:
            text = f"{name(key)}: {one_line(value)}"
            if after is None:
                return self.spliced(entries[0].start, entries[0].start, f"{text}, ")
            return self.spliced(after.end, after.end, f", {text}")
        indent = self.column(entries[0].start)
        lead = f"{name(key)}:"
        new = block(value, indent, indent + len(lead) + 1)
        entry = lead + (new if new.startswith("\n") else f" {new}")
        if after is None:
            return self.spliced(entries[0].start, entries[0].start, f"{entry}\n{' ' * indent}")
        apart = "\n" if self._apart(entries) else ""
        end = self.line_end(after.end)
        return self.spliced(end, end, f"\n{apart}{' ' * indent}{entry}")

    def _apart(self, entries: Sequence[Entry]) -> bool:
        """Whether entries stand apart by blank lines."""
        if len(entries) < 2:
            return False
        between = self.text[entries[-2].end : entries[-1].start]
        return len(re.findall(r"(?:\r\n|\r|\n)[ \t]*(?=\r\n|\r|\n)", between)) > 0

    def _place_for(self, path: YamlPath, key: str, entries: Sequence[Entry]) -> Entry | None:
        """The entry behind which a new one belongs; None for before the first."""
        section = section_at(path)
        order = allowed(section) if section is not None else []
        if key not in order:
            return entries[-1]
        before = set(order[: order.index(key)])
        earlier = [each for each in entries if each.key and each.key.value in before]
        later = [each for each in entries if each.key and each.key.value not in before]
        return (earlier[-1] if earlier else None) if later else entries[-1]

    def removed(self, path: YamlPath) -> str:
        """Give the text without an entry; comments above it stay."""
        passed, _ = self.along(path)
        above = passed[-2]
        entries = self.entries(above)
        here = next(n for n, each in enumerate(entries) if each.node is passed[-1])
        entry = entries[here]
        if len(entries) == 1:
            empty: Any = [] if isinstance(above, yaml.SequenceNode) else {}
            if len(passed) == 2:
                return self.spliced(entry.start, entry.end, "{}")
            return self._written(passed[:-1], empty)
        if above.flow_style:
            return self._without_comma(entry, is_last=here == len(entries) - 1)
        lead = self.text[self.lines[self.line(entry.start)] : entry.start].strip()
        if lead == ("-" if entry.key is None else ""):
            return self._without_lines(entry)
        after = entries[here + 1].start  # the first entry behind a dash: the next one moves up
        return self.spliced(entry.start, after, "")

    def _without_comma(self, entry: Entry, *, is_last: bool) -> str:
        """Take an entry out of braces or brackets, and one comma with it."""
        if not is_last:
            comma = re.compile(r"\s*,[ \t]*").match(self.text, entry.end)
            return self.spliced(entry.start, comma.end() if comma else entry.end, "")
        before = re.search(r",\s*$", self.text[: entry.start])
        return self.spliced(before.start() if before else entry.start, entry.end, "")

    def _without_lines(self, entry: Entry) -> str:
        """Take out an entry that has its lines for itself."""
        first, end = self.lines[self.line(entry.start)], self.line_end(entry.end)
        if end < len(self.text):
            return self.spliced(first, self.lines[self.line(end) + 1], "")
        return self.spliced(max(0, first - len(self.newline)), end, "")


def plain(node: Any) -> Any:
    """Give what a node says as plain data, as `read_source` does."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [plain(each) for each in node.value]
    if node.style in {"|", ">"}:
        return node.value.rstrip("\n")
    return None if not node.style and node.value in {"", "~", *_NOT_TEXT} else node.value


def _ordered(node: yaml.Node, value: Any) -> bool:
    """Whether a mapping has its names in the order of a value, all the way down."""
    if isinstance(node, yaml.MappingNode) and isinstance(value, dict):
        keys = [key.value for key, _ in node.value]
        return keys == list(value) and all(_ordered(v, value[k.value]) for k, v in node.value)
    return True


# ---------------------------------------------------------------------- writing values


def _style(node: yaml.Node) -> str:
    return (node.style or "") if isinstance(node, yaml.ScalarNode) else ""


def scalar(value: str | None, style: str = "") -> str:
    """Write a text: bare where YAML takes it as it is, in quotes elsewhere."""
    if value is None:
        return "null"
    if style == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    if style == '"' or not _PLAIN.fullmatch(value) or value in _NOT_TEXT:
        return json.dumps(value, ensure_ascii=False)
    return value


def name(key: str) -> str:
    """Write the name of an entry."""
    return scalar(key)


def one_line(value: Any, style: str = "") -> str:
    """Write a value on one line, in braces and brackets."""
    if isinstance(value, dict):
        inside = ", ".join(f"{name(key)}: {one_line(each)}" for key, each in value.items())
        return f"{{{inside}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(one_line(each) for each in value)}]"
    return scalar(value, style)


def block(value: Any, indent: int, column: int, style: str = "") -> str:
    """Write a value behind its name: on the line, or below it where it is too long.

    Parameters
    ----------
    value : str, list, dict or None
    indent : int
        Column of the name.
    column : int
        Where the value would begin on that line.
    style : str
        How the text was quoted that stood there before.

    Returns
    -------
    str
        Begins with a line ending where it stands below.
    """
    line = one_line(value, style if style not in {"|", ">"} else "")
    most = 3 if indent else 2
    if not value or (column + len(line) <= WIDTH and _depth(value) < most):
        return line
    inside = " " * (indent + STEP)
    if isinstance(value, dict):
        found = []
        for key, each in value.items():
            lead = f"{inside}{name(key)}:"
            new = block(each, indent + STEP, len(lead) + 1)
            found.append(lead + (new if new.startswith("\n") else f" {new}"))
        return "\n" + "\n".join(found)
    if isinstance(value, list | tuple):
        return "\n" + "\n".join(
            f"{inside}- " + block(each, indent + STEP, indent + 2 * STEP).lstrip() for each in value
        )
    wraps = not re.search(r"[\r\n\t]|  |^ | $", value)
    if wraps and value.isprintable() and style in {"", ">"}:
        lines = textwrap.wrap(
            value, WIDTH - len(inside), break_long_words=False, break_on_hyphens=False
        )
        return ">-\n" + "\n".join(inside + each for each in lines)
    return line


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list | tuple):
        return 1 + max(map(_depth, value), default=0)
    return 0


__all__ = ["YamlText", "block", "one_line", "plain", "scalar"]
