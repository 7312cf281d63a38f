from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from presantra.mail.mime import build
from presantra.mail.transports import MailboxTransport
from presantra.services.mailbox import MAX_MAILS, list_mails

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def drop(directory: Path, number: int, at: datetime, text: str = "Bonjour") -> None:
    await MailboxTransport(directory).send(
        build(
            sender="PRÉSANTRA <noreply@presantra.example>",
            recipient="camille@lefevre.example",
            message_id=f"<{number}@presantra.example>",
            subject=f"Message n° {number}",
            text=text,
            html="<p>Bonjour</p>",
            date=at,
        )
    )


async def test_newest_first_with_its_links(tmp_path: Path) -> None:
    link = "http://localhost:3000/reinitialiser-mot-de-passe#" + "j" * 100
    await drop(tmp_path, 1, START, text=f"Ouvrez ce lien :\n\n{link}\n\npuis {link}, ou http://a.example/b.\n")
    await drop(tmp_path, 2, START + timedelta(seconds=1))
    newest, oldest = list_mails(tmp_path)
    assert (newest.subject, newest.at, newest.links) == ("Message n° 2", START + timedelta(seconds=1), ())
    assert oldest.to == "camille@lefevre.example"
    assert oldest.links == (link, "http://a.example/b")
    assert oldest.text == f"Ouvrez ce lien :\n\n{link}\n\npuis {link}, ou http://a.example/b."
    assert oldest.id
    assert oldest.id != newest.id


async def test_within_one_second_the_last_written_comes_first(tmp_path: Path) -> None:
    for number in range(5):
        await drop(tmp_path, number, START)
        newest = max(tmp_path.iterdir(), key=lambda path: path.stat().st_ctime_ns)
        os.utime(newest, ns=(number + 10**18, number + 10**18))
    assert [view.subject for view in list_mails(tmp_path)] == [f"Message n° {n}" for n in (4, 3, 2, 1, 0)]


async def test_at_most_one_hundred(tmp_path: Path) -> None:
    for number in range(MAX_MAILS + 5):
        await drop(tmp_path, number, START + timedelta(seconds=number))
    views = list_mails(tmp_path)
    assert len(views) == MAX_MAILS
    assert views[0].subject == f"Message n° {MAX_MAILS + 4}"


async def test_foreign_and_broken_files_are_left_out(tmp_path: Path) -> None:
    await drop(tmp_path, 1, START)
    whole = next(tmp_path.glob("*.eml")).read_bytes()
    (tmp_path / "0.eml").write_bytes(b"")
    (tmp_path / "1.eml").write_bytes(os.urandom(500))
    (tmp_path / "2.eml").write_bytes(b"To: x@y.example\nDate: hier\n\nbonjour")
    (tmp_path / "3.eml").write_bytes(b"To: x@y.example\nDate: Mon, 23 Nov 2026 09:00:00 -0000\n"
                                     b"Content-Type: application/pdf\n\n%PDF")  # fmt: skip
    (tmp_path / "4.eml").write_bytes(b"a" * 1_000_001)
    (tmp_path / "5.eml").mkdir()
    (tmp_path / "6.eml").symlink_to("/etc/hostname")
    (tmp_path / "7.tmp").write_bytes(whole)
    (tmp_path / "8.eml").write_bytes(whole[:40])
    assert [view.subject for view in list_mails(tmp_path)] == ["Message n° 1"]


def test_no_folder_yet(tmp_path: Path) -> None:
    assert list_mails(tmp_path / "absent") == ()
