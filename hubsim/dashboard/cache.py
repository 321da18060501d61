"""What is kept between two looks at a page, each under the content that it depends on."""

from __future__ import annotations

import streamlit as st

from hubsim.charts.comparison import Comparison, compared
from hubsim.charts.view import View
from hubsim.dashboard.jobs import Jobs
from hubsim.dashboard.runs import KEPT, Kept, study_key
from hubsim.study import Results, Study


@st.cache_resource(show_spinner=False)
def kept() -> Kept:
    """Give the one store of replications of this process."""
    return Kept(KEPT)


@st.cache_resource(show_spinner=False)
def jobs() -> Jobs:
    """Give the one list of jobs of this process."""
    return Jobs()


def comparison(study: Study, results: Results, view: View) -> Comparison:
    """Say and draw what the results show, once for each study and view."""
    return _comparison(f"{study_key(study)} {view}", study, results, view)


@st.cache_data(max_entries=64, show_spinner=False)
def _comparison(key: str, _study: Study, _results: Results, _view: View) -> Comparison:
    del key  # names all of the others
    return compared(_study, _results, _view)
