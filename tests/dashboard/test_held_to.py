"""What readers may rely on, in a real browser: their own work alone, nothing lost, nothing hurt."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any
from urllib.parse import quote

import pytest

from hubsim.charts.change import AS_IT_IS, CHANGED
from hubsim.charts.trial import LOOKED_AT, tried
from hubsim.charts.view import View
from hubsim.dashboard.pages import PAGES
from hubsim.drafting.levers import Trial
from hubsim.models import source_of
from hubsim.study import Length, Study, run_study
from hubsim.study.design import Wanted, lowered
from tests.dashboard.browser import Look
from tests.dashboard.conftest import HOSTILE, HUB

pytestmark = pytest.mark.browser

SMALL = "explore?base=starter&weeks=4&replications=3"
BROKEN = "encountered an error"
"""What Streamlit says instead of a traceback."""


def said(look: Look) -> str:
    """The headline of a page."""
    return str(look.page.locator(".hub .lead .said").inner_text())


def fine(look: Look) -> None:
    """Nothing ran, nothing left, nothing broke."""
    assert not look.outside
    assert not look.wrong
    shown = look.page.locator("body").inner_text()
    assert BROKEN not in shown
    assert "Traceback" not in shown


def alone(*texts: str) -> str:
    """Say what a person would read who made these changes with nobody else there."""
    base, length = Trial(source_of("starter")), Length(4, 8, 4)
    trial = base.with_texts(texts)
    wanted = [Wanted(base.base, (), (), AS_IT_IS), Wanted(base.base, trial.changes, (), CHANGED)]
    study = Study(lowered(wanted, length), length, 3)
    return tried(study, run_study(study, measures=LOOKED_AT), View("hours", asked=True)).headline


def test_two_people_at_once_see_their_own_work_with_the_numbers_that_they_have_alone(
    browser: Any, address: str
) -> None:
    looks = [Look(browser, address, (1366, 1400)) for _ in range(2)]
    for look in looks:
        look.open(SMALL)
    levers = [look.page.get_by_role("spinbutton", name=": people") for look in looks]
    pressed = [(levers[0].nth(0), "ArrowUp"), (levers[1].nth(1), "ArrowUp")]
    for lever, _ in pressed:
        lever.focus()
    for (_, key), look in zip(pressed, looks, strict=True):
        look.page.keyboard.press(key)
    found = []
    for look in looks:
        look.page.locator(".hub .said", has_text="With the changes").wait_for(timeout=60_000)
        look.whole()
        link = look.page.evaluate("new URL(location).searchParams.getAll('set')")
        assert len(link) == 1
        assert said(look) == alone(*link)
        found.append(link)
        fine(look)
        look.close()
    assert found[0] != found[1]


def test_choices_survive_a_reload_and_another_page(browser: Any, address: str) -> None:
    look = Look(browser, address)
    page = look.open("teach?hubs=starter&floor_weeks=2")  # a link may name files
    chosen = page.get_by_test_id("stMultiSelect").first
    assert chosen.inner_text().split("\n") == ["Starter hub"]
    page.reload()
    look.whole()
    assert chosen.inner_text().split("\n") == ["Starter hub"]
    assert "hubs=starter" in page.url
    assert "floor_weeks=2" in page.url
    page.get_by_role("link", name="Compare").click()
    page.get_by_text("Nine in ten decided within").click(timeout=60_000)
    page.locator(".hub .said", has_text="Nine in ten").wait_for(timeout=60_000)
    look.whole()
    assert "statistic=" in page.url
    page.get_by_role("link", name="Teach").click()
    look.whole()
    assert chosen.inner_text().split("\n") == ["Starter hub"]
    page.get_by_role("link", name="Compare").click()
    look.whole()
    assert "statistic=" in page.url
    assert "ine in ten" in said(look)
    page.reload()
    look.whole()
    assert "ine in ten" in said(look)
    fine(look)
    look.close()


def test_going_back_undoes_a_lever_and_going_forward_turns_it_again(
    browser: Any, address: str
) -> None:
    look = Look(browser, address)
    page = look.open(SMALL)
    lever = page.get_by_role("spinbutton", name=": people").first
    lever.focus()
    page.keyboard.press("ArrowUp")
    page.locator(".hub .said", has_text="With the changes").wait_for(timeout=60_000)
    look.whole()
    assert lever.input_value() == "5"
    page.go_back()
    page.get_by_text("Nothing is changed yet").wait_for(timeout=60_000)
    look.whole()
    assert lever.input_value() == "4"
    page.go_forward()
    page.locator(".hub .said", has_text="With the changes").wait_for(timeout=60_000)
    look.whole()
    assert lever.input_value() == "5"
    fine(look)
    look.close()


def test_a_job_goes_on_while_its_reader_is_elsewhere_and_stops_when_asked(
    browser: Any, address: str
) -> None:
    look = Look(browser, address)
    change = quote("roles.manager.people=4")
    page = look.open(f"explore?base=borough&weeks=4&replications=3&look=rests&set={change}")
    page.get_by_role("button", name="Work it out").click()
    bar = page.get_by_test_id("stProgress")
    bar.get_by_text(re.compile(r": [1-9]\d* of")).wait_for(timeout=120_000)
    before = done(bar.inner_text())
    page.get_by_role("link", name="Teach").click()
    page.locator(".fl-canvas").first.wait_for(timeout=60_000)
    page.get_by_role("link", name="Explore").click()
    bar.get_by_text(re.compile(r": [1-9]\d* of")).wait_for(timeout=60_000)
    assert done(bar.inner_text()) > before
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("Stopped: Which numbers does it rest on").wait_for(timeout=30_000)
    page.get_by_role("button", name="Go on").wait_for()
    fine(look)
    look.close()


def done(text: str) -> int:
    """How many parts are done, as a bar says."""
    found = re.search(r": (\d+) of", text)
    assert found is not None, text
    return int(found[1])


@pytest.mark.parametrize("page", [each.name for each in PAGES])
def test_an_address_with_anything_in_it_does_no_harm(page: str, browser: Any, address: str) -> None:
    look = Look(browser, address)
    names = ("models", "hubs", "base", "set", "look", "desk", "clock", "statistic", "cases")
    numbers = ("weeks", "seed", "replications", "compared_weeks", "floor_weeks", "floor_seed")
    words = {**dict.fromkeys(names, HOSTILE), **dict.fromkeys(numbers, "-1e99"),
             "set": "../../etc/passwd={{7*7}}"}  # fmt: skip
    look.open(f"{page}?" + "&".join(f"{name}={quote(word)}" for name, word in words.items()))
    fine(look)
    look.close()


def archive() -> bytes:
    """A zip that expands a thousandfold, with a name that leads out of its folder."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("../x.yaml", b"0" * 5_000_000)
    return file.getvalue()


