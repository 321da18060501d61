"""A briefing as one HTML file: it needs nothing else, runs nothing, and prints well."""

from __future__ import annotations

from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from hubsim import __version__
from hubsim.briefing.content import Briefing
from hubsim.briefing.pictures import svg


def as_html(briefing: Briefing) -> str:
    """Write a briefing as HTML.

    Parameters
    ----------
    briefing : Briefing

    Raises
    ------
    InputError
        If what draws the pictures is not installed.
    """
    text = files("hubsim.briefing").joinpath("briefing.html").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    # The drawing escapes the names in it; everything else is escaped here.
    drawn = [Markup(svg(each.chart)) if each.chart else None for each in briefing.parts]
    return environment.from_string(text).render(
        briefing=briefing, version=__version__, parts=list(zip(briefing.parts, drawn, strict=True))
    )
