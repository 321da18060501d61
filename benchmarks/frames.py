"""How many pictures a second a floor shows that plays, in a browser without a graphics processor.

python -m benchmarks.frames [--times 5]

Each is two large hubs side by side on one clock, from the file that `hubsim floor` writes. A
browser shows 60 a second at most; others at work take from that, so the load stands beside it.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path
from statistics import median

from hubsim.cli import main as hubsim
from tests.dashboard.browser import chromium

FLOORS = {
    "county, apart and integrated": ("county_separate", "county_integrated"),
    "overloaded hub, and helped": tuple(
        str(Path("tests/dashboard/hubs") / f"{name}.yaml")
        for name in ("overloaded", "overloaded_helped")
    ),
}
SIZES = ((1366, 768), (1920, 1080))
COUNT = """async () => {
  const play = document.querySelector('.fl-bar .fl-play'), player = window.floor.player;
  play.click();
  await new Promise((done) => setTimeout(done, 500));
  const first = player.frames, began = performance.now();
  await new Promise((done) => setTimeout(done, 2000));
  const seconds = (performance.now() - began) / 1000, found = player.frames - first;
  play.click();
  return found / seconds;
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    times = parser.parse_args().times
    print(
        f"{'floor':<30}{'window':>11}{'pictures a second, median (least to most)':>43}{'load':>6}"
    )
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        for name, models in FLOORS.items():
            file = Path(folder) / f"{models[0].split('/')[-1]}.html"
            if hubsim(["floor", *models, "--out", str(file)]):
                raise SystemExit(1)
            for wide, high in SIZES:
                page = browser.new_page(viewport={"width": wide, "height": high})
                page.goto(file.as_uri())
                page.wait_for_timeout(1500)
                seen = [page.evaluate(COUNT) for _ in range(times)]
                page.close()
                said = f"{median(seen):.0f} ({min(seen):.0f} to {max(seen):.0f})"
                print(f"{name:<30}{f'{wide}×{high}':>11}{said:>43}{os.getloadavg()[0]:>6.1f}")


if __name__ == "__main__":
    main()
