"""Every kind of mail stands in the table that says who may switch it off, and is written by the way that obeys it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from presantra.mail.messages import KINDS
from presantra.services.notices import RULES, Always
from presantra.services.preferences import LABELS, Notice
from tests.conftest import ROOT

SERVICES = ROOT / "presantra" / "services"


def written(function: str) -> Iterator[tuple[str, str]]:
    """Files that call ``function``, with each kind of mail that they name."""
    for path in SERVICES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function:
                for argument in node.args:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield path.name, argument.value


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_template_has_its_rule(kind: str) -> None:
    assert kind in RULES


def test_the_table_names_no_mail_that_does_not_exist() -> None:
    assert set(RULES) == KINDS
    assert set(LABELS) == {rule for rule in RULES.values() if isinstance(rule, Notice)} == set(Notice)


@pytest.mark.parametrize("kind", sorted(kind for kind, rule in RULES.items() if isinstance(rule, Notice)))
def test_what_may_be_switched_off_is_written_by_notify_only(kind: str) -> None:
    assert kind in {named for _, named in written("notify")}
    assert kind not in {named for _, named in written("enqueue")}


def test_notify_writes_nothing_else() -> None:
    assert all(isinstance(RULES[kind], Notice) for _, kind in written("notify"))


def test_the_weekly_reminder_is_written_where_its_own_choice_is_read() -> None:
    own = {kind for kind, rule in RULES.items() if rule is Always.OWN_CHOICE}
    assert {file for file, kind in written("enqueue") if kind in own} == {"digest.py"}


@pytest.mark.parametrize("kind", sorted(kind for kind in KINDS if kind.endswith("_secretariat")))
def test_mails_to_the_service_always_leave(kind: str) -> None:
    assert RULES[kind] is Always.SERVICE
