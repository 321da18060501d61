"""What is looked at on the pages, and four hubs to look at them with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from hubsim.dashboard.exploring import LOOKS
from hubsim.dashboard.pages.teach import LESSON_PART
from hubsim.drafting.sections import PARTS

HUBS = Path(__file__).parent / "hubs"
SHORT = {"weeks": "4", "replications": "3"}
"""Runs that are soon over: here it matters how results look, not what they are."""


@dataclass(frozen=True)
class Hubs:
    """Models that are served together, and what is turned on the first of them on Explore."""

    models: tuple[str, ...]
    turned: tuple[str, ...]


SCENARIOS = {
    "good": "hubsim_scenario: 1\nname: No holidays\nset:\n  calendar.holidays: none\n",
    "broken": "hubsim_scenario: 1\nname: Broken\nset: {roles.screener.people: [\n",
    "of_another": "hubsim_scenario: 1\nname: Of another hub\nset:\n  roles.night_team.people: 4\n",
    "no_scenario": "some,columns\n1,2\n",
}
"""Files that somebody may hand in as a scenario."""

FOUR = {
    "large": Hubs(
        ("county_separate", "county_colocated", "county_integrated"),
        ("roles.screener.people=24", "working_together.led_by.default=council"),
    ),
    "tiny": Hubs(
        ("starter", f"{HUBS}/tiny_helped.yaml"),
        ("roles.researcher.people=3", "roles.screener.people=5"),
    ),
    "long": Hubs(
        (f"{HUBS}/long_names.yaml", f"{HUBS}/long_names_together.yaml"),
        ("roles.social_worker.people=11", "working_together.led_by.default=police"),
    ),
    "overloaded": Hubs(
        (f"{HUBS}/overloaded.yaml", f"{HUBS}/overloaded_helped.yaml"),
        ("roles.manager.people=4", "roles.health_navigator.people=4"),
    ),
}


@dataclass(frozen=True)
class Scene:
    """One look at a page.

    Parameters
    ----------
    name : str
        The page, and what of it.
    page : str
    address : dict
        What stands in its address.
    steps : tuple of callable
        What somebody does there first; each is given the page, and it is waited for.
    """

    name: str
    page: str
    address: dict[str, Any] = field(default_factory=dict)
    steps: tuple[Callable[[Any], None], ...] = ()

    @property
    def path(self) -> str:
        """Give its address."""
        return self.page + ("?" + urlencode(self.address, doseq=True) if self.address else "")


def scenes(hubs: Hubs) -> Iterator[Scene]:
    """Give everything that is looked at, page by page."""
    yield Scene("compare", "compare")
    other = {
        "clock": "Elapsed days",
        "asked": "All cases",
        "statistic": "Nine in ten decided within",
    }
    yield Scene("compare_other", "compare", other)
    yield Scene("compare_length", "compare", steps=(_press("Length and repeats"),))
    yield Scene("compare_own", "compare", steps=(_press("Add your own hub"),))
    yield Scene("compare_turning", "compare", steps=(_press("Look for it"),))
    usual = {"base": hubs.models[0], **SHORT}
    turned = {**usual, "set": list(hubs.turned)}
    yield Scene("explore_as_it_is", "explore", usual)
    for look in LOOKS:
        worked_out = (_press("Work it out"),) if look in {"buys", "turns", "rests"} else ()
        steps = (_press("The slowest"),) if look == "case" else worked_out
        yield Scene(f"explore_{look}", "explore", {**turned, "look": look}, steps)
    for what in ("Length and repeats", "Scenario file", "Link"):
        name = what.split()[0].lower()
        yield Scene(f"explore_{name}", "explore", turned, (_press(what),))
    for name, text in SCENARIOS.items():
        steps = (
            _press("Scenario file"),
            _hand_in(name, text),
            _press("Take its changes over"),
        )
        yield Scene(f"explore_file_{name}", "explore", usual, steps)
    yield Scene("explore_lost", "explore", {**usual, "base": "nowhere", "set": "roles.x.people=3"})
    yield Scene("explore_unfit", "explore", {**usual, "set": "roles.nobody.people=3"})
    for group in ("People", "Volumes", "Hours", "Agencies", "Ties", "Leads"):
        yield Scene(f"explore_turn_{group.lower()}", "explore", turned, (_choose(group),))
    yield Scene("teach_floor", "teach", steps=(_play,))
    for view in ("seats", "mixed", "stages"):
        yield Scene(f"teach_{view}", "teach", {"view": view, "at": 2040})
    yield Scene("teach_story", "teach", {"at": 2040}, (_pick,))
    yield Scene("teach_weeks", "teach", steps=(_press("Which weeks"),))
    yield Scene("teach_own", "teach", steps=(_press("Add your own hub"),))
    lesson = _choose(LESSON_PART)
    yield Scene("teach_lesson", "teach", steps=(lesson, _guess))
    for number, name in enumerate(("heard", "ladder", "known", "last"), start=1):
        steps = (lesson, *[_next] * number, _guess, _unfold)
        yield Scene(f"teach_{name}", "teach", steps=steps)
    yield Scene("hub_start", "hub")
    opened = _press("Open this model")
    for part in PARTS:
        yield Scene(f"hub_{part.lower()}", "hub", steps=(opened, _choose(part)))
    stages = (opened, _choose("Stages"))
    for number, name in enumerate(("asks", "meets")):
        yield Scene(f"hub_stage_{name}", "hub", steps=(*stages, _stage(number)))
    for how in ("All", "Change", "Hide"):
        yield Scene(f"hub_text_{how.lower()}", "hub", steps=(opened, _choose(how)))
    yield Scene("hub_broken", "hub", steps=(opened, _choose("Change"), _break))
    yield Scene("hub_another", "hub", steps=(opened, _press("Open another")))
    yield Scene("assumptions_nothing", "assumptions")
    yield Scene("assumptions", "hub", steps=(opened, _go("hub", "assumptions")))
    contacts = (opened, _go("hub", "contacts"))
    yield Scene("contacts", "hub", steps=(*contacts, _contacts))
    for name, text in CONTACTS.items():
        yield Scene(f"contacts_{name}", "hub", steps=(*contacts, _handed_in(text)))


CONTACTS = {
    "wide": "received,source,rating," + ",".join(f"column {n}" for n in range(40)) + "\n"
    + "2026-02-02 09:15,police,red" + ",x" * 40 + "\n",
    "broken": "received,source,rating\n" + "".join(
        f"{day}/02/2026 9.15,A source of contacts with a long name that no hub has {day},grey\n"
        for day in range(1, 60)
    ),
    "empty": "",
}  # fmt: skip
"""Files that cannot be used: far too wide, wrong in every line, and with nothing in them."""


def _press(name: str) -> Callable[[Any], None]:
    def do(page: Any) -> None:
        button = page.get_by_role("button", name=name)
        if button.count():  # a hub may have nothing to work out
            button.first.click()

    return do


def _choose(name: str) -> Callable[[Any], None]:
    def do(page: Any) -> None:
        choice = page.get_by_role("radio", name=name, exact=True)
        if choice.count():  # a hub that says nothing of working together has fewer
            choice.first.click()

    return do


def _go(before: str, after: str) -> Callable[[Any], None]:
    def do(page: Any) -> None:
        page.wait_for_url(f"**/{before}?*")  # what is opened stands in the address
        page.goto(page.url.replace(f"/{before}?", f"/{after}?"))

    return do


def _play(page: Any) -> None:
    """Let the floor play into the morning."""
    play = page.get_by_role("button", name="Play")
    play.first.click()
    page.wait_for_timeout(6000)
    page.get_by_role("button", name="Pause").first.click()


def _guess(page: Any) -> None:
    """Guess all that is asked in this step, and see what the runs say."""
    sliders = page.locator(".ls-ask input[type=range]")
    sliders.first.wait_for(timeout=60_000)
    for number in range(sliders.count()):
        sliders.nth(number).press("ArrowRight")
    page.get_by_role("button", name="Show what the runs say").click()


def _next(page: Any) -> None:
    page.get_by_role("button", name="Next", exact=True).click()


def _unfold(page: Any) -> None:
    """Open what the lesson folds away."""
    for folded in page.locator(".fl details:not([open]) > summary").all()[::-1]:
        folded.click()
        page.wait_for_timeout(200)


def _pick(page: Any) -> None:
    """Look at a case that is open."""
    cases = page.locator(".fl-find select")
    cases.wait_for(timeout=60_000)
    while cases.locator("optgroup option").count() < 2:
        page.locator(".fl-time").press("ArrowRight")
    cases.select_option(index=1)
    page.get_by_text("The story of case").wait_for(timeout=60_000)


def _stage(number: int) -> Callable[[Any], None]:
    """Choose a stage where agencies are asked, or where people meet, if the hub has one."""

    def do(page: Any) -> None:
        box = page.get_by_role("combobox", name="Stage", exact=True)
        for word in (("Waiting", "Ask"), ("Strategy", "Meeting", "Decision"))[number]:
            box.click()
            box.fill(word)
            page.wait_for_timeout(500)
            found = page.get_by_role("option")
            if found.count() and word.lower() in found.first.inner_text().lower():
                found.first.click()
                return
            box.press("Escape")

    return do


def _break(page: Any) -> None:
    """Write what no hub can be made of."""
    field = page.get_by_role("textbox", name="The hub as YAML")
    text = field.input_value()
    field.fill(f"{text}\nnonsense: {{of: everything}}\nstarts_att: somewhere\n")
    field.press("Control+Enter")


def _hand_in(name: str, text: str) -> Callable[[Any], None]:
    def do(page: Any) -> None:
        given = {"name": f"{name}.yaml", "mimeType": "text/yaml", "buffer": text.encode()}
        page.locator("input[type=file]").first.set_input_files(given)
        page.get_by_role("button", name="Take its changes over").wait_for(timeout=30_000)

    return do


def _contacts(page: Any) -> None:
    """Hand in a file that fits the names of the hub."""
    said = page.locator(".hub li", has_text="Sources:").inner_text()
    source = said.removeprefix("Sources:").split(",")[0].strip()
    ratings = page.locator(".hub li", has_text="Ratings:").inner_text()
    rating = ratings.removeprefix("Ratings:").split(",")[0].strip()
    rows = [f"2026-02-{day:02} 09:15,{source},{rating}" for day in range(2, 16)]
    _handed_in("\n".join(["received,source,rating", *rows]))(page)


def _handed_in(text: str) -> Callable[[Any], None]:
    def do(page: Any) -> None:
        page.locator("input[type=file]").first.set_input_files(
            {"name": "contacts_of_february.csv", "mimeType": "text/csv", "buffer": text.encode()}
        )

    return do
