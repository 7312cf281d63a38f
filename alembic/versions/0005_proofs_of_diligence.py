"""follow-up: what proves that the employer acted, and the names shown in a calendar

Revision ID: 0005
Revises: 0004

``employment`` is changed in place: a batch copy would lose, on SQLite, the triggers of 0004.
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("informed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch_op.create_index(batch_op.f("ix_absence_member_id_end_date"), ["member_id", "end_date"], unique=False)
    with op.batch_alter_table("attestation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attestation_member_id_valid_until"), ["member_id", "valid_until"], unique=False
        )
    with op.batch_alter_table("calendar_feed", schema=None) as batch_op:
        batch_op.add_column(sa.Column("full_names", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("employment", sa.Column("exposure_signalled_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("employment", "exposure_signalled_at")
    with op.batch_alter_table("calendar_feed", schema=None) as batch_op:
        batch_op.drop_column("full_names")
    with op.batch_alter_table("attestation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attestation_member_id_valid_until"))
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_absence_member_id_end_date"))
        batch_op.drop_column("version")
        batch_op.drop_column("informed_at")
