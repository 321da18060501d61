"""The packaged numbers: each in the range that evidence gives, graded, and laid under what hubs write.

Ranges are those of two documents of the project's evidence, written out here with their lines:
*calibration* is the table of defaults (section 2) of the calibration of November 2026; *evidence* is
the evidence pack of that month, section 4 (task times) and 5 (information sharing and access).
Grades there: A assumed within a plausible span, C chosen so that a published result is met, S read
at a source. No number here has a measured one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from hubsim.errors import InputError
from hubsim.spec.defaults import FILE, packaged, with_defaults
from hubsim.spec.hub import Hub, Section
from hubsim.spec.quantity import GRADES, Quantity, Spread
from hubsim.spec.read import HubFile, read_hub
from hubsim.spec.register import register
from hubsim.spec.scenario import change_from_text
from hubsim.spec.source import read_source
from hubsim.units import HOUR, MINUTE, Span

BARE = """\
hubsim: 1
name: One desk
calendar: {starts: 2026-01-05, timezone: UTC, holidays: none}
agencies: {council: {}, police: {}}
ratings: {red: {}, amber: {}, green: {}}
roles:
  adviser: {agency: council, posts: 1, hours: always}
  officer: {agency: police, posts: 1, hours: always}
contacts:
  phone: {every: 30 min, first_seen_as: {low: {red: 30%, amber: 30%, green: 40%}}}
starts_at: ask
stages:
  ask:
    ask: {police: {who: officer, work: 10 min}}
    then: answer
  answer: {who: adviser, work: 20 min, decides_from: [police], then: out}
