"""All tables, so that importing this package fills ``SQLModel.metadata``."""

from presantra.db.models.account import Account, Attachment
from presantra.db.models.audit import AuditChain, AuditCheckpoint, AuditEntry
from presantra.db.models.base import metadata
from presantra.db.models.employee import Employee, Employment
from presantra.db.models.enrolment import Enrolment, PasswordToken
from presantra.db.models.invoice import Invoice
from presantra.db.models.login_session import LoginSession
from presantra.db.models.member import Member, MemberAddress, MemberContact
from presantra.db.models.operation import Counter, Operation
from presantra.db.models.outbox import OutboxMail
from presantra.db.models.visit import VisitEvent, VisitRequest

__all__ = [
    "Account",
    "Attachment",
    "AuditChain",
    "AuditCheckpoint",
    "AuditEntry",
    "Counter",
    "Employee",
    "Employment",
    "Enrolment",
    "Invoice",
    "LoginSession",
    "Member",
    "MemberAddress",
    "MemberContact",
    "Operation",
    "OutboxMail",
    "PasswordToken",
    "VisitEvent",
    "VisitRequest",
    "metadata",
]
