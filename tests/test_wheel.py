"""What is shipped is found when hubsim is installed as a wheel, in an empty folder."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from hubsim.shipped import names

ROOT = Path(__file__).parent.parent


@pytest.mark.slow
def test_models_scenarios_and_dashboard_travel_in_the_wheel(tmp_path: Path):
    words = ["wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT)]
    subprocess.run([sys.executable, "-m", "pip", *words], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    site, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    zipfile.ZipFile(wheel).extractall(site)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import hubsim; from hubsim.shipped import names;"
        "assert hubsim.__file__.startswith(sys.argv[1]), hubsim.__file__;"
        "from hubsim.cli import main; print(*names('models'), *names('scenarios'));"
        "sys.exit(main(['run', 'starter', '--weeks', '1', '--warm-up', '0', '-n', '1', '--scenario',"
        " 'two_more_screeners']))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, str(site)],
        check=False,
        cwd=empty,
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines()[0].split() == [*names("models"), *names("scenarios")], (
        done.stderr
    )
    assert (site / "hubsim" / "dashboard" / "entry" / "main.py").is_file()
    assert (site / "hubsim" / "dashboard" / "entry" / ".streamlit" / "config.toml").is_file()