outcomes: {out: {}}
"""
KNOWN = "what_they_know: {police: {for: {high: 50%, moderate: 50%}, reveals: 20%}}\n"


def read(tmp_path: Path, more: str, *settings: str) -> HubFile:
    """Read the hub with more written at its end, changed as ``--set`` does."""
    path = tmp_path / "hub.yaml"
    path.write_text(BARE + more)
    return read_hub(path, [change_from_text(each) for each in settings])


def quantities(item: Any, path: str = "") -> Iterator[tuple[str, Quantity[Any]]]:
    """Every number below a section, with its path."""
    if isinstance(item, Quantity):
        yield path, item
    elif isinstance(item, Section):
        for name, info in type(item).model_fields.items():
            yield from quantities(getattr(item, name), f"{path}.{info.alias or name}")
    elif isinstance(item, Mapping):
        for name, value in item.items():
            yield from quantities(value, f"{path}.{name}")


def size(value: Any) -> float:
    """A number in plain units: shares of one, seconds; of a lognormal time, its median."""
    if isinstance(value, Spread):
        return value.mean / math.sqrt(1 + value.cv**2)
    return float(value.amount if isinstance(value, Span) else value)


def numbers(hub: Hub) -> dict[str, Quantity[Any]]:
    """The numbers of the two sections that are laid under."""
    together = quantities(hub.working_together, "working_together")
    return dict(together) | dict(quantities(hub.recognition, "recognition"))


@pytest.fixture
def laid_under(tmp_path: Path) -> dict[str, Quantity[Any]]:
    """All packaged numbers, as a hub that writes none of them gets them."""
    return numbers(read(tmp_path, "working_together: {}\n" + KNOWN).hub)


# ------------------------------------------------------------------------ ranges

CHANNELS, ACCESS = "working_together.channels", "working_together.access"
AGREED, LEADS = "working_together.agreements", "working_together.leads"

RANGES: tuple[tuple[str, float, float, str], ...] = (
    (f"{CHANNELS}.spoken.takes", 1 * MINUTE, 5 * MINUTE, "calibration: word, 2 min, 1-5"),
    (f"{CHANNELS}.spoken.each_side", 1 * MINUTE, 4 * MINUTE, "calibration: words cost each side, 1-4"),
    (f"{CHANNELS}.telephone.each_side", 1 * MINUTE, 4 * MINUTE, "calibration: words cost each side, 1-4"),
    (f"{CHANNELS}.spoken.used.urgent", 0.2, 0.8, "calibration: urgency pull, red, .2-.8"),
    (f"{CHANNELS}.spoken.used.prompt", 0.0, 0.3, "calibration: urgency pull, amber, 0-.3"),
    (f"{CHANNELS}.spoken.used.routine", 0.0, 0.1, "calibration: urgency pull, green, 0-.1"),
    (f"{CHANNELS}.telephone.used.urgent", 0.5, 1.0, "calibration: telephone when not near, red, .5-1"),
    (f"{CHANNELS}.telephone.used.prompt", 0.0, 0.3, "calibration: telephone when not near, else, 0-.3"),
    (f"{CHANNELS}.telephone.used.routine", 0.0, 0.3, "calibration: telephone when not near, else, 0-.3"),
    (f"{CHANNELS}.telephone.answered", 0.4, 0.7, "calibration: telephone answered, 0.4-0.7"),
    (f"{CHANNELS}.telephone.answered", 0.5, 0.7, "evidence 4: failed-call retries p 0.3-0.5"),
    (f"{CHANNELS}.telephone.try_again", 10 * MINUTE, 60 * MINUTE, "calibration: try again, 10-60"),
    (f"{CHANNELS}.telephone.tries", 3, 3, "calibration: try again, 3 times"),
    (f"{CHANNELS}.e-mail.takes", 10 * MINUTE, 60 * MINUTE, "calibration: e-mail seen, median, 10-60"),
    (f"{CHANNELS}.record.takes", 10 * MINUTE, 60 * MINUTE, "calibration: e-mail seen, median, 10-60"),
    *(
        (f"{CHANNELS}.{channel}.clarified", 0.05, 0.3, "calibration: question must be clarified, 5-30%")
        for channel in ("spoken", "telephone", "record", "e-mail")
    ),
    (f"{CHANNELS}.spoken.clarifying", 5 * MINUTE, 5 * MINUTE, "calibration: clarified by word, +5 min"),
    (f"{CHANNELS}.telephone.clarifying", 5 * MINUTE, 5 * MINUTE, "calibration: clarified by word, +5 min"),
    (f"{CHANNELS}.e-mail.dropped", 0.005, 0.05, "calibration: dropped, e-mail, .5-5%"),
    (f"{CHANNELS}.spoken.dropped", 0.0, 0.01, "calibration: dropped, spoken, 0-1%"),
    (f"{CHANNELS}.telephone.dropped", 0.0, 0.01, "calibration: dropped, phoned, 0-1%"),
    ("working_together.less_clarified", 0.5, 0.5, "calibration: 15%, less half × ties"),
    ("working_together.ties.default", 0.0, 0.4, "calibration: ties, habit, 0-0.4"),
    ("working_together.talk_slows_the_room", 0.0, 0.025, "calibration 3b: room_cost 0-2.5%"),
    (f"{ACCESS}.navigator.nothing_found", 0.02, 0.1, "calibration: navigator nil, 2-10%"),
    (f"{ACCESS}.direct.work", 5 * MINUTE, 20 * MINUTE, "calibration: direct, 10 min, 5-20"),
    (f"{ACCESS}.shared record.work", 5 * MINUTE, 20 * MINUTE, "calibration: shared record, 5-20"),
    (f"{ACCESS}.shared record.nothing_found", 0.05, 0.4, "calibration: found (shared), .6-.95"),
    (f"{ACCESS}.e-mail.reply_takes.routine", 4 * HOUR, 24 * HOUR, "calibration: e-mail, health, 4-24 h"),
    (f"{ACCESS}.e-mail.reply_takes.routine", 4 * HOUR, 16 * HOUR, "calibration: e-mail, other, 4-16 h"),
    (f"{ACCESS}.e-mail.reply_takes.routine", 4 * HOUR, 24 * HOUR,
     "evidence 5: virtual partner by e-mail, median 4-24 working h"),
    (f"{ACCESS}.e-mail.reply_takes.urgent", 0.4 * 4 * HOUR, 0.4 * 24 * HOUR, "calibration: x 0.4 red"),
    (f"{ACCESS}.e-mail.reply_takes.prompt", 0.8 * 4 * HOUR, 0.8 * 24 * HOUR, "calibration: x 0.8 amber"),
    (f"{ACCESS}.e-mail.never", 0.05, 0.4, "calibration: never, unless chased, 5-40%"),
    (f"{ACCESS}.e-mail.never", 0.05, 0.25, "evidence 5: probation, housing, 5-25% late"),
    (f"{ACCESS}.e-mail.never", 0.1, 0.4, "evidence 5: GP practice, 10-40% never in time"),
    (f"{ACCESS}.e-mail.nothing_found", 0.05, 0.2, "calibration: nil, wrong person, 5-20%"),
    (f"{ACCESS}.e-mail.nothing_found", 0.05, 0.2, "evidence 5: incomplete, nil, wrong person, 5-20%"),
    (f"{ACCESS}.e-mail.at_the_table", 0.4, 0.9, "calibration: asked by a rep at the table, .4-.9"),
    (f"{AGREED}.signed.hesitates", 0.02, 0.1, "calibration: hesitation signed, 2-10%"),
    (f"{AGREED}.signed.hesitates", 0.05, 0.3, "evidence 5: first-request hesitation, p 0.05-0.30"),
    (f"{AGREED}.signed.advice_takes", 0.5 * HOUR, 2 * HOUR, "calibration: advice takes, .5-2 h"),
    (f"{AGREED}.signed.advice_takes", 1 * HOUR, 24 * HOUR, "evidence 5: hesitation adds 1-24 h"),
    (f"{AGREED}.signed.refuses", 0.0, 0.03, "calibration: refusal signed, 0-3%"),
    *(
        line
        for state in ("lapsed", "none")  # calibration 3: lapsed was treated like none
        for line in (
            (f"{AGREED}.{state}.hesitates", 0.15, 0.45, "calibration: hesitation none, 15-45%"),
            (f"{AGREED}.{state}.hesitates", 0.05, 0.3, "evidence 5: hesitation, p 0.05-0.30"),
            (f"{AGREED}.{state}.advice_takes", 2 * HOUR, 16 * HOUR, "calibration: advice, 2-16 h"),
            (f"{AGREED}.{state}.advice_takes", 1 * HOUR, 24 * HOUR, "evidence 5: adds 1-24 h"),
            (f"{AGREED}.{state}.refuses.urgent", 0.0, 0.05, "calibration: refusal none, red, 0-5%"),
            (f"{AGREED}.{state}.refuses.urgent", 0.0, 0.05, "evidence 5: refusal 0-5% red"),
            (f"{AGREED}.{state}.refuses.prompt", 0.02, 0.15, "calibration: refusal none, other, 2-15%"),
            (f"{AGREED}.{state}.refuses.routine", 0.02, 0.15, "evidence 5: refusal 2-15% green"),
        )
    ),
    (f"{LEADS}.clear.disputes", 0.0, 0.05, "calibration: dispute, clear, 0-5%"),
    (f"{LEADS}.unclear.disputes", 0.03, 0.2, "calibration: dispute, unclear, 3-20%"),
    (f"{LEADS}.clear.noticed_after", 2 * HOUR, 8 * HOUR, "calibration: noticed after, clear, 2-8 h"),
    (f"{LEADS}.unclear.noticed_after", 8 * HOUR, 40 * HOUR, "calibration: noticed after, unclear, 8-40 h"),
    (f"{LEADS}.clear.chases", 0.7, 1.0, "calibration: chases, clear, .7-1"),
    (f"{LEADS}.unclear.chases", 0.1, 0.6, "calibration: chases, unclear, .1-.6"),
    (f"{LEADS}.clear.chases_at", 0.5, 0.5, "calibration: clear (also at half the limit)"),
    (f"{LEADS}.unclear.chases_at", 1.0, 1.0, "calibration: unclear (at the limit only)"),
    ("recognition.without_facts", 0.15, 0.2, "calibration 4.12: use base about .15-.2"),
)  # fmt: skip
"""A number, the range that the evidence gives for it (one figure: both ends), and where."""


@pytest.mark.parametrize(("path", "low", "high", "source"), RANGES)
def test_each_number_lies_in_the_range_that_evidence_gives(
    path: str, low: float, high: float, source: str, laid_under: dict[str, Quantity[Any]]
) -> None:
    """Of a lognormal time, the median; shares of one; times in seconds."""
    found = size(laid_under[path].value)
    assert low - 1e-9 <= found <= high + 1e-9, source


@pytest.mark.parametrize(
    ("path", "sigma"),
    [
        # calibration: e-mail seen, sigma 1; e-mail to other agencies, sigma 1.0; advice, sigma .8.
        (f"{CHANNELS}.e-mail.takes", 1.0),
        (f"{ACCESS}.e-mail.reply_takes.urgent", 1.0),
        (f"{ACCESS}.e-mail.reply_takes.prompt", 1.0),
        (f"{ACCESS}.e-mail.reply_takes.routine", 1.0),
        (f"{AGREED}.signed.advice_takes", 0.8),
        (f"{AGREED}.lapsed.advice_takes", 0.8),
        (f"{AGREED}.none.advice_takes", 0.8),
    ],
)
def test_tails_are_as_heavy_as_calibration_says(
    path: str, sigma: float, laid_under: dict[str, Quantity[Any]]
) -> None:
    """Sigma of the logarithm, from the coefficient of variation: sigma² = ln(1 + cv²).

    nine_in_ten is written in two figures, so to within a hundredth.
    """
    spread = laid_under[path].value
    assert math.sqrt(math.log1p(spread.cv**2)) == pytest.approx(sigma, abs=0.01)


@pytest.mark.parametrize(
    ("state", "settled", "shortest", "longest"),
    # calibration: settled after 1.5 h / 8 h median (x .4 red).
    [("clear", 1.5 * HOUR, 0.4, 1.0), ("unclear", 8 * HOUR, 0.4, 1.0)],
)
def test_settling(
    state: str,
    settled: float,
    shortest: float,
    longest: float,
    laid_under: dict[str, Quantity[Any]],
) -> None:
    """The median of calibration, 0.4 times as long where it is urgent."""
    path = f"{LEADS}.{state}.settled_after"
    found = {
        key: size(laid_under[f"{path}.{key}"].value) for key in ("urgent", "prompt", "routine")
    }
    assert found["urgent"] == pytest.approx(shortest * settled)
    assert found["prompt"] == found["routine"] == pytest.approx(longest * settled)


def test_a_joint_lead_lies_between_a_clear_and_an_unclear_one(
    laid_under: dict[str, Quantity[Any]],
) -> None:
    """No figure is published for it; nothing it does is better than clear or worse than unclear."""
    for path, joint in laid_under.items():
        if f"{LEADS}.joint." not in path:
            continue
        clear, unclear = (
            size(laid_under[path.replace("joint", each)].value) for each in ("clear", "unclear")
        )
        assert min(clear, unclear) <= size(joint.value) <= max(clear, unclear), path


# ------------------------------------------------------------------------ grades


def test_each_number_has_a_grade_a_source_and_a_range(
    laid_under: dict[str, Quantity[Any]],
) -> None:
    """low <= value <= high; without a range only what is so by definition, and says so.

    None of them is measured, and none published as it stands.
    """
    assert len(laid_under) > 100
    for path, quantity in laid_under.items():
        if not _is_packaged(path):
            continue
        assert quantity.grade in {"calibrated", "assumed", "derived"}, path
        assert len(quantity.source) >= len("as a word"), path
        if quantity.low is None or quantity.high is None:
            assert quantity.source.startswith("by definition"), path
            continue
        low, value, high = (size(each) for each in (quantity.low, quantity.value, quantity.high))
        assert low <= value <= high, path
        assert low < high, path


def _is_packaged(path: str) -> bool:
    """Whether the file of packaged numbers says something there, not only the schema."""
    here: Any = packaged().data
    for step in path.split("."):
        if not isinstance(here, Mapping) or step not in here:
            return False
        here = here[step]
    return True


def test_what_is_written_in_the_file_is_read_from_it(laid_under: dict[str, Quantity[Any]]) -> None:
    """No packaged number is lost on the way: every one in the file arrives in the hub."""

    def leaves(data: Any, path: str) -> Iterator[str]:
        if isinstance(data, Mapping) and "value" not in data:
            for key, value in data.items():
                yield from leaves(value, f"{path}.{key}" if path else key)
        elif isinstance(data, Mapping):
            yield path

    found = set(leaves(packaged().data, ""))
    assert found == {path for path in laid_under if _is_packaged(path)}


def test_the_register_says_what_is_packaged(tmp_path: Path) -> None:
    """A number that nobody wrote stands in the register with its grade, its range and its source."""
    file = read(tmp_path, "working_together: {}\n")
    entries = {entry.path: entry for entry in register(file)}
    tie = entries["working_together.ties.default"]
    assert tie.packaged
    assert (tie.text, tie.low, tie.high, tie.grade) == ("0.2", "0", "0.4", "assumed")
    assert not entries["stages.answer.work"].packaged
    path = ("working_together", "ties", "default")
    assert file.source.place(path).file == FILE
    assert {entry.grade for entry in entries.values()} <= set(GRADES)


# ------------------------------------------------------------------ laying under


def together(tmp_path: Path, said: str) -> dict[str, Quantity[Any]]:
    """Numbers of the hub that says this of working together."""
    return numbers(read(tmp_path, f"working_together: {{{said}}}\n").hub)


@pytest.mark.parametrize(
    ("written", "value", "low", "grade"),
    [
        # Bare: nothing of the packaged range, grade or source is kept.
        ("40 min", 40 * MINUTE, None, None),
        # With a grade, and without a range.
        ("{value: 40 min, grade: measured}", 40 * MINUTE, None, "measured"),
        # With a range, and without a grade.
        ("{value: 40 min, low: 30 min, high: 50 min}", 40 * MINUTE, 30 * MINUTE, None),
        # Another shape, with settings of its own.
        ("{shape: exponential, mean: 40 min}", 40 * MINUTE, None, None),
    ],
)
def test_one_value_is_never_mixed_of_two(
    written: str, value: float, low: float | None, grade: str | None, tmp_path: Path
) -> None:
    """What a hub writes of an e-mail's time stands alone; the rest of the channel is packaged."""
    found = together(tmp_path, f"channels: {{e-mail: {{takes: {written}}}}}")
    takes = found[f"{CHANNELS}.e-mail.takes"]
    assert takes.value.mean == value
    assert (takes.low.mean if takes.low else None) == low
    assert takes.grade == grade
    assert takes.source == ""
    assert (
        found[f"{CHANNELS}.e-mail.dropped"].source
        == packaged().data["working_together"]["channels"]["e-mail"]["dropped"]["source"]
    )


