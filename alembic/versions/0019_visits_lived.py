"""whether a convocation was mailed to the employee, first day of the arrêt of a visite de reprise

Revision ID: 0019
Revises: 0018
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# Until now a convocation left by mail for whoever had an address, unless he had asked for the visit himself.
MAILED = """
UPDATE appointment SET summons_mailed = true
WHERE summoned_at IS NOT NULL AND EXISTS (
    SELECT 1 FROM visit_request JOIN employee ON employee.id = visit_request.employee_id
    WHERE visit_request.id = appointment.visit_request_id
    AND visit_request.origin = 'employeur' AND coalesce(employee.email, '') <> ''
)
"""


def upgrade() -> None:
    op.add_column("appointment", sa.Column("summons_mailed", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("visit_request", sa.Column("leave_start", sa.Date(), nullable=True))
    op.execute(MAILED)


def downgrade() -> None:
    op.drop_column("visit_request", "leave_start")
    op.drop_column("appointment", "summons_mailed")
