"""The floor as one HTML file that needs nothing else: no server, no network, no installation."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from hubsim import __version__

HERE = Path(__file__).resolve().parent / "js"
PARTS = (
    "signs", "shapes", "trace", "rooms", "layout", "drawing", "words", "elements", "player",
)  # fmt: skip
"""The player's script in the order in which it is put together; each part uses those above."""
OPENS = 9 * 3600
"""The second of the week that a floor shows at first: people are there."""
NOTE = (
    "Synthetic cases: no real child, adult or worker is in them. What moves here is one run, a "
    "story and not a result; it forecasts nothing for any child and judges nobody."
)


@cache
def player() -> tuple[str, str]:
    """Give the player's script and its style: the same for the dashboard and for files.

    The script defines one name, ``hubsimFloor``, with ``mount(element, {hubs: [...]}, told)``.
    """
    parts = "\n".join(_read(f"{part}.js") for part in PARTS)
    script = (
        f'"use strict";\nconst hubsimFloor = (() => {{\n{parts}\n'
        "return { mount, counts, el };\n})();\n"
    )
    return script, _read("player.css")


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def floor_page(hubs: Sequence[Mapping[str, Any]], title: str) -> str:
    """Make the floor of one or two hubs as a page.

    Parameters
    ----------
    hubs : sequence of mapping
        From `payload`.
    title : str
    """
    script, style = player()
    body = f'<h1>{escape(title)}</h1>\n<p class="note">{escape(NOTE)}</p>\n<div class="fl"></div>'
    start = (
        'hubsimFloor.mount(document.querySelector(".fl"),\n'
        '  JSON.parse(document.getElementById("data").textContent))\n'
        "  .then((floor) => { window.floor = floor; });"
    )
    data = {"hubs": list(hubs), "t": OPENS}
    return document(title, body, style, f"{script}\n{start}\n", data)


def document(title: str, body: str, style: str, script: str, data: Any) -> str:
    """Put together one page that may run its own script and load nothing.

    Parameters
    ----------
    title : str
    body : str
        HTML, names in it escaped.
    style, script : str
    data : Any
        For the script, as JSON in an element called ``data``.
    """
    given = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    script = f"\n{script}\n"
    hashed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; script-src 'sha256-{hashed}'; style-src 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    return f"""<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="hubsim {escape(__version__)}">
<title>{escape(title)}</title>
<style>
{PAGE_STYLE}{style}</style>
</head>
<body>
<main>
{body}
</main>
<script type="application/json" id="data">{given}</script>
<script>{script}</script>
</body>
</html>
"""


PAGE_STYLE = """body {margin: 0; background: #fff; color: #0b0c0c;
  font: 16px/1.45 "Source Sans", "Source Sans Pro", Arial, sans-serif}
main {max-width: 1560px; margin: 0 auto; padding: .6rem 1rem 2rem}
h1 {font-size: 1.5rem; margin: 0}
.note {color: #505a5f; margin: .1rem 0 .5rem}
"""


__all__ = ["NOTE", "document", "floor_page", "player"]
