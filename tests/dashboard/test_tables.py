"""On every page, in every state: a table behind every chart, and every table as CSV."""

from __future__ import annotations

import os
import re
from html import unescape

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from hubsim.dashboard import blocks, exploring, models
from hubsim.plain import LIMITS
from tests.dashboard.app import opened, settled, text
from tests.dashboard.conftest import Write

LINK = {"base": "starter", "weeks": "4", "replications": "3"}
WORK = "{value: 20 min, low: 10 min, high: 25 min, grade: assumed, source: invented}"
SAID = re.compile(r"<(?:h2|p|strong)[^>]*>([^<]+)<")
CAPTION = re.compile(r'<caption(?: class="(unseen)")?>([^<]+)<')
CSV = "received,source,rating,need\n2026-03-02 09:15,all,urgent,high\n2026-03-03 09:15,all,routine,low\n"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    st.cache_data.clear()
    st.cache_resource.clear()


def whole(at: AppTest) -> AppTest:
    """Check a page as it stands."""
    assert not at.exception, at.exception
    assert not at.error, [each.value for each in at.error]
    shown = text(at)
    tables, charts = shown.count("<table"), len(at.get("vega_lite_chart"))
    saved = [each for each in at.get("download_button") if "CSV" in each.proto.label]
    assert len(saved) >= tables, f"{tables} tables, {[each.proto.label for each in saved]}"
    assert tables >= charts
    assert shown.count(LIMITS) == 1
    said = [unescape(each) for each in SAID.findall(shown)]
    for kind, caption in CAPTION.findall(shown):
        assert kind == "unseen" or unescape(caption) not in said, caption
    return at


def test_compare(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [write("Slow", lag="3 h", work=WORK), write("Quick", work=WORK)]
    monkeypatch.setenv(models.OWN, os.pathsep.join(paths))
    at = whole(opened("compare"))
    assert len(at.get("vega_lite_chart")) >= 4
    whole(settled(at.button(key="turning").click().run()))
    assert "turns the order" in text(at)


@pytest.mark.parametrize("look", exploring.LOOKS)
def test_explore(look: str, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("Small", work=WORK)
    monkeypatch.setenv(models.OWN, path)
    given = {**LINK, "base": path, "set": ["roles.screener.people=2", "roles.researcher.people=2"]}
    at = whole(opened("explore", **given, look=look))
    work = f"explore do {look}"
    if any(button.key == work for button in at.button):
        at.button(key=work).click()
        whole(settled(at.run()))
        assert len(at.get("vega_lite_chart")) == 1


def test_a_hub_that_is_designed_and_the_contacts_it_has_had() -> None:
    at = opened("hub")
    at = whole(at.button(key="begin with nothing").click().run())
    found = at.query_params["desk"]
    token = found if isinstance(found, str) else found[0]
    whole(opened("assumptions", desk=token))
    contacts = opened("contacts", desk=token)
    contacts.file_uploader(key="contacts file").set_value(("real.csv", CSV.encode(), "text/csv"))
    whole(contacts.run())
    assert "By source" in text(contacts)
    assert "By day of the week" in text(contacts)


def test_no_line_of_a_cell_ends_inside_an_interval_or_between_a_number_and_its_unit() -> None:
    said = "12.4 (10.1 to 14.8) a case"
    row = {
        "A": "<1 to 2>",
        "B": said,
        "C": "−0.3 (−0.4 to +0.1); 1 h 44 min",
        "D": "no (to be said)",
    }
    told = blocks.table(pd.DataFrame([row]), "About")
    assert "12.4 (10.1\u00a0to\u00a014.8) a case" in told
    assert "(−0.4\u00a0to\u00a0+0.1); 1\u00a0h 44\u00a0min" in told
    assert "no (to be said)" in told
    assert "&lt;1 to 2&gt;" in told


def test_busy_hours_are_those_of_a_role_and_never_of_a_person(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("Small", work=WORK)
    monkeypatch.setenv(models.OWN, path)
    at = opened("explore", **LINK | {"base": path}, look="hours")
    assert "of the role, never of a person" in text(at)
    assert "One person alone has this role: read it as the load of the post." in text(at)
    more = opened("explore", **LINK | {"base": path}, look="hours", set="roles.screener.people=2")
    assert more.selectbox(key="explore role").value == "screener"
    assert "the load of the post" in text(more)  # as it is, one person has it
