"""Many companies and salariés put straight into a database, quickly: to measure and to read query plans."""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any
from uuid import UUID

import psycopg

from presantra.demonstration.names import FAMILY_NAMES, MEN, WOMEN
from presantra.domain.names import fold
from presantra.domain.rights import EVERYTHING
from presantra.services.actor import Actor, CompanyRef

TODAY = date(2026, 11, 23)
AT = "2026-11-01 08:00:00.000000"
JOBS = tuple(
    f"{job} {place}".strip()
    for job in ("Menuisier", "Cariste", "Comptable", "Assistante", "Électricien", "Vendeur", "Chauffeur", "Infirmière")
    for place in ("", "atelier", "dépôt", "magasin", "siège", "de nuit")
)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_SYLLABLES = _parts(
    "ba bar beau ber blan bois bou bri cha cle cor cou dan del des du fa fer fon for ga gau ger gra gui guy ha her hu "
    "ja jo ju la lan lau le lem lin lou ma mar me mi mon mou na ni no oli pa per pi pon pré ra rey ri ro rous sa sau "
    "sen si so ta ter thi tou val vau ver vi vin xa yo ze"
)
_ENDS = _parts("ard and eau et el er ez ier in is ert ot on ou oux y aud ault ain ant ette ille")


def _surnames(count: int) -> tuple[str, ...]:
    draw, found = Random(3), dict.fromkeys(FAMILY_NAMES)
    while len(found) < count:
        parts = draw.choices(_SYLLABLES, k=draw.choice((1, 2, 2)))
        found["".join((*parts, draw.choice(_ENDS))).capitalize()] = None
    return tuple(found)


# As in a telephone book: a few names are very common, most are rare.
SURNAMES = _surnames(8_000)
_WEIGHTS = tuple(itertools.accumulate(1 / (rank + 60) for rank in range(len(SURNAMES))))
FIRST_NAMES = (*WOMEN, *MEN)
EMPLOYEE = (
    "id", "public_id", "member_id", "birth_name", "usage_name", "first_name", "birth_date", "sex", "email", "phone",
    "matricule", "identity_key", "sort_name", "sort_first_name", "search_text", "created_at", "updated_at",
    "updated_by", "version", "nir_sealed", "nir_index",
)  # fmt: skip
EMPLOYMENT = (
    "id", "public_id", "member_id", "employee_id", "latest", "start_date", "end_date", "departure_reason",
    "contract_type", "job_title", "sort_job", "pcs_code", "situations", "follow_up", "due_date", "due_kind",
    "last_visit_kind", "waiver_claimed", "working_time", "other_employers", "idcc", "created_at",
)  # fmt: skip
VISIT = (
    "id", "public_id", "number", "member_id", "employee_id", "kind", "reason", "availabilities", "comment", "status",
    "created_at", "version",
)  # fmt: skip
MEMBER = (
    "id", "public_id", "code", "company_number", "name", "siret", "naf_code", "email", "phone", "created_at",
    "updated_at", "updated_by", "version",
)  # fmt: skip
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Crowd:
    """``sizes``: headcount of each member; ids begin at 1, members and salariés alike."""

    sizes: Sequence[int]

    def actor(self, rank: int) -> Actor:
        """Somebody who works in the company of that rank."""
        company = CompanyRef(rank + 1, UUID(int=rank + 1), f"{10_001 + rank}", f"Entreprise {rank}", EVERYTHING)
        return Actor(account_id=1, name="Claire Martin", companies=(company,), member=company)

    def members(self) -> Iterator[Row]:
        for rank in range(len(self.sizes)):
            code = str(10_001 + rank)
            yield rank + 1, _id(rank + 1), code, code, f"Entreprise {rank}", "99142113200010", "", "", "", AT, AT, "", 1

    def people(self) -> Iterator[tuple[Row, Row, Row | None]]:
        """Employee, period, and an open request for a visit or None; shuffled, as time mixes companies."""
        draw = Random(7)
        owners = [rank + 1 for rank, size in enumerate(self.sizes) for _ in range(size)]
        draw.shuffle(owners)
        for id_, member_id in enumerate(owners, 1):
            yield _person(draw, id_, member_id)


@cache
def _day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


@cache
def _folded(text: str) -> str:
    return fold(text)


def _id(number: int) -> str:
    return f"{number:032x}"


def _person(draw: Random, id_: int, member_id: int) -> tuple[Row, Row, Row | None]:
    [surname] = draw.choices(SURNAMES, cum_weights=_WEIGHTS)
    first, job = draw.choice(FIRST_NAMES), draw.choice(JOBS)
    matricule = f"M{id_:07d}"
    birth = _day(-23_000 + draw.randrange(16_000))
    folded = (_folded(first), _folded(surname), _folded(job), matricule.lower())
    employee = (
        id_, _id(id_), member_id, surname, "", first, birth, "f", "", "", matricule,
        f"{folded[1]}|{folded[0]}|{birth}", f"{folded[1]} {folded[0]}", folded[0], " ".join(folded),
        AT, AT, "Import", 1, "", "",
    )  # fmt: skip
    gone = draw.random() < 0.1
    late = draw.random() < 0.05
    due = _day(draw.randrange(-200, 0) if late else draw.randrange(1600))
    kind = draw.choices(("si", "sia", "sir"), (85, 10, 5))[0]
    employment = (
        id_, _id(id_), member_id, id_, True, _day(-draw.randrange(30, 6000)),
        _day(-draw.randrange(1, 700)) if gone else None, "demission" if gone else "",
        draw.choices(("cdi", "cdd", "apprentissage"), (90, 8, 2))[0], job, folded[2], "",
        json.dumps(["plomb"] if kind == "sir" else []), kind, due, "vip_periodique", "", False, "", "", "", AT,
    )  # fmt: skip
    status = "planifiee" if draw.random() < 0.5 else "envoyee"
    asked = draw.random() < 0.02
    visit = (id_, _id(id_), f"DV-2026-{id_:07d}", member_id, id_, "periodique", "", "", "", status, AT, 1)
    return employee, employment, visit if asked else None


_TABLES = (("employee", EMPLOYEE), ("employment", EMPLOYMENT), ("visit_request", VISIT))


def fill_sqlite(path: str, crowd: Crowd) -> None:
    database = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000", "temp_store=MEMORY"):
        database.execute(f"PRAGMA {pragma}")
    database.execute("BEGIN")
    for table, columns, rows in _batches(crowd):
        marks = ", ".join("?" * len(columns))
        database.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
    database.execute("COMMIT")
    database.execute("PRAGMA journal_mode=WAL")
    database.close()


def fill_postgresql(uri: str, crowd: Crowd) -> None:
    """``uri`` as SQLAlchemy writes it. The index of the search is made once the rows are there, as a restore does."""
    with psycopg.connect(uri.replace("+psycopg", ""), autocommit=True) as database:
        [(index,)] = database.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_employee_grams'"
        ).fetchall()
        database.execute("DROP INDEX ix_employee_grams")
        for table, columns, rows in _batches(crowd):
            with database.cursor().copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        database.execute("SET maintenance_work_mem = '512MB'")
        database.execute(index)
        # What autovacuum does by itself within minutes.
        database.execute("VACUUM ANALYZE")


def _batches(crowd: Crowd, size: int = 50_000) -> Iterator[tuple[str, tuple[str, ...], list[Row]]]:
    yield "member", MEMBER, list(crowd.members())
    people = crowd.people()
    while batch := list(itertools.islice(people, size)):
        for rank, (table, columns) in enumerate(_TABLES):
            yield table, columns, [rows[rank] for rows in batch if rows[rank] is not None]
