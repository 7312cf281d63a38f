"""Import of invoices: all of the folder or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from presantra.bootstrap import Container
from presantra.db.models import AuditEntry, Invoice
from presantra.domain.errors import InvalidValue
from presantra.services.actor import System
from presantra.services.invoices import import_invoices
from presantra.services.invoices.rows import parse_amount
from presantra.services.tables import ImportRefused

HEADER = "numero;code_adherent;date;type;periode;montant_ht;montant_tva;montant_ttc;echeance;statut;fichier\n"
GOOD = "FA-1;10001;15/01/2026;Facture;Année 2026;1 234,50;246,90;1 481,40 €;14/02/2026;À régler;fa-1.pdf\n"
SYSTEM = System()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "factures"
    made.mkdir()
    (made / "fa-1.pdf").write_bytes(b"%PDF-1.7 un")
    (made / "av-1.pdf").write_bytes(b"%PDF-1.4 deux")
    (made / "image.pdf").write_bytes(b"\x89PNG")
    (tmp_path / "dehors.pdf").write_bytes(b"%PDF-1.7 dehors")
    return made


def write(folder: Path, *lines: str) -> None:
    (folder / "factures.csv").write_text(HEADER + "".join(lines), encoding="utf-8")


async def imported(container: Container) -> list[Invoice]:
    async with container.context.database.reading() as session:
        return list((await session.execute(select(Invoice).order_by(Invoice.number))).scalars())  # type: ignore[arg-type]


async def test_import_reads_amounts_dates_and_files(
    container: Container, make_member: Any, make_account: Any, folder: Path
) -> None:
    member = await make_member("10001")
    write(folder, GOOD, "AV-1;10 001;2026-02-01;avoir;;100;20;120;;reglee;av-1.pdf\n")
    report = await import_invoices(container.context, SYSTEM, folder)
    assert (report.invoices, report.members) == (2, 1)
    credit, invoice = await imported(container)
    assert (invoice.net_cents, invoice.vat_cents, invoice.total_cents) == (123450, 24690, 148140)
    assert (invoice.issued_on.isoformat(), str(invoice.due_on), invoice.settled_cents) == (
        "2026-01-15", "2026-02-14", 0,
    )  # fmt: skip
    assert (credit.kind, credit.total_cents, credit.due_on, credit.settled_cents) == (
        "avoir",
        -12000,
        None,
        -12000,
    )
    claire = await make_account("claire@lefevre.example", [member])
    view = await container.invoices.document(claire, invoice.public_id)
    assert view.path.read_bytes() == b"%PDF-1.7 un"


BAD = [
    (GOOD.replace("10001", "99999"), "code_adherent", "Aucun adhérent ne porte le code 99999."),
    (GOOD.replace("fa-1.pdf", "absent.pdf"), "fichier", "introuvable"),
    (GOOD.replace("fa-1.pdf", "image.pdf"), "fichier", "n’est pas un PDF"),
    (GOOD.replace("fa-1.pdf", "../dehors.pdf"), "fichier", "seulement le nom"),
    (GOOD.replace("fa-1.pdf", "/etc/passwd"), "fichier", "seulement le nom"),
    (GOOD.replace("fa-1.pdf", ".."), "fichier", "seulement le nom"),
    (GOOD.replace("246,90", "246,91"), "montant_ttc", "Le total ne correspond pas"),
    (GOOD.replace("1 234,50", "mille"), "montant_ht", "montant en euros"),
    (GOOD.replace("1 234,50", "1.234,505"), "montant_ht", "montant en euros"),
    (GOOD.replace("1 234,50;246,90;1 481,40", "-100;-20;-120"), "montant_ttc", "est-ce un avoir"),
    (GOOD.replace("1 234,50;246,90;1 481,40", "-100;220;120"), "montant_ttc", "même signe"),
    (GOOD.replace("15/01/2026", "31/02/2026"), "date", "n’existe pas"),
    (GOOD.replace("14/02/2026", "14/01/2026"), "echeance", "précède"),
    (GOOD.replace("14/02/2026", ""), "echeance", "date d’échéance"),
    (GOOD.replace("Facture", "devis"), "type", "« facture » ou « avoir »".replace(" ", "\u00a0", 1)),
    (GOOD.replace("À régler", "perdue"), "statut", "Valeur inconnue"),
    (GOOD.replace("À régler", "partiellement réglée"), "montant_regle", "déjà réglé"),
    (GOOD.replace("À régler", "en_retard"), "statut", "Valeur inconnue"),
    (GOOD.replace("15/01/2026", "24/11/2026").replace("14/02/2026", "24/12/2026"), "date", "dans l’avenir"),
    (GOOD.replace("FA-1", "<b>"), "numero", "40 lettres"),
    (GOOD + GOOD, "numero", "déjà à la ligne 2"),
]


@pytest.mark.parametrize(("lines", "column", "sentence"), BAD, ids=[f"{b[1]}-{i}" for i, b in enumerate(BAD)])
async def test_bad_lines_refuse_the_whole_folder(
    container: Container, make_member: Any, folder: Path, lines: str, column: str, sentence: str
) -> None:
    await make_member("10001")
    write(folder, "AV-9;10001;2026-02-01;avoir;;100;20;120;;reglee;av-1.pdf\n", lines.replace("FA-1;", "FA-1;"))
    with pytest.raises(ImportRefused) as refusal:
        await import_invoices(container.context, SYSTEM, folder)
    problem = refusal.value.problems[-1]
    assert problem.column == column
    assert sentence.replace("ligne 2", "ligne 3").replace("\u00a0", " ") in problem.sentence.replace("\u00a0", " ")
    assert await imported(container) == []


async def test_a_number_already_there(container: Container, make_member: Any, folder: Path) -> None:
    await make_member("10001")
    write(folder, GOOD)
    await import_invoices(container.context, SYSTEM, folder)
    with pytest.raises(ImportRefused) as refusal:
        await import_invoices(container.context, SYSTEM, folder)
    assert [(p.line, p.column) for p in refusal.value.problems] == [(2, "numero")]
    async with container.context.database.reading() as session:
        entries = (await session.execute(select(func.count()).select_from(AuditEntry))).scalar_one()
    assert (len(await imported(container)), entries) == (1, 1)


async def test_no_table_in_the_folder(container: Container, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="introuvable"):
        await import_invoices(container.context, SYSTEM, tmp_path / "absent")


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("12", 1200),
        ("12,5", 1250),
        ("1 234,56 €", 123456),
        ("1\u202f234.56", 123456),
        ("-0,01", -1),
        ("−3", -300),
    ],
)
def test_parse_amount(text: str, cents: int) -> None:
    assert parse_amount(text) == cents


@pytest.mark.parametrize("text", ["", "1,234", "1e5", "12,", "٣", "--1", "9" * 12, "1,2,3"])
def test_refused_amounts(text: str) -> None:
    with pytest.raises(InvalidValue):
        parse_amount(text)


@pytest.mark.parametrize(
    ("kind", "status", "paid", "settled"),
    [
        ("facture", "partiellement réglée", "20,50", 2050), ("avoir", "partiellement réglée", "20,50", -2050),
        ("avoir", "partiellement réglée", "-20,50", -2050), ("facture", "réglée", "", 12000),
        ("facture", "réglée", "120", 12000), ("facture", "à régler", "0", 0),
    ],
)  # fmt: skip
async def test_what_was_paid_before_comes_with_it(
    container: Container, make_member: Any, folder: Path, kind: str, status: str, paid: str, settled: int
) -> None:
    await make_member("10001")
    header = HEADER.replace("statut;", "statut;montant_regle;")
    row = f"N-1;10001;15/01/2026;{kind};;100;20;120;14/02/2026;{status};{paid};fa-1.pdf\n"
    (folder / "factures.csv").write_text(header + row, "utf-8")
    await import_invoices(container.context, SYSTEM, folder)
    [invoice] = await imported(container)
    assert (invoice.settled_at_import_cents, invoice.settled_cents) == (settled, settled)


@pytest.mark.parametrize(("status", "paid"), [("partiellement réglée", "120"), ("réglée", "119"), ("à régler", "1")])
async def test_what_was_paid_must_agree_with_the_status(
    container: Container, make_member: Any, folder: Path, status: str, paid: str
) -> None:
    await make_member("10001")
    header = HEADER.replace("statut;", "statut;montant_regle;")
    row = f"N-1;10001;15/01/2026;facture;;100;20;120;14/02/2026;{status};{paid};fa-1.pdf\n"
    (folder / "factures.csv").write_text(header + row, "utf-8")
    with pytest.raises(ImportRefused) as refusal:
        await import_invoices(container.context, SYSTEM, folder)
    assert [problem.column for problem in refusal.value.problems] == ["montant_regle"]
    assert await imported(container) == []


async def test_readers_are_told_once_whatever_the_number(
    container: Container, make_member: Any, make_account: Any, folder: Path, mails: Any
) -> None:
    member = await make_member("10001")
    await make_account("claire@lefevre.example", [member])
    write(folder, GOOD, "AV-1;10001;2026-02-01;avoir;;100;20;120;;reglee;av-1.pdf\n")
    assert (await import_invoices(container.context, SYSTEM, folder)).mails == 1
    [mail] = await mails()
    assert (mail.kind, mail.to, mail.subject) == (
        "invoices_published", "claire@lefevre.example", "2 factures et avoirs en ligne",
    )  # fmt: skip
    assert "Facture FA-1 : 1 481,40 €, à régler avant le 14/02/2026" in _plain(mail.text)
    assert "Avoir AV-1" in mail.text


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


async def test_a_facture_already_paid_is_not_asked_for(
    container: Container, make_member: Any, make_account: Any, folder: Path, mails: Any
) -> None:
    await make_account("claire@lefevre.example", [await make_member("10001")])
    write(folder, GOOD.replace("À régler", "Réglée"))
    await import_invoices(container.context, SYSTEM, folder)
    [mail] = await mails()
    assert mail.subject == "Facture FA-1 en ligne"
    assert "à régler avant" not in _plain(mail.text)


async def test_old_factures_come_without_a_mail(
    container: Container, make_member: Any, make_account: Any, folder: Path, mails: Any
) -> None:
    await make_account("claire@lefevre.example", [await make_member("10001")])
    write(folder, GOOD)
    assert (await import_invoices(container.context, SYSTEM, folder, tell=False)).mails == 0
    assert await mails() == []
