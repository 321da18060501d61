"""What comes with hubsim, and files to begin with."""

from __future__ import annotations

import json
from pathlib import Path

import click

from hubsim.errors import InputError, Place, Problem


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--like", default="starter", show_default=True, help="A shipped model to begin with.")
def new(file: Path, like: str) -> None:
    """Write a small hub to begin with, or a copy of a shipped model."""
    from hubsim.shipped import find

    write_new(file, find(like, "models").read_text(encoding="utf-8"))
    click.echo(f"{file} is written. Next: hubsim check {file}, then hubsim run {file}")


@click.command()
def models() -> None:
    """List the models and scenarios that come with hubsim."""
    from hubsim.shipped import Folder, find, names
    from hubsim.spec.source import read_file

    folders: tuple[Folder, ...] = ("models", "scenarios")
    for folder in folders:
        click.echo(f"{folder.capitalize()}:")
        width = max(map(len, names(folder)))
        for name in names(folder):
            data = read_file(find(name, folder)).data
            click.echo(f"  {name:<{width}}  {data['name']}")


@click.command()
@click.option("--scenario", is_flag=True, help="The schema of scenario files instead.")
@click.option("--study", is_flag=True, help="The schema of study files instead.")
@click.option("--markdown", is_flag=True, help="As a page, the one in docs/format.md.")
def schema(scenario: bool, study: bool, markdown: bool) -> None:
    """Print the JSON Schema of hub files, for editors that help while you write."""
    from hubsim.spec.document import page
    from hubsim.spec.schema import hub_schema, scenario_schema, study_schema

    if markdown:
        click.echo(page(), nl=False)
        return
    made = scenario_schema if scenario else study_schema if study else hub_schema
    click.echo(json.dumps(made(), indent=2, ensure_ascii=False))


@click.command()
@click.option("--markdown", is_flag=True, help="As a page, the one in docs/measures.md.")
def measures(markdown: bool) -> None:
    """List everything that is measured, with its unit and definition."""
    from hubsim.measures.document import page, table

    click.echo(page() if markdown else table(), nl=not markdown)


def write_new(file: Path, text: str) -> None:
    """Write a file that is not there yet."""
    if file.exists():
        help = "choose another name; nothing is overwritten"
        raise InputError([Problem("E504", "there is such a file already", Place(str(file)), help)])
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        message = f"it cannot be written ({(error.strerror or 'no access').lower()})"
        raise InputError([Problem("E501", message, Place(str(file)))]) from None
