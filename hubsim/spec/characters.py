"""From bytes to lines of text; characters that nobody can see."""

from __future__ import annotations

import re

from hubsim.errors import InputError, Place, Problem

_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff"
UNPRINTABLE = re.compile(f"[{_CONTROL}]")
# What turns the order of letters would turn that of what stands after it on a page, too.
UNFIT = re.compile(rf"[{_CONTROL}\u202a-\u202e\u2066-\u2069]")
# Zero-width characters, direction marks, and blanks that look like a space: two keys that look
# the same would differ.
HIDDEN = re.compile(
    rf"[{_CONTROL}\xa0\xad\u034f\u061c\u1680\u180e\u2000-\u200f\u202a-\u202f"
    r"\u205f-\u206f\u3000\ufff9-\ufffb\U000e0000-\U000e007f]"
)
EDITOR = 'save the file as UTF-8 (in most editors: "Save as", encoding "UTF-8")'


def decoded(data: bytes, file: str, hint: str = EDITOR) -> str:
    """Decode UTF-8, or say where the first byte stands that is none."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = lines_of(data[: error.start].decode("utf-8"))
        line = lines_of(data.decode("utf-8", "replace"))[len(before) - 1]
        place = Place(file, len(before), len(before[-1]) + 1, 1, HIDDEN.sub("\ufffd", line))
        message = f"byte 0x{data[error.start]:02X} is not UTF-8 text"
        raise InputError([Problem("E003", message, place, hint)]) from None


def lines_of(text: str) -> list[str]:
    """Split at the line endings of Windows, Unix and old Macs; a byte-order mark is no text."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
