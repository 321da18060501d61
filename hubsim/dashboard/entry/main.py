"""The script that ``streamlit run`` is given; its folder holds the configuration, and no pages.

Beside a folder called pages Streamlit would run the files in it as scripts.
"""

if __name__ == "__main__":  # processes that do the runs import this file, and must not
    from hubsim.dashboard.shell import start

    start()
