"""Composition root: settings → engine, keys, mail transport, services."""

from __future__ import annotations

import json
import secrets
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from presantra.db.engine import Database, make_engine
from presantra.domain.clock import Clock, system_clock
from presantra.services.context import ServiceContext
from presantra.services.keys import Keyring
from presantra.settings import ConfigurationError, Settings, get_settings

if TYPE_CHECKING:
    from presantra.mail.transports import Transport
    from presantra.services.attachments import AttachmentService
    from presantra.services.auth import AuthService
    from presantra.services.companies import CompanyService
    from presantra.services.dashboard import DashboardService
    from presantra.services.employees import EmployeeService
    from presantra.services.enrolment import EnrolmentService, IdentifierCheck
    from presantra.services.first_access import FirstAccessMail
    from presantra.services.invoices import InvoiceService
    from presantra.services.members import MemberService
    from presantra.services.outbox import OutboxWorker
    from presantra.services.passwords import PasswordService
    from presantra.services.profile import ProfileService
    from presantra.services.sessions import SessionService
    from presantra.services.visits import VisitService


class Container:
    """Everything that the screens, the HTTP routes and the commands may use."""

    def __init__(self, context: ServiceContext) -> None:
        from presantra.services.hashing import PasswordHasher
        from presantra.services.throttle import Throttle

        self.context = context
        self.settings = context.settings
        self.hasher = PasswordHasher(context.keys.pepper, context.settings.bcrypt_cost)
        self.throttle = Throttle(context.settings.redis_url)

    @cached_property
    def sessions(self) -> SessionService:
        from presantra.services.sessions import SessionService

        return SessionService(self.context)

    @cached_property
    def auth(self) -> AuthService:
        from presantra.services.auth import AuthService

        return AuthService(self.context, self.hasher, self.throttle, self.sessions)

    @cached_property
    def first_access(self) -> FirstAccessMail:
        from presantra.services.first_access import FirstAccessMail

        return FirstAccessMail(self.context, self.hasher)

    @cached_property
    def identifiers(self) -> IdentifierCheck:
        from presantra.services.enrolment import IdentifierCheck

        return IdentifierCheck(self.context, self.throttle)

    @cached_property
    def enrolments(self) -> EnrolmentService:
        from presantra.services.enrolment import EnrolmentService

        return EnrolmentService(self.context, self.throttle, self.identifiers, self.first_access)

    @cached_property
    def passwords(self) -> PasswordService:
        from presantra.services.passwords import PasswordService

        return PasswordService(self.context, self.hasher, self.throttle, self.sessions, self.first_access)

    @cached_property
    def profile(self) -> ProfileService:
        from presantra.services.profile import ProfileService

        return ProfileService(self.context)

    @cached_property
    def attachments(self) -> AttachmentService:
        from presantra.services.attachments import AttachmentService

        return AttachmentService(self.context, self.identifiers)

    @cached_property
    def companies(self) -> CompanyService:
        from presantra.services.companies import CompanyService

        return CompanyService(self.context)

    @cached_property
    def employees(self) -> EmployeeService:
        from presantra.services.employees import EmployeeService

        return EmployeeService(self.context)

    @cached_property
    def visits(self) -> VisitService:
        from presantra.services.visits import VisitService

        return VisitService(self.context)

    @cached_property
    def dashboard(self) -> DashboardService:
        from presantra.services.dashboard import DashboardService

        return DashboardService(self.context)

    @cached_property
    def invoices(self) -> InvoiceService:
        from presantra.services.invoices import InvoiceService

        return InvoiceService(self.context)

    @cached_property
    def members(self) -> MemberService:
        from presantra.services.members import MemberService

        return MemberService(self.context)

    @cached_property
    def outbox(self) -> OutboxWorker:
        from presantra.services.outbox import OutboxWorker

        return OutboxWorker(self.context, make_transport(self.settings))

    async def close(self) -> None:
        self.hasher.close()
        await self.context.database.close()


def build_container(settings: Settings, clock: Clock = system_clock) -> Container:
    """Raises:
    ConfigurationError: the settings forbid to start; its sentences say which.
    """
    problems = settings.problems()
    if problems:
        raise ConfigurationError(problems)
    database = Database(make_engine(settings.database_url))
    return Container(ServiceContext(settings, database, clock, keyring(settings)))


@lru_cache(maxsize=1)
def get_container() -> Container:
    """The house of this process, built from the environment."""
    return build_container(get_settings())


def keyring(settings: Settings) -> Keyring:
    """Keys of the settings; in demonstration, missing secrets are drawn once and kept in the data folder."""
    master, pepper = settings.secret_key.get_secret_value(), settings.pepper.get_secret_value()
    if settings.demonstration and not (master and pepper):
        drawn = _demonstration_secrets(settings.data_dir / "secrets.json")
        master, pepper = master or drawn["secret_key"], pepper or drawn["pepper"]
    return Keyring.from_secrets(master, pepper)


def _demonstration_secrets(path: Path) -> dict[str, str]:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = {"secret_key": secrets.token_urlsafe(48), "pepper": secrets.token_urlsafe(48)}
        temporary = path.with_suffix(f".{secrets.token_hex(4)}")
        temporary.touch(mode=0o600)
        temporary.write_text(json.dumps(fresh))
        try:
            path.hardlink_to(temporary)  # two processes starting together must agree on one file
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return dict(json.loads(path.read_text()))


def make_transport(settings: Settings) -> Transport:
    """SMTP when it is set; the local mailbox of the demonstration otherwise."""
    from presantra.mail.transports import MailboxTransport, SmtpTransport

    smtp_url = settings.smtp_url.get_secret_value()
    return SmtpTransport(smtp_url) if smtp_url else MailboxTransport(settings.mailbox_dir)
