"""coordonnées verified, several e-mails of a contact, fermetures

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("member", sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("member", sa.Column("verified_by", sa.String(length=420), server_default="", nullable=False))
    op.add_column("member_contact", sa.Column("other_emails", sa.String(length=800), server_default="", nullable=False))
    op.create_table(
        "regular_closure",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("weekdays", sa.JSON(), nullable=False),
        sa.Column("holidays", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_regular_closure_member_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_regular_closure")),
    )
    op.create_table(
        "closure_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=420), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_closure_period_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure_period")),
        sa.UniqueConstraint("public_id", name=op.f("uq_closure_period_public_id")),
    )
    op.create_index(op.f("ix_closure_period_member_id_last_day"), "closure_period", ["member_id", "last_day"])


def downgrade() -> None:
    op.drop_index(op.f("ix_closure_period_member_id_last_day"), table_name="closure_period")
    op.drop_table("closure_period")
    op.drop_table("regular_closure")
    op.drop_column("member_contact", "other_emails")
    op.drop_column("member", "verified_by")
    op.drop_column("member", "verified_at")
