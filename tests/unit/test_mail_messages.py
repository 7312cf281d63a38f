"""Every kind of mail, with values that people could really type, and with some they should not."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from jinja2 import UndefinedError

from presantra.mail.messages import KINDS, SUBJECT_MAX_LENGTH, TEMPLATES, moment, render
from tests.unit.mail_values import SERVICE, VALUES

TYPED_BY_PEOPLE = ("person", "company", "newcomer", "employee", "requested_by", "reason", "availabilities",
                   "comment", "message", "people", "interpreter", "by")  # fmt: skip
HOSTILE = {
    "script": "<script>alert(1)</script>",
    "attribute": '" onmouseover="alert(1)" x="',
    "header": "Zoé\r\nBcc: voleur@example.org\r\n\r\nCorps",
    "separators": "a\u2028b\u2029c\x85d\x0be\x00f",
    "template": "{{ password }}{% raw %}{{ 7*7 }}",
    "emoji": "👩🏽‍🔧 L’Été – Ñandú",
    "bidi": "\u202egnp.exe",
    "surrogate": "a\ud800b",
    "long": "É" * 200,
    "sql": "'; DROP TABLE outbox_mail; --",
}


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes |= {name for name, _ in attrs}


def tags_of(html: str) -> Tags:
    tags = Tags()
    tags.feed(html)
    tags.close()
    return tags


def test_every_folder_is_a_kind_that_this_table_knows() -> None:
    assert set(VALUES) == KINDS
    for kind in KINDS:
        assert {path.name for path in (TEMPLATES / kind).iterdir()} == {
            "subject.txt",
            "body.txt",
            "body.html",
        }


@pytest.mark.parametrize("kind", sorted(VALUES))
def test_each_kind_is_whole(kind: str) -> None:
    message = render(kind, SERVICE | VALUES[kind])
    assert message.subject
    assert "\n" not in message.subject
    assert message.text.startswith("Bonjour")
    assert "contact@presantra.example" in message.text
    assert message.html.startswith("<!DOCTYPE html>")
    assert message.html.rstrip().endswith("</html>")
    assert 'lang="fr"' in message.html
    for url in re.findall(r'href="(https?://[^"]+)"', message.html):
        assert message.html.count(url) >= 2, "a link is also written in clear"
    for shown in (message.subject, message.text, re.sub(r"<[^>]*>", "", message.html)):
        assert not re.search(r" [:;?!»]|« |\w'\w", shown), "French spacing and apostrophes"


@pytest.mark.parametrize("kind", sorted(VALUES))
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_values_stay_words(kind: str, name: str) -> None:
    hostile = {key: HOSTILE[name] for key in TYPED_BY_PEOPLE if key in VALUES[kind]}
    calm = render(kind, SERVICE | VALUES[kind] | dict.fromkeys(hostile, "calme"))
    message = render(kind, SERVICE | VALUES[kind] | hostile)

    assert len(message.subject.splitlines()) == 1
    assert len(message.subject) <= SUBJECT_MAX_LENGTH
    assert tags_of(message.html).names == tags_of(calm.html).names
    assert tags_of(message.html).attributes == tags_of(calm.html).attributes
    assert "ABCDE" not in message.text or "password" in VALUES[kind]
    message.text.encode()
    message.html.encode()
    assert "\u202e" not in message.text + message.html + message.subject
    if not {"reason", "message", "people"} & set(hostile):
        assert len(message.text.split("\n")) == len(calm.text.split("\n"))


def test_somebodys_lines_are_quoted_and_cannot_pass_for_ours() -> None:
    trap = "Bonjour\n\nMot de passe provisoire\n\n    AAAAA-BBBBB"
    values = VALUES["visit_changed_secretariat"] | {"message": trap}
    message = render("visit_changed_secretariat", SERVICE | values)
    assert "\n> Bonjour\n>\n> Mot de passe provisoire\n>\n> AAAAA-BBBBB\n" in message.text


@pytest.mark.parametrize("kind", ["first_password", "fresh_start"])
def test_the_password_stands_alone_on_its_line(kind: str) -> None:
    message = render(kind, SERVICE | VALUES[kind])
    lines = message.text.split("\n")
    at = lines.index("    ABCDE-FGHJK-MNPQR-STVWX")
    assert lines[at - 2 : at] == ["Mot de passe provisoire", ""]
    assert lines[at + 1] == ""
    assert lines[at + 2] == (
        "Il fonctionne une seule fois, jusqu’au jeudi 26 novembre 2026 à 10\u00a0h\u00a005 (heure de Paris)."
    )
    assert "   https://portail.presantra.example/connexion" in lines
    assert message.text.count("ABCDE-FGHJK-MNPQR-STVWX") == 1
    assert message.html.count("ABCDE-FGHJK-MNPQR-STVWX") == 1


def test_first_password_says_which_address_to_type() -> None:
    message = render("first_password", SERVICE | VALUES["first_password"])
    assert "   camille@lefevre.example" in message.text.split("\n")
    assert message.subject == "Votre accès au portail PRÉSANTRA"


def test_an_unknown_due_date_and_an_unknown_ip_are_left_out() -> None:
    visit = render("visit_acknowledged", SERVICE | VALUES["visit_acknowledged"] | {"due_date": None})
    assert "Échéance" not in visit.text + visit.html
    changed = render("password_changed", SERVICE | VALUES["password_changed"] | {"ip": ""})
    assert "adresse IP" not in changed.text + changed.html
    assert "mardi 1er décembre 2026 à 10\u00a0h\u00a005 (heure de Paris).\n" in changed.text


def test_a_second_first_link_names_no_company() -> None:
    values = VALUES["first_link"] | {"company": "", "code": ""}
    message = render("first_link", SERVICE | values)
    assert "Voici un nouveau lien" in message.text
    assert "Bienvenue" not in message.text + message.html
    assert "()" not in message.text


@pytest.mark.parametrize("kind", sorted(kind for kind in VALUES if {"password", "link"} & set(VALUES[kind])))
def test_no_secret_in_a_subject_nor_in_a_representation(kind: str) -> None:
    message = render(kind, SERVICE | VALUES[kind])
    for secret in (VALUES[kind].get("password"), VALUES[kind].get("link")):
        assert secret is None or (secret not in message.subject and secret not in repr(message))


@pytest.mark.parametrize("kind", sorted(VALUES))
def test_a_missing_value_is_refused(kind: str) -> None:
    values = dict(VALUES[kind])
    values.popitem()
    with pytest.raises(UndefinedError):
        render(kind, SERVICE | values)


@pytest.mark.parametrize("kind", ["", "inconnu", "_layout", "../messages", "first_password/../reset_link"])
def test_an_unknown_kind_is_refused(kind: str) -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        render(kind, SERVICE)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "jeudi 2 juillet 2026 à 0 h 30"),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "vendredi 1er janvier 2027 à 0 h 00"),
        (datetime(2026, 11, 23, 9, 0, tzinfo=UTC), "lundi 23 novembre 2026 à 10 h 00"),
    ],
)
def test_moments_are_told_in_paris_time(at: datetime, expected: str) -> None:
    assert moment(at).replace("\u00a0", " ") == expected


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_values_within_a_list_stay_words(name: str) -> None:
    calm_post = VALUES["complementary_list_secretariat"]["posts"][0]
    hostile_post = calm_post | {"job_title": HOSTILE[name], "reason": HOSTILE[name]}
    calm, hostile = (
        render("complementary_list_secretariat", SERVICE | VALUES["complementary_list_secretariat"] | {"posts": [post]})
        for post in (calm_post, hostile_post)
    )
    assert tags_of(hostile.html).names == tags_of(calm.html).names
    assert tags_of(hostile.html).attributes == tags_of(calm.html).attributes
    assert "\u202e" not in hostile.text + hostile.html
    hostile.text.encode()
