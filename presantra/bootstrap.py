"""Composition root: settings → engine, keys, mail transport, services."""

from __future__ import annotations

import json
import secrets
from functools import lru_cache
from pathlib import Path

from presantra.db.engine import Database, make_engine
from presantra.domain.clock import Clock, system_clock
from presantra.mail.transports import MailboxTransport, SmtpTransport, Transport
from presantra.services.attachments import AttachmentService
from presantra.services.auth import AuthService
from presantra.services.cabinets import CabinetService, StaffInvitation, TeamService
from presantra.services.calendars import CalendarService
from presantra.services.changes import ChangeFollower
from presantra.services.closing import ClosingService
from presantra.services.closures import ClosureService
from presantra.services.companies import CompanyHistoryService, CompanyService
from presantra.services.context import ServiceContext
from presantra.services.dashboard import DashboardService
from presantra.services.digest import DigestService
from presantra.services.diligence import DiligenceService
from presantra.services.duties.absences import AbsenceService
from presantra.services.duties.attestations import AttestationService
from presantra.services.duties.overview import DutyOverview
from presantra.services.duties.posts import PostService
from presantra.services.email_change import EmailChangeService
from presantra.services.employees import EmployeeService
from presantra.services.employees.exports import ExportService
from presantra.services.enrolment import EnrolmentService, IdentifierCheck
from presantra.services.first_access import FirstAccessMail
from presantra.services.hashing import PasswordHasher
from presantra.services.imports import ImportService
from presantra.services.invitations import InvitationService
from presantra.services.invoices import InvoiceService
from presantra.services.invoices.archives import ArchiveService
from presantra.services.invoices.statements import StatementService
from presantra.services.keys import Keyring
from presantra.services.login_steps import LoginStepService
from presantra.services.lost_identifiers import LostIdentifierService
from presantra.services.mandates import MandateInvitation, MandateReminders, MandateService
from presantra.services.members import MemberService
from presantra.services.membership import MembershipService
from presantra.services.messages import MessageService
from presantra.services.opening import Opener
from presantra.services.outbox import OutboxWorker
from presantra.services.own_data import OwnDataService
from presantra.services.passkeys import PasskeyService
from presantra.services.passwords import PasswordService
from presantra.services.preferences import PreferenceService
from presantra.services.profile import ProfileService
from presantra.services.reauthentication import ReauthenticationService
from presantra.services.recalculation import RecalculationService
from presantra.services.requalification import RequalificationService
from presantra.services.second_factor import SecondFactorService
from presantra.services.secretariat import Secretariat
from presantra.services.security_history import SecurityHistoryService
from presantra.services.sessions import SessionService
from presantra.services.shared_documents import SharedDocumentService
from presantra.services.throttle import Throttle
from presantra.services.trusted_devices import TrustedDeviceService
from presantra.services.users import HandoverService, UserInvitation, UserService
from presantra.services.visit_batches import VisitBatchService
from presantra.services.visits import VisitService
from presantra.settings import ConfigurationError, Settings, get_settings


class Container:
    """Everything that the screens, the HTTP routes and the commands may use."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context
        self.settings = context.settings
        self.hasher = PasswordHasher(context.keys.pepper, context.settings.bcrypt_cost)
        self.throttle = Throttle(context.settings.redis_url)
        identifiers = IdentifierCheck(context, self.throttle)
        first_access = FirstAccessMail(context, self.hasher)
        self.sessions = SessionService(context)
        opener = Opener(context, self.sessions)
        self.trusted_devices = TrustedDeviceService(context)
        self.second_factor = SecondFactorService(context, self.throttle)
        self.login_steps = LoginStepService(context, opener, self.second_factor, self.trusted_devices)
        self.auth = AuthService(context, self.hasher, self.throttle, self.sessions, opener, self.login_steps)
        self.reauthentication = ReauthenticationService(context, self.hasher, self.throttle, self.second_factor)
        self.passkeys = PasskeyService(context, self.throttle, opener, self.login_steps, self.reauthentication)
        self.passwords = PasswordService(context, self.hasher, self.throttle, self.sessions, first_access)
        self.enrolments = EnrolmentService(context, self.throttle, identifiers, first_access)
        self.attachments = AttachmentService(context, identifiers)
        self.invitations = InvitationService(
            context,
            self.throttle,
            self.sessions,
            {
                UserInvitation.kind: UserInvitation(context),
                MandateInvitation.kind: MandateInvitation(context),
                StaffInvitation.kind: StaffInvitation(context),
            },
        )
        self.mandates = MandateService(context, self.invitations)
        self.mandate_reminders = MandateReminders(context)
        self.cabinets = CabinetService(context)
        self.teams = TeamService(context, self.invitations)
        self.users = UserService(context, self.invitations)
        self.handovers = HandoverService(context)
        self.companies = CompanyService(context)
        self.company_history = CompanyHistoryService(context)
        self.closures = ClosureService(context)
        self.employees = EmployeeService(context)
        self.requalification = RequalificationService(context)
        self.recalculation = RecalculationService(context, self.requalification)
        self.absences = AbsenceService(context, self.throttle)
        self.attestations = AttestationService(context)
        self.posts = PostService(context, self.throttle)
        self.duties = DutyOverview(context)
        self.exports = ExportService(context, self.throttle)
        self.visits = VisitService(context)
        self.visit_batches = VisitBatchService(context)
        self.secretariat = Secretariat(context)
        self.changes = ChangeFollower(context)
        self.invoices = InvoiceService(context)
        self.invoice_archives = ArchiveService(context)
        self.statements = StatementService(context, self.throttle)
        self.messages = MessageService(context, self.throttle)
        self.imports = ImportService(context, self.throttle)
        self.dashboard = DashboardService(context)
        self.digest = DigestService(context)
        self.diligence = DiligenceService(context, self.throttle)
        self.calendars = CalendarService(context, self.throttle)
        self.profile = ProfileService(context)
        self.preferences = PreferenceService(context)
        self.security_history = SecurityHistoryService(context)
        self.email_changes = EmailChangeService(context, self.throttle)
        self.closing = ClosingService(context)
        self.own_data = OwnDataService(context, self.throttle)
        self.members = MemberService(context)
        self.shared_documents = SharedDocumentService(context, self.throttle)
        self.membership = MembershipService(context, self.throttle)
        self.lost_identifiers = LostIdentifierService(context, self.throttle)
        self.outbox = OutboxWorker(context, make_transport(context.settings))

    async def close(self) -> None:
        await self.imports.close()
        self.hasher.close()
        await self.throttle.close()
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
    smtp_url = settings.smtp_url.get_secret_value()
    return SmtpTransport(smtp_url) if smtp_url else MailboxTransport(settings.mailbox_dir)
