"""What a reader does is one step in the browser's history: one press of Back undoes it.

Streamlit writes the address several times while it goes from one page to another, and each time
adds a step: the address without the choices of the page that was left, then with those of the new
one, then its path. Back would lead there, and not to the page as it was left.
"""

from __future__ import annotations

import streamlit as st

SCRIPT = """
export default function () {
  if (window.hubsimSteps) return;
  window.hubsimSteps = true;
  const { history } = window;
  const push = history.pushState.bind(history);
  let acted = false;
  const act = () => { acted = true; };
  for (const what of ["pointerdown", "keydown", "click"]) addEventListener(what, act, true);
  addEventListener("popstate", () => { acted = false; }, true);
  history.pushState = (state, title, address) => {
    if (!acted) return history.replaceState(state, title, address);
    acted = false;
    return push(state, title, address);
  };
}
"""

_STEPS = st.components.v2.component("hubsim_steps", html="<span></span>", js=SCRIPT)


def one_by_one() -> None:
    """Make each thing that the reader does one step; once for a tab, wherever it begins."""
    _STEPS(key="steps", height=1)


__all__ = ["one_by_one"]
