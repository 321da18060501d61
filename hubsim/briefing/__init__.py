"""A comparison as a document to be handed on: one HTML file, or a Word file.

Pure functions: a study and its results go in, a document comes out.
"""

from hubsim.briefing.content import Briefing, Part, briefing_of
from hubsim.briefing.page import as_html
from hubsim.briefing.pictures import installed
from hubsim.briefing.word import as_word

__all__ = ["Briefing", "Part", "as_html", "as_word", "briefing_of", "installed"]
