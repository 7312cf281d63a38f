"""Workbooks of invented people, the same at every run."""

from __future__ import annotations

import io
import random
from datetime import date, timedelta

import xlsxwriter

HEADINGS = (
    "Nom de naissance", "Nom d'usage", "Prénom", "Date de naissance", "Sexe", "Date d'entrée", "Type de contrat",
    "Poste", "Code PCS-ESE", "E-mail", "Téléphone", "Matricule",
)  # fmt: skip
FIRST_NAMES = ("Claire", "Jean", "Zoé", "René-Benoît", "Margot", "Paul", "Anaïs", "Émile", "Léa", "Hugo")
JOBS = ("Menuisier", "Comptable", "Chef d'équipe", "Agent d'entretien")
SYLLABLES = ("mar", "du", "le", "fer", "gou", "ber", "nar", "tin", "bois", "val", "ri", "chau", "mont", "pas", "quet")


def workbook(count: int, job: str = "") -> bytes:
    """``job``: the one of everybody, for a second file that changes them all."""
    chance = random.Random(count)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Salariés")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, HEADINGS)
        for row in range(1, count + 1):
            birth = date(1962, 1, 1) + timedelta(days=chance.randrange(14_000))
            name = "".join(chance.choice(SYLLABLES) for _ in range(4)).capitalize()
            usual = chance.choice(JOBS)
            sheet.write(row, 0, name)
            sheet.write(row, 2, chance.choice(FIRST_NAMES))
            sheet.write_datetime(row, 3, birth, day)
            sheet.write(row, 4, "FM"[row % 2])
            sheet.write_datetime(row, 5, date(2017, 1, 2) + timedelta(days=chance.randrange(3_000)), day)
            sheet.write_row(row, 6, ("CDI", job or usual, "632k", f"p{row}@example.fr", "0612345678", f"{row:05d}"))
    return buffer.getvalue()
