"""Pictures of every page: ``python -m tests.dashboard.screenshots DIR [HUBS|PAGE|MODEL]...``.

Every look at every page at two sizes, with each of the four hubs (large, tiny, long, overloaded):
the first screen, and the whole page, since what is cut off matters as much as what is seen first;
and where something is folded away, the whole page once more with all of it unfolded.
Words after the folder choose: hubs by name, pages or looks by name (``explore``, ``explore_map``),
other models by name or file. With ``print`` each is printed as well, as PDF.

``python -m tests.dashboard.screenshots docs/images readme`` makes the pictures of the README.
"""

from __future__ import annotations

import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

from hubsim.dashboard.pages import PAGES
from tests.dashboard.browser import Look, chromium, served
from tests.dashboard.scenes import FOUR, Hubs, scenes

SIZES = ((1366, 768), (1920, 1080))
HIGH = {"teach": 1010, "process_map": 1600}
"""Of a window for a picture that shows more than a first screen, pixels."""
PATIENCE = 900.0
PRINT, README = "print", "readme"
OPENED = {
    "compare": "compare", "explore": "explore", "teach": "teach",
    "process_map": "explore?base=county_separate&look=map",
}  # fmt: skip
"""Pictures of the README, and the addresses that they show."""


def pictures(
    folder: Path, hubs: Hubs, wanted: Collection[str], browser: Any, *, printed: bool
) -> None:
    """Write the pictures of some hubs."""
    folder.mkdir(parents=True, exist_ok=True)
    with served(hubs.models) as address:
        for scene in scenes(hubs):
            if wanted and not wanted & {scene.name, scene.page}:
                continue
            look = Look(browser, address, SIZES[0])
            page = look.open(scene.path, PATIENCE)
            for step in scene.steps:
                step(page)
                page.wait_for_timeout(400)
                look.whole(PATIENCE)
            for wide, high in SIZES:
                _picture(folder / f"{scene.name}_{wide}", look, wide, high)
            if look.unfold():
                for wide, high in SIZES:
                    _picture(folder / f"{scene.name}_{wide}", look, wide, high, kind="_unfolded")
            if printed:
                page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
                look.whole().pdf(path=folder / f"{scene.name}.pdf", prefer_css_page_size=True)
            look.close()


def _picture(path: Path, look: Look, wide: int, high: int, kind: str = "") -> None:
    page = look.page
    page.set_viewport_size({"width": wide, "height": high})
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop = 0")
    look.whole()
    if not kind:
        page.screenshot(path=path.with_name(f"{path.name}_first.png"))
    height = page.evaluate(
        "document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight"
    )
    over = page.evaluate(WIDER)
    page.set_viewport_size({"width": wide, "height": height + 80})
    look.whole().screenshot(path=path.with_name(f"{path.name}{kind}.png"))
    print(f"{path.parent.name}/{path.name}{kind}: {height} pixels high{over}")  # noqa: T201 - a script
    for each in look.cut():
        print(f"    {each}")  # noqa: T201 - a script


def of_readme(folder: Path, browser: Any) -> None:
    """Write the pictures of the README: pages as they open, on a screen of usual size."""
    with served() as address:
        for name, path in OPENED.items():
            look = Look(browser, address, SIZES[0])
            page = look.open(path, PATIENCE)
            if name in HIGH:
                page.set_viewport_size({"width": SIZES[0][0], "height": HIGH[name]})
                look.whole(PATIENCE)
            shown = page.locator(".st-key-process_map") if name == "process_map" else page
            shown.screenshot(path=folder / f"{name}.png")
            look.close()


WIDER = """() => {
  const main = document.querySelector('[data-testid=stMain]')
  const over = main.scrollWidth - main.clientWidth
  return over > 0 ? `, ${over} wider than the window` : ''
}"""

if __name__ == "__main__":
    where, *rest = sys.argv[1:] or ["screenshots"]
    looks = {each.name for each in PAGES} | {s.name for h in FOUR.values() for s in scenes(h)}
    named = {word: FOUR[word] for word in rest if word in FOUR}
    models = tuple(w for w in rest if w not in looks and w not in FOUR and w != PRINT)
    if models:
        named["models"] = Hubs(models, ())
    with chromium() as browser:
        if README in rest:
            of_readme(Path(where), browser)
            sys.exit()
        for name, hubs in (named or FOUR).items():
            pictures(
                Path(where) / name, hubs, {w for w in rest if w in looks}, browser,
                printed=PRINT in rest,
            )  # fmt: skip
