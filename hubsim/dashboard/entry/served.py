"""The application that a shared server runs: ``hubsim serve``."""

import streamlit as st

from hubsim.dashboard.serving import middleware
from hubsim.dashboard.warming import lifespan

app = st.App("main.py", middleware=middleware(), lifespan=lifespan)
