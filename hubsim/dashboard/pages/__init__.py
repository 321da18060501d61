"""One file per page; each shows itself when Streamlit runs it."""
