"""The folder where letters wait for the post."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

from presantra.domain.errors import DomainError, InvalidValue
from presantra.services.documents import write_atomically


class LettersNotDelivered(DomainError):
    """The numbers are valid, and their letters wait in another folder than the one asked for."""

    code = "letters_not_delivered"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"Les lettres n’ont pas pu être déplacées : elles attendent dans {folder}. En cas de perte, "
            "« adherents regenerer CODE » donne un nouveau numéro."
        )


class LetterBatch:
    """Letters in a draft folder beside their destination: delivered together, or thrown away together."""

    def __init__(self, folder: Path) -> None:
        """Raises:
        InvalidValue: the folder cannot be written.
        """
        self._folder = folder
        self._draft = folder / f".brouillon-{secrets.token_hex(4)}"
        self._names: list[str] = []
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._draft.mkdir(mode=0o700)
        except OSError as error:
            raise InvalidValue(f"Impossible d’écrire dans le dossier {folder}.") from error

    def add(self, code: str, content: bytes) -> None:
        """Raises:
        InvalidValue: the disk refuses.
        """
        name = f"lettre-{code}.pdf"
        try:
            write_atomically(self._draft / name, content)
        except OSError as error:
            raise InvalidValue(f"Impossible d’écrire dans le dossier {self._folder}.") from error
        self._names.append(name)

    def discard(self) -> None:
        shutil.rmtree(self._draft, ignore_errors=True)

    def deliver(self) -> tuple[Path, ...]:
        """Move the letters to their folder, over older letters of the same members.

        Raises:
            LettersNotDelivered: none is lost; those that could not be moved stay where the sentence says.
        """
        waiting = self._draft
        try:
            # From here the numbers are valid: the folder's name must no longer say « brouillon ».
            waiting = self._draft.replace(self._folder / f"lettres-a-poster-{self._draft.name[-8:]}")
            for name in self._names:
                os.replace(waiting / name, self._folder / name)
            waiting.rmdir()
        except OSError as error:
            raise LettersNotDelivered(waiting) from error
        return tuple(self._folder / name for name in self._names)
