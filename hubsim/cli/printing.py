"""What commands print for people, and for other programs."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from hubsim.errors import Problem

if TYPE_CHECKING:
    from hubsim.study import Design, Results, Study


def count(problems: Sequence[Problem]) -> str:
    """Say how many errors and warnings there are."""
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    parts = [f"{errors} error{'s' * (errors != 1)}"] if errors else []
    parts += [f"{warnings} warning{'s' * (warnings != 1)}"] if warnings else []
    return f"\n{', '.join(parts)}"


def as_dict(problem: Problem) -> dict[str, Any]:
    """Give a problem for other programs."""
    place = problem.place
    return {
        "file": place.file, "line": place.line, "column": place.column, "code": problem.code,
        "severity": problem.severity, "message": problem.message, "help": problem.help,
    }  # fmt: skip


def as_json_text(study: Study, results: Results) -> str:
    """Give the answer and the summary of results for other programs."""
    from dataclasses import asdict

    from hubsim.study.answer import answers

    compared = answers(study, results) if len(results.labels) > 1 else ()
    content = {
        "provenance": results.provenance,
        "unsettled": results.unsettled,
        "warnings": [as_dict(warning) for warning in results.warnings],
        "answers": [asdict(each) for each in compared],
        "summary": results.summary().to_dict("records"),
    }
    return json.dumps(_known(content), indent=2, ensure_ascii=False)


def _known(value: Any) -> Any:
    """Say null where a number is not known: JSON has no word for it."""
    if isinstance(value, dict):
        return {key: _known(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_known(each) for each in value]
    return None if isinstance(value, float) and math.isnan(value) else value


def warn(designs: Sequence[Design]) -> None:
    """Print what was found in reading, once each, to the error stream."""
    from hubsim.study.warned import as_text

    if found := as_text(designs):
        click.echo(found, err=True)
        click.echo(err=True)


def announce() -> None:
    """Say that hubsim prepares itself, or why it runs slower."""
    from hubsim.engine import notice

    if said := notice():
        click.echo(f"{said}\n", err=True)
