"""kind of a visit as it was held; its documents, taken back

Revision ID: 0020
Revises: 0019
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visit_request", sa.Column("held_kind", sa.String(length=40), server_default="", nullable=False))
    op.add_column("visit_document", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("visit_document", sa.Column("withdrawn_by", sa.String(length=200), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("visit_document", "withdrawn_by")
    op.drop_column("visit_document", "withdrawn_at")
    op.drop_column("visit_request", "held_kind")
