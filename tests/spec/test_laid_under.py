"""What is packaged is laid under what a hub writes, place by place; channels in their order."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from hubsim.errors import InputError
from hubsim.spec.defaults import FILE, blamed, is_packaged, packaged, with_defaults
from hubsim.spec.reaching import channels_in_order
from hubsim.spec.read import hub_from
from hubsim.spec.scenario import apply, change_from_text
from hubsim.spec.source import Source, read_source
from hubsim.spec.working_together import WorkingTogether
from tests.spec.small import SMALL, TOGETHER, changed, problems, read, told

TIES = "  ties: {default: 0.2, council and police: 0.5}\n"
LED = "  led_by: {default: council}\n"
CHANNELS = ("working_together", "channels")


def filled(text: str) -> Source:
    return with_defaults(read_source(text, "hub.yaml"))


def test_a_hub_that_says_nothing_of_it_stays_as_it_is():
    source = read_source(SMALL, "hub.yaml")
    assert (with_defaults(source).data, dict(with_defaults(source).spots)) == (
        source.data,
        dict(source.spots),
    )


def test_what_is_written_stands_and_the_rest_is_packaged():
    own = "  channels: {e-mail: {takes: 40 min}}\n"
    source = filled(changed(TIES, TIES + own, TOGETHER))
    mail = source.data["working_together"]["channels"]["e-mail"]
    below = packaged().data["working_together"]["channels"]["e-mail"]
    assert mail == {**below, "takes": "40 min"}
    assert not is_packaged(source, (*CHANNELS, "e-mail", "takes"))
    assert is_packaged(source, (*CHANNELS, "e-mail", "dropped"))
    assert source.place((*CHANNELS, "e-mail", "dropped")).file == FILE
    assert source.place((*CHANNELS, "e-mail", "takes")).file == "hub.yaml"


def test_every_packaged_number_has_a_grade_a_source_and_its_value_in_its_range():
    """The schema refuses a value outside low and high; so all of them are read."""
    hub = read(TOGETHER).hub
    assert hub.working_together is not None
    numbers = [path for path in packaged().spots if path[-1:] == ("value",)]
    assert len(numbers) > 90
    for path in numbers:
        here = packaged().data
        for step in path[:-1]:
            here = here[step]
        assert here["grade"] in {"assumed", "calibrated", "published", "derived"}, path
        assert here["source"], path
        by_definition = here["source"].startswith("by definition")
        assert ("low" in here and "high" in here) != by_definition, path


def test_numbers_by_rating_are_filled_up_and_one_number_is_not():
    used = (*CHANNELS, "spoken", "used")
    some = filled(changed(TIES, TIES + "  channels: {spoken: {used: {red: 60%}}}\n", TOGETHER))
    assert set(value_at(some, used)) == {"red", "urgent", "prompt", "routine"}
    one = filled(changed(TIES, TIES + "  channels: {spoken: {used: 60%}}\n", TOGETHER))
    assert value_at(one, used) == "60%"
    known = "{value: 60%, low: 50%, high: 70%}"
    graded = filled(changed(TIES, TIES + f"  channels: {{spoken: {{used: {known}}}}}\n", TOGETHER))
    assert value_at(graded, used) == {"value": "60%", "low": "50%", "high": "70%"}


def test_ratings_may_be_called_low_and_high():
    text = TOGETHER.replace("red:", "high:").replace("green:", "low:")
    own = "  channels: {spoken: {used: {low: 60%}}}\n"
    hub = read(changed(TIES, TIES + own, text)).hub
    assert hub.working_together is not None
    used = hub.working_together.channels["spoken"].used
    assert isinstance(used, Mapping)
    assert set(used) == {"low", "urgent", "prompt", "routine"}


def value_at(source: Source, path: tuple[str, ...]) -> object:
    here = source.data
    for step in path:
        here = here[step]
    return here


@pytest.mark.parametrize(
    ("key", "written", "default"),
    [
        ("ties", "0.3", "0.3"),
        ("ties", "{value: 0.3, low: 0.1, high: 0.5}", {"value": "0.3", "low": "0.1", "high": "0.5"}),
        ("led_by", "council", "council"),
        ("led_by", "{who: [council, police], how: joint}", {"who": ["council", "police"], "how": "joint"}),
    ],
)  # fmt: skip
def test_one_for_all_has_the_path_of_what_it_stands_for(key, written, default):
    text = changed(TIES if key == "ties" else LED, f"  {key}: {written}\n", TOGETHER)
    source = filled(text)
    assert value_at(source, ("working_together", key)) == {"default": default}
    place = source.place(("working_together", key, "default"))
    assert (place.file, place.text.strip()) == ("hub.yaml", f"{key}: {written}")
    more = "council and police: 0.9" if key == "ties" else "decision: police"
    path, _, value = more.partition(": ")
    hub = hub_from(apply(source, [change_from_text(f"working_together.{key}.{path}={value}")])).hub
    assert hub.working_together is not None
    assert set(getattr(hub.working_together, key)) == {"default", path}


def test_a_part_of_one_lead_keeps_its_place():
    text = changed(LED, "  led_by: {who: council, deputies: [nobody]}\n", TOGETHER)
    assert told(text) == ['hub.yaml:57:37 E201 there is no role "nobody"']


def test_who_is_blamed():
    """A change, at, below or beside what is wrong; else what stands there."""
    source = filled(TOGETHER)
    takes = (*CHANNELS, "spoken", "takes")
    here = source.place((*takes, "value"))
    assert blamed(source, (*takes, "value"), here) == here
    setting = f"{'.'.join(takes)}.low=10 min"
    made = apply(source, [change_from_text(setting)])
    assert blamed(made, (*takes, "value"), here).file == "--set"
    assert blamed(made, (*CHANNELS, "telephone", "takes", "value"), here) == here


def test_several_mistakes_in_new_sections_are_all_told():
    text = TOGETHER
    for old, new in [
        ("council and police: 0.5", "council and polise: 1.5"),
        ("agreement: signed", "agreement: sined"),
        ("default: council", "default: counsil"),
        ("reveals: 40%", "reveals: 140%"),
        ("who: researcher", "who: reseacher"),
    ]:
        text = changed(old, new, text)
    assert [(p.code, p.place.line) for p in problems(text)] == [
        ("E201", 42), ("E104", 55), ("E103", 56), ("E201", 57), ("E103", 59),
    ]  # fmt: skip


CHAT = "  channels: {chat: {needs: nothing, used: 20%, takes: 5 min}}\n"
RADIO = "  channels: {radio: {needs: somebody there, used: 100%, takes: 5 min}}\n"


def order(text: str, *settings: str) -> list[str]:
    made = apply(filled(text), map(change_from_text, settings))
    together = hub_from(made).hub.working_together
    assert isinstance(together, WorkingTogether)
    return channels_in_order(together)


def test_channels_are_thought_of_by_what_they_need():
    assert order(TOGETHER) == ["spoken", "telephone", "record", "e-mail"]


def test_of_those_that_need_the_same_what_is_always_used_comes_last():
    """A telephone is not always used, the radio of this hub is; chat comes before e-mail."""
    assert order(changed(TIES, TIES + CHAT, TOGETHER))[-2:] == ["chat", "e-mail"]
    after = (
        "  channels: {e-mail: {takes: 5 min}, chat: {needs: nothing, used: 20%, takes: 5 min}}\n"
    )
    assert order(changed(TIES, TIES + after, TOGETHER))[-2:] == ["chat", "e-mail"]
    setting = "working_together.channels.chat={needs: nothing, used: 20%, takes: 5 min}"
    assert order(TOGETHER, setting)[-2:] == ["chat", "e-mail"]
    assert order(changed(TIES, TIES + RADIO, TOGETHER))[1:3] == ["telephone", "radio"]


def test_an_ask_by_e_mail_takes_time_in_a_loop():
    """Nothing is written of how long it takes; the packaged time passes all the same."""
    text = changed(
        "{agreement: signed, reached_by: navigator}",
        "{agreement: none, reached_by: e-mail}",
        TOGETHER,
    )
    text = changed("{who: researcher, work: 40 min}", "{share_asked: 100%}", text)
    text = changed("    work: {red: 20 min, green: 15 min}\n", "    work: 0 min\n", text)
    round_ = changed("{assessment: 50%, closed: 50%}", "{ask_police: 10%, closed: 90%}", text)
    assert [p.code for p in read(round_).warnings] == []
    at_once = changed("{share_asked: 100%}", "{reply_takes: 0 h}", round_)
    with pytest.raises(InputError) as caught:
        read(at_once)
    assert [p.code for p in caught.value.problems] == ["E219"]
