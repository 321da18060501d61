"""A designer's way in a real browser: from nothing to a file that `hubsim check` accepts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hubsim.cli import main
from hubsim.drafting import NOTHING, Draft
from tests.dashboard.browser import Look, violations

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    look = Look(browser, address, (1366, 1400))
    yield look.open("hub")
    assert not look.outside
    assert not look.wrong
    look.close()


def settled(page: Any) -> None:
    page.wait_for_timeout(400)
    page.wait_for_selector("[data-test-script-state=notRunning]", timeout=60_000)
    page.wait_for_timeout(300)


def cell(page: Any, table: int, row: int, column: int) -> None:
    """Go to a cell of a table: by mouse to the first of its row, then by keys."""
    box = page.get_by_test_id("stDataFrame").nth(table).bounding_box()
    page.mouse.click(box["x"] + 120, box["y"] + 35 * (row + 1) + 17)
    for _ in range(column):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(400)


def still(page: Any, part: Any) -> dict[str, float]:
    """Give where a part of the page is, once it does not move any more."""
    before: dict[str, float] = {}
    part.wait_for()
    while (box := part.bounding_box()) != before:
        before = box
        page.wait_for_timeout(500)
    return before


def begun_with(page: Any, model: str) -> None:
    """Open a shipped model; those of the command line come first."""
    settled(page)
    chosen = page.get_by_role("combobox", name="Model")
    chosen.click()
    chosen.fill(model)
    page.get_by_role("option", name=model).first.click()
    settled(page)
    page.get_by_role("button", name="Open this model").click()
    can_be_run(page)


def typed(page: Any, text: str) -> None:
    page.keyboard.type(
        text, delay=70
    )  # as quick as people are; the editor opens with the first letter
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")
    settled(page)


def can_be_run(page: Any) -> None:
    """Wait until the page says so; the words alone stand in what it says of a broken hub, too."""
    page.locator(".state.right").wait_for(timeout=60_000)


def fair(page: Any) -> None:
    """Nothing that axe knows is wrong with what is shown."""
    assert not violations(page)


def test_a_designer_goes_from_nothing_to_a_hub_that_check_accepts(
    page: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fair(page)
    page.get_by_role("button", name="Begin with nothing").click()
    can_be_run(page)
    settled(page)
    cell(page, 0, 1, 0)
    typed(page, "Police")
    page.locator(".vega-embed svg text", has_text="Police").first.wait_for()
    page.get_by_role("radio", name="People").first.click()
    settled(page)
    cell(page, 0, 1, 0)
    typed(page, "Researchers")
    wrong = page.locator(".beside.care >> visible=true")
    assert "Researchers › Agency: Nothing is chosen" in wrong.inner_text()
    assert "Researchers › Shift: Nothing is chosen" in wrong.inner_text()
    assert "People (" in page.get_by_role("radiogroup").first.inner_text()
    cell(page, 0, 1, 2)  # its agency, chosen from a list
    typed(page, "pol")
    cell(page, 0, 1, 3)
    typed(page, "2")
    cell(page, 0, 1, 4)
    typed(page, "off")
    can_be_run(page)
    assert wrong.count() == 0
    assert (
        "researchers: {label: Researchers, agency: police, people: 2, hours: office}"
        in page.locator(".hub .yaml").inner_text().replace("\n", " ")
    )
    fair(page)
    page.get_by_role("button", name="Undo").click()
    settled(page)
    assert "must be mended" in page.locator(".state").inner_text()
    page.get_by_role("button", name="Redo").click()
    can_be_run(page)
    page.reload()  # nothing is lost
    can_be_run(page)
    settled(page)
    path, scenario, start = (tmp_path / f"{name}.yaml" for name in ("hub", "changes", "start"))
    saved(page, "Download the hub (YAML)", path)
    saved(page, "Download the changes as a scenario", scenario)
    start.write_text(NOTHING, encoding="utf-8")
    text = path.read_text(encoding="utf-8")
    assert [line for line in NOTHING.splitlines() if line not in text.splitlines()] == []
    assert main(["check", str(path)]) == 0
    assert main(["check", str(start), "--scenario", str(scenario)]) == 0
    capsys.readouterr()
    hub = Draft(text).hub
    assert hub is not None
    assert list(hub.hub.roles) == ["worker", "researchers"]


def saved(page: Any, button: str, path: Path) -> None:
    """Press a button that downloads a file, and keep the file."""
    with page.expect_download() as kept:
        page.get_by_role("button", name=button).click()
    kept.value.save_as(path)


def test_a_click_on_the_map_opens_its_stage_and_every_part_is_fair(page: Any) -> None:
    begun_with(page, "Starter hub")
    settled(page)
    box = still(page, page.locator(".vega-embed svg text", has_text="Decision").first)

    page.mouse.click(box["x"] + 5, box["y"] + 5)
    page.get_by_text("One stage").wait_for(timeout=20_000)
    settled(page)
    chosen = page.get_by_test_id("stSelectbox").get_by_role("combobox").all()
    assert "decision" in [each.input_value() for each in chosen]
    for part in ("Stages", "Sharing", "Leads", "Contacts", "Hub"):
        page.get_by_role("radio", name=part).first.click()
        settled(page)
        fair(page)


def test_real_contacts_are_looked_at_and_their_volumes_taken(page: Any, tmp_path: Path) -> None:
    begun_with(page, "Starter hub")
    for before, after, title in (
        ("hub", "assumptions", "Download all"),
        ("assumptions", "contacts", "Sources:"),
    ):
        page.goto(page.url.replace(f"/{before}?", f"/{after}?"))
        page.get_by_text(title).first.wait_for(timeout=60_000)
        settled(page)
        fair(page)
    name, good = "<b>![x](http://evil.example/a.png).csv", tmp_path / "real.csv"
    wrong = b"received,source,rating\n2026-02-30 09:00,polise,red\n"
    rows = [f"2026-02-{day:02} 09:00,police,red" for day in range(2, 16)] * 3000
    good.write_text("received,source,rating\n" + "\n".join(rows), encoding="utf-8")
    given = page.locator("input[type=file]").first
    given.set_input_files({"name": name, "mimeType": "text/csv", "buffer": wrong})
    page.get_by_text("2 problems in this file").wait_for(timeout=20_000)
    told = page.get_by_role("table").filter(has_text="What is wrong").locator("tbody tr")
    (day, source) = (row.inner_text().split("\t") for row in told.all())
    assert day[:3] == ["2", "A", '"2026-02-30 09:00" is not a date and time']
    assert source[:3] == ["2", "B", 'there is no source "polise" in the hub']
    assert source[3].startswith('did you mean "police"?')
    given.set_input_files(good)  # larger than a model may be
    said = "The need of 42000 of 42000 contacts is not given and is drawn. Results that depend on"
    page.get_by_text(said).wait_for(timeout=20_000)
    page.get_by_role("button", name="Take the volumes into the hub").click(timeout=20_000)
    page.get_by_text("Taken over").wait_for(timeout=20_000)
    page.goto(page.url.replace("/contacts?", "/hub?"))
    can_be_run(page)
    page.get_by_role("radio", name="Contacts").first.click()
    settled(page)
    assert (
        "42000 contacts in real.csv, 2026-02-02 to 2026-02-15"
        in page.locator(".hub .yaml").inner_text()
    )
