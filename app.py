"""Start the dashboard: streamlit run app.py."""

if __name__ == "__main__":  # processes that do the runs import this file, and must not
    from hubsim.dashboard.shell import start

    start()
