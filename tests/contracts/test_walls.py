"""The rooms of the house and their doors."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT


def test_no_wall_is_walked_through() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    command = [linter, "--no-cache"]
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[-4000:]
    assert "0 broken" in done.stdout
