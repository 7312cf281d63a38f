"""Folders of files that exist for one download, under the data folder: nobody else’s, and never left behind."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from tempfile import TemporaryDirectory

LONGEST_DOWNLOAD_SECONDS = 3600


def new_folder(root: Path) -> TemporaryDirectory[str]:
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    return TemporaryDirectory(prefix="salaries-", dir=root)


def sweep(root: Path, *, younger_too: bool = False) -> int:
    """Remove what a killed process has left; how many folders.

    ``younger_too``: nobody else writes there, so that even what was left a moment ago is nobody’s.
    """
    latest = time.time() if younger_too else time.time() - LONGEST_DOWNLOAD_SECONDS
    left = [path for path in root.glob("salaries-*") if _modified(path) <= latest]
    for path in left:
        shutil.rmtree(path, ignore_errors=True)
    return len(left)


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # its process has just removed it
        return float("inf")
