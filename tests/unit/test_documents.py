"""The document store: whole files, one a content, nothing outside the folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from presantra.domain.errors import DocumentMissing
from presantra.services.documents import DocumentStore, write_atomically

CONTENT = b"%PDF-1.7 facture"
KEY = "6dd1c1a4" + "0" * 56 + ".pdf"


def test_put_then_read_and_put_again(tmp_path: Path) -> None:
    store = DocumentStore(tmp_path / "documents")
    key = store.put(CONTENT)
    assert store.path(key).read_bytes() == CONTENT
    assert store.put(CONTENT) == key
    assert [path for path in (tmp_path / "documents").rglob("*") if path.is_file()] == [store.path(key)]
    assert store.path(key).stat().st_mode & 0o077 == 0


def test_a_truncated_file_is_written_again(tmp_path: Path) -> None:
    store = DocumentStore(tmp_path)
    key = store.put(CONTENT)
    store.path(key).write_bytes(b"%P")
    assert store.put(CONTENT) == key
    assert store.path(key).read_bytes() == CONTENT


@pytest.mark.parametrize(
    "key",
    [
        "", KEY, "../secrets.json", f"../{KEY}", f"/{KEY}", KEY.upper(), f"{KEY}\n",
        KEY.replace(".pdf", ".PDF"),
        "aa/" + KEY, "..%2f" + KEY, KEY + "\0", "٠" * 64 + ".pdf",
    ],
)  # fmt: skip
def test_no_key_leaves_the_folder(tmp_path: Path, key: str) -> None:
    (tmp_path / "secrets.json").write_text("{}")
    with pytest.raises(DocumentMissing):
        DocumentStore(tmp_path / "documents").path(key)


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "dossier"
    target.mkdir()
    with pytest.raises(OSError, match="dossier"):
        write_atomically(target, CONTENT)
    assert list(tmp_path.iterdir()) == [target]
