"""The frame around every page: navigation, styles, and what the model is not."""

from __future__ import annotations

import streamlit as st

from hubsim import __version__
from hubsim.dashboard import blocks, state, steps_back, within_reach
from hubsim.dashboard.pages import PAGES
from hubsim.dashboard.warming import LOOKS
from hubsim.plain import LIMITS

SYNTHETIC = f"Synthetic cases. {LIMITS}"
WIDTH = 1280
"""Of a page, pixels: lines stay readable on wide screens."""


def start(first: str = PAGES[0].name) -> None:
    """Show the page that the reader is on.

    Parameters
    ----------
    first : str
        The page that opens where the address names none.
    """
    LOOKS.shown()
    # A Material icon on a page would fetch the tab's icon from the network; an emoji does not.
    st.set_page_config(page_title="hubsim", page_icon="🧭", layout="wide")
    groups: dict[str, list[st.Page]] = {}
    for each in PAGES:
        page = st.Page(each.page, title=each.title, url_path=each.name, default=each.name == first)
        several = sum(other.group == each.group for other in PAGES) > 1
        groups.setdefault(each.group if several else "", []).append(page)
    chosen = st.navigation(groups, position="top")
    state.open_desk()
    with st.container(horizontal_alignment="center"), st.container(width=WIDTH):
        st.html(blocks.STYLE + blocks.block(blocks.sentence(SYNTHETIC, "limits")))
        chosen.run()
        st.html(blocks.block(blocks.sentence(f"hubsim {__version__}", "stamp")))
        steps_back.one_by_one()
        within_reach.all_of_it()
    LOOKS.shown()
