"""The lesson step by step: what is asked, what came out, and what may be said of it.

Every sentence that has a number in it is made from the results here; where an interval crosses
zero, it says that there is no clear difference.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from hubsim.analysis import Difference, Estimate
from hubsim.lesson.course import ENOUGH, Course, Rung
from hubsim.plain import listed, number

TIME_TOLD = "the average time to decision, where partners were asked,"

SHARE = f"{-ENOUGH.size:.0%}"
"""Of the time, saved by moving desks alone: what is called enough."""


@dataclass(frozen=True, slots=True)
class Question:
    """What the class is asked before anything is shown.

    Parameters
    ----------
    text, unit : str
    least, most, step : float
        Of the scale on which is guessed.
    each : float
        So far beyond the run's interval, a guess loses a point for each begun.
    mean, low, high : float
        What the run says; NaN where nothing on the scale does it.
    ways : tuple of str
        What a guess below 0 and one above 0 are called; empty where there is none below.
    beyond : str
        Where nothing on the scale does it: which end was the right guess, ``least`` or ``most``;
        empty if that is not clear.
    """

    text: str
    unit: str
    least: float
    most: float
    step: float
    each: float
    mean: float
    low: float
    high: float
    ways: tuple[str, ...] = ()
    beyond: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the lesson.

    Parameters
    ----------
    title : str
    said : tuple of str
        Told before the guess.
    question : Question
    revealed : tuple of str
        Told after it; the first is the finding.
    floor : tuple of int
        Which hubs are on the floor: 0 agencies apart, 1 one room, 2 everything.
    view : str
        How their desks are shown.
    ladder : int
        So many rungs are shown with the answer; 0 for none.
    heard : bool
        Whether health heard stands beside their times: not where it is still to be guessed.
    """

    title: str
    said: tuple[str, ...]
    question: Question
    revealed: tuple[str, ...]
    floor: tuple[int, ...]
    view: str
    ladder: int = 0
    heard: bool = True


def steps_of(course: Course) -> tuple[Step, ...]:
    """Make the steps of the lesson from its numbers."""
    base, moved, *_, whole = course.rungs
    count = len(course.rungs) - 1
    return (
        Step(
            "Desks move into one room",
            (base.about, f"The change: {moved.about}"),
            _change("How will the average time to decision change, where partners were asked?",
                    moved.whole),
            (changed(moved.whole, TIME_TOLD), *_hours(base, moved)),
            (0, 1), "seats",
        ),
        Step(
            "And who is heard?",
            (("A decision is only as good as what is known when it is made. On the floor below, "
             "watch the envelopes that lie with health, and for whom the hollow signs wait."),),
            _of_100("Of 100 decisions in the one room, whether health was asked or not, in how "
                    "many has it been heard?", moved.heard),
            (heard(moved.heard_whole), *_when_asked(base, moved), ("A quick decision without "
             "health is no better one: look at both before you call a hub better.")),
            (0, 1), "seats", 2,
        ),
        Step(
            "Everything else changes too",
            ((f"The integrated hub takes {count} steps; the room is only the first. The others: "
             f"{listed([rung.name.lower() for rung in course.rungs[2:]])}."),),
            _change("With all of them, how does the average time to decision change, where "
                    "partners were asked?", whole.whole),
            (changed(whole.whole, TIME_TOLD), *_rungs(course)),
            (0, 2), "seats", count + 1, heard=False,
        ),
        Step(
            "Is more known, too?",
            ("The same hub with every step taken. Time is one thing; who is heard is another.",),
            _of_100("Of 100 decisions in the integrated hub, whether health was asked or not, in "
                    "how many has it been heard?", whole.heard),
            (heard(whole.heard_whole), *_when_asked(base, whole), *_quieter(course)),
            (0, 2), "stages", count + 1,
        ),
        Step(
            "What would make one room enough?",
            ((f"Say that moving desks is enough if it alone saves {SHARE} of the "
             "time. That is a choice of this lesson; a hub may ask for more."),
             ("An e-mail lies in the inbox until somebody opens it. People who share a room "
             f"sometimes have a word instead. The model says that {lying(_usual(course))} "
             f"({course.flipped.assumption.grade})."),
             ("If you think that it saves less however long e-mails lie, choose the right end; if "
             "you think that it saves as much however short they lie, the left end."),
             ("Only how long e-mails lie is moved here. What else the first step rests on, such as "
             "how often people have a word instead of writing, stays as it is written at the foot; "
             "Explore can move each of it.")),
            _turn(course),
            tuple(_turned(course)),
            (0, 1), "rooms",
        ),
    )  # fmt: skip


