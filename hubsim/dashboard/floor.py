"""The floor and the lesson in a page: the same script as in the files that are downloaded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import streamlit as st

from hubsim.floor import player
from hubsim.lesson.page import lesson_script

# Streamlit calls the function again with every new piece of data, and when the theme changes: what
# is there already goes on playing. A name of a case that was clicked is an event, told once.
GLUE = """
const mounted = new WeakMap();
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const host = parentElement.querySelector(".fl");
  const told = { picked: (hub, number) => setTriggerValue("picked", { hub, number }) };
  const before = mounted.get(host);
  if (before && before.sig === data.sig) {
    before.told.picked = told.picked;
  } else {
    if (before) before.made.then((made) => made && made.stop());
    mounted.set(host, { sig: data.sig, told, made: START(host, data, told) });
  }
  return () => {
    const last = mounted.get(host);
    if (last) last.made.then((made) => made && made.stop());
    mounted.delete(host);
  };
}
"""
HTML = '<div class="fl"></div>'


def _registered(name: str, script: str, style: str, start: str) -> Any:
    return st.components.v2.component(
        name, html=HTML, css=style, js=script + GLUE.replace("START", start)
    )


_FLOOR = _registered("hubsim_floor", *player(), "hubsimFloor.mount")
_LESSON = _registered("hubsim_lesson", *lesson_script(), "hubsimLesson.mount")


def show_floor(data: Mapping[str, Any], key: str) -> tuple[int, int] | None:
    """Show the floor; gives the hub and the case that were just clicked.

    Parameters
    ----------
    data : mapping
        With ``hubs`` as `hubsim.floor.payload` makes them.
    key : str
        Keeps it playing while the page around it is shown again.
    """
    return _shown(_FLOOR, data, key)


def show_lesson(data: Mapping[str, Any], key: str) -> tuple[int, int] | None:
    """Show the lesson; gives the hub and the case that were just clicked on its floor."""
    return _shown(_LESSON, data, key)


def _shown(component: Any, data: Mapping[str, Any], key: str) -> tuple[int, int] | None:
    sig = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
    result = component(
        data={**data, "sig": sig}, key=key, on_picked_change=lambda: None, width="stretch"
    )
    picked = result.picked
    return (int(picked["hub"]), int(picked["number"])) if picked else None


__all__ = ["show_floor", "show_lesson"]
