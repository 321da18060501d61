"""Text and tables in Markdown, where names stand as they are and do nothing else."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

SPECIAL = re.compile(r"([\\`*_{}\[\]#|~$])")


def plain(text: object) -> str:
    """Write text so that it is shown literally: no markup, no HTML, one line."""
    return SPECIAL.sub(r"\\\1", html.escape(" ".join(str(text).split()), quote=False))


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Lay out a table; cells are shown literally."""
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(map(plain, row))} |" for row in rows]
    return "\n".join(lines)


def bullets(items: Iterable[object]) -> str:
    """List items, each shown literally."""
    return "\n".join(f"- {plain(item)}" for item in items)


def written(value: Any) -> str:
    """Give a value of a hub as it is written, with its range, in one line."""
    if isinstance(value, Mapping):
        if "value" in value:
            limits = [str(value[end]) for end in ("low", "high") if end in value]
            return written(value["value"]) + (f" ({' to '.join(limits)})" if limits else "")
        return ", ".join(f"{key}: {written(each)}" for key, each in value.items() if key != "basis")
    if isinstance(value, list):
        return ", ".join(map(written, value))
    return "" if value is None else str(value)