def changed(d: Difference, what: str) -> str:
    """Say how a time changed, in per cent of what it was."""
    if d.verdict == "not known" or not d.base.mean:
        return f"What became of {what} is not known from these runs."
    if d.verdict == "the same":
        return f"{what[0].upper()}{what[1:]} is exactly the same."
    low, high = sorted((d.change.low / d.base.mean, d.change.high / d.base.mean))
    if d.verdict == "no clear difference":
        return (
            f"There is no clear difference: {what} changed by between {_signed(low)} and "
            f"{_signed(high)}."
        )
    way, ends = ("fell", (-high, -low)) if d.verdict == "lower" else ("rose", (low, high))
    return (
        f"{what[0].upper()}{what[1:]} {way} by {_share(abs(d.relative))} "
        f"({_share(ends[0])} to {_share(ends[1])})."
    )


def heard(d: Difference) -> str:
    """Say how often health was heard before and after, and whether that differs clearly."""
    told = (
        f"Health had been heard in {_hundred(d.base)} of 100 decisions before, and in "
        f"{_hundred(d.rival)} after"
    )
    return {
        "lower": f"{told}: less often.",
        "higher": f"{told}: more often.",
        "the same": f"{told}: exactly as often.",
        "no clear difference": f"{told}: no clear difference.",
    }.get(d.verdict, f"{told}; these runs cannot tell them apart.")


def lying(minutes: float) -> str:
    """Say how long e-mails lie of which half lie less long than so many minutes."""
    return f"half of all e-mails lie less than {minutes:.0f} minutes"


def _hours(base: Rung, moved: Rung) -> Iterator[str]:
    yield (
        f"From {_time(base.time)} to {_time(moved.time)} hub working hours, on the same cases. In "
        "brackets the 95% interval: how sure the average is, not how right the model. Partners "
        f"were asked about {_hundred(base.asked)} of 100 cases; the others are decided without."
    )
    clear = moved.whole.verdict in {"lower", "higher"}
    if clear and max(base.time.low, moved.time.low) <= min(base.time.high, moved.time.high):
        yield (
            "That the two intervals overlap does not matter: both hubs meet the same cases, and "
            "where one has a hard week so has the other. So the change is known better than "
            "either average."
        )
    yield "The desks have moved. Look at the hollow signs: whom do they still wait for?"


def _when_asked(base: Rung, now: Rung) -> Iterator[str]:
    yield (
        "That is of all decisions. Of those before which health was asked, it had been heard in "
        f"{_hundred(base.when_asked)} of 100 before, and in {_hundred(now.when_asked)} after."
    )


def _rungs(course: Course) -> Iterator[str]:
    rungs = course.rungs[1:]
    quicker = [rung for rung in rungs if rung.step.verdict == "lower"]
    slower = [rung for rung in rungs if rung.step.verdict == "higher"]
    unclear = [rung for rung in rungs if rung not in (*quicker, *slower)]
    if quicker:
        most = min(quicker, key=lambda rung: rung.step.change.mean)
        makes_good = rungs[max(0, rungs.index(most) - 1)] in slower
        yield (
            f"The largest step of this ladder is “{most.name}”: "
            f"{_share(abs(most.step.relative))} off what was left before it"
            f"{'; part of that makes good what the step before had added' if makes_good else ''}."
        )
    if unclear:
        yield f"No clear difference from the step before: {_names(unclear)}."
    for rung in slower:
        yield f"Longer than at the step before: “{rung.name}”. {rung.about}"
    yield (
        "What a step brings depends on those taken before it; in another order the same steps "
        "bring other shares."
    )
    yield "Who is heard on the way is asked next: a quicker hub need not know more."


