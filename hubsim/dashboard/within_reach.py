"""What Streamlit leaves out of reach for whoever goes by keyboard, or listens: put right.

Once for a tab, wherever it begins; what is drawn later is put right as it comes.
"""

from __future__ import annotations

import streamlit as st

POPOVERS = """
  // What a button opens is put at the end of the page: Tab leads into it, and out of it again.
  const able = "a[href], button, input, textarea, [tabindex]";
  // What has been left is taken out of the order of Tab, and keeps there that it was in it.
  const inside = (part) => [...part.querySelectorAll(able)].filter(
    (e) => (e.tabIndex >= 0 || "tabindex" in e.dataset) && !e.disabled
      && e.getClientRects().length);
  const parts = () => {
    const opened = document.querySelector("[data-testid=stPopoverBody]");
    return opened ? inside(opened) : [];
  };
  const enter = (button, looks) => {
    const [first] = parts();
    if (document.activeElement !== button) return;
    if (first) first.focus();
    else if (looks) setTimeout(enter, 50, button, looks - 1);  // it is being filled
  };
  addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    const button = document.querySelector("[data-testid=stPopoverButton][aria-expanded=true]");
    if (!button) return;
    const at = document.activeElement, all = parts();
    if (at === button && !event.shiftKey) {
      event.preventDefault();
      enter(button, 100);
    } else if (all.length && at === (event.shiftKey ? all[0] : all[all.length - 1])) {
      event.preventDefault();
      button.focus();
      if (!event.shiftKey) button.click();
    }
  }, true);
"""
MARKUP = """
  // On a narrow window pages stand in a list whose groups are no items of it: it is links, no list.
  const list = "[data-testid=stSidebarNavItems]";
  const mend = () => {
    for (const e of document.querySelectorAll(`${list}:not([role]), ${list} li:not([role])`))
      e.setAttribute("role", "none");
    // A table that is wider than its place is moved by the arrow keys, so it is reached by Tab.
    for (const e of document.querySelectorAll(".hub .wide")) {
      const wider = e.scrollWidth > e.clientWidth;
      if (wider === e.hasAttribute("tabindex")) continue;
      e.toggleAttribute("tabindex", wider);
      if (wider) {
        e.tabIndex = 0;
        e.setAttribute("role", "region");
        e.setAttribute("aria-label", e.querySelector("caption").textContent);
      } else for (const name of ["role", "aria-label"]) e.removeAttribute(name);
    }
  };
  let asked = 0;
  const soon = () => { asked ||= setTimeout(() => { asked = 0; mend(); }, 100); };
  new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });
  addEventListener("resize", soon);
  soon();
"""
SCRIPT = f"""
export default function () {{
  if (window.hubsimReach) return;
  window.hubsimReach = true;
{POPOVERS}{MARKUP}}}
"""

_REACH = st.components.v2.component("hubsim_reach", html="<span></span>", js=SCRIPT)


def all_of_it() -> None:
    """Bring everything within reach; once for a tab of the browser."""
    _REACH(key="reach", height=1)


__all__ = ["all_of_it"]
