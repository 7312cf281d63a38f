"""salariés: jobs held before, merges, absences, attestations, imports, calendar

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_calendar_feed_account_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_calendar_feed_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("account_id", "member_id", name=op.f("uq_calendar_feed_account_id_member_id")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_calendar_feed_token_digest")),
    )
    with op.batch_alter_table("calendar_feed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_feed_member_id"), ["member_id"], unique=False)

    op.create_table(
        "complementary_post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("job_title", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("doctor_opinion_on", sa.Date(), nullable=True),
        sa.Column("cse_opinion_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_complementary_post_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complementary_post")),
        sa.UniqueConstraint("public_id", name=op.f("uq_complementary_post_public_id")),
    )
    with op.batch_alter_table("complementary_post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complementary_post_member_id"), ["member_id"], unique=False)

    op.create_table(
        "import_job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("undo", sa.LargeBinary(), nullable=True),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("sentence", sa.String(length=1000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_import_job_account_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_import_job_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_job")),
        sa.UniqueConstraint("public_id", name=op.f("uq_import_job_public_id")),
    )
    with op.batch_alter_table("import_job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_job_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_import_job_member_id_created_at", ["member_id", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_import_job_status"), ["status"], unique=False)

    op.create_table(
        "import_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("signature", sa.String(length=64), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_import_mapping_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_mapping")),
        sa.UniqueConstraint("member_id", "signature", name=op.f("uq_import_mapping_member_id_signature")),
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("prescribed_on", sa.Date(), nullable=True),
        sa.Column("pre_return_without_measure", sa.Boolean(), nullable=False),
        sa.Column("signalled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_absence_employee_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_absence_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sa.UniqueConstraint("public_id", name=op.f("uq_absence_public_id")),
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absence_employee_id"), ["employee_id"], unique=False)

    op.create_table(
        "attestation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_attestation_employee_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_attestation_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attestation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_attestation_public_id")),
    )
    with op.batch_alter_table("attestation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attestation_employee_id"), ["employee_id"], unique=False)

    op.create_table(
        "employee_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kept_employee_id", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by", sa.String(length=200), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["kept_employee_id"], ["employee.id"], name=op.f("fk_employee_merge_kept_employee_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_employee_merge_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employee_merge")),
        sa.UniqueConstraint("public_id", name=op.f("uq_employee_merge_public_id")),
    )
    with op.batch_alter_table("employee_merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_employee_merge_kept_employee_id"), ["kept_employee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_employee_merge_member_id"), ["member_id"], unique=False)

    op.create_table(
        "past_assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("employment_id", sa.Integer(), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("end_date", sa.Date(), nullable=False),
        sa.Column("job_title", sa.String(length=200), nullable=False),
        sa.Column("pcs_code", sa.String(length=4), nullable=False),
        sa.Column("situations", sa.JSON(), nullable=False),
        sa.Column("follow_up", sa.String(length=3), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_past_assignment_employee_id")),
        sa.ForeignKeyConstraint(["employment_id"], ["employment.id"], name=op.f("fk_past_assignment_employment_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_past_assignment_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_assignment")),
    )
    with op.batch_alter_table("past_assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_past_assignment_employee_id"), ["employee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_past_assignment_employment_id"), ["employment_id"], unique=False)

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("weekly_digest", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column("digest_sent_on", sa.Date(), nullable=True))

    with op.batch_alter_table("employee", schema=None) as batch_op:
        batch_op.add_column(sa.Column("nir_sealed", sa.String(length=120), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("nir_index", sa.String(length=64), nullable=False, server_default=""))

    with op.batch_alter_table("employment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("last_visit_kind", sa.String(length=40), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("imposed_due_date", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("waiver_claimed", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("job_since", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("working_time", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("other_employers", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("idcc", sa.String(length=4), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("employment", schema=None) as batch_op:
        batch_op.drop_column("idcc")
        batch_op.drop_column("other_employers")
        batch_op.drop_column("working_time")
        batch_op.drop_column("job_since")
        batch_op.drop_column("waiver_claimed")
        batch_op.drop_column("imposed_due_date")
        batch_op.drop_column("last_visit_kind")

    with op.batch_alter_table("employee", schema=None) as batch_op:
        batch_op.drop_column("nir_index")
        batch_op.drop_column("nir_sealed")

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("digest_sent_on")
        batch_op.drop_column("weekly_digest")

    with op.batch_alter_table("past_assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_past_assignment_employment_id"))
        batch_op.drop_index(batch_op.f("ix_past_assignment_employee_id"))

    op.drop_table("past_assignment")
    with op.batch_alter_table("employee_merge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_employee_merge_member_id"))
        batch_op.drop_index(batch_op.f("ix_employee_merge_kept_employee_id"))

    op.drop_table("employee_merge")
    with op.batch_alter_table("attestation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attestation_employee_id"))

    op.drop_table("attestation")
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_absence_employee_id"))

    op.drop_table("absence")
    op.drop_table("import_mapping")
    with op.batch_alter_table("import_job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_job_status"))
        batch_op.drop_index("ix_import_job_member_id_created_at")
        batch_op.drop_index(batch_op.f("ix_import_job_account_id"))

    op.drop_table("import_job")
    with op.batch_alter_table("complementary_post", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_complementary_post_member_id"))

    op.drop_table("complementary_post")
    with op.batch_alter_table("calendar_feed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_feed_member_id"))

    op.drop_table("calendar_feed")
