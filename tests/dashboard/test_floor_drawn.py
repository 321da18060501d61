"""What the floor draws, call by call: names are whole, and nothing is written over anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hubsim.floor import floor_designs, floor_page, payload, shown
from tests.dashboard.browser import violations
from tests.dashboard.scenes import HUBS

pytestmark = pytest.mark.browser

RECORD = """
window.drawn = {texts: [], dots: []}
const pen = CanvasRenderingContext2D.prototype
const {fillText, arc, fill} = pen
let last = null
pen.fillText = function (text, x, y) {
  const size = Number(/(\\d+(?:\\.\\d+)?)px/.exec(this.font)[1])
  const wide = this.measureText(text).width
  const left = {left: x, center: x - wide / 2, right: x - wide}[this.textAlign]
  if (this.canvas.className === 'fl-canvas')
    drawn.texts.push({text, left, right: left + wide, y, size, kind: this.textAlign, pane: this.canvas})
  return fillText.apply(this, arguments)
}
pen.arc = function (x, y, r) { last = {x, y, r}; return arc.apply(this, arguments) }
pen.fill = function () {
  if (last && this.fillStyle === 'rgba(128, 22, 80, 0.45)')
    drawn.dots.push({...last, pane: this.canvas})
  last = null
  return fill.apply(this, arguments)
}
"""
LOOK = """t => {
  drawn.texts.length = drawn.dots.length = 0
  floor.seek(t)
  const panes = floor.player.panes.map((each) => each.canvas)
  const told = (each) => ({...each, pane: panes.indexOf(each.pane)})
  return {texts: drawn.texts.map(told), dots: drawn.dots.map(told),
    moving: floor.player.panes.flatMap((each) => each.drawn).filter(([, , at]) => at.moving).length}
}"""
MORNING = 34 * 3600
"""Of the second day, when much lies everywhere."""
VIEWS = ("rooms", "seats", "mixed", "stages")
GROUPS = {
    "county": ("county_separate", "county_colocated"),
    "marac": ("marac",),
    "marac twice": ("marac", "marac"),
    "hospital and town": ("discharge_hub", "small_town_hub"),
    "three": ("starter", "borough"),
    "wordy": (f"{HUBS}/long_names.yaml", f"{HUBS}/long_names_together.yaml"),
    "twelve": (f"{HUBS}/twelve_agencies.yaml", f"{HUBS}/twelve_agencies.yaml"),
    "unlike": ("marac", "regional_hub"),
}


def written(folder: Path, models: tuple[str, ...]) -> Path:
    path = folder / "floor.html"
    traces = [shown(design) for design in floor_designs(list(models))]
    path.write_text(floor_page(payload(traces, []), "The floor"), encoding="utf-8")
    return path


def opened(browser: Any, path: Path, **how: Any) -> Any:
    page = browser.new_context(viewport={"width": 1366, "height": 768}, **how).new_page()
    page.add_init_script(RECORD)
    page.goto(path.as_uri())
    page.locator(".fl-clock", has_text=":").wait_for(timeout=60_000)
    return page


@pytest.fixture(params=list(GROUPS))
def floor(request: Any, browser: Any, tmp_path: Path) -> Iterator[tuple[str, Any]]:
    page = opened(browser, written(tmp_path, GROUPS[request.param]))
    yield request.param, page
    page.context.close()


def test_a_floor_opens_when_people_are_there(floor: tuple[str, Any]) -> None:
    assert floor[1].locator(".fl-clock").inner_text().endswith(" 09:00")


def labels(texts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Texts that name something: no letters on signs, which move, and no numbers in pills."""
    return [each for each in texts if each["kind"] != "center" and each["text"]]


