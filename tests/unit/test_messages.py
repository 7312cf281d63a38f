"""Themes and the machine of statuses, case by case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from presantra.domain.errors import Forbidden, InvalidForm, InvalidValue
from presantra.domain.labels import label
from presantra.domain.messages import (
    IDENTITY,
    SUBJECT_MAX_LENGTH,
    TEXT_MAX_LENGTH,
    THEMES,
    TIE_RIGHTS,
    TIE_THEMES,
    ThreadAct,
    ThreadStatus,
    TieKind,
    check_act,
    parse_text,
    parse_thread,
    visible_themes,
)
from presantra.domain.rights import EVERYTHING, ROLES, Right, Role
from presantra.domain.visit_vocabulary import Side

S = ThreadStatus
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
RAW = {"theme": "autre", "subject": " Une  question ", "message": " Bonjour \n"}


def after(act: ThreadAct, side: Side, status: ThreadStatus, days: int = 0) -> ThreadStatus:
    return check_act(act, side, status, NOW - timedelta(days=days), NOW, 30)


@pytest.mark.parametrize(
    ("status", "wanted"),
    [
        (S.OPEN, S.OPEN),
        (S.TAKEN, S.TAKEN),
        (S.WAITING, S.TAKEN),
        (S.ANSWERED, S.TAKEN),
        (S.SOLVED, S.OPEN),
        (S.CLOSED, S.OPEN),
    ],
)
def test_what_the_employer_writes_brings_the_request_back(status: ThreadStatus, wanted: ThreadStatus) -> None:
    assert after(ThreadAct.WRITE, Side.EMPLOYER, status, 30) is wanted


@pytest.mark.parametrize("status", S)
def test_after_the_days_only_what_is_settled_is_refused(status: ThreadStatus) -> None:
    if status in {S.SOLVED, S.CLOSED}:
        with pytest.raises(InvalidValue, match="plus de 30 jours"):
            after(ThreadAct.WRITE, Side.EMPLOYER, status, 31)
    else:
        assert after(ThreadAct.WRITE, Side.EMPLOYER, status, 400)


@pytest.mark.parametrize("status", S)
def test_the_service_answers_in_any_status(status: ThreadStatus) -> None:
    assert after(ThreadAct.ANSWER, Side.SERVICE, status, 400) is S.ANSWERED
    assert after(ThreadAct.ASK, Side.SERVICE, status, 400) is S.WAITING


@pytest.mark.parametrize(
    ("act", "allowed", "wanted"),
    [
        (ThreadAct.TAKE, set(S) - {S.TAKEN}, S.TAKEN),
        (ThreadAct.SOLVE, {S.OPEN, S.TAKEN, S.WAITING, S.ANSWERED}, S.SOLVED),
        (ThreadAct.CLOSE, set(S) - {S.CLOSED}, S.CLOSED),
    ],
)
def test_each_act_from_each_status(act: ThreadAct, allowed: set[ThreadStatus], wanted: ThreadStatus) -> None:
    for status in S:
        if status in allowed:
            assert after(act, Side.SERVICE, status) is wanted
        else:
            with pytest.raises(InvalidValue):
                after(act, Side.SERVICE, status)


@pytest.mark.parametrize("act", ThreadAct)
def test_each_side_has_its_acts(act: ThreadAct) -> None:
    both, employer = {ThreadAct.SOLVE}, {ThreadAct.WRITE}
    wrong = set() if act in both else {Side.SERVICE if act in employer else Side.EMPLOYER}
    for side in wrong:
        with pytest.raises(Forbidden):
            after(act, side, S.OPEN)
    for side in set(Side) - wrong:
        assert after(act, side, S.OPEN)


def test_every_status_has_its_words() -> None:
    assert len({label(status) for status in S}) == len(S)


def test_each_theme_asks_for_the_right_on_what_it_is_about() -> None:
    assert {code: theme.right for code, theme in THEMES.items()} == {
        "facturation": Right.INVOICES_READ,
        "visites": Right.VISITS_READ,
        "salaries": Right.PEOPLE_READ,
        "suivi": Right.FOLLOW_UP_READ,
        "adhesion": Right.COMPANY_READ,
        "identite": Right.COMPANY_READ,
        "technique": Right.COMPANY_READ,
        "autre": Right.COMPANY_READ,
    }
    assert IDENTITY in THEMES
    assert all(THEMES[TIE_THEMES[kind]].right is TIE_RIGHTS[kind] for kind in TieKind)


def test_who_sees_bills_only_writes_of_them_only() -> None:
    billing = visible_themes(ROLES[Role.BILLING].rights)
    assert billing == ("facturation", "adhesion", "identite", "technique", "autre")
    assert visible_themes(EVERYTHING) == tuple(THEMES)
    assert visible_themes(frozenset()) == ()


def test_a_request_is_read_and_cleaned() -> None:
    new = parse_thread(RAW, EVERYTHING)
    assert (new.theme, new.subject, new.text) == ("autre", "Une question", "Bonjour")


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"theme": ""}, ["theme"]),
        ({"theme": "inconnu"}, ["theme"]),
        ({"subject": " ", "message": "\n"}, ["subject", "message"]),
        ({"subject": "x" * (SUBJECT_MAX_LENGTH + 1)}, ["subject"]),
        ({"message": "x" * (TEXT_MAX_LENGTH + 1)}, ["message"]),
        ({"subject": "a\u202eb"}, ["subject"]),
    ],
)
def test_what_is_refused_is_told_beside_its_field(change: dict[str, str], wrong: list[str]) -> None:
    with pytest.raises(InvalidForm) as refusal:
        parse_thread(RAW | change, EVERYTHING)
    assert list(refusal.value.errors) == wrong


def test_a_theme_that_is_not_his_is_not_of_the_list() -> None:
    with pytest.raises(InvalidForm) as refusal:
        parse_thread(RAW | {"theme": "visites"}, ROLES[Role.BILLING].rights)
    assert list(refusal.value.errors) == ["theme"]


def test_an_answer_needs_words_or_a_file() -> None:
    assert parse_text("  oui ") == "oui"
    assert parse_text(" ", may_be_empty=True) == ""
    for text in ("", " \n ", "x" * (TEXT_MAX_LENGTH + 1)):
        with pytest.raises(InvalidForm):
            parse_text(text)
