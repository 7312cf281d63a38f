"""A victim with everything there is to steal, and those who would like it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

from presantra.bootstrap import Container, build_container
from presantra.cli.prepare import migrate
from presantra.db.models import Account, Invoice, Member, MemberAddress, MemberContact
from presantra.db.repositories import accounts
from presantra.domain.clock import paris_date
from presantra.services.actor import Actor
from presantra.services.keys import keyed_digest
from presantra.settings import load_settings
from tests.e2e.portal import Portal

PASSWORD = "cerise-tambour-9-glacier-Velours"
VICTIM_EMAIL = "canari-compte@victime.example"
# Words that stand nowhere else than in the victim's own data.
CANARIES = (
    "Canarimenuiserie", "Canarinom", "Canariprenom", "Canarimetier", "canari-salarie@", "CANARI-FACTURE",
    "Canarimotif", "Canarirue", "Canaricontact", "Canaripersonne", "Canariobjet", "Canarimessage", "canari-piece",
    VICTIM_EMAIL,
)  # fmt: skip


@dataclass
class Person:
    """An account, its company, and the cookies of its browser."""

    account_id: int = 0
    email: str = ""
    member_id: int = 0
    cookies: dict[str, str] = field(default_factory=dict)


@dataclass
class Victim(Person):
    """``ids``: public identifiers of what belongs to the victim, by what they name."""

    ids: dict[str, str] = field(default_factory=dict)


def house(portal: Portal, bcrypt_cost: int = 4) -> Container:
    """The services of a portal, on its database, with its keys."""
    environment = portal.environment
    settings = load_settings(
        _env_file=None, data_dir=portal.data_dir, port=portal.port, smtp_url=environment["PRESANTRA_SMTP_URL"],
        secret_key=environment["PRESANTRA_SECRET_KEY"], pepper=environment["PRESANTRA_PEPPER"], bcrypt_cost=bcrypt_cost,
    )  # fmt: skip
    migrate(settings)
    return build_container(settings)


async def company(container: Container, code: str, name: str) -> int:
    now = container.context.clock()
    member = Member(
        code=code, company_number=code, name=name, siret="99142113200010",
        declarant_number_digest=keyed_digest(container.context.keys.declarant, f"{code:0>8}"),
        created_at=now, updated_at=now,
    )  # fmt: skip
    async with container.context.database.transaction() as session:
        session.add(member)
        await session.flush()
        return member.id or 0


async def account(
    container: Container,
    email: str,
    member_id: int,
    *,
    last_name: str = "Durand",
    first_name: str = "Paul",
    password: str = PASSWORD,
    roles: str = "administrateur",
) -> Person:
    hashed = await container.hasher.hash(password)
    async with container.context.database.transaction() as session:
        row = Account(
            email=email, email_key=email.casefold(), last_name=last_name, first_name=first_name, job_title="Gérant",
            password_hash=hashed, password_state="own", created_at=container.context.clock(),
        )  # fmt: skip
        session.add(row)
        await session.flush()
        await accounts.attach(session, row.id or 0, member_id, container.context.clock(), roles)
        return Person(row.id or 0, email, member_id)


async def log_in(container: Container, person: Person, *, provisional: bool = False) -> dict[str, str]:
    """Cookies of a new session."""
    async with container.context.database.transaction() as session:
        row = await session.get_one(Account, person.account_id)
        token = await container.sessions.open(session, row, Actor(), provisional=provisional)
    return {container.settings.session_cookie: token, container.settings.visitor_cookie: str(uuid4())}


async def actor_of(container: Container, person: Person) -> Actor:
    return await container.sessions.resolve(person.cookies[container.settings.session_cookie], Actor())


async def victim_of(container: Container) -> Victim:
    """Somebody with an employee, one who has left, a visit request, an invoice, a message, a DUERP, a session."""
    member_id = await company(container, "10001", "Canarimenuiserie")
    person = await account(container, VICTIM_EMAIL, member_id, last_name="Canaripersonne")
    victim = Victim(person.account_id, person.email, member_id, await log_in(container, person))
    actor = await actor_of(container, victim)
    raw = {
        "birth_name": "Canarinom", "first_name": "Canariprenom", "birth_date": "14/07/1991", "sex": "f",
        "entry_date": "02/02/2026", "contract_type": "cdi", "job_title": "Canarimetier",
        "email": "canari-salarie@victime.example",
    }  # fmt: skip
    here = await container.employees.declare_arrival(actor, raw, uuid4())
    gone = await container.employees.declare_arrival(actor, raw | {"birth_name": "Canarinom-Sorti"}, uuid4())
    record = await container.employees.record(actor, gone.public_id)
    today = paris_date(container.context.clock())
    await container.employees.declare_departure(
        actor, gone.public_id, {"departure_date": f"{today:%d/%m/%Y}", "reason": "demission"},
        record.version, uuid4(),
    )  # fmt: skip
    wish = {
        "employee_id": here.public_id, "kind": "a_la_demande", "reason": "Canarimotif", "worker_informed": "on",
        "signature": "Canaripersonne",
    }  # fmt: skip
    visit = await container.visits.request(actor, wish, uuid4())
    session_id = next(s.public_id for s in await container.sessions.list(actor) if s.current)
    assert actor.member is not None
    assert actor.account_public_id is not None
    now = container.context.clock()
    invoice = Invoice(
        member_id=member_id, number="CANARI-FACTURE-1", issued_on=date(2026, 1, 5), kind="facture",
        net_cents=100, vat_cents=20, total_cents=120, created_at=now,
    )  # fmt: skip
    contact = MemberContact(member_id=member_id, kind="dirigeant", name="Canaricontact")
    address = MemberAddress(member_id=member_id, kind="siege", street="3 rue Canarirue")
    async with container.context.database.transaction() as session:
        session.add_all([invoice, contact, address])
    await container.users.invite(actor, "invitee@victime.example", ["lecture"], uuid4())
    invitation = (await container.users.page(actor)).invited[0].public_id
    access = (await container.users.people(actor))[0].public_id
    draft = uuid4()
    await container.messages.attach(actor, draft, "canari-piece.pdf", b"%PDF-1.7")
    words = {"theme": "autre", "subject": "Canariobjet", "message": "Canarimessage"}
    thread = await container.messages.open(actor, words, draft, uuid4())
    [message] = (await container.messages.thread(actor, thread)).messages
    waiting = uuid4()
    await container.messages.attach(actor, waiting, "canari-piece.pdf", b"%PDF-1.7")
    await container.shared_documents.deposit(actor, {"document_on": "2026-01-05"}, b"%PDF-1.7\n", uuid4())
    document = (await container.shared_documents.overview(actor)).duerp.versions[0].public_id
    victim.ids = {
        "employee": str(here.public_id),
        "departed": str(gone.public_id),
        "visit": str(visit.public_id),
        "company": str(actor.member.public_id),
        "account": str(actor.account_public_id),
        "session": session_id,
        "invoice": str(invoice.public_id),
        "access": str(access),
        "invitation": invitation,
        "thread": thread,
        "file": message.files[0].public_id,
        "draft": str(waiting),
        "waiting": (await container.messages.attached(actor, waiting))[0].public_id,
        "document": document,
    }
    return victim
