"""All tables, so that importing this package fills ``SQLModel.metadata``."""

from presantra.db.models.account import Account, Attachment
from presantra.db.models.appointment import Appointment, Slot, VisitDocument
from presantra.db.models.audit import AuditChain, AuditCheckpoint, AuditEntry
from presantra.db.models.base import metadata
from presantra.db.models.cabinet import Cabinet, CabinetMember, Mandate
from presantra.db.models.closure import ClosurePeriod, RegularClosure
from presantra.db.models.employee import Employee, EmployeeMerge, Employment, NotDuplicate, PastAssignment
from presantra.db.models.enrolment import Enrolment, PasswordToken
from presantra.db.models.follow_up import Absence, Attestation, CalendarFeed, ComplementaryPost
from presantra.db.models.importing import ImportJob, ImportMapping
from presantra.db.models.invitation import Handover, Invitation
from presantra.db.models.invoice import Invoice
from presantra.db.models.letter_request import LetterRequest
from presantra.db.models.login_session import LoginSession
from presantra.db.models.member import Member, MemberAddress, MemberContact
from presantra.db.models.message import AttachedFile, MessageThread, ThreadMessage, ThreadRead
from presantra.db.models.operation import Counter, Operation
from presantra.db.models.outbox import OutboxMail
from presantra.db.models.payment import Allocation, Payment
from presantra.db.models.security import (
    EmailChange,
    LoginStep,
    Passkey,
    PasskeyChallenge,
    RecoveryCode,
    TotpFactor,
    TrustedDevice,
)
from presantra.db.models.shared_document import SharedDocument, SharedDocumentRead
from presantra.db.models.visit import VisitEvent, VisitRequest

__all__ = [
    "Absence",
    "Account",
    "Allocation",
    "Appointment",
    "AttachedFile",
    "Attachment",
    "Attestation",
    "AuditChain",
    "AuditCheckpoint",
    "AuditEntry",
    "Cabinet",
    "CabinetMember",
    "CalendarFeed",
    "ClosurePeriod",
    "ComplementaryPost",
    "Counter",
    "EmailChange",
    "Employee",
    "EmployeeMerge",
    "Employment",
    "Enrolment",
    "Handover",
    "ImportJob",
    "ImportMapping",
    "Invitation",
    "Invoice",
    "LetterRequest",
    "LoginSession",
    "LoginStep",
    "Mandate",
    "Member",
    "MemberAddress",
    "MemberContact",
    "MessageThread",
    "NotDuplicate",
    "Operation",
    "OutboxMail",
    "Passkey",
    "PasskeyChallenge",
    "PasswordToken",
    "PastAssignment",
    "Payment",
    "RecoveryCode",
    "RegularClosure",
    "SharedDocument",
    "SharedDocumentRead",
    "Slot",
    "ThreadMessage",
    "ThreadRead",
    "TotpFactor",
    "TrustedDevice",
    "VisitDocument",
    "VisitEvent",
    "VisitRequest",
    "metadata",
]
