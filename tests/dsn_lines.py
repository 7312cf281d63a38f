"""Small DSN written line by line: one establishment, one person, and what a test adds."""

from __future__ import annotations

from collections.abc import Sequence

HEAD = (
    ("S10.G00.00.001", "PAIE"), ("S20.G00.05.001", "01"), ("S20.G00.05.002", "01"), ("S20.G00.05.005", "01102026"),
    ("S21.G00.06.001", "991421132"), ("S21.G00.11.001", "00010"),
)  # fmt: skip
ANNE = (
    ("S21.G00.30.001", "2800147597060"), ("S21.G00.30.002", "D'ARC"), ("S21.G00.30.004", "ANNE-LYSE"),
    ("S21.G00.30.005", "02"), ("S21.G00.30.006", "11011980"),
)  # fmt: skip
JOB = (("S21.G00.40.001", "22051999"), ("S21.G00.40.006", "CHEF D'ÉQUIPE"), ("S21.G00.40.007", "01"))

Lines = Sequence[tuple[str, str]]


def dsn(*blocks: Lines, total: int | None = None, encoding: str = "iso-8859-1") -> bytes:
    lines = [line for block in blocks for line in block]
    lines += [("S90.G00.90.001", str(len(lines) + 2 if total is None else total)), ("S90.G00.90.002", "1")]
    return "".join(f"{name},'{value}'\r\n" for name, value in lines).encode(encoding)


def contract(start: str, job: str, nature: str, end: str = "") -> Lines:
    lines = [("S21.G00.40.001", start), ("S21.G00.40.006", job), ("S21.G00.40.007", nature)]
    return [*lines, ("S21.G00.62.001", end), ("S21.G00.62.002", "031")] if end else lines
