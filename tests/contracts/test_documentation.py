"""What operators read is true of the code: every setting and every command stands in ``docs/exploitation.md``.

``python tests/contracts/test_documentation.py`` prints the tables of settings, to be pasted there.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

import pytest  # noqa: E402
from pydantic import SecretStr  # noqa: E402
from pydantic.fields import FieldInfo  # noqa: E402

from presantra.cli import parser  # noqa: E402
from presantra.domain.typography import french  # noqa: E402
from presantra.services.invoices.payment_rows import read_payments  # noqa: E402
from presantra.services.invoices.rows import read_invoices  # noqa: E402
from presantra.services.members.rows import read_members  # noqa: E402
from presantra.settings import Settings  # noqa: E402
from presantra.throttle_settings import ThrottleSettings  # noqa: E402

# The names that operators use where they differ from the rule.
VARIABLES = {"port": "PORT"}


def _default(field: FieldInfo) -> str:
    value: Any = field.get_default(call_default_factory=True)
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, Enum):
        value = value.value
    return str(value).replace("\n", " ⏎ ")


def settings() -> Iterator[tuple[str, str, str]]:
    """Variable, default, description."""
    for name, field in Settings.model_fields.items():
        if name != "throttle":
            yield VARIABLES.get(name, f"PRESANTRA_{name.upper()}"), _default(field), field.description or ""


def limits() -> Iterator[tuple[str, str, str]]:
    for name, field in ThrottleSettings.model_fields.items():
        yield f"PRESANTRA_THROTTLE__{name.upper()}", _default(field), field.description or ""


def line(variable: str, default: str, description: str) -> str:
    """One line of a table."""
    shown = f"`{default}`" if default else "(vide)"
    return f"| `{variable}` | {shown} | {french(description)} |"


def commands() -> Iterator[str]:
    """« adherents importer », « verifier »…"""

    def walk(node: argparse.ArgumentParser, words: tuple[str, ...]) -> Iterator[str]:
        groups = [a for a in node._actions if isinstance(a, argparse._SubParsersAction)]
        if words and not (groups and groups[0].required):
            yield " ".join(words)
        for group in groups:
            for name, child in group.choices.items():
                yield from walk(child, (*words, name))

    return walk(parser(), ())


ALL = (*settings(), *limits())


@pytest.mark.parametrize("entry", ALL, ids=[entry[0] for entry in ALL])
def test_every_setting_is_documented(entry: tuple[str, str, str]) -> None:
    assert entry[2], "a setting without description"
    operations = (ROOT / "docs/exploitation.md").read_text("utf-8")
    assert line(*entry) in operations.splitlines()


@pytest.mark.parametrize("variable", [entry[0] for entry in ALL])
def test_every_setting_is_in_the_example(variable: str) -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    assert re.search(rf"^#? ?{variable}=", example, re.MULTILINE)


def test_no_setting_that_does_not_exist() -> None:
    known = {entry[0] for entry in ALL} | {"PRESANTRA_PORT"}
    for name in (".env.example", "docs/exploitation.md", "README.md", "deploy/presantra.service"):
        text = (ROOT / name).read_text("utf-8")
        assert set(re.findall(r"PRESANTRA_[A-Z_]*[A-Z]", text)) <= known, name


@pytest.mark.parametrize("command", [*commands()])
def test_every_command_is_documented(command: str) -> None:
    assert f"`python -m presantra {command}" in (ROOT / "docs/exploitation.md").read_text("utf-8")


def test_commands_of_the_documents_exist() -> None:
    known = set(commands())
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        for words in re.findall(r"python -m presantra ((?:[a-z]+)(?: [a-z-]+)?)", path.read_text("utf-8")):
            assert words in known or words.split()[0] in known, f"{path.name}: {words}"


def test_files_of_the_documents_exist() -> None:
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))):
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)[^)]*\)", path.read_text("utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def _example(header: str) -> bytes:
    text = (ROOT / "docs/exploitation.md").read_text("utf-8")
    return next(block for block in text.split("```")[1::2] if block.strip().startswith(header)).strip().encode()


def test_the_example_of_members_can_be_imported() -> None:
    members, problems = read_members(_example("code_adherent;raison"))
    assert ([str(member.code) for member in members], problems) == (["30001", "30001-1"], [])


def test_the_example_of_invoices_can_be_imported(tmp_path: Path) -> None:
    for number in ("F-2026-0001", "A-2026-0001"):
        (tmp_path / f"{number}.pdf").write_bytes(b"%PDF-1.7")
    invoices, problems = read_invoices(_example("numero;"), tmp_path)
    assert ([invoice.total_cents for invoice in invoices], problems) == ([120_000, -6_000], [])


def test_the_example_of_payments_can_be_imported() -> None:
    payments, problems = read_payments(_example("code_adherent;date;"), date(2026, 12, 1))
    assert ([(payment.cents, payment.factures) for payment in payments], problems) == (
        [(120_000, ("F-2026-0001",)), (35_000, ())], [],
    )  # fmt: skip


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("'", "’")).strip()


def test_words_of_the_screens_are_those_of_the_guide() -> None:
    sources = " ".join(
        path.read_text("utf-8")
        for room in ("ui", "domain", "services")
        for path in sorted((ROOT / "presantra" / room).rglob("*.py"))
    )
    screens = _plain(re.sub(r'"\s*\n\s*f?"', "", sources))
    guide = (ROOT / "docs/guide-utilisateur.md").read_text("utf-8")
    # Bold words at the beginning of a line are titles of the guide itself.
    bold = [match for match in re.finditer(r"\*\*([^*\n]+)\*\*", guide) if guide[match.start() - 1] != "\n"]
    quoted = {_plain(match[1]) for match in bold}
    assert {words for words in quoted if words not in screens} == {"en gras"}


def test_readme_is_at_most_two_screens() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 90


if __name__ == "__main__":
    header = "| Variable | Valeur par défaut | Rôle |\n|---|---|---|"
    for table in (settings(), limits()):
        print(header, *(line(*entry) for entry in table), "", sep="\n")
