"""Salarié and his periods of employment (a person may leave and come back)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from presantra.db.models.base import Instant, public_id, sort_text

SORT_LENGTH = 100
"""Of the folded texts that only sort: with ``sort_name`` they must fit the largest key of a PostgreSQL index."""


class Employee(SQLModel, table=True):
    __table_args__ = (
        Index("ix_employee_member_id_identity_key", "member_id", "identity_key"),
        Index("ix_employee_by_first_name", "member_id", "sort_first_name", "sort_name", "id"),
        Index("ix_employee_by_birth_date", "member_id", "birth_date", "sort_name", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    member_id: int = Field(foreign_key="member.id")
    birth_name: str = Field(max_length=200)
    usage_name: str = Field(default="", max_length=200)
    first_name: str = Field(max_length=200)
    birth_date: date
    sex: str = Field(max_length=1)
    email: str = Field(default="", max_length=254)
    phone: str = Field(default="", max_length=20)
    matricule: str = Field(default="", max_length=30)
    identity_key: str = Field(max_length=450)
    sort_name: str = Field(max_length=450)
    sort_first_name: str = Field(default="", sa_type=sort_text(SORT_LENGTH))
    search_text: str = Field(max_length=1200)
    created_at: datetime = Field(sa_type=Instant)
    updated_at: datetime = Field(sa_type=Instant)
    updated_by: str = Field(default="", max_length=200)
    version: int = 1
    nir_sealed: str = Field(default="", max_length=120)
    nir_index: str = Field(default="", max_length=64)
    """NIR: sealed and bound to ``public_id``; its keyed digest. Both empty unless the service asks for it."""


_LIST = ("member_id", "latest")
_FILTERS = ("end_date", "due_date", "follow_up", "contract_type")


class Employment(SQLModel, table=True):
    """One period; ``latest`` marks the period shown in lists (exactly one an employee).

    ``sort_name`` repeats the employee's: the lists are sorted on one table. The database itself keeps it (triggers of
    revision 0004), whoever writes.
    """

    __table_args__ = (
        Index(
            "uq_employment_latest",
            "employee_id",
            unique=True,
            sqlite_where=text("latest"),
            postgresql_where=text("latest"),
        ),
        Index("ix_employment_employee_id", "employee_id", "latest", "end_date"),
        Index("ix_employment_member_id_end_date", "member_id", "end_date"),
        # One per sort order, complete enough for the usual filters to be answered without the rows.
        Index("ix_employment_by_name", *_LIST, "sort_name", "employee_id", *_FILTERS),
        Index("ix_employment_by_due_date", *_LIST, "due_date", "sort_name", "employee_id", "end_date"),
        Index("ix_employment_by_job", *_LIST, "sort_job", "sort_name", "employee_id", "end_date"),
        Index("ix_employment_by_start_date", *_LIST, "start_date", "sort_name", "employee_id", "end_date"),
        Index("ix_employment_by_follow_up", *_LIST, "follow_up", "sort_name", "employee_id", "end_date"),
        Index(
            "ix_employment_pending_reform",
            "member_id",
            "latest",
            "end_date",
            sqlite_where=text("pending_reform <> ''"),
            postgresql_where=text("pending_reform <> ''"),
        ),
        Index(
            "ix_employment_to_specify",
            "member_id",
            "latest",
            "end_date",
            sqlite_where=text("to_specify"),
            postgresql_where=text("to_specify"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    member_id: int = Field(foreign_key="member.id")
    employee_id: int = Field(foreign_key="employee.id")
    latest: bool = True
    start_date: date
    end_date: date | None = None
    departure_reason: str = Field(default="", max_length=40)
    departure_recorded_at: datetime | None = Field(default=None, sa_type=Instant)
    exposure_signalled_at: datetime | None = Field(default=None, sa_type=Instant)
    """When the service was told, at a departure, of the end of an exposure (R. 4624-28-1)."""
    contract_type: str = Field(max_length=20)
    planned_end_date: date | None = None
    job_title: str = Field(max_length=200)
    sort_job: str = Field(default="", sa_type=sort_text(SORT_LENGTH))
    sort_name: str = Field(default="", sa_type=sort_text(450))
    pcs_code: str = Field(default="", max_length=4)
    situations: list[str] = Field(default_factory=list, sa_type=JSON)
    follow_up: str = Field(max_length=3)
    due_date: date | None = None
    due_kind: str = Field(default="", max_length=40)
    last_visit_date: date | None = None
    last_visit_kind: str = Field(default="", max_length=40)
    last_exam_date: date | None = None
    """Examination by the doctor before a last visit that was an intermediate one (R. 4624-28)."""
    imposed_due_date: date | None = None
    """Date that a health professional has set: it wins over the legal maximum."""
    waiver_claimed: bool = False
    """The employer says that a former attestation exists: a waiver (dispense) that only the service can grant."""
    visits_since: date | None = None
    """Visits count from this day though the employment begins later: it continues another one, or the service saw
    the person before the first day."""
    job_since: date | None = None
    """First day of the current job and situations, when it is not the first day of the period."""
    working_time: str = Field(default="", max_length=20)
    other_employers: str = Field(default="", max_length=20)
    idcc: str = Field(default="", max_length=4)
    pending_reform: str = Field(default="", max_length=40)
    """Change of the Code that ``follow_up`` and ``due_date`` do not follow yet; empty: they follow the rules."""
    to_specify: bool = False
    """Declared by somebody who may not tell the situations de travail: the employer is asked for them."""
    created_at: datetime = Field(sa_type=Instant)


class PastAssignment(SQLModel, table=True):
    """A job and its situations de travail that somebody held within a period, before the current ones."""

    __tablename__ = "past_assignment"

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id")
    employee_id: int = Field(foreign_key="employee.id", index=True)
    employment_id: int = Field(foreign_key="employment.id", index=True)
    start_date: date
    end_date: date
    job_title: str = Field(max_length=200)
    pcs_code: str = Field(default="", max_length=4)
    situations: list[str] = Field(default_factory=list, sa_type=JSON)
    follow_up: str = Field(max_length=3)


class EmployeeMerge(SQLModel, table=True):
    """Two records of one person made one; ``snapshot`` is what is needed to part them again (undo)."""

    __tablename__ = "employee_merge"

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    member_id: int = Field(foreign_key="member.id", index=True)
    kept_employee_id: int = Field(foreign_key="employee.id", index=True)
    snapshot: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    merged_at: datetime = Field(sa_type=Instant)
    merged_by: str = Field(max_length=200)
    undone_at: datetime | None = Field(default=None, sa_type=Instant)


class NotDuplicate(SQLModel, table=True):
    """Two records of which somebody has said that they are two people, by their public ids, the lower first.

    Not foreign keys: a merge must not move them, and one that is taken back finds them again.
    """

    __tablename__ = "not_duplicate"
    __table_args__ = (UniqueConstraint("member_id", "first_id", "second_id"),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    member_id: int = Field(foreign_key="member.id")
    account_id: int = Field(foreign_key="account.id")
    first_id: UUID
    second_id: UUID
    declared_at: datetime = Field(sa_type=Instant)
    declared_by: str = Field(max_length=200)
