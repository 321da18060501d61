"""A hub of the reader's own, added where hubs are chosen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from hubsim.cli import main
from hubsim.dashboard import exploring, models
from hubsim.shipped import find
from tests.dashboard.app import desk_of, opened, settled, text
from tests.dashboard.conftest import Write

PAGES = ("compare", "explore", "teach")
SHORT = {"weeks": "4", "replications": "3"}


@pytest.fixture(autouse=True)
def _fresh(write: Write, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Choose small hubs at first, and leave nothing behind for the next test."""
    monkeypatch.setenv(models.OWN, ":".join([write("Slow", lag="2 h"), write("Quick")]))
    st.cache_data.clear()
    st.cache_resource.clear()
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


def given(at: AppTest, name: str, data: bytes) -> AppTest:
    """Hand in a file where hubs are chosen."""
    return settled(at.file_uploader[0].set_value((name, data, "application/yaml")).run())


def chosen(at: AppTest, page: str) -> list[str]:
    if page == "explore":
        return [at.session_state[exploring.KEPT].base]
    return list(at.multiselect(key={"compare": "models", "teach": "hubs"}[page]).value)


@pytest.mark.parametrize("page", PAGES)
def test_a_file_is_added_and_chosen_and_every_page_offers_it(page: str, write: Write) -> None:
    at = opened(page, **SHORT if page == "explore" else {})
    data = Path(write("North hub", work="15 min")).read_bytes()
    at = given(at, "North hub.yaml", data)
    assert not at.exception, at.exception
    assert "mine:North_hub" in chosen(at, page)
    assert "North_hub (mine) is added, and chosen" in text(at)
    again = given(at, "North hub.yaml", data)
    assert chosen(again, page).count("mine:North_hub") == 1
    assert list(at.session_state["desk"].hubs) == ["North_hub"], "the same text is one hub"
    other = given(at, "North hub.yaml", data + b"# another\n")
    assert list(other.session_state["desk"].hubs) == ["North_hub", "North_hub_2"]
    token = desk_of(at)
    for elsewhere in PAGES:  # and after a reload
        there = opened(elsewhere, desk=token, **SHORT if elsewhere == "explore" else {})
        offered = there.selectbox[0] if elsewhere == "explore" else there.multiselect[0]
        assert "North_hub (mine)" in offered.options


@pytest.mark.parametrize("page", PAGES)
def test_a_broken_file_is_told_of_with_what_check_says_and_not_added(
    page: str, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    path = Path(write("Broken"))
    broken = path.read_text().replace("who: screener", "who: screner").replace("30%", "3o%")
    path.write_text(broken)
    monkeypatch.chdir(tmp_path)
    assert main(["check", path.name]) == 2
    told = capsys.readouterr().out.strip()
    at = opened(page, **SHORT if page == "explore" else {})
    before = chosen(at, page)
    at = given(at, path.name, path.read_bytes())
    assert not at.exception, at.exception
    assert "Broken.yaml is not added: 2 things must be mended" in text(at)
    shown = unescape(text(at))
    assert 'Stages › decide › Done by: There is no role "screner".' in shown
    codes = re.findall(r"error\[(\w+)\]", told)
    assert len(codes) == 2
    assert all(f"({code}, line " in shown for code in codes)
    assert chosen(at, page) == before
    assert at.session_state["desk"].hubs == {}
    mended = broken.replace("screner", "screener").replace("3o%", "30%")
    at = given(at, path.name, mended.encode())
    assert "mine:Broken" in chosen(at, page), "the same file can be given again"
    assert "error[" not in text(at)


def test_a_link_of_explore_brings_a_hub_of_ones_own(write: Write) -> None:
    at = given(opened("explore", **SHORT), "North.yaml", Path(write("North")).read_bytes())
    link = next(each.value for each in at.code if "base=" in each.value)
    there = opened("explore", **parse_qs(urlsplit(link).query))
    assert chosen(there, "explore") == ["mine:North"]
    assert not there.warning
    assert text(there).split("The hub:")[1] == text(at).split("The hub:")[1]


def test_nobody_else_has_what_somebody_added(write: Write) -> None:
    at = given(opened("teach"), "North.yaml", Path(write("North")).read_bytes())
    assert chosen(at, "teach")[1] == "mine:North", "in place of the second of two"
    assert "North (mine)" not in opened("teach").multiselect[0].options


def test_a_hub_based_on_a_shipped_one_is_added_and_no_other_file_is_read(write: Write) -> None:
    based = "hubsim: 1\nname: Mine\nbased_on: {}\nset:\n  roles.screener.people: 5\n"
    at = given(opened("teach"), "mine.yaml", based.format("starter").encode())
    assert "mine:mine" in chosen(at, "teach")
    for elsewhere in (find("starter", "models"), write("Quick")):
        at = given(opened("teach"), "mine.yaml", based.format(elsewhere).encode())
        assert "There is no shipped model" in text(at)


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"x" * 1_000_001, b"[" * 3000, b""])
def test_what_is_no_hub_is_refused_in_words(data: bytes) -> None:
    at = given(opened("teach"), "<b>![x](http://evil.example)</b>.yaml", data)
    assert not at.exception, at.exception
    assert "is not added" in text(at)
    assert "<b>!" not in text(at)
    assert at.session_state["desk"].hubs == {}
