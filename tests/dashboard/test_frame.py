"""What all pages share: navigation, jobs that outlive a page, the desk that outlives a reload."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from hubsim.dashboard.jobs import Jobs, Stopped
from hubsim.dashboard.pages import PAGES
from hubsim.dashboard.state import MOST_HUBS, Desks
from hubsim.plain import LIMITS
from tests.dashboard.app import opened, text
from tests.dashboard.browser import served


@pytest.mark.parametrize("page", [each.name for each in PAGES])
def test_a_page_opens_without_an_error_and_says_what_the_model_is_not(page: str) -> None:
    at = opened(page)
    assert not at.exception, at.exception
    assert not at.error, at.error
    assert text(at).count(LIMITS) >= 1


def test_pages_have_names_and_places_of_their_own() -> None:
    assert len({each.name for each in PAGES}) == len(PAGES)
    assert len({each.title for each in PAGES}) == len(PAGES)
    assert PAGES[0].name == "compare"


def test_a_job_is_done_once_for_all_who_ask_for_it() -> None:
    jobs, done = Jobs(), []
    first = jobs.start("k", "what", lambda told, _: done.append(told(1, 1)) or 7, reader="a")
    assert jobs.start("k", "what", lambda told, _: 8, reader="b") is first
    assert first.result() == 7
    assert jobs.start("k", "what", lambda told, _: 8, again=True).result() == 7
    assert len(done) == 1
    assert (first.done_parts, first.of_parts) == (1, 1)


def test_a_job_stops_when_nobody_wants_it_any_more() -> None:
    jobs, going = Jobs(), threading.Event()

    def work(told: object, cancelled: object) -> None:
        for number in range(10_000):
            going.set()
            told(number, 10_000)
            time.sleep(0.001)

    job = jobs.start("k", "what", work, reader="a")
    jobs.start("k", "what", work, reader="b")
    assert going.wait(5)
    jobs.stop("k", "a")
    assert not job.stopped
    jobs.stop("k", "b")
    with pytest.raises(Stopped):
        job.result()
    assert jobs.start("k", "what", work, reader="a") is job  # not begun again by itself
    assert jobs.start("k", "what", lambda *_: 5, reader="a", again=True).result() == 5


def test_what_goes_wrong_in_a_job_reaches_whoever_waits_for_it() -> None:
    jobs = Jobs()
    job = jobs.start("k", "what", lambda *_: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        job.result()
    assert job.over


def test_the_oldest_finished_jobs_are_forgotten() -> None:
    jobs = Jobs(kept=2)
    for key in "abc":
        jobs.start(key, "what", lambda *_: 1).result()
    assert jobs.find("a") is None
    assert jobs.find("c") is not None


def test_a_reload_finds_the_desk_and_somebody_else_gets_a_copy() -> None:
    desks = Desks()
    desk = desks.take("", "me", active=False)
    assert desk.put("My hub", "text") == "mine:My hub"
    assert desks.take(desk.token, "me, reloaded", active=False) is desk
    copy = desks.take(desk.token, "somebody", active=True)
    assert copy.hubs == {"My hub": "text"}
    assert copy.token != desk.token
    copy.put("My hub", "other")
    assert desk.hubs == {"My hub": "text"}
    assert desks.take("guessed", "somebody", active=False).hubs == {}


def test_no_file_where_somebody_stands_is_taken_for_a_module(tmp_path: Path) -> None:
    for name in ("types.py", "streamlit.py", "numpy.py"):
        (tmp_path / name).write_text("raise SystemExit('taken for a module')", encoding="utf-8")
    with served(["starter"], folder=tmp_path) as address:  # it answers that it is well
        assert address.startswith("http://127.0.0.1:")


def test_a_desk_and_the_server_hold_so_much_and_no_more() -> None:
    desks = Desks(most=2)
    first, *_ = (desks.take("", f"reader {n}", active=False) for n in range(3))
    assert desks.reader_of(first.token) == ""
    for number in range(MOST_HUBS + 1):
        first.put(f"hub {number}", "text")
    assert len(first.hubs) == MOST_HUBS
    assert "hub 0" not in first.hubs
