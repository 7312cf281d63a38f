"""employment: the change of the Code that a follow-up does not follow yet

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("employment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pending_reform", sa.String(length=40), nullable=False, server_default=""))
        batch_op.create_index(
            "ix_employment_pending_reform",
            ["member_id", "latest", "end_date"],
            unique=False,
            sqlite_where=sa.text("pending_reform <> ''"),
            postgresql_where=sa.text("pending_reform <> ''"),
        )


def downgrade() -> None:
    with op.batch_alter_table("employment", schema=None) as batch_op:
        batch_op.drop_index("ix_employment_pending_reform")
        batch_op.drop_column("pending_reform")
