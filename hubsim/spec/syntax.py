"""What the YAML parser stumbled over, in plain words, where the mistake was made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from hubsim.errors import Place, Problem
from hubsim.spec.tabs import At, first_key, leading_tabs

QUOTE_HELP = "if this is one text, put all of it in quotes"


class Bracket(Protocol):
    """A mapping or list whose end is not read yet."""

    at: At
    flow: bool


class Reading(Protocol):
    """How far the reader came."""

    lines: list[str]

    @property
    def stack(self) -> Sequence[Bracket]:
        """What is open, outermost first."""

    def place(self, at: At, length: int = 1) -> Place:
        """Make a Place."""


def tab_problem(place: Place) -> Problem:
    """Say that a tab indents."""
    hint = "use spaces; most editors can turn tabs into spaces"
    return Problem(
        "E010",
        "a tab stands where only spaces may; tabs are not allowed in indentation",
        place,
        hint,
    )


def nameless(place: Place) -> Problem:
    """Say that a name is missing."""
    return Problem("E021", "a name is missing before this colon", place, "write the name")


def tag_problem(place: Place, word: str) -> Problem:
    """Say that a tag is refused."""
    hint = "delete it; if it is a text, put it in quotes"
    return Problem("E015", f'the tag "{word}" is not allowed', place, hint)


class Mistake:
    """Says in plain words what the parser stumbled over."""

    def __init__(self, reader: Reading, error: Exception) -> None:
        mark, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
        self.reader = reader
        self.said = f"{getattr(error, 'context', '')}: {getattr(error, 'problem', '')}"
        self.at: At = (mark.line, mark.column) if mark else (0, 0)
        self.began: At = (context.line, context.column) if context else self.at
        self.line = reader.lines[self.at[0]] if self.at[0] < len(reader.lines) else ""
        self.char = self.line[self.at[1] : self.at[1] + 1]
        self.before = self.line[: self.at[1]]
        self.open = reader.stack[-1] if reader.stack and reader.stack[-1].flow else None

    def say(self, at: At, message: str, hint: str, note: tuple[At, str] | None = None) -> Problem:
        """Make a problem at a place, with a second place that matters."""
        also = ((self.reader.place(note[0]), note[1]),) if note else ()
        return Problem("E019", message, self.reader.place(at), hint, also)

    def problem(self) -> Problem:
        """Try the explanations from the surest to the most general."""
        if self.char == "\t":
            return tab_problem(self.reader.place(self.at))
        found = self.quotes() or self.colon() or self.sign() or self.brackets() or self.layout()
        return found or self.say(self.at, "this cannot be read", f"check this line; {QUOTE_HELP}")

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
        opened, end = leading_tabs(self.reader.lines)[1].get(self.at[0], ((0, 0), -1))
        if end == len(self.before.rstrip()):
            return self.say(opened, unclosed + " on its line", hint)
        message = "the text goes on after its closing quote"
        return self.say(self.at, message, f"{QUOTE_HELP}; inside '…' write an apostrophe twice")

    def colon(self) -> Problem | None:
        """Explain a colon that begins a second value, and one that belongs to no entry."""
        if self.char != ":":
            return None
        if not self.before.strip(" -"):
            return nameless(self.reader.place(self.at))
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
        return self.say((self.at[0], first_key(self.line)), message, hint)

    def brackets(self) -> Problem | None:
        """Explain brackets left open, and what cannot stand inside brackets."""
        if self.open is None:
            return None
        opening = self.reader.lines[self.open.at[0]]
        sign = opening[self.open.at[1] : self.open.at[1] + 1]
        close = "}" if sign == "{" else "]"
        out = self.at[0] > self.open.at[0] and first_key(self.line) <= first_key(opening)
        if self.at[0] >= len(self.reader.lines) or not self.rest() or out or self.char in "]}":
            hint = f'write "{close}" where it ends'
            return self.say(
                self.open.at, f'the bracket "{sign}" is opened here and never closed', hint
            )
        hint = f"separate entries by commas; {QUOTE_HELP}"
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
            return tag_problem(self.reader.place(self.began, len(word)), word)
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
            return self.say(self.at, "the text goes on after its value has ended", QUOTE_HELP)
        if "block" in self.said:
            note = (self.began, "the entries above begin here")
            hint = (
                "give it as many spaces as the entries it belongs to, and a dash if they have one"
            )
            return self.say(self.at, "this line does not line up with those above", hint, note)
        return None
