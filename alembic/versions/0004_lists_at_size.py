"""lists of salariés at any size: sorted copies, one index a sort order, search inside words

Revision ID: 0004
Revises: 0003

On SQLite a later batch operation that copies ``employee`` or ``employment`` loses their triggers: create them again.
"""

from __future__ import annotations

import sqlalchemy as sa

from alembic import op
from presantra.domain.names import fold

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BATCH = 5_000
EMPLOYMENT_INDEXES = {
    "ix_employment_by_name": ("sort_name", "employee_id", "end_date", "due_date", "follow_up", "contract_type"),
    "ix_employment_by_due_date": ("due_date", "sort_name", "employee_id", "end_date"),
    "ix_employment_by_job": ("sort_job", "sort_name", "employee_id", "end_date"),
    "ix_employment_by_start_date": ("start_date", "sort_name", "employee_id", "end_date"),
    "ix_employment_by_follow_up": ("follow_up", "sort_name", "employee_id", "end_date"),
}
EMPLOYEE_INDEXES = {
    "ix_employee_by_first_name": ("sort_first_name", "sort_name", "id"),
    "ix_employee_by_birth_date": ("birth_date", "sort_name", "id"),
}
WIDENED = (
    ("ix_employment_employee_id", "employment", ["employee_id"], ["employee_id", "latest", "end_date"]),
    (
        "ix_visit_request_member_id_status",
        "visit_request",
        ["member_id", "status"],
        ["member_id", "status", "employee_id"],
    ),
)

# The copy of the name that lists sort on: kept by the database, so that no writer can forget it.
SQLITE_TRIGGERS = {
    "employment_sort_name_insert": """AFTER INSERT ON employment BEGIN
        UPDATE employment SET sort_name = (SELECT sort_name FROM employee WHERE id = new.employee_id)
        WHERE id = new.id; END""",
    "employment_sort_name_move": """AFTER UPDATE OF employee_id ON employment BEGIN
        UPDATE employment SET sort_name = (SELECT sort_name FROM employee WHERE id = new.employee_id)
        WHERE id = new.id; END""",
    "employee_sort_name_update": """AFTER UPDATE OF sort_name ON employee WHEN old.sort_name <> new.sort_name BEGIN
        UPDATE employment SET sort_name = new.sort_name WHERE employee_id = new.id; END""",
    # A rowid of the search holds the member above 32 bits: one range of rowids is one member's people.
    "employee_search_insert": """AFTER INSERT ON employee BEGIN
        INSERT INTO employee_search (rowid, search_text) VALUES ((new.member_id << 32) + new.id, new.search_text);
        END""",
    "employee_search_delete": """AFTER DELETE ON employee BEGIN
        INSERT INTO employee_search (employee_search, rowid, search_text)
        VALUES ('delete', (old.member_id << 32) + old.id, old.search_text); END""",
    "employee_search_update": """AFTER UPDATE OF member_id, search_text ON employee
        WHEN old.search_text <> new.search_text OR old.member_id <> new.member_id BEGIN
        INSERT INTO employee_search (employee_search, rowid, search_text)
        VALUES ('delete', (old.member_id << 32) + old.id, old.search_text);
        INSERT INTO employee_search (rowid, search_text) VALUES ((new.member_id << 32) + new.id, new.search_text);
        END""",
}
SQLITE_SEARCH = (
    "CREATE VIRTUAL TABLE employee_search USING fts5"
    "(search_text, content='', detail=none, columnsize=0, tokenize='trigram case_sensitive 1')"
)
POSTGRESQL = (
    """CREATE FUNCTION employment_sort_name() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        new.sort_name := (SELECT sort_name FROM employee WHERE id = new.employee_id); RETURN new; END $$""",
    """CREATE TRIGGER employment_sort_name BEFORE INSERT OR UPDATE OF employee_id ON employment
        FOR EACH ROW EXECUTE FUNCTION employment_sort_name()""",
    """CREATE FUNCTION employee_sort_name() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        UPDATE employment SET sort_name = new.sort_name WHERE employee_id = new.id; RETURN NULL; END $$""",
    """CREATE TRIGGER employee_sort_name AFTER UPDATE OF sort_name ON employee
        FOR EACH ROW WHEN (old.sort_name IS DISTINCT FROM new.sort_name) EXECUTE FUNCTION employee_sort_name()""",
    # Three letters and the member in one term: the index of one member's people never reads another's.
    """CREATE FUNCTION employee_grams(member integer, words text) RETURNS text[] LANGUAGE plpgsql
        IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE grams text[] := '{}'; salt text := member || ':';
        BEGIN
          FOR i IN 1 .. length(words) - 2 LOOP
            IF position(' ' IN substr(words, i, 3)) = 0 THEN grams := grams || (salt || substr(words, i, 3)); END IF;
          END LOOP;
          RETURN grams;
        END $$""",
    "CREATE INDEX ix_employee_grams ON employee USING gin (employee_grams(member_id, search_text))",
)
POSTGRESQL_UNDO = (
    "DROP INDEX ix_employee_grams",
    "DROP FUNCTION employee_grams(integer, text)",
    "DROP TRIGGER employee_sort_name ON employee",
    "DROP FUNCTION employee_sort_name()",
    "DROP TRIGGER employment_sort_name ON employment",
    "DROP FUNCTION employment_sort_name()",
)


