"""Pictures of every page at two sizes: ``python -m tests.dashboard.screenshots DIR [MODEL]...``.

The whole page, since what is cut off matters as much as what is seen first; and the first screen.
"""

from __future__ import annotations

import sys
from pathlib import Path

from hubsim.dashboard.pages import PAGES
from tests.dashboard.browser import Look, chromium, served

SIZES = ((1366, 768), (1920, 1080))


def pictures(folder: Path, models: list[str], pages: list[str]) -> None:
    """Write the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with served(models) as address, chromium() as browser:
        for name in pages:
            for size in SIZES:
                look = Look(browser, address, size)
                page = look.open(name)
                page.screenshot(path=folder / f"{name}_{size[0]}_first.png")
                height = page.evaluate(
                    "document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight"
                )
                page.set_viewport_size({"width": size[0], "height": height + 80})
                page = look.whole()
                page.screenshot(path=folder / f"{name}_{size[0]}.png")
                print(f"{name} {size[0]}: {height} pixels high")  # noqa: T201
                look.close()


if __name__ == "__main__":
    where, *rest = sys.argv[1:] or ["screenshots"]
    known = [each.name for each in PAGES]
    pictures(
        Path(where), [m for m in rest if m not in known], [p for p in rest if p in known] or known
    )
