"""Tab leads into what a button has opened, and out of it again.

Streamlit puts what opens at the end of the page: whoever goes by keyboard would come to it only
after everything else.
"""

from __future__ import annotations

import streamlit as st

SCRIPT = """
export default function () {
  if (window.hubsimPopovers) return;
  window.hubsimPopovers = true;
  const able = "a[href], button, input, textarea, [tabindex]";
  // What has been left is taken out of the order of Tab, and keeps there that it was in it.
  const inside = (part) => [...part.querySelectorAll(able)].filter(
    (e) => (e.tabIndex >= 0 || "tabindex" in e.dataset) && !e.disabled
      && e.getClientRects().length);
  const parts = () => {
    const opened = document.querySelector("[data-testid=stPopoverBody]");
    return opened ? inside(opened) : [];
  };
  const enter = (looks) => {
    const [first] = parts();
    if (first) first.focus();
    else if (looks) setTimeout(enter, 50, looks - 1);  // it is being filled
  };
  addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    const button = document.querySelector("[data-testid=stPopoverButton][aria-expanded=true]");
    if (!button) return;
    const at = document.activeElement, all = parts();
    if (at === button && !event.shiftKey) {
      event.preventDefault();
      enter(20);
    } else if (all.length && at === (event.shiftKey ? all[0] : all[all.length - 1])) {
      event.preventDefault();
      button.focus();
      if (!event.shiftKey) button.click();
    }
  }, true);
}
"""

_KEYS = st.components.v2.component("hubsim_popovers", html="<span></span>", js=SCRIPT)


def by_keyboard() -> None:
    """Let Tab lead into popovers; once for a tab of the browser."""
    _KEYS(key="popovers", height=1)


__all__ = ["by_keyboard"]
