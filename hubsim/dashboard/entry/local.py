"""The application that ``hubsim dashboard`` runs, for the machine that it stands on."""

import streamlit as st

from hubsim.dashboard.warming import lifespan

app = st.App("main.py", lifespan=lifespan)
