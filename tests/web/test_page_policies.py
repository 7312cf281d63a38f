"""The policy of a page follows from the file that the build wrote."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from presantra.web.csp import PagePolicies, inline_script_hashes, policy


def source(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def test_only_executable_inline_scripts_are_hashed_once_each_and_exactly() -> None:
    html = (
        "<script>un();\n</script><script src='/a.js'></script><script type='application/json'>{}</script>"
        "<script type='module'>deux(\"é\" && '&amp;')</script><script>un();\n</script>"
    )
    assert inline_script_hashes(html) == (source("un();\n"), source("deux(\"é\" && '&amp;')"))


def test_the_policy_of_one_document() -> None:
    assert policy(["'sha256-x'"]) == (
        "default-src 'none'; script-src 'self' 'sha256-x'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    )


def test_each_page_has_its_own_hashes_and_an_unknown_address_those_of_the_fallback(tmp_path: Path) -> None:
    (tmp_path / "aide").mkdir()
    (tmp_path / "index.html").write_text("<script>accueil</script>")
    (tmp_path / "aide" / "index.html").write_text("<script>aide</script>")
    (tmp_path / "404.html").write_text("<script>secours</script>")

    policies = PagePolicies.of_build(tmp_path)

    assert policies.of("/") == policy([source("accueil")])
    assert policies.of("/aide") == policies.of("/aide/") == policy([source("aide")])
    assert policies.of("/espace/salaries/42") == policy([source("secours")])
    assert policies.is_page("/aide")
    assert not policies.is_page("/espace/salaries/42")


def test_without_a_build_no_inline_script_runs(tmp_path: Path) -> None:
    assert PagePolicies.of_build(tmp_path / "rien").of("/") == policy()
