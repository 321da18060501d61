"""The trainer's journey in a real browser: play, scrub, a case's story, predict, reveal, download.

Also that what is shown is what the library counts, and that a downloaded file plays by itself.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from hubsim.floor import counted, floor_designs, floor_page, payload, shown, stories_of
from hubsim.lesson import lesson_page, points
from tests.dashboard.app import opened
from tests.dashboard.browser import Look, violations
from tests.dashboard.conftest import HOSTILE, Write
from tests.dashboard.scenes import FOUR

HOUR = 3600


def test_the_page_shows_the_floor_of_two_hubs() -> None:
    at = opened("teach")
    assert not at.exception, at.exception
    shown = [str(component.proto) for component in at.get("bidi_component")]
    (floor,) = (each for each in shown if 'component_name: "hubsim_floor"' in each)
    assert "Large county: agencies apart" in floor


@pytest.mark.browser
def test_a_trainers_journey(browser: Any, address: str, tmp_path: Path) -> None:
    look = Look(browser, address, (1366, 900))
    page = look.open("teach")
    page.locator(".fl-canvas").first.wait_for(timeout=60_000)
    clock, play = page.locator(".fl-clock"), page.locator(".fl-play")
    before = clock.inner_text()
    play.click()
    page.wait_for_timeout(1200)
    play.click()
    assert clock.inner_text() != before, "it plays"
    page.locator(".fl-time").focus()
    now = clock.inner_text()
    page.keyboard.press("Shift+ArrowRight")
    assert minutes(clock.inner_text()) - minutes(now) == 60, "an hour by the keyboard"
    page.keyboard.press("ArrowLeft")
    assert minutes(clock.inner_text()) - minutes(now) == 55
    same = clock.inner_text()
    page.keyboard.press("PageUp")
    assert clock.inner_text().split()[-1] == same.split()[-1]
    assert clock.inner_text() != same, "a day by the keyboard"
    page.keyboard.press("PageDown")
    assert clock.inner_text() == same
    page.keyboard.press("Space")
    assert play.inner_text() == "Pause"
    page.keyboard.press("Space")
    picker = page.locator(".fl-find select")
    while picker.locator("option").count() < 2:  # a small hub has moments without a case
        page.locator(".fl-time").press("ArrowRight")
    case = re.search(r"Case (\d+)", picker.locator("option").nth(1).inner_text())
    assert case is not None
    picker.select_option(index=1)
    page.get_by_text(f"The story of case {case[1]} in").wait_for(timeout=30_000)
    assert f"Case {case[1]}: from" in page.locator("pre, code").first.text_content()
    with page.expect_download(timeout=60_000) as waited:
        page.get_by_role("button", name="Download this floor").click()
    path = tmp_path / "floor.html"
    waited.value.save_as(path)
    assert not look.outside
    assert not look.wrong
    assert not violations(page)
    look.close()
    alone(browser, path)


@pytest.mark.browser
def test_the_address_brings_back_hubs_seats_and_time(browser: Any, address: str) -> None:
    look = Look(browser, address, (1366, 900))
    page = look.open("teach?view=mixed&at=2040&floor_weeks=2")
    ready(page)
    clock, seats = page.locator(".fl-clock"), page.locator(".fl-bar select").nth(1)
    assert clock.inner_text().startswith("Tue")
    assert clock.inner_text().endswith("10:00")
    assert seats.input_value() == "mixed"
    seats.select_option("stages")
    page.locator(".fl-time").press("ArrowRight")
    assert "view=stages" in page.url
    assert "at=2045" in page.url
    page.reload()
    ready(page)
    assert clock.inner_text().endswith("10:05")
    assert seats.input_value() == "stages"
    hubs = page.get_by_role("combobox", name="Hubs on the floor, one or two")
    hubs.press("Backspace")  # one is taken out, and the other plays on from there
    page.locator(".fl-hub").nth(1).wait_for(state="detached", timeout=60_000)
    ready(page)
    assert clock.inner_text().endswith("10:05")
    look.close()
    page = Look(browser, address).open("teach?view=nowhere&at=many")
    ready(page)
    assert page.locator(".fl-clock").inner_text().endswith("09:00")
    assert page.locator(".fl-bar select").nth(1).input_value() == "rooms"
    page.close()


def minutes(clock: str) -> int:
    hour, minute = clock.rsplit(maxsplit=1)[-1].split(":")
    return 60 * int(hour) + int(minute)


def ready(page: Any) -> None:
    """Wait for the floor without asking the page to evaluate anything: its policy forbids that."""
    page.locator(".fl-canvas").first.wait_for(timeout=60_000)
    page.locator(".fl-clock", has_text=":").wait_for(timeout=60_000)


def taught(browser: Any, folder: Path, lesson: Any, wide: int) -> Any:
    """Open a lesson on a screen."""
    path = folder / "lesson.html"
    path.write_text(lesson_page(lesson))
    page = browser.new_context(viewport={"width": wide, "height": 768}).new_page()
    page.goto(path.as_uri())
    ready(page)
    return page


def alone(browser: Any, path: Path) -> Any:
    """Open a file as on a laptop without a network, and see it play."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, offline=True)
    page = context.new_page()
    asked, wrong = [], []
    page.on("request", lambda r: asked.append(r.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
    page.goto(path.as_uri())
    ready(page)
    frames = page.evaluate(
        """async () => {
          const player = (window.floor || window.lesson.lesson.floor).player;
          document.querySelector('.fl-bar .fl-play').click();
          const first = player.frames, began = performance.now();
          await new Promise((done) => setTimeout(done, 1000));
          const seconds = (performance.now() - began) / 1000, found = player.frames - first;
          document.querySelector('.fl-bar .fl-play').click();
          return found / seconds;
        }"""
    )
    assert frames > 10, f"{frames:.0f} frames a second"  # 60 on a machine with nothing else to do
    assert asked == [path.as_uri()], "nothing is loaded"
    assert not wrong, wrong
    return page


@pytest.mark.browser
def test_what_is_shown_is_what_is_counted(browser: Any, tmp_path: Path, write: Write) -> None:
    """For a large hub and for one with a hostile name: numbers, places, and the story."""
    (design,) = floor_designs(["county_separate"])
    trace = shown(design)
    (other,) = floor_designs([write("Slow", name=HOSTILE, council=HOSTILE)])
    second = shown(other)
    path = tmp_path / "floor.html"
    traces = [trace, second]
    path.write_text(floor_page(payload(traces, [stories_of(t) for t in traces]), HOSTILE))
    page = alone(browser, path)
    start = trace.window.start
    for at in (9 * HOUR, 34 * HOUR + 720, 57 * HOUR, 100 * HOUR + 60):
        page.evaluate("(t) => floor.seek(t)", at)
        expected = counted(trace, start + at)
        shown_ = page.locator(".fl-hub").first.locator("dd").all_inner_texts()
        heard = f"{expected.heard} of {expected.decisions}" if expected.decisions else "none begun"
        assert shown_ == [
            str(expected.open), str(expected.on_another), str(expected.with_nobody), heard,
            str(expected.left),
        ]  # fmt: skip
    page.set_viewport_size({"width": 1024, "height": 768})  # of a projector
    tops = (
        page.locator(".fl-hub")
        .first.locator("dd")
        .evaluate_all("(all) => all.map((each) => each.getBoundingClientRect().top)")
    )
    assert len(set(tops)) == 1, "the numbers stand in one line"
    for view in ("rooms", "seats", "mixed", "stages"):
        page.locator(".fl-bar select").nth(1).select_option(view)
        page.evaluate("floor.seek(34 * 3600)")
        placed = page.evaluate(
            """() => floor.player.panes[0].drawn.filter(([, , at]) => !at.moving && !at.over)
                 .map(([, , at]) => [at.x, at.y])"""
        )
        assert len(placed) > 100, view
        assert len({(round(x), round(y)) for x, y in placed}) == len(placed), f"overlap in {view}"
        size = page.evaluate("floor.player.size")
        assert all(0 <= x <= size["W"] and 0 <= y <= size["H"] for x, y in placed), view
    # Whoever is clicked is told of.
    x, y, number = page.evaluate(
        """() => { const pane = floor.player.panes[0];
          const [k, , at] = pane.drawn.find(([k, , at]) => pane.hub.c.line[k] === 0 && !at.moving);
          const box = pane.canvas.getBoundingClientRect();
          return [box.x + at.x, box.y + at.y, pane.hub.c.case[k]]; }"""
    )
    page.mouse.click(x, y)
    said = page.locator(".fl-case").inner_text()
    assert f"Case {number} in Large county" in said
    assert "One case of one run: a story, not evidence. Synthetic." in said
    assert not violations(page)
    page.close()


@pytest.mark.browser
def test_a_lesson_without_a_network(browser: Any, tmp_path: Path, lesson: Any) -> None:
    path = tmp_path / "lesson.html"
    path.write_text(lesson_page(lesson))
    page = alone(browser, path)
    button = page.get_by_role("button", name="Guess first")
    assert button.is_disabled(), "predict first"
    page.get_by_role("button", name="Add a team").click()
    guesses = [12, 60]
    sliders = page.locator(".ls-team input[type=range]")
    for n, guess in enumerate(guesses):
        sliders.nth(n).evaluate("(e, v) => { e.value = v; e.oninput(); }", guess)
    page.get_by_role("button", name="Show what the runs say").click()
    step = lesson["steps"][0]
    assert page.locator(".ls-finding").inner_text() == step["revealed"][0]
    q = step["question"]
    expected = {
        f"Team {n + 1}": points(guess, q["low"], q["high"], q["each"])
        for n, guess in enumerate(guesses)
    }
    rows = page.locator(".ls-right .fl-wide").last.locator("tbody tr")
    told = {
        r.locator("th").inner_text(): int(r.locator("td").nth(2).inner_text()) for r in rows.all()
    }
    assert told == expected
    with page.expect_download() as waited:
        page.locator(".ls-right .ls-csv").last.click()
    saved = waited.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert saved[0] == "Team,Guess,Away from the average,Points,Points in all"
    assert {line.split(",")[0]: int(line.split(",")[3]) for line in saved[1:]} == expected
    for _ in range(4):
        page.get_by_role("button", name="Next").click()
        assert page.locator(".ls-finding").count() == 0, "nothing is told before the guess"
        sliders.first.evaluate("(e) => { e.value = 30; e.oninput(); }")
        page.get_by_role("button", name="Show what the runs say").click()
        assert page.locator(".ls-finding").count() == 1
    page.reload()
    ready(page)
    assert page.locator(".ls-head h2").inner_text().startswith("Step 5 of 5"), (
        "a reload loses nothing"
    )
    assert not violations(page)
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("wide", [1024, 1366])
def test_the_lesson_is_done_by_keyboard_alone(
    browser: Any,
    tmp_path: Path,
    lesson: Any,
    wide: int,
) -> None:
    """Guess, show, name a team, add one, go on: no press of a key loses the place."""
    page = taught(browser, tmp_path, lesson, wide)
    focused = page.locator(":focus")

    def tabbed_to(what: str, key: str = "Tab") -> None:
        for _ in range(40):
            page.keyboard.press(key)
            if focused.count() and what in [
                focused.inner_text(), focused.get_attribute("aria-label"),
            ]:  # fmt: skip
                return
        raise AssertionError(f"no way to {what} by Tab")

    tabbed_to("Name of team 1")
    page.keyboard.type("Council")
    page.keyboard.press("Enter")
    assert focused.get_attribute("aria-label") == "Name of team 1"
    tabbed_to("Add a team")
    page.keyboard.press("Enter")
    assert focused.inner_text() == "Add a team"
    tabbed_to("Council: guess in per cent", "Shift+Tab")
    page.keyboard.press("ArrowRight")
    tabbed_to("Show what the runs say")
    page.keyboard.press("Enter")
    assert focused.inner_text() == lesson["steps"][0]["revealed"][0]
    tabbed_to("Next", "Shift+Tab")
    page.keyboard.press("Enter")
    assert focused.inner_text().startswith("Step 2 of 5")
    over = "[...document.querySelectorAll('.fl-wide')].map((e) => e.scrollWidth - e.clientWidth)"
    for number in range(1, 5):
        page.locator(".ls-team input[type=range]").first.press("ArrowRight")
        page.get_by_role("button", name="Show what the runs say").click()
        assert max(page.evaluate(over)) <= 0, f"nothing in a table is cut at step {number + 1}"
        if number < 4:
            page.get_by_role("button", name="Next").click()
    page.context.close()


@pytest.mark.browser
def test_the_list_of_cases_waits_until_the_time_is_let_go(browser: Any, tmp_path: Path) -> None:
    """Of a hub with a thousand open cases it would take longer than all that is drawn."""
    path = tmp_path / "floor.html"
    path.write_text(floor_page(payload([shown(floor_designs(["starter"])[0])]), "Drawn"))
    page = browser.new_page()
    page.goto(path.as_uri())
    ready(page)
    moved = """() => { const time = document.querySelector('.fl-time');
      const told = () => document.querySelector('.fl-live').textContent, first = told();
      time.value = 37 * 3600; time.oninput(); const during = told();
      time.onchange(); return [first === during, told()]; }"""
    same, told = page.evaluate(moved)
    assert same, "nothing is told while it is drawn along"
    assert told.startswith("Tue 3 Feb 13:00. ")
    assert page.locator(".fl-clock").inner_text() == "Tue 3 Feb 13:00"
    page.close()


@pytest.mark.browser
def test_no_step_tells_the_answer_of_another(browser: Any, tmp_path: Path, lesson: Any) -> None:
    """The ladder's times come before it is asked who is heard on it."""
    page = taught(browser, tmp_path, lesson, 1366)
    heard = "Health heard, of 100 decisions"
    for number, step in enumerate(lesson["steps"]):
        page.locator(".ls-team input[type=range]").first.press("ArrowRight")
        page.get_by_role("button", name="Show what the runs say").click()
        told = page.locator(".ls-right").inner_text()
        assert (heard in told) == (number in {1, 3}), step["title"]
        if number < 4:
            page.get_by_role("button", name="Next").click()
    page.context.close()


@pytest.mark.browser
def test_guesses_go_only_when_somebody_is_sure(browser: Any, tmp_path: Path, lesson: Any) -> None:
    page = taught(browser, tmp_path, lesson, 1366)
    slider, again = (
        page.locator(".ls-team input[type=range]"),
        page.locator(".ls-buttons button").last,
    )
    slider.press("ArrowRight")
    again.click()
    assert again.inner_text() == "Sure? All guesses go"
    assert page.locator(".ls-team output").inner_text() == "1 per cent longer", "nothing has gone"
    slider.focus()
    assert again.inner_text() == "Begin again", "not sure"
    again.click()
    again.click()
    assert page.locator(".ls-team output").inner_text() == "no guess yet"
    page.context.close()


@pytest.mark.browser
def test_an_end_of_the_scale_says_that_it_may_never_be(
    browser: Any, tmp_path: Path, lesson: Any
) -> None:
    page = taught(browser, tmp_path, lesson, 1024)
    for _ in range(4):
        page.get_by_role("button", name="Next").click()
    slider, said = page.locator(".ls-team input[type=range]"), page.locator(".ls-team output")
    assert slider.bounding_box()["width"] > 300, "wide enough to be moved by hand"
    slider.press("End")
    assert said.inner_text() == "over 120 minutes, or never"
    slider.press("Home")
    assert said.inner_text() == "10 minutes or less"
    page.context.close()


@pytest.mark.browser
def test_a_lesson_on_paper_has_every_team_and_no_button(
    browser: Any, tmp_path: Path, lesson: Any
) -> None:
    page = taught(browser, tmp_path, lesson, 1366)
    page.get_by_label("Teams, or people").fill("30")
    page.keyboard.press("Tab")
    page.locator(".ls-team input[type=range]").first.press("ArrowRight")
    page.get_by_role("button", name="Show what the runs say").click()
    page.emulate_media(media="print")
    scores = page.locator(".ls-right .fl-wide").last
    assert scores.evaluate("(e) => e.scrollHeight - e.clientHeight") <= 0, "nothing is cut"
    assert not [each for each in page.locator("button").all() if each.is_visible()]
    page.context.close()


@pytest.mark.browser
def test_a_link_brings_to_a_step_and_shows_nothing(browser: Any, address: str) -> None:
    look = Look(browser, address, (1366, 900))
    page = look.open("teach?taught=The+lesson%3A+is+co-location+enough%3F&step=3", 900)
    title, finding = page.locator(".ls-head h2"), page.locator(".ls-finding")
    title.wait_for(timeout=60_000)
    assert title.inner_text().startswith("Step 3 of 5")
    assert finding.count() == 0, "whoever is given a link guesses first"
    page.locator(".ls-team input[type=range]").press("ArrowRight")
    page.get_by_role("button", name="Show what the runs say").click()
    assert finding.count() == 1
    page.get_by_role("button", name="Next", exact=True).click()
    page.get_by_role("button", name="Back", exact=True).click()
    assert "step=3" in page.url
    page.reload()
    title.wait_for(timeout=60_000)
    assert title.inner_text().startswith("Step 3 of 5")
    assert finding.count() == 1, "in the tab where it was shown"
    link = page.url
    page.get_by_role("button", name="Next", exact=True).click()
    assert "step=4" in page.url
    page.get_by_role("radio", name="The floor").click()
    ready(page)
    page.get_by_role("radio", name="The lesson").click()
    title.wait_for(timeout=60_000)
    assert title.inner_text().startswith("Step 4 of 5")
    assert not look.wrong
    look.close()
    other = browser.new_context().new_page()
    other.goto(link)
    other.locator(".ls-head h2").wait_for(timeout=60_000)
    assert other.locator(".ls-head h2").inner_text().startswith("Step 3 of 5")
    assert other.locator(".ls-finding").count() == 0
    other.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("wide", [1366, 1920])
def test_a_class_of_thirty_guesses_each_for_themselves(
    browser: Any,
    tmp_path: Path,
    lesson: Any,
    wide: int,
) -> None:
    page = taught(browser, tmp_path, lesson, wide)
    page.get_by_label("Teams, or people").fill("30")
    page.keyboard.press("Tab")
    names = page.locator(".ls-name")
    assert names.count() == 30
    names.first.fill("Multi-agency safeguarding leads")  # as long as a name may be, and one more
    page.keyboard.press("Tab")
    guesses = page.locator(".ls-team input[type=range]")
    guesses.evaluate_all("all => all.forEach((e, n) => { e.value = 2 * n - 40; e.oninput() })")
    guesses.first.scroll_into_view_if_needed()
    reveal = page.get_by_role("button", name="Show what the runs say")
    at = reveal.bounding_box()
    assert at["y"] + at["height"] <= 768, "whoever guesses sees how to go on"
    reveal.click()
    rows = page.locator(".ls-right .fl-wide").last.locator("tbody tr")
    assert rows.count() == 30
    found = {row.locator("th").inner_text(): row.locator("td") for row in rows.all()}
    q = lesson["steps"][0]["question"]
    for n in (0, 7, 29):
        name = f"Team {n + 1}" if n else "Multi-agency safeguarding lead"
        told = found[name].nth(2).inner_text()
        assert int(told) == points(2 * n - 40, q["low"], q["high"], q["each"])
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert over <= 0, "nothing is wider than the page"
    assert page.locator(".ls-ask").bounding_box()["height"] < 1000
    assert not violations(page)
    page.get_by_label("Teams, or people").fill("2")
    page.keyboard.press("Tab")
    assert names.count() == rows.count() == 2
    page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("wide", [1024, 1366])
def test_numbers_above_two_floors_stay_above_their_own(
    browser: Any, tmp_path: Path, wide: int
) -> None:
    """An agency's name of a hundred letters does not push what has left over the other floor."""
    traces = [shown(design, 1) for design in floor_designs(list(FOUR["long"].models))]
    file = tmp_path / "floor.html"
    file.write_text(floor_page(payload(traces), "Long names"), encoding="utf-8")
    page = browser.new_page(viewport={"width": wide, "height": 768})
    page.goto(file.as_uri())
    floors = page.locator(".fl-counts")
    floors.first.wait_for()
    assert floors.count() == 2
    over = """(c) => [...c.children].flatMap((e) => [e.scrollWidth - e.clientWidth,
      e.getBoundingClientRect().right - c.getBoundingClientRect().right])"""
    assert max(each for floor in floors.all() for each in floor.evaluate(over)) < 1
    page.close()
