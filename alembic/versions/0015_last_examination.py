"""employment: the examination by the doctor before an intermediate visit

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


# No batch: copying ``employment`` would lose the triggers of revision 0004.
def upgrade() -> None:
    op.add_column("employment", sa.Column("last_exam_date", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("employment", "last_exam_date")
