"""Whether there is always a way for things to travel, and every channel is used as it says."""

from __future__ import annotations

from hubsim.spec.checks.ratings import some
from hubsim.spec.checks.report import Report
from hubsim.spec.defaults import is_packaged
from hubsim.spec.fields import Path
from hubsim.spec.reaching import always_used, channels_in_order
from hubsim.spec.working_together import Channel, WorkingTogether

HERE = ("working_together", "channels")
MOST_CHANNELS = 20
"""Packaged ones counted; each is thought of at every passage."""

LAST = "e-mail: {needs: nothing, used: 100%, takes: 25 min}"


def channels(report: Report, together: WorkingTogether) -> None:
    """One channel for what is left, calls that are tried again after some time, no dead channel."""
    if len(together.channels) > MOST_CHANNELS:
        message = f"{len(together.channels):,} channels are more than a hub can have"
        help = f"the largest number allowed is {MOST_CHANNELS}"
        report.at_key("E220", HERE, message, help)
        return
    fine = _last_resort(report, together)
    for name, channel in together.channels.items():
        _tries(report, (*HERE, name), channel)
        if fine:
            _used(report, (*HERE, name), name, together)


def _last_resort(report: Report, together: WorkingTogether) -> bool:
    """Something always travels somehow: one channel needs nothing and takes all that is left."""
    left = [name for name, each in together.channels.items() if each.needs == "nothing"]
    if any(always_used(together.channels[name]) for name in left):
        return True
    if left:
        at: Path = (*HERE, left[-1], "used")
        message = f'"{left[-1]}" takes what no other channel can, so it is always used'
        report.at_key("E240", at, message, f"write used: 100%; or add one that is: {LAST}")
        return False
    written = [(*HERE, name, "needs") for name in together.channels]
    written = [path for path in written if path in report.text.spots]
    by_hub = [path for path in written if not is_packaged(report.text, path)]
    message = "when nobody is there, nothing can be passed on: no channel needs nothing"
    help = f"let one need nothing and always be used: {LAST}"
    if by_hub:
        report.at_value("E240", by_hub[-1], message, help)
    else:
        report.at_key("E240", HERE, message, help)
    return False


def _tries(report: Report, at: Path, channel: Channel) -> None:
    """Trying again takes some time, and is only for what somebody may fail to answer."""
    calls = channel.needs in {"same room", "somebody there"} and channel.answered.value < 1
    if calls and channel.tries.value > 1 and channel.try_again is None:
        message = f"it is tried {channel.tries.value} times, and nothing says after how long"
        report.at_key("E240", (*at, "tries"), message, "add try_again: 25 min")
    why = "every try reaches somebody"
    if channel.needs not in {"same room", "somebody there"}:
        why = "nobody has to be there for it"
    dead = [] if calls else ["answered", "tries", "try_again"]
    if calls and channel.tries.value == 1:
        dead, why = ["try_again"], "it is tried once"
    for key in dead:
        written = (*at, key) in report.text.spots and not is_packaged(report.text, (*at, key))
        if written and (key != "answered" or channel.answered.value < 1):
            message = f"{key} changes nothing: {why}"
            report.at_key("W221", (*at, key), message, "delete it")


def _used(report: Report, at: Path, name: str, together: WorkingTogether) -> None:
    """Warn of a channel of the hub's own that nothing ever travels by."""
    if is_packaged(report.text, at):
        return
    channel = together.channels[name]
    order = channels_in_order(together)
    last = [each for each in order if together.channels[each].needs == "nothing"]
    before = next((each for each in last if always_used(together.channels[each])), name)
    if order.index(before) < order.index(name):
        message = f'"{name}" is never used: "{before}" takes all that comes to it'
        report.at_key(
            "W236", at, message, f"let {before} be used for less than 100%, or delete one"
        )
    elif not some(channel.used, lambda share: share > 0) and channel.with_ties.value == 0:
        message = f'"{name}" is never used: neither strangers nor those who are tied use it'
        report.at_key("W236", at, message, "write how often it is used, such as used: 20%")
    elif channel.needs == "one record" and not together.one_record:
        message = f'"{name}" is never used: it needs one record, and no agencies have one'
        report.at_key("W236", at, message, "add one_record: [council, police]")


__all__ = ["channels"]
