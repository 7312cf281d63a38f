"""The proxy that is given as an example keeps secret addresses out of every journal."""

from __future__ import annotations

import re

import pytest

from presantra.services.calendars import PATH
from presantra.services.digest import UNSUBSCRIBE_PATH
from presantra.settings import Settings
from presantra.web.limits import upload_limits
from tests.conftest import ROOT

CONFIGURATION = re.sub(r"#.*", "", (ROOT / "deploy" / "nginx.conf").read_text("utf-8"))
SILENT = (r"access_log\s+off;", r"error_log\s+/dev/null\s+crit;")


def blocks(name: str) -> list[tuple[str, str]]:
    """``(argument, body)`` of each block of this name; a body goes as far as its closing brace."""
    found = []
    for match in re.finditer(rf"^[ \t]*{name}\b([^\n]*?)\{{$", CONFIGURATION, re.MULTILINE):
        depth, end = 1, match.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(CONFIGURATION[end], 0)
            end += 1
        found.append((match[1].strip(), CONFIGURATION[match.end() : end - 1]))
    return found


def serving(path: str) -> str:
    """Body of the location that nginx chooses: exact, then regular expression, then longest prefix."""
    locations = blocks("location")
    for argument, body in locations:
        if argument == f"= {path}":
            return body
    for argument, body in locations:
        if argument.startswith("~ ") and re.search(argument[2:], path):
            return body
    prefixes = [(a, b) for a, b in locations if a.startswith("/") and path.startswith(a)]
    return max(prefixes, key=lambda pair: len(pair[0]))[1]


@pytest.mark.parametrize(
    "path",
    [
        f"{PATH}/secret.ics", f"{UNSUBSCRIBE_PATH}/secret", "/rappels/autre", "/invitation", "/invitation/secret",
        "/reinitialiser-mot-de-passe", "/reinitialiser-mot-de-passe/secret", "/confirmer-mon-adresse/secret",
        "/retablir-mon-adresse/secret", "/nouveau-courrier", "/nouveau-courrier/secret",
    ],
)  # fmt: skip
def test_a_secret_address_goes_to_no_journal(path: str) -> None:
    body = serving(path)
    assert all(re.search(directive, body) for directive in SILENT), body
    assert "proxy_pass http://presantra;" in body


def test_the_socket_shows_no_tab_token() -> None:
    assert re.search(SILENT[1], serving("/_event/"))


@pytest.mark.parametrize("path", ["/", "/espace/visites", "/connexion"])
def test_other_addresses_are_journalled(path: str) -> None:
    assert not any(re.search(directive, serving(path)) for directive in SILENT)


def test_the_journal_shows_paths_only() -> None:
    [line] = re.findall(r"log_format\s+presantra\s+('.*?');", CONFIGURATION, re.DOTALL)
    assert "$uri" in line
    assert not re.findall(r"\$(?:request_uri|request\b(?!_)|args|query_string|http_referer|is_args)", line)
    assert re.findall(r"access_log\s+\S+\s+(\w+);", CONFIGURATION) == ["presantra"]


def test_the_redirection_to_https_has_no_journal() -> None:
    [plain] = [body for _, body in blocks("server") if "listen 80;" in body]
    assert re.search(SILENT[0], plain)


@pytest.mark.parametrize(("path", "most"), upload_limits(Settings(_env_file=None)).items())
def test_a_file_that_the_portal_takes_passes(path: str, most: int) -> None:
    body = serving(path)
    [megabytes] = re.findall(r"client_max_body_size (\d+)m;", body)
    assert int(megabytes) * 1024 * 1024 >= most
    assert "proxy_pass http://presantra;" in body
