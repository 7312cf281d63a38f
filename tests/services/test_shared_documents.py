"""Documents shared with the service: deposits, versions, what the service gives, who sees what."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlmodel import col

from presantra.db.models import Account, Attachment
from presantra.domain.errors import Forbidden, InvalidValue, NotFound, Throttled
from presantra.domain.files import FileKind
from presantra.domain.rights import Role
from presantra.domain.shared_documents import DepositProblem, DuerpStanding, InvalidDeposit, SharedKind
from presantra.services.retention import purge
from presantra.services.secretariat import Listed
from tests.services.visits import PDF, SERVICE, arrive

S, P = DuerpStanding, DepositProblem
DATES = {"document_on": "2026-11-02", "next_update_on": ""}


@pytest.fixture
async def member(make_member: Any) -> Any:
    return await make_member()


@pytest.fixture
async def actor(member: Any, make_account: Any) -> Any:
    return await make_account(members=[member])


@pytest.fixture
async def stranger(make_member: Any, make_account: Any) -> Any:
    other = await make_member(code="20002", name="Transports Morel", number="TD-G7V2-J3ZK", siret="73282932000074")
    return await make_account("paul@morel.example", [other], first_name="Paul", last_name="Morel")


async def deposit(container: Any, actor: Any, content: bytes | None = PDF, **dates: str) -> None:
    await container.shared_documents.deposit(actor, DATES | dates, content, uuid4())


async def roles(container: Any, *granted: Role) -> None:
    async with container.context.database.transaction() as session:
        await session.execute(update(Attachment).values(roles=",".join(granted)))


async def test_a_deposit_is_kept_dated_journalled_and_transmitted(
    container: Any, actor: Any, clock: Any, mails: Any
) -> None:
    await deposit(container, actor)
    view = (await container.shared_documents.overview(actor)).duerp
    [version] = view.versions
    assert (view.standing, view.due_on, view.yearly) == (S.UP_TO_DATE, None, False)
    assert (version.document_on, version.format, version.size) == (date(2026, 11, 2), FileKind.PDF, len(PDF))
    assert version.deposited_by == "Claire MARTIN"
    assert version.withdrawable_until == clock() + timedelta(hours=24)
    [mail] = await mails()
    assert (mail.kind, mail.to) == ("document_deposited_secretariat", container.settings.secretariat_email)
    assert "02/11/2026" in mail.text
    assert version.public_id in mail.text
    profile = await container.companies.profile(actor)
    assert profile.history[0].action == "DUERP déposé"
    file = await container.shared_documents.file(actor, version.public_id)
    assert (file.path.read_bytes(), file.filename) == (PDF, "duerp-10001-2026-11-02.pdf")


async def test_versions_follow_each_other_by_their_date(container: Any, actor: Any) -> None:
    await deposit(container, actor, PDF + b"2025", document_on="2025-11-30")
    await deposit(container, actor, PDF + b"2026")
    await deposit(container, actor, PDF + b"2024", document_on="2024-01-31")
    found = (await container.shared_documents.overview(actor)).duerp.versions
    assert [version.document_on.year for version in found] == [2026, 2025, 2024]
    contents = [(await container.shared_documents.file(actor, v.public_id)).path.read_bytes() for v in found]
    assert contents == [PDF + b"2026", PDF + b"2025", PDF + b"2024"]


async def test_eleven_people_make_the_update_yearly(container: Any, actor: Any, clock: Any) -> None:
    for number in range(11):
        await arrive(container, actor, birth_name=f"Nom{'abcdefghijk'[number]}", email="", matricule=f"M{number}")
    await deposit(container, actor)
    view = (await container.shared_documents.overview(actor)).duerp
    assert (view.yearly, view.headcount, view.due_on) == (True, 11, date(2027, 11, 2))
    assert view.versions[0].next_update_on == date(2027, 11, 2)
    clock.now = clock.now.replace(year=2027, month=11, day=2)
    assert (await container.shared_documents.overview(actor)).duerp.standing is S.UP_TO_DATE
    clock.advance(days=1)
    assert (await container.shared_documents.overview(actor)).duerp.standing is S.TO_UPDATE


async def test_the_dashboard_says_what_to_do(container: Any, actor: Any, clock: Any) -> None:
    async def asked() -> list[str]:
        found = await container.dashboard.overview(actor)
        return [action.sentence for action in found.actions if action.href == "/espace/documents"]

    assert await asked() == []
    await arrive(container, actor)
    assert await asked() == ["Déposez votre document unique (DUERP)"]
    await deposit(container, actor, next_update_on="2026-12-01")
    assert await asked() == []
    clock.advance(days=9)
    assert await asked() == ["Votre document unique (DUERP) est à mettre à jour"]
    await roles(container, Role.BILLING)
    reduced = await container.sessions.resolve(await _token(container, actor), actor)
    found = await container.dashboard.overview(reduced)
    assert [action for action in found.actions if action.href == "/espace/documents"] == []


async def _token(container: Any, actor: Any) -> str:
    async with container.context.database.transaction() as session:
        account = await session.get_one(Account, actor.account_id)
        return str(await container.sessions.open(session, account, actor, provisional=False))


async def test_the_same_deposit_twice_is_one(container: Any, actor: Any, mails: Any) -> None:
    operation = uuid4()
    for _ in range(2):
        await container.shared_documents.deposit(actor, DATES, PDF, operation)
    assert len((await container.shared_documents.overview(actor)).duerp.versions) == 1
    assert len(await mails()) == 1


@pytest.mark.parametrize(
    ("content", "dates", "problems"),
    [
        (None, {}, {"fichier": P.FILE_MISSING}),
        (b"", {"document_on": ""}, {"fichier": P.FILE_EMPTY, "document_on": P.DATE_MISSING}),
        (b"MZ\x90", {}, {"fichier": P.FILE_FORMAT}),
        (PDF, {"document_on": "2026-11-24"}, {"document_on": P.DATE_FUTURE}),
    ],
)
async def test_a_refused_deposit_changes_nothing(
    container: Any, actor: Any, dump: Any, content: bytes | None, dates: dict[str, str], problems: Any
) -> None:
    before = await dump()
    with pytest.raises(InvalidDeposit) as refused:
        await deposit(container, actor, content, **dates)
    assert refused.value.problems == problems
    assert await dump() == before
    assert not container.settings.documents_dir.exists()


async def test_a_file_of_the_largest_size_and_one_byte_more(container: Any, actor: Any) -> None:
    largest = PDF.ljust(container.settings.document_max_bytes, b"x")
    await deposit(container, actor, largest)
    with pytest.raises(InvalidDeposit) as refused:
        await deposit(container, actor, largest + b"x")
    assert refused.value.problems == {"fichier": P.FILE_TOO_BIG}


async def test_a_mistake_is_taken_back_within_a_day(
    container: Any, actor: Any, clock: Any, mails: Any, dump: Any
) -> None:
    await deposit(container, actor, PDF + b"1", document_on="2025-11-03")
    await deposit(container, actor)
    latest, former = (await container.shared_documents.overview(actor)).duerp.versions
    clock.advance(hours=23, minutes=59)
    await container.shared_documents.withdraw(actor, latest.public_id)
    [left] = (await container.shared_documents.overview(actor)).duerp.versions
    assert left.public_id == former.public_id
    assert "a retiré un document" in (await mails())[-1].text
    before = await dump()
    for refused in (container.shared_documents.withdraw, container.shared_documents.file):
        with pytest.raises(NotFound):
            await refused(actor, latest.public_id)
    clock.advance(minutes=1)
    assert (await container.shared_documents.overview(actor)).duerp.versions[0].withdrawable_until is None
    with pytest.raises(InvalidValue, match="plus de 24 heures"):
        await container.shared_documents.withdraw(actor, former.public_id)
    assert await dump() == before


async def test_too_many_files_of_one_account(container: Any, actor: Any) -> None:
    for _ in range(30):
        await container.shared_documents.admit(actor)
    with pytest.raises(Throttled):
        await container.shared_documents.admit(actor)


async def give(container: Any, code: str = "10001", kind: SharedKind = SharedKind.COMPANY_FILE, **more: Any) -> Any:
    return await container.secretariat.sharing.give(SERVICE, code, PDF, kind, **more)


async def test_what_the_service_gives_is_told_and_marked_until_it_is_read(
    container: Any, actor: Any, mails: Any, make_account: Any, member: Any
) -> None:
    colleague = await make_account("zoe@example.fr", [member], first_name="Zoé")
    given = await give(container, title="Fiche 2026", day=date(2026, 11, 1))
    assert given.told == (actor.email, "zoe@example.fr")
    mail = (await mails())[0]
    assert (mail.kind, mail.to) == ("document_shared", actor.email)
    assert "Fiche 2026" in mail.text
    [line] = (await container.shared_documents.overview(actor)).received
    assert (line.title, line.kind, line.unread, line.former) == ("Fiche 2026", SharedKind.COMPANY_FILE, True, False)
    file = await container.shared_documents.file(actor, line.public_id)
    assert file.path.read_bytes() == PDF
    await container.shared_documents.file(actor, line.public_id)
    assert not (await container.shared_documents.overview(actor)).received[0].unread
    assert (await container.shared_documents.overview(colleague)).received[0].unread
    profile = await container.companies.profile(actor)
    assert (profile.history[0].action, profile.history[0].by) == (
        "Fiche d’entreprise : déposé par le service",
        SERVICE.name,
    )


async def test_a_new_company_file_replaces_the_former_one_and_letters_do_not(
    container: Any, actor: Any, clock: Any
) -> None:
    await give(container, day=date(2025, 11, 1))
    clock.advance(minutes=1)
    await give(container)
    for _ in range(2):
        clock.advance(minutes=1)
        await give(container, kind=SharedKind.LETTER)
    lines = (await container.shared_documents.overview(actor)).received
    assert [(line.kind.value, line.former) for line in lines] == [
        ("courrier", False), ("courrier", False), ("fiche_entreprise", False), ("fiche_entreprise", True),
    ]  # fmt: skip


async def test_only_those_who_may_read_and_want_it_are_told(
    container: Any, actor: Any, make_account: Any, member: Any
) -> None:
    await make_account("quiet@example.fr", [member])
    await make_account("billing@example.fr", [member])
    await make_account("suspended@example.fr", [member])
    async with container.context.database.transaction() as session:
        await session.execute(
            update(Account).where(col(Account.email) == "quiet@example.fr").values(mail_documents=False)
        )
        for address, values in (
            ("billing@example.fr", {"roles": Role.BILLING.value}),
            ("suspended@example.fr", {"suspended_at": container.context.clock()}),
        ):
            account = (await session.execute(Account.__table__.select().where(Account.email == address))).one()  # type: ignore[attr-defined]
            await session.execute(update(Attachment).where(col(Attachment.account_id) == account.id).values(**values))
    assert (await give(container)).told == (actor.email,)


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        (SharedKind.DUERP, PDF, "pas de ceux que le service dépose"),
        (SharedKind.MEMBERSHIP, PDF, "pas de ceux que le service dépose"),
        (SharedKind.LETTER, b"PK\x03\x04", "pas un PDF"),
        (SharedKind.LETTER, PDF.ljust(20 * 1024 * 1024 + 1, b"x"), "dépasse 20"),
    ],
)
async def test_what_the_service_may_not_give(
    container: Any, actor: Any, dump: Any, kind: SharedKind, content: bytes, words: str
) -> None:
    before = await dump()
    with pytest.raises(InvalidValue, match=words):
        await container.secretariat.sharing.give(SERVICE, "10001", content, kind)
    with pytest.raises(InvalidValue, match="futur"):
        await give(container, day=date(2026, 11, 24))
    with pytest.raises(NotFound):
        await give(container, code="99999")
    assert await dump() == before


async def test_each_side_takes_back_its_own(container: Any, actor: Any, dump: Any) -> None:
    await deposit(container, actor)
    given = await give(container)
    sharing = container.secretariat.sharing
    mine = (await container.shared_documents.overview(actor)).duerp.versions[0].public_id
    before = await dump()
    with pytest.raises(InvalidValue, match="par l’employeur"):
        await sharing.withdraw(SERVICE, mine)
    with pytest.raises(InvalidValue, match="par le service"):
        await container.shared_documents.withdraw(actor, given.public_id)
    for wrong in (str(uuid4()), "x"):
        with pytest.raises(NotFound):
            await sharing.withdraw(SERVICE, wrong)
    assert await dump() == before
    assert [line.public_id for line in await sharing.list(SERVICE)] == [given.public_id, mine]
    assert await sharing.list(SERVICE, "20002") == Listed((), 0)
    assert await sharing.content(SERVICE, mine) == ("duerp-10001-2026-11-02.pdf", PDF)
    await sharing.withdraw(SERVICE, given.public_id)
    assert (await container.shared_documents.overview(actor)).received == ()
    with pytest.raises(NotFound):
        await sharing.content(SERVICE, given.public_id)


async def test_another_company_sees_nothing_and_takes_nothing(
    container: Any, actor: Any, stranger: Any, dump: Any
) -> None:
    await deposit(container, actor)
    given = await give(container)
    mine = (await container.shared_documents.overview(actor)).duerp.versions[0].public_id
    before = await dump()
    for wanted in (mine, given.public_id, str(uuid4()), "x"):
        for method in (container.shared_documents.file, container.shared_documents.withdraw):
            with pytest.raises(NotFound) as answer:
                await method(stranger, wanted)
            assert answer.value.sentence == NotFound().sentence
    view = await container.shared_documents.overview(stranger)
    assert (view.duerp.versions, view.received, view.letter) == ((), (), None)
    assert await dump() == before


async def test_who_only_reads_deposits_nothing(container: Any, actor: Any, dump: Any) -> None:
    await deposit(container, actor)
    await roles(container, Role.READER)
    reader = await container.sessions.resolve(await _token(container, actor), actor)
    before = await dump()
    [version] = (await container.shared_documents.overview(reader)).duerp.versions
    assert version.withdrawable_until is None
    for refused in (
        deposit(container, reader),
        container.shared_documents.withdraw(reader, version.public_id),
        container.shared_documents.admit(reader),
    ):
        with pytest.raises(Forbidden):
            await refused
    assert await dump() == before


async def test_what_was_taken_back_is_purged_with_its_file_unless_another_needs_it(
    container: Any, actor: Any, clock: Any
) -> None:
    await deposit(container, actor, PDF + b"1")
    await deposit(container, actor, PDF + b"2")
    for line in (await container.shared_documents.overview(actor)).duerp.versions:
        await container.shared_documents.withdraw(actor, line.public_id)
    await deposit(container, actor, PDF + b"2")
    given = await give(container)
    await container.shared_documents.file(actor, given.public_id)
    await container.secretariat.sharing.withdraw(SERVICE, given.public_id)
    clock.advance(days=30)
    assert (await purge(container.context, SERVICE)).documents == 0
    clock.advance(seconds=1)
    assert (await purge(container.context, SERVICE)).documents == 3
    [left] = (await container.shared_documents.overview(actor)).duerp.versions
    kept = (await container.shared_documents.file(actor, left.public_id)).path
    assert kept.read_bytes() == PDF + b"2"
    assert [path for path in container.settings.shared_documents_dir.rglob("*") if path.is_file()] == [kept]
