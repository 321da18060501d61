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
# is there already goes on playing, and another hub begins where the one before was left. A case
# that was clicked is an event, told once. How seats are shown and when, and the step of the lesson,
# stand in the address, which costs no look at the page and is no step in the browser's history.
GLUE = """
const mounted = new WeakMap();
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const host = parentElement.querySelector(".fl");
  const told = { picked: (hub, number) => setTriggerValue("picked", { hub, number }) };
  const address = (says) => {
    const url = new URL(location.href);
    for (const [name, now] of Object.entries(says)) {
      if (now === data.usual[name]) url.searchParams.delete(name);
      else url.searchParams.set(name, now);
    }
    history.replaceState(history.state, "", url);
  };
  if (data.usual && "view" in data.usual) {
    told.looked = (view, t) => address({ view, at: String(Math.floor(t / 60)) });
  }
  if (data.usual && "step" in data.usual) told.went = (step) => address({ step: String(step) });
  const before = mounted.get(host);
  if (before && before.sig === data.sig) {
    before.told.picked = told.picked;
  } else {
    const left = before ? before.made.then((made) => {
      if (!made) return {};
      made.stop();
      return made.player ? { t: made.player.t, view: made.player.view } : {};
    }) : Promise.resolve({});
    const made = left.then((more) => START(host, { ...data, ...more }, told));
    mounted.set(host, { sig: data.sig, told, made });
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


USUAL = {"view": "rooms", "at": "540"}
"""How desks are shown and the minute at first; anything else stands in the address."""


def show_floor(data: Mapping[str, Any], key: str) -> tuple[int, int] | None:
    """Show the floor as the address says; gives the hub and the case that were just clicked.

    Parameters
    ----------
    data : mapping
        With ``hubs`` as `hubsim.floor.payload` makes them.
    key : str
        Keeps it playing while the page around it is shown again.
    """
    at = st.query_params.get("at", "")
    minute = int(at) if at.isdecimal() and len(at) < 7 else int(USUAL["at"])
    view = st.query_params.get("view", USUAL["view"])
    return _shown(_FLOOR, data, key, t=60 * minute, view=view, usual=USUAL)


def show_lesson(data: Mapping[str, Any], key: str) -> tuple[int, int] | None:
    """Show the lesson at the step that the address names, if it names one.

    What was guessed and shown is in no address: whoever is given one guesses first. Gives the hub
    and the case that were just clicked on the floor.
    """
    step = st.query_params.get("step", "")
    at = {"step": int(step)} if step.isdecimal() and len(step) < 3 else {}
    return _shown(_LESSON, data, key, usual={"step": ""}, **at)


def _shown(
    component: Any, data: Mapping[str, Any], key: str, **first: Any
) -> tuple[int, int] | None:
    """Show a component; what it is given for the first time only does not make it begin again."""
    sig = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
    result = component(
        data={**data, **first, "sig": sig}, key=key, on_picked_change=lambda: None, width="stretch"
    )
    picked = result.picked
    return (int(picked["hub"]), int(picked["number"])) if picked else None


__all__ = ["show_floor", "show_lesson"]
