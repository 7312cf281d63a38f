"""payments, what is put on each facture, and a status that nothing stores any more

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NOT_SETTLED = sa.text("settled_cents <> total_cents")
NOT_ALL_ALLOCATED = sa.text("allocated_cents <> cents")


def upgrade() -> None:
    """What was « réglée » was paid before the portal knew how; of what was partly paid, nothing is known."""
    op.add_column("invoice", sa.Column("settled_at_import_cents", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("invoice", sa.Column("settled_cents", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("invoice", sa.Column("debit_rejected_on", sa.Date(), nullable=True))
    op.execute(
        "UPDATE invoice SET settled_at_import_cents = total_cents, settled_cents = total_cents WHERE status = 'reglee'"
    )
    op.drop_index("ix_invoice_member_id_issued_on", "invoice")
    op.drop_column("invoice", "status")
    op.create_index("ix_invoice_by_date", "invoice", ["member_id", "issued_on", "number"])
    op.create_index(
        "ix_invoice_not_settled", "invoice", ["member_id", "due_on"],
        sqlite_where=NOT_SETTLED, postgresql_where=NOT_SETTLED,
    )  # fmt: skip
    op.add_column("account", sa.Column("mail_invoices", sa.Boolean(), nullable=False, server_default=sa.true()))
    _create_payment()
    _create_allocation()


def _create_payment() -> None:
    op.create_table(
        "payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("means", sa.String(length=20), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("allocated_cents", sa.Integer(), nullable=False),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("cancel_reason", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("cents > 0 AND allocated_cents BETWEEN 0 AND cents", name=op.f("ck_payment_amounts")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_payment_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_payment_public_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_payment_reference")),
    )
    op.create_index("ix_payment_member_id_paid_on", "payment", ["member_id", "paid_on", "id"])
    op.create_index("ix_payment_member_id_cancelled_on", "payment", ["member_id", "cancelled_on"])
    op.create_index(
        "ix_payment_left_over", "payment", ["member_id", "paid_on"],
        sqlite_where=NOT_ALL_ALLOCATED, postgresql_where=NOT_ALL_ALLOCATED,
    )  # fmt: skip


def _create_allocation() -> None:
    op.create_table(
        "allocation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("credit_note_id", sa.Integer(), nullable=True),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(payment_id IS NULL) <> (credit_note_id IS NULL)", name=op.f("ck_allocation_one_source")),
        sa.CheckConstraint("cents > 0", name=op.f("ck_allocation_amount")),
        sa.ForeignKeyConstraint(["credit_note_id"], ["invoice.id"], name=op.f("fk_allocation_credit_note_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_allocation_invoice_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_allocation_member_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_allocation_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
    )
    for column in ("credit_note_id", "invoice_id", "payment_id"):
        op.create_index(f"ix_allocation_{column}", "allocation", [column])


def downgrade() -> None:
    op.drop_table("allocation")
    op.drop_table("payment")
    op.drop_column("account", "mail_invoices")
    op.drop_index("ix_invoice_not_settled", "invoice")
    op.drop_index("ix_invoice_by_date", "invoice")
    op.add_column("invoice", sa.Column("status", sa.String(length=30), nullable=False, server_default="a_regler"))
    op.execute(
        "UPDATE invoice SET status = CASE WHEN settled_cents = total_cents THEN 'reglee' "
        "WHEN settled_cents <> 0 THEN 'partiellement_reglee' ELSE 'a_regler' END"
    )
    for column in ("debit_rejected_on", "settled_cents", "settled_at_import_cents"):
        op.drop_column("invoice", column)
    op.create_index("ix_invoice_member_id_issued_on", "invoice", ["member_id", "issued_on"])
