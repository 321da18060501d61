"""What is waiting today, from a CSV file: cases that are in the hub when the simulated time begins.

Columns: ``received`` (local date and time, before the hub's first day), ``source``, ``rating`` and
``stage``, where the case is. Each row becomes one case of the hub's `opening`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from hubsim.errors import InputError, Place, Problem, did_you_mean
from hubsim.spec.checks.knowing import lost_without_need
from hubsim.spec.contacts import TIME, TIME_HELP
from hubsim.spec.hub import OTHERWISE, Hub, Opening
from hubsim.spec.quantity import Quantity
from hubsim.spec.table import Record, Table, read_table
from hubsim.units import said

COLUMNS = ("received", "source", "rating", "stage")


def with_waiting(hub: Hub, file: Path | str) -> Hub:
    """Put the cases of a file into the hub at its beginning, beside those it has already.

    Parameters
    ----------
    hub : Hub
    file : path
        UTF-8, values between commas, with a header line.

    Raises
    ------
    InputError
        With every problem found.
    """
    table, found = read_table(file), list[Problem]()
    records = list(table.records())
    header = [cell.strip().lower() for cell in records[0].cells] if records else []
    columns = f"columns: {', '.join(COLUMNS)}"
    if sorted(header) != sorted(COLUMNS):
        place = table.place(records[0], 0) if records else Place(table.file)
        message = "a file of what is waiting has just these four columns"
        raise InputError([Problem("E604", message, place, columns)])
    cases = [_case(hub, table, header, record, found) for record in records[1:]]
    if not cases:
        found.append(Problem("E602", "there are no cases in the file", Place(table.file), columns))
    if found:
        raise InputError(found)
    return hub.model_copy(update={"opening": (*hub.opening, *filter(None, cases))})


def _case(
    hub: Hub, table: Table, header: list[str], record: Record, found: list[Problem]
) -> Opening | None:
    """Read one case; None where something in its row is wrong."""
    if len(record.cells) != len(header):
        message = f"this line has {len(record.cells)} values and the header has {len(header)}"
        found.append(Problem("E605", message, table.place(record, 0), "one value for each column"))
        return None
    cells = dict(zip(header, (cell.strip() for cell in record.cells), strict=True))
    before = len(found)

    def wrong(column: str, code: str, message: str, help: str) -> None:
        place = table.place(record, header.index(column))
        found.append(Problem(code, message, place, help))

    names: dict[str, Iterable[str]] = {
        "source": hub.contacts, "rating": hub.ratings, "stage": hub.stages,
    }  # fmt: skip
    for what, known in names.items():
        if cells[what] not in known:
            help = did_you_mean(cells[what][:60], list(known), f"{what}s")
            wrong(what, "E606", f"there is no {what} {said(cells[what])} in the hub", help)
    age = _age(hub, cells["received"])
    if age is None:
        message = f"{said(cells['received'])} is not a date and time"
        wrong("received", "E607", message, TIME_HELP)
    elif age <= 0:
        message = f"{said(cells['received'])} is not before the hub's first day"
        help = f"what waits was received before {hub.calendar.starts}; later contacts: --contacts"
        wrong("received", "E608", message, help)
    if len(found) > before or age is None:
        return None
    lost = lost_without_need(hub, cells["source"], cells["rating"], cells["stage"])
    if lost is not None:
        message = f'from {said(cells["stage"])} this case comes to "{lost}" before its need is seen'
        help = f'add {OTHERWISE}: … to the ways of "{lost}", for cases whose need is not seen yet'
        wrong("stage", "E613", message, help)
        return None
    return Opening(
        stage=cells["stage"],
        source=cells["source"],
        rating=cells["rating"],
        cases=Quantity(1, text="1"),
        oldest=Quantity(float(age), text=f"{age} s"),
    )


def _age(hub: Hub, text: str) -> float | None:
    """Seconds from the receipt to the hub's first midnight, on the face of the clock."""
    match = TIME.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
    try:
        date, time = dt.date(year, month, day), dt.time(hour, minute, second)
    except ValueError:
        return None
    midnight = dt.datetime.combine(hub.calendar.starts, dt.time())
    return (midnight - dt.datetime.combine(date, time)).total_seconds()