def test_names_are_legible_in_every_view(floor: tuple[str, Any]) -> None:
    group, page = floor
    for view in VIEWS:
        page.locator(".fl-bar select").nth(1).select_option(view)
        found = page.evaluate(LOOK, MORNING)
        told = labels(found["texts"])
        assert len(told) > 3, view
        for n, a in enumerate(told):
            for b in told[n + 1 :]:
                over = min(a["right"], b["right"]) - max(a["left"], b["left"])
                near = abs(a["y"] - b["y"]) < (a["size"] + b["size"]) / 2 - 2
                assert a["pane"] != b["pane"] or over < 1 or not near, (view, a, b)
        if group != "wordy":
            cut = [each["text"] for each in told if "…" in each["text"]]
            assert len(cut) <= len(told) / 12, (view, cut)
            assert group != "twelve" or not cut, (view, cut)
        for dot in found["dots"]:
            for each in told:
                beside = not each["left"] - 1 < dot["x"] < each["right"] + 1
                away = abs(each["y"] - dot["y"]) > each["size"] / 2 + 1
                assert dot["pane"] != each["pane"] or beside or away, (view, dot, each)
    assert not violations(page)


def test_signs_are_of_one_size_on_both_sides(floor: tuple[str, Any]) -> None:
    _, page = floor
    sizes = "floor.player.panes.map(({hub}) => [...hub.layouts.values()].at(-1).k)"
    for view in VIEWS:
        page.locator(".fl-bar select").nth(1).select_option(view)
        page.evaluate("floor.player.hubs.forEach((hub) => hub.layouts.clear())")
        page.evaluate("t => floor.seek(t)", MORNING)
        assert len(set(page.evaluate(sizes))) == 1, view


def test_letters_and_ratings_of_both_hubs_are_told_in_full(floor: tuple[str, Any]) -> None:
    _, page = floor
    told = " ".join(page.get_by_label("Letters of agencies").inner_text().split())
    signs = page.get_by_label("What the signs mean").locator("li").all_inner_texts()
    for hub in page.evaluate("floor.player.panes.map(({hub: {agencies, ratings}}) => "
                             "({agencies, ratings}))"):  # fmt: skip
        for each in hub["agencies"]:
            assert f"{each['mark']}: {each['name']}" in told
        assert set(hub["ratings"][:5]) <= {sign.strip() for sign in signs}


def test_thousands_are_set_apart_as_in_tables(browser: Any, tmp_path: Path) -> None:
    page = opened(browser, written(tmp_path, (f"{HUBS}/overloaded.yaml",)))
    (many,) = page.evaluate("floor.player.panes.map((pane) => pane.n.open.textContent)")
    assert re.fullmatch(r"\d,\d{3}", many), "this hub has more than a thousand"
    assert f": {many} open, " in page.locator("[aria-live]").inner_text()
    page.context.close()


def test_whoever_wants_less_motion_sees_none(browser: Any, tmp_path: Path) -> None:
    path = written(tmp_path, GROUPS["county"])
    moving = {}
    for wish in ("no-preference", "reduce"):
        page = opened(browser, path, reduced_motion=wish)
        seen = [page.evaluate(LOOK, MORNING + 60 * n)["moving"] for n in range(20)]
        moving[wish] = sum(seen)
        page.context.close()
    assert moving["no-preference"] > 0
    assert moving["reduce"] == 0


@pytest.mark.parametrize("wide", [1024, 1366])
def test_agencies_are_named_above_their_stages(browser: Any, tmp_path: Path, wide: int) -> None:
    """Beside each other on a projector too: a letter alone tells a class nothing."""
    page = opened(browser, written(tmp_path, GROUPS["county"]))
    page.set_viewport_size({"width": wide, "height": 768})
    page.locator(".fl-bar select").nth(1).select_option("stages")
    told = [each["text"].split()[0] for each in labels(page.evaluate(LOOK, MORNING)["texts"])]
    for pane in page.evaluate("floor.player.panes.map(({hub}) => hub.agencies)"):
        assert {each["name"].split()[0] for each in pane} <= set(told)
    page.context.close()
