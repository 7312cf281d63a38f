"""The server is killed again and again while people work: nothing by halves, nothing lost, every mail leaves."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from tests.e2e import ledger
from tests.e2e.load import Crowd, Deeds
from tests.e2e.portal import Portal, SmtpServer

KILLS = {"sqlite": 20, "postgresql": 4}
SEED = 20261123


@pytest.mark.parametrize("kind", KILLS)
def test_killed_again_and_again_in_the_middle_of_everything(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    smtp = SmtpServer()  # its own: every mail of it is counted
    smtp.start()
    url = "" if kind == "sqlite" else request.getfixturevalue("empty_postgres_url")
    portal = Portal(tmp_path / "portail", smtp=smtp, database_url=url, PRESANTRA_BCRYPT_COST="4")
    try:
        portal.start()
        with Crowd(portal) as crowd:
            restarts = _kill(portal, KILLS[kind])
        ledger.hurry_mails(portal)
        ledger.wait_until_sent(portal)
        assert portal.stop() == 0
        _tell(kind, crowd.deeds, restarts)
        _assert_kept(portal, crowd.deeds)
        ledger.assert_nothing_by_halves(portal)
        ledger.assert_mails_left(portal)
        ledger.assert_journal_whole(portal)
    finally:
        portal.stop()
        smtp.stop()


def _kill(portal: Portal, times: int) -> list[float]:
    """Kill at instants drawn at random, start again at once; seconds that each start took."""
    random, restarts = Random(SEED), []
    for _ in range(times):
        time.sleep(random.uniform(0.1, 2.0))
        portal.kill()
        begun = time.monotonic()
        portal.start()
        restarts.append(time.monotonic() - begun)
    time.sleep(2)  # those who were cut off finish what they were at
    return restarts


def _tell(kind: str, deeds: Deeds, restarts: list[float]) -> None:
    print(
        f"\n{kind} : {len(restarts)} kills, reprise en {sum(restarts) / len(restarts):.1f} s ;"
        f" {len(deeds.accounts)} comptes, {len(deeds.arrivals)} arrivées, {len(deeds.requests)} demandes confirmés ;"
        f" clics coupés : {dict(deeds.cut)}"
    )


def _assert_kept(portal: Portal, deeds: Deeds) -> None:
    """What was confirmed is there, once; what was not is there once or not at all; nothing else is."""
    assert deeds.refused == []
    assert sum(deeds.cut.values()) >= 3, "les arrêts n’ont interrompu personne"
    assert min(len(deeds.accounts), len(deeds.arrivals), len(deeds.requests)) >= 10
    accounts = Counter(ledger.rows(portal, "SELECT email FROM account WHERE email LIKE '%@essais.example'"))
    assert set(accounts.values()) == {1}
    assert deeds.accounts <= set(accounts) <= deeds.accounts_asked
    people = Counter(ledger.rows(portal, "SELECT birth_name FROM employee WHERE birth_name LIKE 'Essai-%'"))
    assert set(people.values()) == {1}
    assert deeds.arrivals <= set(people) <= deeds.arrivals_asked
    asked = {str(found).replace("-", "") for found in ledger.rows(portal, "SELECT public_id FROM visit_request")}
    assert {found.replace("-", "") for found in deeds.requests} <= asked
    twice = ledger.rows(
        portal,
        "SELECT employee_id, kind FROM visit_request WHERE account_id IS NOT NULL GROUP BY 1, 2 HAVING count(*) > 1",
    )
    assert twice == []
