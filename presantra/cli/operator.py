"""What the operators' commands share: the house built from the settings, and failures said in French."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from presantra.bootstrap import Container, build_container
from presantra.cli.prepare import migrate
from presantra.domain.errors import DomainError, InvalidValue
from presantra.services.tables import MAX_BYTES, ImportRefused, Problem
from presantra.settings import Settings


def operate(settings: Settings, work: Callable[[Container], Awaitable[None]]) -> int:
    """Run ``work`` on a database brought up to date; 1 and a French sentence when it refuses.

    Raises:
        StartError, ConfigurationError: the house cannot be built.
    """
    migrate(settings)
    container = build_container(settings)

    async def whole() -> None:
        try:
            await work(container)
        finally:
            await container.close()

    try:
        asyncio.run(whole())
    except DomainError as error:
        if isinstance(error, ImportRefused):
            show_problems(error.problems)
        print(error.sentence, file=sys.stderr)
        return 1
    return 0


def show_problems(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        print(problem, file=sys.stderr)


def read_file(path: Path, most: int = MAX_BYTES) -> bytes:
    """The content of a file that a person names, never more than ``most`` bytes (what an import accepts), and one.

    Raises:
        InvalidValue: missing or unreadable.
    """
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise InvalidValue(f"Le fichier {path} est introuvable ou illisible.") from error


def counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count < 2 else many}"
