"""visites: appointments, slots, documents, what the law asks of each kind

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("length_minutes", sa.Integer(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(length=200), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("taken >= 0 AND taken <= capacity", name=op.f("ck_slot_taken_within_capacity")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot")),
        sa.UniqueConstraint("public_id", name=op.f("uq_slot_public_id")),
    )
    with op.batch_alter_table("slot", schema=None) as batch_op:
        batch_op.create_index("ix_slot_starts_at", ["starts_at"], unique=False)

    op.create_table(
        "appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("visit_request_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("length_minutes", sa.Integer(), nullable=False),
        sa.Column("centre", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("absence_reason", sa.String(length=20), nullable=False),
        sa.Column("fee_euros", sa.Integer(), nullable=False),
        sa.Column("contest_reason", sa.String(length=1000), nullable=False),
        sa.Column("contested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contest_outcome", sa.String(length=20), nullable=False),
        sa.Column("summoned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_appointment_member_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_appointment_slot_id")),
        sa.ForeignKeyConstraint(
            ["visit_request_id"], ["visit_request.id"], name=op.f("fk_appointment_visit_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_appointment_public_id")),
    )
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.create_index("ix_appointment_member_id_starts_at", ["member_id", "starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointment_slot_id"), ["slot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointment_visit_request_id"), ["visit_request_id"], unique=False)
        batch_op.create_index(
            "uq_appointment_live",
            ["visit_request_id"],
            unique=True,
            sqlite_where=sa.text("status IN ('a_confirmer', 'confirme')"),
            postgresql_where=sa.text("status IN ('a_confirmer', 'confirme')"),
        )

    op.create_table(
        "visit_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("visit_request_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=30), nullable=False),
        sa.Column("document_key", sa.String(length=80), nullable=False),
        sa.Column("deposited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deposited_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_visit_document_member_id")),
        sa.ForeignKeyConstraint(
            ["visit_request_id"], ["visit_request.id"], name=op.f("fk_visit_document_visit_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_document")),
        sa.UniqueConstraint("public_id", name=op.f("uq_visit_document_public_id")),
    )
    with op.batch_alter_table("visit_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_document_visit_request_id"), ["visit_request_id"], unique=False)

    with op.batch_alter_table("visit_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("said", sa.String(length=100), nullable=False, server_default=""))
        batch_op.alter_column(
            "note", existing_type=sa.String(length=500), type_=sa.String(length=1200), existing_nullable=False
        )

    with op.batch_alter_table("visit_request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("origin", sa.String(length=20), nullable=False, server_default="employeur"))
        batch_op.add_column(sa.Column("signature", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("return_date", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("leave_cause", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("exposure_end", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("half_days", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("centre", sa.String(length=40), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("accessible", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("interpreter", sa.String(length=60), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("summons_language", sa.String(length=2), nullable=False, server_default="fr"))
        batch_op.add_column(sa.Column("urgent", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("urgency_reason", sa.String(length=300), nullable=False, server_default=""))
        # Whose request it is, asked of every statement, must not cost the row to those that the index answers alone.
        batch_op.drop_index("ix_visit_request_member_id_status")
        batch_op.create_index(
            "ix_visit_request_member_id_status", ["member_id", "status", "employee_id", "origin"], unique=False
        )

    _appointments_of_planned_requests()


def _appointments_of_planned_requests() -> None:
    """What was a date on the request becomes a row of its own."""
    request = sa.table(
        "visit_request",
        sa.column("id", sa.Integer),
        sa.column("member_id", sa.Integer),
        sa.column("planned_at", sa.DateTime(timezone=True)),
        sa.column("status", sa.String),
        sa.column("created_at", sa.DateTime(timezone=True)),
    )
    appointment = sa.table(
        "appointment",
        *(sa.column(name) for name in ("member_id", "visit_request_id", "length_minutes", "fee_euros")),
        *(sa.column(name) for name in ("centre", "status", "absence_reason", "contest_reason", "contest_outcome")),
        sa.column("public_id", sa.Uuid),
        sa.column("starts_at", sa.DateTime(timezone=True)),
        sa.column("created_at", sa.DateTime(timezone=True)),
    )
    empty = {"centre": "", "absence_reason": "", "contest_reason": "", "contest_outcome": "", "fee_euros": 0}
    state = {"planifiee": "a_confirmer", "convocation_envoyee": "a_confirmer", "realisee": "honore"}
    rows = [
        {
            **empty,
            "public_id": uuid.uuid4(),
            "member_id": row.member_id,
            "visit_request_id": row.id,
            "starts_at": row.planned_at,
            "length_minutes": 30,
            "status": state.get(row.status, "annule"),
            "created_at": row.created_at,
        }
        for row in op.get_bind().execute(sa.select(request).where(request.c.planned_at.is_not(None)))
    ]
    if rows:
        op.bulk_insert(appointment, rows)


def downgrade() -> None:
    op.execute("UPDATE visit_request SET status = 'annulee' WHERE status = 'non_honoree'")
    op.execute("UPDATE visit_event SET status = 'annulee' WHERE status = 'non_honoree'")
    with op.batch_alter_table("visit_request", schema=None) as batch_op:
        batch_op.drop_index("ix_visit_request_member_id_status")
        batch_op.create_index("ix_visit_request_member_id_status", ["member_id", "status", "employee_id"], unique=False)
        batch_op.drop_column("urgency_reason")
        batch_op.drop_column("urgent")
        batch_op.drop_column("summons_language")
        batch_op.drop_column("interpreter")
        batch_op.drop_column("accessible")
        batch_op.drop_column("centre")
        batch_op.drop_column("half_days")
        batch_op.drop_column("exposure_end")
        batch_op.drop_column("leave_cause")
        batch_op.drop_column("return_date")
        batch_op.drop_column("signed_at")
        batch_op.drop_column("signature")
        batch_op.drop_column("origin")

    with op.batch_alter_table("visit_event", schema=None) as batch_op:
        batch_op.alter_column(
            "note",
            existing_type=sa.String(length=1200),
            type_=sa.String(length=500),
            existing_nullable=False,
            postgresql_using="left(note, 500)",
        )
        batch_op.drop_column("said")

    with op.batch_alter_table("visit_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_document_visit_request_id"))

    op.drop_table("visit_document")
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_appointment_live",
            sqlite_where=sa.text("status IN ('a_confirmer', 'confirme')"),
            postgresql_where=sa.text("status IN ('a_confirmer', 'confirme')"),
        )
        batch_op.drop_index(batch_op.f("ix_appointment_visit_request_id"))
        batch_op.drop_index(batch_op.f("ix_appointment_slot_id"))
        batch_op.drop_index("ix_appointment_member_id_starts_at")

    op.drop_table("appointment")
    with op.batch_alter_table("slot", schema=None) as batch_op:
        batch_op.drop_index("ix_slot_starts_at")

    op.drop_table("slot")