def test_a_number_by_rating_is_filled_up_by_urgency(tmp_path: Path) -> None:
    """Said for red alone, others keep what is packaged for prompt and routine; one for all stands."""
    file = read(tmp_path, "working_together: {channels: {spoken: {used: {red: 33%}}}}\n")
    assert file.hub.working_together is not None
    used = file.hub.working_together.channels["spoken"].used
    assert isinstance(used, Mapping)
    assert used["red"].value == 0.33
    assert used["red"].low is None
    assert (used["prompt"].value, used["routine"].value) == (0.1, 0.0)
    for_all = together(tmp_path, "channels: {spoken: {used: 33%}}")
    assert for_all[f"{CHANNELS}.spoken.used"].value == 0.33
    assert f"{CHANNELS}.spoken.used.prompt" not in for_all


@pytest.mark.parametrize("said", ["ties: 0.5", "ties: {default: 0.5}"])
def test_one_tie_for_all_is_the_default(said: str, tmp_path: Path) -> None:
    """Written as one number or as the default: neither its range nor its grade is the packaged one."""
    tie = together(tmp_path, said)["working_together.ties.default"]
    assert (tie.value, tie.low, tie.grade) == (0.5, None, None)


def test_ties_of_a_pair_leave_the_packaged_default(tmp_path: Path) -> None:
    """council and police: 0.6, and all others as packaged."""
    found = together(tmp_path, "ties: {council and police: 0.6}")
    assert found["working_together.ties.council and police"].value == 0.6
    assert found["working_together.ties.default"].value == 0.2


