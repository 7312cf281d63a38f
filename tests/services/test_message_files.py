"""Files of messages: kept until they are sent, seen by their author, then by whoever sees the thread; erased."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from presantra.bootstrap import Container
from presantra.db.models import AttachedFile
from presantra.domain.attached_files import MAX_FILE_BYTES
from presantra.domain.errors import DocumentMissing, Forbidden, InvalidForm, InvalidValue, NotFound, Throttled
from presantra.domain.messages import ThreadStatus
from presantra.domain.rights import ROLES, Role
from presantra.services.actor import Actor, System
from presantra.services.retention import purge
from presantra.services.secretariat.messages import GivenFile
from tests.services.messages import PDF, PNG, REQUEST, number_of, opened
from tests.services.visits import SERVICE


@pytest.fixture
async def claire(make_member: Any, make_account: Any) -> Actor:
    return await make_account(members=[await make_member()])


@pytest.fixture
def stored(container: Container) -> Callable[[], int]:
    """How many files lie in the store."""
    folder = container.settings.documents_dir / "messages"
    return lambda: sum(path.is_file() for path in folder.rglob("*"))


async def sent(container: Container, actor: Actor, theme: str = "autre") -> tuple[str, str]:
    """A thread with one file; their public ids."""
    draft = uuid4()
    await container.messages.attach(actor, draft, "contrat.pdf", PDF)
    thread = await container.messages.open(actor, REQUEST | {"theme": theme}, draft, uuid4())
    [message] = (await container.messages.thread(actor, thread)).messages
    return thread, message.files[0].public_id


async def test_files_go_with_the_message(container: Container, claire: Actor, stored: Any) -> None:
    draft = uuid4()
    for name, content in (("Contrat été.PDF", PDF), ("photo.exe", PNG)):
        await container.messages.attach(claire, draft, name, content)
    assert [(f.name, f.size) for f in await container.messages.attached(claire, draft)] == [
        ("Contrat été.pdf", len(PDF)), ("photo.png", len(PNG)),
    ]  # fmt: skip
    thread = await container.messages.open(claire, REQUEST, draft, uuid4())
    assert await container.messages.attached(claire, draft) == ()
    [message] = (await container.messages.thread(claire, thread)).messages
    assert [file.name for file in message.files] == ["Contrat été.pdf", "photo.png"]
    view = await container.messages.file(claire, message.files[0].public_id)
    assert (view.path.read_bytes(), view.name, view.media_type) == (PDF, "Contrat été.pdf", "application/pdf")
    assert view.path.stat().st_mode & 0o077 == 0
    assert stored() == 2
    given = await container.secretariat.messages.read(SERVICE, "M-2026-00001")
    assert [file.path.read_bytes() for file in given.messages[0].files] == [PDF, PNG]


async def test_a_file_alone_is_an_answer(container: Container, claire: Actor) -> None:
    thread = await opened(container, claire)
    draft = (await container.messages.thread(claire, thread)).draft
    await container.messages.attach(claire, draft, "photo.png", PNG)
    assert (await container.messages.thread(claire, thread)).draft == draft
    await container.messages.answer(claire, thread, "", draft, uuid4())
    view = await container.messages.thread(claire, thread)
    assert [(m.text, len(m.files)) for m in view.messages[1:]] == [("", 1)]
    assert view.draft != draft


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"MZ\x90\x00", "contrat.pdf"), (b"", "vide.csv"), (PDF.ljust(MAX_FILE_BYTES + 1), "gros.pdf")],
)
async def test_what_is_not_accepted_leaves_nothing(
    container: Container, claire: Actor, dump: Any, stored: Any, content: bytes, name: str
) -> None:
    thread = await opened(container, claire)
    before = await dump()
    with pytest.raises(InvalidValue):
        await container.messages.attach(claire, uuid4(), name, content)
    with pytest.raises(InvalidValue):
        await container.secretariat.messages.answer(
            SERVICE, await number_of(container, claire, thread), "Voici", [GivenFile(name, content)]
        )
    assert (await dump(), stored()) == (before, 0)


async def test_five_files_even_when_they_arrive_together(
    container: Container, claire: Actor, dump: Any, stored: Any
) -> None:
    draft = uuid4()
    outcomes = await asyncio.gather(
        *(container.messages.attach(claire, draft, f"{rank}.pdf", PDF) for rank in range(8)), return_exceptions=True
    )
    assert sum(isinstance(outcome, InvalidValue) for outcome in outcomes) == 3
    assert (len(await container.messages.attached(claire, draft)), stored()) == (5, 5)
    await opened(container, claire)
    before = await dump()
    with pytest.raises(InvalidValue, match="5 pièces"):
        await container.secretariat.messages.answer(SERVICE, "M-2026-00001", "x", [GivenFile("a.pdf", PDF)] * 6)
    assert (await dump(), stored()) == (before, 5)


async def test_more_files_than_that_never_leave(container: Container, claire: Actor, dump: Any) -> None:
    """A draft that holds too many, however it came to, is refused whole."""
    draft, now = uuid4(), container.context.clock()
    assert claire.member is not None
    async with container.context.database.transaction() as session:
        for _ in range(6):
            session.add(
                AttachedFile(
                    member_id=claire.member.id,
                    account_id=claire.account_id,
                    draft=draft,
                    kind="pdf",
                    name="a.pdf",
                    size=1,
                    created_at=now,
                )
            )
    before = await dump()
    with pytest.raises(InvalidForm) as refusal:
        await container.messages.open(claire, REQUEST, draft, uuid4())
    assert list(refusal.value.errors) == ["files"]
    assert await dump() == before


async def test_a_file_is_taken_out(container: Container, claire: Actor, stored: Any) -> None:
    draft = uuid4()
    kept = await container.messages.attach(claire, draft, "a.pdf", PDF)
    for _ in range(2):
        await container.messages.take_out(claire, draft, kept.public_id)
    assert (await container.messages.attached(claire, draft), stored()) == ((), 0)
    _, file = await sent(container, claire)
    await container.messages.take_out(claire, draft, file)
    assert stored() == 1


async def test_a_draft_is_its_authors_alone(
    container: Container, make_member: Any, make_account: Any, dump: Any, stored: Any
) -> None:
    """Neither a colleague, nor the same person in another company, takes what waits there."""
    member = await make_member()
    branch = await make_member(code="10001-1", siret="99142113200028")
    claire = await make_account(members=[member, branch])
    zoe = await make_account("zoe@lefevre.example", [member])
    elsewhere = claire.working_in(branch.public_id)
    draft = uuid4()
    kept = await container.messages.attach(claire, draft, "a.pdf", PDF)
    before = await dump()
    for actor in (zoe, elsewhere):
        assert await container.messages.attached(actor, draft) == ()
        await container.messages.take_out(actor, draft, kept.public_id)
        with pytest.raises(NotFound):
            await container.messages.file(actor, kept.public_id)
    with pytest.raises(NotFound):
        await container.messages.file(claire, kept.public_id)
    assert (await dump(), stored()) == (before, 1)
    thread = await container.messages.open(zoe, REQUEST, draft, uuid4())
    assert (await container.messages.thread(zoe, thread)).messages[0].files == ()
    assert len(await container.messages.attached(claire, draft)) == 1


async def test_a_file_follows_the_rights_on_its_thread(
    container: Container, claire: Actor, make_member: Any, make_account: Any
) -> None:
    member = await make_member(code="20002", number="TD-G7V2-J3ZK")
    stranger = await make_account("paul@morel.example", [member])
    _, file = await sent(container, claire, theme="salaries")
    assert claire.member is not None
    billing = replace(claire, member=replace(claire.member, rights=ROLES[Role.BILLING].rights))
    reader = replace(claire, member=replace(claire.member, rights=ROLES[Role.READER].rights))
    assert (await container.messages.file(reader, file)).name == "contrat.pdf"
    for actor, wanted in ((stranger, file), (billing, file), (claire, str(uuid4())), (claire, "x")):
        with pytest.raises(NotFound):
            await container.messages.file(actor, wanted)
    nobody = replace(claire, member=replace(claire.member, rights=frozenset()))
    with pytest.raises(Forbidden):
        await container.messages.file(nobody, file)


async def test_a_missing_file_says_so(container: Container, claire: Actor) -> None:
    _, file = await sent(container, claire)
    (await container.messages.file(claire, file)).path.unlink()
    with pytest.raises(DocumentMissing):
        await container.messages.file(claire, file)


async def test_so_many_files_an_hour(container: Container, claire: Actor) -> None:
    for _ in range(60):
        await container.messages.admit_file(claire)
    with pytest.raises(Throttled):
        await container.messages.admit_file(claire)


async def test_the_purge_erases_old_threads_with_their_files(
    container: Container, claire: Actor, clock: Any, stored: Any
) -> None:
    old, _ = await sent(container, claire)
    await container.secretariat.messages.answer(SERVICE, "M-2026-00001", "Voici", [GivenFile("b.pdf", PDF)])
    await container.messages.mark_read(claire, old)
    clock.advance(days=container.settings.message_retention_days - 10)
    recent, _ = await sent(container, claire)
    assert (await purge(container.context, System())).threads == 0
    assert stored() == 3
    clock.advance(days=10, seconds=1)
    assert (await purge(container.context, System())).threads == 1
    assert stored() == 1
    with pytest.raises(NotFound):
        await container.messages.thread(claire, old)
    assert (await container.messages.thread(claire, recent)).thread.status is ThreadStatus.OPEN


async def test_what_was_never_sent_goes_after_a_week(
    container: Container, claire: Actor, clock: Any, stored: Any
) -> None:
    draft = uuid4()
    await container.messages.attach(claire, draft, "a.pdf", PDF)
    clock.now += timedelta(days=7)
    await purge(container.context, System())
    assert stored() == 1
    clock.now += timedelta(seconds=1)
    report = await purge(container.context, System())
    assert (stored(), report.threads, await container.messages.attached(claire, draft)) == (0, 0, ())
