"""employment: the change of the Code that a follow-up does not follow yet

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


# No batch: copying ``employment`` would lose the triggers of revision 0004.
def upgrade() -> None:
    op.add_column("employment", sa.Column("pending_reform", sa.String(length=40), nullable=False, server_default=""))
    op.create_index(
        "ix_employment_pending_reform",
        "employment",
        ["member_id", "latest", "end_date"],
        sqlite_where=sa.text("pending_reform <> ''"),
        postgresql_where=sa.text("pending_reform <> ''"),
    )


def downgrade() -> None:
    op.drop_index("ix_employment_pending_reform", "employment")
    op.drop_column("employment", "pending_reform")