def test_a_hub_without_the_section_gets_none(tmp_path: Path) -> None:
    """Neither working_together nor recognition comes to a hub that does not ask for it."""
    source = with_defaults(read_source(BARE, "hub.yaml"))
    assert not {"working_together", "recognition"} & set(source.data)
    hub = read(tmp_path, "").hub
    assert hub.working_together is None
    assert hub.recognition is None
    knowing = read(tmp_path, KNOWN).hub
    assert knowing.working_together is None
    assert knowing.recognition is not None
    assert knowing.recognition.without_facts.value == 0.18
    assert read(tmp_path, "working_together: {}\n").hub.recognition is None


def test_the_packaged_numbers_themselves_are_never_changed(tmp_path: Path) -> None:
    """A hub's own numbers and a scenario's changes go into the hub, not into the packaged ones."""
    before = read(tmp_path, "working_together: {}\n")
    read(
        tmp_path,
        "working_together: {ties: 0.9, channels: {e-mail: {takes: 3 h}}}\n",
        "working_together.channels.spoken.takes=9 min",
    )
    after = read(tmp_path, "working_together: {}\n")
    assert before.hub == after.hub
    assert packaged().data["working_together"]["ties"]["default"]["value"] == "0.2"


def test_laying_under_twice_is_laying_under_once() -> None:
    """What is filled up is not filled up again."""
    once = with_defaults(read_source(BARE + "working_together: {}\n", "hub.yaml"))
    assert with_defaults(once) is once


