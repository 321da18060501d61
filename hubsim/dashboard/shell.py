"""The frame around every page: title, navigation."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

PAGES = Path(__file__).resolve().parent / "pages"


def start() -> None:
    """Show the page that the reader is on."""
    # A Material icon on a page would fetch the tab's icon from the network; an emoji does not.
    st.set_page_config(page_title="hubsim", page_icon="🧭", layout="wide")
    pages = [st.Page(PAGES / "compare.py", title="Compare", default=True)]
    st.navigation(pages, position="top").run()
