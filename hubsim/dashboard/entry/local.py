"""The application that ``hubsim dashboard`` runs, for the machine that it stands on."""

import streamlit as st

from hubsim.dashboard.first_page import by_its_name
from hubsim.dashboard.warming import lifespan

app = st.App("main.py", middleware=[by_its_name()], lifespan=lifespan)