# --------------------------------------------------------------------- scenarios


def test_a_scenario_may_set_a_packaged_number(tmp_path: Path) -> None:
    """The path leads to a number that the file does not write; it is assumed from then on."""
    path = f"{LEADS}.clear.chases"
    file = read(tmp_path, "working_together: {led_by: council}\n", f"{path}=55%")
    assert numbers(file.hub)[path].value == 0.55
    assert numbers(file.hub)[path].low is None
    entry = {each.path: each for each in register(file)}[path]
    assert (entry.text, entry.grade, entry.packaged) == ("55%", "assumed", False)


def test_a_scenario_may_set_one_part_of_a_packaged_number(tmp_path: Path) -> None:
    """The value alone, or an end of its range: what was known of it otherwise stays as it is."""
    path = f"{LEADS}.clear.chases"
    more = "working_together: {led_by: council}\n"
    found = numbers(read(tmp_path, more, f"{path}.value=75%").hub)[path]
    assert (found.value, found.low, found.high) == (0.75, 0.7, 1.0)


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("working_together.lead.clear.chases", "working_together.leads.clear.chases"),
        ("working_together.chanels.e-mail.takes", "working_together.channels.e-mail.takes"),
        ("recogniton.without_facts", "recognition.without_facts"),
    ],
)
def test_a_path_that_leads_nowhere_names_the_nearest(path: str, meant: str, tmp_path: Path) -> None:
    """Also where the nearest is a packaged number."""
    with pytest.raises(InputError) as error:
        read(tmp_path, "working_together: {}\n" + KNOWN, f"{path}=50%")
    (problem,) = error.value.problems
    assert problem.code == "E106"
    assert f'"{path}" leads nowhere' in problem.message
    assert meant in problem.help


def test_an_unknown_number_beside_packaged_ones_is_refused(tmp_path: Path) -> None:
    """The last step may be new in a file, but not to the schema: chaces is no field of a lead."""
    with pytest.raises(InputError) as error:
        read(tmp_path, "working_together: {}\n", f"{LEADS}.clear.chaces=50%")
    (problem,) = error.value.problems
    assert "chaces" in problem.message
    assert "chases" in problem.help
