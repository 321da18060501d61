"""The levers of a hub as widgets: each turns one thing, and turning it is a change at a path."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from hubsim.dashboard import blocks, exploring
from hubsim.drafting.levers import Group, Lever, Trial
from hubsim.errors import InputError

ABOUT: dict[Group, str] = {
    "People": "How many people each role has, or posts that a rota keeps filled.",
    "Volumes": "Contacts of each source, as a percentage of what the hub writes.",
    "Hours": "When each role works, and what its hours mean. A person may work 48 hours a week.",
    "Agencies": "Where each agency sits (site / room / bank; you may write another), how what it "
    "knows is reached, and whether it may share it.",
    "Ties": "How well people of two agencies know each other: 0 is strangers, 1 is one team.",
    "Leads": "Who is accountable for a case, by stage.",
}
HALF = 28
"""Letters of an answer for which half of a line has room."""
MOST_PAIRS = 6
"""Pairs of agencies shown at once; more are chosen from a list."""


def show(trial: Trial, found: Sequence[Lever]) -> None:
    """Show the levers of one group; the reader chooses which."""
    groups = list(dict.fromkeys(each.group for each in found))
    group = st.segmented_control(
        "Change", groups, required=True, **exploring.chosen("group", groups, groups[0])
    ) or groups[0]  # fmt: skip
    mine = [each for each in found if each.group == group]
    st.html(blocks.block(blocks.sentence(ABOUT[group], "quiet")))
    if group == "Agencies":
        _agencies(trial, [each for each in mine if each.row])
        mine = [each for each in mine if not each.row]
    if group == "Ties":
        mine = _pairs(trial, mine)
    if group in {"Leads", "Agencies"}:
        for each in mine:
            _widget(trial, each)
        return
    _side_by_side(trial, mine)


def _agencies(trial: Trial, found: Sequence[Lever]) -> None:
    """Show of each agency where it sits, whose words need the width, and below it the rest."""
    for row in dict.fromkeys(each.row for each in found):
        mine = [each for each in found if each.row == row]
        with st.container(gap="xsmall"):
            for each in (each for each in mine if each.column == "Sits"):
                _widget(trial, each)
            _side_by_side(trial, [each for each in mine if each.column != "Sits"])


def _side_by_side(trial: Trial, found: Sequence[Lever]) -> None:
    """Two in a line; one whose answers would be cut there has a line of its own."""
    lines: list[list[Lever]] = []
    for each in found:
        if _is_wide(each) or not lines or len(lines[-1]) == 2 or _is_wide(lines[-1][0]):
            lines.append([each])
        else:
            lines[-1].append(each)
    for line in lines:
        places = (
            [st.container()] if _is_wide(line[0]) else st.columns(2, vertical_alignment="bottom")
        )
        for place, each in zip(places, line, strict=False):
            with place:
                _widget(trial, each)


def _is_wide(lever: Lever) -> bool:
    return any(len(said) > HALF for said in lever.options.values())


def _pairs(trial: Trial, found: list[Lever]) -> list[Lever]:
    """Of many pairs of agencies show those that stand out, and the one that is chosen."""
    pairs = [each for each in found if each.row]
    if len(pairs) <= MOST_PAIRS:
        return found
    data, before = trial.source.data, trial.base.data
    usual = found[0].read(before)
    labels = ["", *(each.label for each in pairs)]
    chosen = st.selectbox(
        "Another pair of agencies", labels,
        format_func=lambda label: label or "choose a pair", **exploring.chosen("pair", labels, ""),
    )  # fmt: skip
    return [
        each for each in found
        if not each.row or each.label == chosen
        or usual != each.read(before) or each.read(data) != each.read(before)
    ]  # fmt: skip


def _widget(trial: Trial, lever: Lever) -> None:
    key = f"lever {lever.key}"
    position = lever.read(trial.source.data)
    st.session_state[key] = position
    usual = lever.read(trial.base.data)
    changed = "" if position == usual else " (changed)"
    shown: dict[str, Any] = {
        "label": blocks.label(f"{lever.label}{changed}"),
        "key": key, "on_change": _turn, "args": (trial, lever, key),
    }  # fmt: skip
    if lever.kind == "count":
        st.number_input(min_value=0 if usual == 0 else 1, max_value=max(200, position), step=1,
                        **shown)  # fmt: skip
    elif lever.kind == "percentage":
        st.slider(min_value=min(25, position), max_value=max(200, position), step=1, format="%d%%",
                  **shown)  # fmt: skip
    elif lever.kind == "tie":
        st.slider(min_value=0.0, max_value=1.0, step=0.05, **shown)
    elif lever.kind == "text":
        st.text_input(max_chars=200, **shown)
    elif lever.kind == "several":
        st.multiselect(options=list(lever.options), format_func=_named(lever), **shown)
    else:
        options = list(lever.options)
        free = lever.column == "Sits" or lever.group == "Leads"
        st.selectbox(
            options=options if position in options else [*options, position],
            format_func=_named(lever), accept_new_options=free, **shown,
        )  # fmt: skip


def _named(lever: Lever) -> Callable[[Any], str]:
    return lambda position: lever.options.get(position, position) or "not said"


def _turn(trial: Trial, lever: Lever, key: str) -> None:
    """Turn a lever to where its widget is."""
    position = st.session_state[key]
    state = exploring.now()
    try:
        turned = trial.turned(lever, "" if position is None else position)
    except InputError as error:
        st.session_state[exploring.REFUSED] = "This cannot be written there.", error.problems
        return
    exploring.put(state.turned(tuple(turned.texts())))


__all__ = ["show"]
