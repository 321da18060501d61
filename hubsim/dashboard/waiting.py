"""What a reader sees of a job that is not over: how far it is, and a button to stop it."""

from __future__ import annotations

from itertools import count
from typing import Literal, TypeVar

import streamlit as st

from hubsim.dashboard import blocks
from hubsim.dashboard.cache import jobs
from hubsim.dashboard.jobs import Job, Stopped, Work
from hubsim.dashboard.state import reader

T = TypeVar("T")
Kind = Literal["primary", "secondary"]

LOOK = 0.4
"""Seconds between two looks."""
AT_ONCE = 0.25
"""Seconds to wait before anything is said: what is kept is there by then."""


def result_of(
    key: str, what: str, work: Work[T], meanwhile: str = "", at_once: float = AT_ONCE
) -> T | None:
    """Give the result of a job; while it is not there, say how far it is.

    Begins the job if nobody has. When it is over, the whole page is shown again.

    Parameters
    ----------
    key : str
        Names everything that the result depends on.
    what : str
        In words.
    work : callable
        At work without Streamlit; see `hubsim.dashboard.jobs`.
    meanwhile : str
        HTML blocks to read while waiting.
    at_once : float
        Seconds to wait before anything is said.

    Returns
    -------
    object or None
        None while it is not over, or when the reader has stopped it.

    Raises
    ------
    Exception
        What the work raised.
    """
    job = jobs().start(key, what, work, reader=reader())
    if not job.wait(at_once):
        _watch(job)
        if meanwhile:
            st.html(blocks.block(meanwhile))
        return None
    try:
        return job.result()
    except Stopped:
        st.info(f"Stopped: {what}. What has been run so far is kept.")
        if st.button("Go on", key=f"again {key}"):
            jobs().start(key, what, work, reader=reader(), again=True)
            st.rerun()
        return None


def wanted(key: str, said: str, label: str, button: str, kind: Kind = "secondary") -> bool:
    """Whether a job is there, or somebody asks for it; who has asked is not asked again.

    Parameters
    ----------
    key : str
        Of the job.
    said : str
        How long it takes.
    label, button : str
        Of the button, and its key.
    kind : str
        Of the button.
    """
    if jobs().find(key) is not None:
        return True
    offer = st.empty()
    with offer.container():
        st.html(blocks.block(blocks.sentence(said)))
        if not st.button(label, type=kind, key=button):
            return False
    offer.empty()
    return True


def _watch(job: Job[T]) -> None:
    looks = count()

    @st.fragment(run_every=LOOK)
    def watch() -> None:
        if next(looks) and job.over:  # at the first look the page itself is still being made
            st.rerun()
        share = job.done_parts / job.of_parts if job.of_parts else 0.0
        bar, button = st.columns([8, 1], vertical_alignment="bottom")
        bar.progress(share, said(job))
        stop = f"stop {job.key}"
        if button.button("Stop", key=stop, width="stretch", disabled=job.stopped):
            jobs().stop(job.key, reader())

    watch()


def said(job: Job[T]) -> str:
    """Say how far a job is that is not over."""
    if job.stopped:
        return f"{job.what}: stopping, once what is being run is over"
    if job.began is None:
        return f"{job.what}: waiting for other work on this machine"
    if not job.of_parts:
        return f"{job.what} …"
    left = job.seconds_left
    about = f", about {_lasting(left)} left" if left is not None and left > 1 else ""
    return f"{job.what}: {job.done_parts:,} of {job.of_parts:,}{about}"


def _lasting(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < 120 else f"{seconds / 60:.0f} minutes"