def upgrade() -> None:
    with op.batch_alter_table("employee") as batch_op:
        batch_op.add_column(sa.Column("sort_first_name", _sort_text(100), nullable=False, server_default=""))
    with op.batch_alter_table("employment") as batch_op:
        batch_op.add_column(sa.Column("sort_job", _sort_text(100), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("sort_name", _sort_text(450), nullable=False, server_default=""))
    _fill("employee", "first_name", "sort_first_name")
    _fill("employment", "job_title", "sort_job")
    op.execute(
        "UPDATE employment SET sort_name = (SELECT e.sort_name FROM employee AS e WHERE e.id = employment.employee_id)"
    )
    op.drop_index("ix_employee_member_id_sort_name", "employee")
    op.drop_index("ix_employment_member_id_latest_due_date", "employment")
    for name, columns in EMPLOYEE_INDEXES.items():
        op.create_index(name, "employee", ["member_id", *columns])
    for name, columns in EMPLOYMENT_INDEXES.items():
        op.create_index(name, "employment", ["member_id", "latest", *columns])
    op.create_index("ix_employment_member_id_end_date", "employment", ["member_id", "end_date"])
    for name, table, _, columns in WIDENED:
        op.drop_index(name, table)
        op.create_index(name, table, columns)
    if _postgresql():
        for statement in POSTGRESQL:
            op.execute(statement)
        return
    op.execute(SQLITE_SEARCH)
    op.execute(
        "INSERT INTO employee_search (rowid, search_text) SELECT (member_id << 32) + id, search_text FROM employee"
    )
    for name, body in SQLITE_TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {body}")


def downgrade() -> None:
    if _postgresql():
        for statement in POSTGRESQL_UNDO:
            op.execute(statement)
    else:
        for name in SQLITE_TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
        op.execute("DROP TABLE employee_search")
    for name, table, columns, _ in WIDENED:
        op.drop_index(name, table)
        op.create_index(name, table, columns)
    for name in (*EMPLOYMENT_INDEXES, "ix_employment_member_id_end_date"):
        op.drop_index(name, "employment")
    for name in EMPLOYEE_INDEXES:
        op.drop_index(name, "employee")
    with op.batch_alter_table("employment") as batch_op:
        batch_op.drop_column("sort_name")
        batch_op.drop_column("sort_job")
    with op.batch_alter_table("employee") as batch_op:
        batch_op.drop_column("sort_first_name")
    op.create_index("ix_employment_member_id_latest_due_date", "employment", ["member_id", "latest", "due_date"])
    op.create_index("ix_employee_member_id_sort_name", "employee", ["member_id", "sort_name", "id"])


def _postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _sort_text(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def _fill(table: str, source: str, target: str) -> None:
    """Fold a column into another, a batch at a time."""
    bind, last = op.get_bind(), 0
    read = sa.text(f"SELECT id, {source} FROM {table} WHERE id > :last ORDER BY id LIMIT {BATCH}")  # noqa: S608
    write = sa.text(f"UPDATE {table} SET {target} = :folded WHERE id = :id")  # noqa: S608
    while rows := bind.execute(read, {"last": last}).all():
        bind.execute(write, [{"id": row[0], "folded": fold(row[1], 100)} for row in rows])
        last = rows[-1][0]
