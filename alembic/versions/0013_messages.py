"""requests to the service: threads, messages, attached files, reading marks

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "message_thread",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("theme", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("status_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_answer", sa.Integer(), nullable=False),
        sa.Column("service_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tie_kind", sa.String(length=20), nullable=False),
        sa.Column("tie_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_message_thread_account_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_message_thread_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_thread")),
        sa.UniqueConstraint("number", name=op.f("uq_message_thread_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_message_thread_public_id")),
    )
    op.create_index("ix_message_thread_account_id", "message_thread", ["account_id"])
    op.create_index("ix_message_thread_member_id_last_at", "message_thread", ["member_id", "last_at"])

    op.create_table(
        "thread_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(length=420), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said", sa.String(length=100), nullable=False),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_thread_message_account_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_thread_message_member_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["message_thread.id"], name=op.f("fk_thread_message_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_message")),
        sa.UniqueConstraint("public_id", name=op.f("uq_thread_message_public_id")),
    )
    op.create_index("ix_thread_message_account_id", "thread_message", ["account_id"])
    op.create_index("ix_thread_message_thread_id", "thread_message", ["thread_id"])

    op.create_table(
        "attached_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("draft", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_attached_file_account_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_attached_file_member_id")),
        sa.ForeignKeyConstraint(["message_id"], ["thread_message.id"], name=op.f("fk_attached_file_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attached_file")),
        sa.UniqueConstraint("public_id", name=op.f("uq_attached_file_public_id")),
    )
    op.create_index("ix_attached_file_draft_account_id", "attached_file", ["draft", "account_id"])
    op.create_index("ix_attached_file_message_id", "attached_file", ["message_id"])

    op.create_table(
        "thread_read",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("last_message", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_thread_read_account_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["message_thread.id"], name=op.f("fk_thread_read_thread_id")),
        sa.PrimaryKeyConstraint("account_id", "thread_id", name=op.f("pk_thread_read")),
    )

    op.add_column("account", sa.Column("mail_messages", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("mail_messages")
    for table in ("thread_read", "attached_file", "thread_message", "message_thread"):
        op.drop_table(table)