def _quieter(course: Course) -> Iterator[str]:
    louder = [rung for rung in course.rungs[1:] if rung.heard_step.verdict == "higher"]
    quieter = [rung for rung in course.rungs[1:] if rung.heard_step.verdict == "lower"]
    if louder:
        most = max(louder, key=lambda rung: rung.heard_step.change.mean)
        yield f"What lets health be heard most on this ladder is “{most.name}”."
    if quieter:
        yield f"Steps after which health is heard less often: {_names(quieter)}."


def _turned(course: Course) -> Iterator[str]:
    flips, a = course.flipped.flips, course.flipped.assumption
    goal = f"moving desks alone saves {SHARE}"
    scale = f"{a.low:.0f} to {a.high:.0f} minutes"
    clear = flips.as_it_is.low > 0 or flips.as_it_is.high < 0  # not where it is not known
    if flips.nearest is not None:
        at = flips.nearest
        yield (
            f"From about {at.at:.0f} minutes on, {goal}; from {at.low:.0f} to {at.high:.0f} "
            "minutes these runs cannot tell on which side it is."
            if not at.rises
            else f"Up to about {at.at:.0f} minutes, {goal}; from {at.low:.0f} to {at.high:.0f} "
            "minutes these runs cannot tell on which side it is."
        )
    elif not clear:
        yield f"As e-mails are written, these runs cannot tell whether {goal}."
    else:
        always = flips.as_it_is.mean < 0
        yield (
            f"It does already: however long e-mails lie, from {scale}, {goal}."
            if always
            else f"However long e-mails lie, from {scale}, moving desks alone never saves {SHARE}."
        )
        if flips.may:
            yield (
                f"At {listed([f'{x:.0f}' for x in flips.may])} minutes there is no clear "
                "difference from that: more replications may show more."
            )
    if any(math.isnan(e.mean) for e in flips.readings.values()):
        yield "Where a queue never settles, nothing can be said."
    if flips.nearest is not None:
        yield (
            "So the question to a hub that plans a move is how long its e-mails really lie, and "
            "for whom a case waits who does not move."
        )
    elif clear and not flips.may:
        yield (
            "So how long e-mails lie does not decide it here. The question to a hub that plans a "
            "move is for whom a case waits, and who of them does not move."
        )


def _usual(course: Course) -> float:
    return course.flipped.assumption.usual


def _turn(course: Course) -> Question:
    a, flips = course.flipped.assumption, course.flipped.flips
    nearest, goal = flips.nearest, SHARE
    text = (
        "How many minutes must e-mails lie, half of them less and half of them longer, for moving "
        f"desks alone to save {goal}?"
    )
    found = (nearest.at, nearest.low, nearest.high) if nearest else (math.nan,) * 3
    beyond = ""
    if nearest is None and not flips.may:
        beyond = "least" if flips.as_it_is.mean < 0 else "most"
    scale = (a.low, a.high, 5, (a.high - a.low) / 20)
    return Question(text, "minutes", *scale, *found, beyond=beyond)


def _change(text: str, d: Difference) -> Question:
    base = d.base.mean or math.nan
    low, high = (100 * each / base for each in (d.change.low, d.change.high))
    return Question(
        text, "per cent", -80, 80, 1, 4, 100 * d.relative, low, high, ("shorter", "longer")
    )


def _of_100(text: str, e: Estimate) -> Question:
    return Question(text, "of 100", 0, 100, 1, 5, 100 * e.mean, 100 * e.low, 100 * e.high)


def _names(rungs: list[Rung]) -> str:
    return listed([f"“{rung.name}”" for rung in rungs])


def _time(e: Estimate) -> str:
    return f"{number(e.mean)} ({number(e.low)} to {number(e.high)})" if e.known else number(e.mean)


def _hundred(e: Estimate) -> str:
    if not e.known:
        return number(100 * e.mean, 2)
    return f"{100 * e.mean:.0f} ({100 * e.low:.0f} to {100 * e.high:.0f})"


def _share(share: float) -> str:
    return f"{share:.1%}" if abs(share) < 0.0995 else f"{share:.0%}"


def _signed(share: float) -> str:
    return f"{share:+.1%}".replace("-", "−")


__all__ = ["Question", "Step", "changed", "heard", "steps_of"]
