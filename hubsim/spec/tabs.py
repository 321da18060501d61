"""Where a line begins: tabs that indent, the first text of a line, quotes over several lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

At = tuple[int, int]
"""Line and column counted from 0, as the parser counts."""

_FIRST_KEY = re.compile(r" *(?:- +)*")
# What may change how the rest of a line reads: a comment, an opening quote, a block of text.
_TURN = re.compile(
    r"""(?P<comment>(?:^|(?<=\s))\#)
      | (?:^|[\[{,]|[:?](?=\s)|(?:^|(?<=\s))-(?=\s)) \s*
        (?: (?P<quote>["']) | (?P<block>[|>][-+\d]*\s*(?:\s\#.*)?$) )""",
    re.VERBOSE,
)
_CLOSE = {'"': re.compile(r'(?:[^"\\]|\\.)*+"'), "'": re.compile(r"(?:[^']|'')*+'")}


def leading_tabs(lines: Sequence[str]) -> tuple[list[At], dict[int, tuple[At, int]]]:
    """Find tabs that indent, outside quotes and blocks of text, also where parsing fails.

    Also returns the quotes that close on a later line than they open: for the line where one
    closes, where it opens and the column it ends at.
    """
    tabs: list[At] = []
    long_quotes: dict[int, tuple[At, int]] = {}
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
                key = first_key(line)
                parent = line.rfind("-", 0, key) if key == turn.start("block") else key
                break
            quote, opened, at = turn["quote"], (number, turn.start("quote")), turn.end()
    return tabs, long_quotes


def first_key(line: str) -> int:
    """Return the column where the text of a line begins, after its spaces and dashes."""
    found = _FIRST_KEY.match(line)
    return found.end() if found else 0
