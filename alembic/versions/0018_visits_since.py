"""employment: the day from which visits count, when that is before its first day

Revision ID: 0018
Revises: 0017
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

HIRE_KINDS = ("embauche", "vip_initiale", "ema_embauche")


# No batch: copying ``employment`` would lose the triggers of revision 0004.
def upgrade() -> None:
    op.add_column("employment", sa.Column("visits_since", sa.Date(), nullable=True))
    period, person, line, visit = (
        sa.table(name, *(sa.column(column) for column in columns))
        for name, columns in (
            ("employment", ("id", "employee_id", "member_id", "latest", "start_date", "last_visit_date", "due_kind",
                            "created_at", "visits_since")),
            ("employee", ("id", "public_id")),
            ("audit_entry", ("member_id", "subject_id", "action", "at")),
            ("visit_request", ("employee_id", "status", "planned_at")),
        )
    )  # fmt: skip
    # A visit before the first day counted so far: that stays true of who came by a transfer (unless a new risk asked
    # for a first visit there), and of a visit that the service itself recorded.
    came = (
        sa.select(line.c.at)
        .join(person, person.c.public_id == line.c.subject_id)
        .where(
            person.c.id == period.c.employee_id,
            line.c.member_id == period.c.member_id,
            line.c.action == "Arrivée par mutation",
            line.c.at >= period.c.created_at,
        )
        .exists()
    )
    recorded = (
        sa.select(visit.c.status)
        .where(
            visit.c.employee_id == period.c.employee_id,
            visit.c.status == "realisee",
            sa.func.date(visit.c.planned_at) == period.c.last_visit_date,
        )
        .exists()
    )
    op.execute(
        sa.update(period)
        .where(
            period.c.latest,
            period.c.last_visit_date < period.c.start_date,
            sa.or_(sa.and_(came, period.c.due_kind.not_in(HIRE_KINDS)), recorded),
        )
        .values(visits_since=period.c.last_visit_date)
    )


def downgrade() -> None:
    op.drop_column("employment", "visits_since")
