"""cabinets comptables, their people, mandates; situations de travail that the employer must still tell

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "cabinet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("siren", sa.String(length=9), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cabinet")),
        sa.UniqueConstraint("public_id", name=op.f("uq_cabinet_public_id")),
    )
    op.create_table(
        "cabinet_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("cabinet_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("administrator", sa.Boolean(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("suspended_at", _INSTANT, nullable=True),
        sa.Column("removed_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_cabinet_member_account_id")),
        sa.ForeignKeyConstraint(["cabinet_id"], ["cabinet.id"], name=op.f("fk_cabinet_member_cabinet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cabinet_member")),
        sa.UniqueConstraint("public_id", name=op.f("uq_cabinet_member_public_id")),
    )
    op.create_index(op.f("ix_cabinet_member_cabinet_id"), "cabinet_member", ["cabinet_id"])
    op.create_index(
        "uq_cabinet_member_account_id",
        "cabinet_member",
        ["account_id"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "mandate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("gift", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("cabinet_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("roles", sa.String(length=100), nullable=False),
        sa.Column("follow_up", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("given_by", sa.String(length=420), nullable=False),
        sa.Column("given_at", _INSTANT, nullable=False),
        sa.Column("accepted_by", sa.String(length=420), nullable=False),
        sa.Column("accepted_at", _INSTANT, nullable=True),
        sa.Column("ended_by", sa.String(length=420), nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.Column("ended_why", sa.String(length=20), nullable=False),
        sa.Column("warned", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cabinet_id"], ["cabinet.id"], name=op.f("fk_mandate_cabinet_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_mandate_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
        sa.UniqueConstraint("public_id", name=op.f("uq_mandate_public_id")),
    )
    op.create_index(op.f("ix_mandate_gift"), "mandate", ["gift"])
    op.create_index(op.f("ix_mandate_member_id"), "mandate", ["member_id"])
    op.create_index("ix_mandate_cabinet_id", "mandate", ["cabinet_id", "ended_at", "ends_on"])
    # No batch: copying ``employment`` would lose the triggers of revision 0004.
    op.add_column("employment", sa.Column("to_specify", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(
        "ix_employment_to_specify",
        "employment",
        ["member_id", "latest", "end_date"],
        sqlite_where=sa.text("to_specify"),
        postgresql_where=sa.text("to_specify"),
    )


def downgrade() -> None:
    op.drop_index("ix_employment_to_specify", "employment")
    op.drop_column("employment", "to_specify")
    op.drop_table("mandate")
    op.drop_table("cabinet_member")
    op.drop_table("cabinet")