BOMB = "a0: &a0 [x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
)
WRONG = {
    "what expands without end": ("bomb.yaml", BOMB.encode(), "shorthand"),
    "what is nested without end": ("deep.yaml", b"a: " + b"[" * 50_000, "ested too deeply"),
    "what would run": ("tag.yaml", b"a: !!python/object/apply:os.getpid []\n", "tag"),
    "an archive": ("../../bomb.yaml", archive(), "UTF-8"),
    "another alphabet": (f"{HOSTILE}.yaml".replace("/", "-"), b"name: No\xebl\n", "UTF-8"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_file_that_is_no_hub_is_told_and_does_nothing(
    what: str, browser: Any, address: str
) -> None:
    name, content, word = WRONG[what]
    look = Look(browser, address, (1366, 1400))
    page = look.open("hub")
    opened(page, name, content)
    page.get_by_text(re.compile(word)).first.wait_for(timeout=60_000)
    look.whole()
    fine(look)
    look.close()


def opened(page: Any, name: str, content: bytes) -> None:
    """Give a file to the page Design a hub, and open it."""
    file = {"name": name, "mimeType": "application/yaml", "buffer": content}
    page.locator("input[type=file]").first.set_input_files(file)
    page.get_by_role("button", name="Open this file").click(timeout=60_000)


def test_what_is_too_large_is_refused_before_it_is_read(browser: Any, address: str) -> None:
    look = Look(browser, address)
    page = look.open("hub")
    file = {"name": "large.yaml", "mimeType": "application/yaml", "buffer": b"#" * 2_000_000}
    page.locator("input[type=file]").first.set_input_files(file)
    page.get_by_text(re.compile("must be 1.*MB or smaller")).wait_for(timeout=60_000)
    fine(look)
    look.close()


def test_a_hub_of_hostile_names_is_shown_as_it_is_written_on_every_page(
    browser: Any, address: str
) -> None:
    look = Look(browser, address, (1366, 1400))
    page = look.open("hub")
    text = HUB.format(
        name=f"{HOSTILE} {{{{7*7}}}}", about="=1+1", council=HOSTILE, role="[click](http://x.example)",
        red="$x^2$ :material/home: :red[red]", lag="10 min", work="20 min",
    )  # fmt: skip
    opened(page, "hostile.yaml", text.encode())
    page.locator(".state.right").wait_for(timeout=60_000)
    look.whole()
    assert HOSTILE in page.locator(".hub .yaml").inner_text()
    fine(look)
    for title in ("Explore", "Compare"):
        page.get_by_role("link", name=title).click()
        look.whole()
        fine(look)
    page.get_by_role("link", name="Explore").click()
    look.whole()
    for part in ("Process map", "One case", "Hour by hour"):
        page.get_by_role("radio", name=part).click()
        look.whole()
        fine(look)
    page.goto(page.url.replace("/explore?", "/contacts?"))
    look.whole()
    rows = 'received,source,rating\n2026-02-02 09:00,"=HYPERLINK(""http://x"")",<b>red</b>\n'
    file = {"name": "=cmd.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    page.locator("input[type=file]").first.set_input_files(file)
    page.get_by_text("problems in this file").wait_for(timeout=60_000)
    wrong = page.get_by_role("table").filter(has_text="What is wrong")
    assert "HYPERLINK" in wrong.first.inner_text()
    fine(look)
    look.close()
