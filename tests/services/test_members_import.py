"""Import of members: everything or nothing, and one letter each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from presantra.bootstrap import Container
from presantra.db.models import AuditEntry, Enrolment, Member, MemberAddress
from presantra.domain.errors import BadIdentifiers, DomainError, InvalidValue
from presantra.domain.typography import french
from presantra.services.actor import Actor, System
from presantra.services.letter_folder import LettersNotDelivered
from presantra.services.members import service as members_service
from presantra.services.tables import ImportRefused

DATA = Path(__file__).parents[1] / "data"
SYSTEM = System()
HEADER = "code_adherent;raison_sociale;siret;code_naf;adresse;code_postal;ville;email_contact;telephone\n"


def line(code: str, name: str = "Entreprise", siret: str = "73282932000074") -> str:
    return f"{code};{name};{siret};;1 rue A;35000;Rennes;;\n"


async def everything(container: Container) -> tuple[int, int, int]:
    async with container.context.database.reading() as session:
        counts = [
            (await session.execute(select(func.count()).select_from(table))).scalar_one()
            for table in (Member, MemberAddress, AuditEntry)
        ]
    return counts[0], counts[1], counts[2]


def text_of(letter: Path) -> str:
    return PdfReader(letter).pages[0].extract_text().replace("\u00a0", " ")


def number_in(letter: Path) -> str:
    return next(word for word in text_of(letter).split() if word.startswith("TD-"))


@pytest.mark.parametrize("name", ["adherents.csv", "adherents-cp1252.csv", "adherents-bom.csv"])
async def test_import_creates_members_addresses_and_letters(container: Container, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "lettres"
    report = await container.members.import_members(SYSTEM, (DATA / name).read_bytes(), folder)
    assert report.codes == ("30001", "30001-1", "00042")
    assert report.letters == tuple(folder / f"lettre-{code}.pdf" for code in report.codes)
    assert sorted(path.name for path in folder.iterdir()) == sorted(path.name for path in report.letters)
    async with container.context.database.reading() as session:
        members = {m.code: m for m in (await session.execute(select(Member))).scalars()}
        addresses = {a.member_id: a for a in (await session.execute(select(MemberAddress))).scalars()}
    branch = members["30001-1"]
    assert (branch.company_number, branch.branch_number, branch.name) == (
        "30001", 1, "Boulangerie L’Épi d’Or – Cesson",
    )  # fmt: skip
    post = members["00042"]
    assert (post.siret, post.naf_code, post.email, post.phone) == (
        "35600000049837", "5310Z", "tri@poste.example", "+33639981234",
    )  # fmt: skip
    address = addresses[branch.id or 0]
    assert (address.kind, address.street, address.postal_code, address.city) == (
        "siege", "12 rue de Paris ; bât. B", "35510", "Cesson-Sévigné",
    )  # fmt: skip


async def test_the_letter_opens_the_door_and_the_number_is_nowhere_else(container: Container, tmp_path: Path) -> None:
    report = await container.members.import_members(SYSTEM, (DATA / "adherents.csv").read_bytes(), tmp_path)
    number = number_in(report.letters[0])
    await container.enrolments.verify(Actor(visitor="v" * 64), "30001", number)
    async with container.context.database.reading() as session:
        member = (await session.execute(select(Member).where(Member.code == "30001"))).scalar_one()  # type: ignore[arg-type]
        entries = (await session.execute(select(AuditEntry))).scalars().all()
    bare = number.replace("-", "").removeprefix("TD")
    assert bare not in repr(member)
    assert len(member.declarant_number_digest or "") == 64
    assert {entry.action for entry in entries} == {"Adhérent créé"}
    assert not any(bare in repr(entry) for entry in entries)
    assert report.letters[0].stat().st_mode & 0o077 == 0


async def test_xlsx_gives_back_the_zeros_that_excel_dropped(container: Container, tmp_path: Path) -> None:
    report = await container.members.import_members(SYSTEM, (DATA / "adherents.xlsx").read_bytes(), tmp_path)
    assert report.codes == ("00042", "30002-1")
    async with container.context.database.reading() as session:
        member = (await session.execute(select(Member).where(Member.code == "00042"))).scalar_one()  # type: ignore[arg-type]
        address = (await session.execute(select(MemberAddress))).scalars().first()
    assert (member.siret, member.phone) == ("73282932000074", "+33474000000")
    assert address is not None
    assert address.postal_code == "01000"


async def test_bad_lines_are_told_by_line_and_column_and_nothing_is_written(
    container: Container, tmp_path: Path
) -> None:
    folder = tmp_path / "lettres"
    with pytest.raises(ImportRefused) as refusal:
        await container.members.import_members(SYSTEM, (DATA / "adherents-erreurs.csv").read_bytes(), folder)
    told = [(p.line, p.column) for p in refusal.value.problems]
    assert told == [
        (3, "siret"),
        (4, "adresse"),
        (4, "code_adherent"),
        (4, "code_naf"),
        (4, "code_postal"),
        (4, "email_contact"),
        (4, "raison_sociale"),
        (4, "telephone"),
        (5, "code_adherent"),
    ]
    assert str(refusal.value.problems[0]) == french(
        "Ligne 3, colonne siret : Ce numéro SIRET n’existe pas : un de ses chiffres est faux."
    )
    assert refusal.value.problems[-1].sentence == "Ce code adhérent figure déjà à la ligne 2."
    assert await everything(container) == (0, 0, 0)
    assert not folder.exists()


async def test_good_lines_alone_when_asked(container: Container, tmp_path: Path) -> None:
    content = (DATA / "adherents-erreurs.csv").read_bytes()
    report = await container.members.import_members(SYSTEM, content, tmp_path, skip_errors=True)
    assert report.codes == ("30010",)
    assert {problem.line for problem in report.problems} == {3, 4, 5}
    assert [path.name for path in tmp_path.glob("*.pdf")] == ["lettre-30010.pdf"]


async def test_an_existing_member_is_an_error(container: Container, make_member: Any, tmp_path: Path) -> None:
    await make_member("10001")
    before = await everything(container)
    content = (HEADER + line("20001") + line("10 001")).encode()
    with pytest.raises(ImportRefused) as refusal:
        await container.members.import_members(SYSTEM, content, tmp_path / "lettres")
    [problem] = refusal.value.problems
    assert (problem.line, problem.column, problem.sentence) == (
        3, "code_adherent", "L’adhérent 10001 est déjà présent.",
    )  # fmt: skip
    assert await everything(container) == before


async def test_a_database_failure_leaves_neither_member_nor_letter(
    container: Container, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_args: Any, **_values: Any) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(members_service.audit, "record", broken)
    with pytest.raises(RuntimeError):
        await container.members.import_members(SYSTEM, (HEADER + line("20001")).encode(), tmp_path)
    assert await everything(container) == (0, 0, 0)
    assert list(tmp_path.rglob("*.pdf")) == []


async def test_letters_that_cannot_be_moved_are_not_lost(container: Container, tmp_path: Path) -> None:
    folder = tmp_path / "lettres"
    (folder / "lettre-20001.pdf").mkdir(parents=True)
    with pytest.raises(LettersNotDelivered) as refusal:
        await container.members.import_members(SYSTEM, (HEADER + line("20001")).encode(), folder)
    [waiting] = folder.glob("lettres-a-poster-*")
    assert str(waiting) in refusal.value.sentence
    assert "adherents regenerer CODE" in refusal.value.sentence
    number = number_in(waiting / "lettre-20001.pdf")
    await container.enrolments.verify(Actor(visitor="v" * 64), "20001", number)


async def test_a_folder_that_is_a_file_is_refused_before_anything(container: Container, tmp_path: Path) -> None:
    file = tmp_path / "fichier"
    file.write_text("")
    with pytest.raises(InvalidValue, match="Impossible d’écrire"):
        await container.members.import_members(SYSTEM, (HEADER + line("20001")).encode(), file)
    assert await everything(container) == (0, 0, 0)


async def test_a_new_number_kills_the_old_one(container: Container, tmp_path: Path) -> None:
    report = await container.members.import_members(SYSTEM, (HEADER + line("20001")).encode(), tmp_path)
    old = number_in(report.letters[0])
    visitor = Actor(visitor="v" * 64)
    await container.enrolments.verify(visitor, "20001", old)
    letter = await container.members.regenerate(SYSTEM, " 20001 ", tmp_path)
    assert letter == tmp_path / "lettre-20001.pdf"
    new = number_in(letter)
    assert new != old
    with pytest.raises(BadIdentifiers):
        await container.enrolments.verify(visitor, "20001", old)
    await container.enrolments.verify(visitor, "20001", new)
    assert "35000 RENNES" in text_of(letter)
    view = await container.members.find_by_code(SYSTEM, "20001")
    assert view.number_issued_at == container.context.clock()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(("lettre", "."))] == [letter.name]


async def test_an_open_verification_with_the_old_number_dies_too(
    container: Container, tmp_path: Path, clock: Any
) -> None:
    report = await container.members.import_members(SYSTEM, (HEADER + line("20001")).encode(), tmp_path)
    await container.enrolments.verify(Actor(visitor="v" * 64), "20001", number_in(report.letters[0]))
    await container.members.regenerate(SYSTEM, "20001", tmp_path)
    async with container.context.database.reading() as session:
        enrolment = (await session.execute(select(Enrolment))).scalar_one()
    assert enrolment.expires_at == clock()


@pytest.mark.parametrize(("code", "sentence"), [("99999", "Aucun adhérent"), ("abc", "Le code adhérent a 5")])
async def test_unknown_or_malformed_code_to_regenerate(
    container: Container, tmp_path: Path, code: str, sentence: str
) -> None:
    with pytest.raises(DomainError, match=sentence):
        await container.members.regenerate(SYSTEM, code, tmp_path / "lettres")
    assert not (tmp_path / "lettres").exists()
