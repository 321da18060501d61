"""From a moved lever to a painted chart, in a real browser, and where the time goes.

python -m benchmarks.slider [--hub "borough of 15,000"] [--further 4] [--high 768]

A server is started as `hubsim serve` starts one, Explore is opened in a headless Chromium, and the
number of people of one role is moved, each time further on (never seen before), then back (kept).
On a busy machine a browser waits: beside the time on the clock stands the CPU time of the server,
which the load of others moves less.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from typing import Any
from urllib.parse import urlencode

import psutil

from benchmarks.position import HUBS
from tests.dashboard.browser import OVER, WAITING, Look, chromium, served

WATCH = """
window.told = [];
const note = (what, more) => window.told.push([what, performance.now(), more || 0]);
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (data) {
  if (!this.watched) {
    this.watched = true;
    this.addEventListener("message", (event) => note("received", event.data.byteLength || 0));
  }
  note("sent", data.byteLength);
  return send.call(this, data);
};
const touched = (found, where) => found.some(({target, addedNodes}) =>
  [target, ...addedNodes].some((node) => {
    const at = node.nodeType === 1 ? node : node.parentElement;
    return at && (at.closest(where) || at.querySelector(where));
  }));
new MutationObserver((found) => {
  const charts = found.filter((each) => (each.target.closest || (() => 0)).call(
    each.target, "[data-testid=stVegaLiteChart]"));
  if (touched(charts, ".vega-embed")) note("drawn");
}).observe(document, {subtree: true, childList: true, characterData: true, attributes: true});
"""
QUIET = 1200
"""Milliseconds without anything new after which a page is taken to be painted."""
PARTS = (
    ("heard", "the server has the message and answers"),
    ("charts", "all charts are painted"),
    ("over", "nothing more comes"),
)


def server_of(address: str) -> psutil.Process:
    """Find the process that answers at an address."""
    port = int(address.rsplit(":", 1)[1])
    words = f"--server.port={port}"
    return next(
        each for each in psutil.process_iter(["cmdline"])
        if words in (each.info["cmdline"] or ()) and "streamlit" in each.info["cmdline"]
    )  # fmt: skip


def spent(process: psutil.Process) -> float:
    """CPU seconds of a server and of its workers."""
    family = [process, *process.children(recursive=True)]
    return sum(sum(each.cpu_times()[:2]) for each in family)


def painted(page: Any, seconds: float = 90) -> dict[str, float]:
    """Wait until nothing comes any more; milliseconds from the first message sent."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        page.wait_for_timeout(100)
        told, now = page.evaluate("[window.told, performance.now()]")
        over = page.locator(OVER).count() and not page.locator(WAITING).count()
        if told and over and now - told[-1][1] > QUIET:
            break
    sent = next(at for what, at, _ in told if what == "sent")

    def last(what: str) -> float:
        return max((at - sent for name, at, _ in told if name == what), default=float("nan"))

    heard = min((at - sent for name, at, _ in told if name == "received"), default=float("nan"))
    size = sum(more for name, _, more in told if name == "received")
    return {
        "heard": heard, "charts": last("drawn"), "over": last("received"),
        "kB": size / 1000,
    }  # fmt: skip


def moved(page: Any, server: psutil.Process, key: str) -> dict[str, float]:
    """Press a key in a lever, and see what follows."""
    page.evaluate("window.told.length = 0")
    before = spent(server)
    page.keyboard.press(key)
    found = painted(page)
    return {**found, "CPU": (spent(server) - before) * 1000}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hub", default="borough of 15,000", choices=HUBS)
    parser.add_argument("--further", type=int, default=4)
    parser.add_argument("--high", type=int, default=768, help="of the window, in pixels")
    parser.add_argument("--lever", default="", help="its label; the first of people if left out")
    args = parser.parse_args()
    model, always = HUBS[args.hub]
    with served(command="serve") as address, chromium() as browser:
        server, look = server_of(address), Look(browser, address, (1366, args.high))
        look.page.add_init_script(WATCH)
        began, before = time.monotonic(), spent(server)
        page = look.open(f"explore?{urlencode({'base': model, 'set': always}, doseq=True)}")
        print(
            f"{args.hub}: page whole after {time.monotonic() - began:.1f} s in a fresh server, "
            f"CPU {spent(server) - before:.1f} s; load of the machine {os.getloadavg()[0]:.1f}"
        )
        lever = page.get_by_role("spinbutton", name=args.lever or ": people").first
        lever.focus()
        rows = [("first lever", [moved(page, server, "ArrowUp")])]
        rows.append(("further", [moved(page, server, "ArrowUp") for _ in range(args.further)]))
        rows.append(("kept", [moved(page, server, "ArrowDown") for _ in range(args.further)]))
        names = [*(name for name, _ in PARTS), "CPU", "kB"]
        print(f"{'ms (median)':<14}" + "".join(f"{name:>9}" for name in names))
        for what, found in rows:
            middle = [statistics.median(each[name] for each in found) for name in names]
            print(f"{what:<14}" + "".join(f"{value:>9.0f}" for value in middle))
        print("; ".join(f"{name}: {what}" for name, what in PARTS) + "; CPU: of the server")
        look.close()


if __name__ == "__main__":
    main()
