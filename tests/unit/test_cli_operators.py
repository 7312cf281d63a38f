"""The operators' commands, from the arguments to the words they print."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from presantra.cli import main

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, migrated_sqlite: Path) -> Path:
    """An installation of its own: nothing of the developer's environment enters."""
    import os

    for name in list(os.environ):
        if name.startswith("PRESANTRA_") or name == "PORT":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PRESANTRA_DATA_DIR", str(tmp_path / "var"))
    (tmp_path / "var").mkdir()
    shutil.copy(migrated_sqlite, tmp_path / "var" / "presantra.db")
    return tmp_path


def test_import_then_regenerate(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, letters = str(DATA / "adherents.csv"), installation / "lettres"
    assert main(["adherents", "importer", file, "--lettres", str(letters)]) == 0
    printed = capsys.readouterr()
    assert printed.out == f"3 adhérents créés, 3 lettres à poster dans {letters}.\n"
    assert main(["adherents", "regenerer", "30001–1", "--lettres", str(letters)]) == 0
    printed = capsys.readouterr()
    assert printed.out == (
        f"Nouvelle lettre à poster : {letters / 'lettre-30001-1.pdf'}. L’ancien numéro n’est plus valable.\n"
    )
    assert "TD-" not in printed.out + printed.err


def test_errors_go_to_stderr_and_nothing_is_written(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, letters = str(DATA / "adherents-erreurs.csv"), installation / "lettres"
    assert main(["adherents", "importer", file, "--lettres", str(letters)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    lines = printed.err.replace("\u00a0", " ").splitlines()
    assert lines[0] == "Ligne 3, colonne siret : Ce numéro SIRET n’existe pas : un de ses chiffres est faux."
    assert lines[-1] == "9 erreurs dans le fichier : rien n’a été enregistré."
    assert not letters.exists()


def test_good_lines_alone(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, letters = str(DATA / "adherents-erreurs.csv"), installation / "lettres"
    assert main(["adherents", "importer", file, "--lettres", str(letters), "--ignorer-les-erreurs"]) == 0
    assert capsys.readouterr().out == (f"3 lignes ignorées.\n1 adhérent créé, 1 lettre à poster dans {letters}.\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["adherents", "importer", "absent.csv", "--lettres", "l"], "absent.csv est introuvable"),
        (["adherents", "regenerer", "12", "--lettres", "l"], "Le code adhérent a 5 chiffres"),
        (["adherents", "regenerer", "12345", "--lettres", "l"], "Aucun adhérent ne porte le code 12345."),
        (["factures", "importer", "absent"], "factures.csv est introuvable"),
    ],
)
def test_one_clear_sentence(
    installation: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert main(arguments) == 1
    assert sentence in capsys.readouterr().err


def test_invoices(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["adherents", "importer", str(DATA / "adherents.csv"), "--lettres", "lettres"])
    folder = installation / "factures"
    folder.mkdir()
    (folder / "f.pdf").write_bytes(b"%PDF-1.7")
    header = "numero;code_adherent;date;type;periode;montant_ht;montant_tva;montant_ttc;echeance;statut;fichier"
    row = "F1;30001;01/02/2026;facture;;100;20;120;01/03/2026;à régler;f.pdf"
    (folder / "factures.csv").write_text(f"{header}\n{row}\n", "utf-8")
    capsys.readouterr()
    assert main(["factures", "importer", str(folder)]) == 0
    assert capsys.readouterr().out == "1 facture importée pour 1 adhérent.\n"


def test_payments(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    test_invoices(installation, capsys)
    file = installation / "paiements.csv"
    lines = ("code_adherent;date;montant;moyen;reference;factures", "30001;01/03/2026;100;prélèvement;REG-1;F1",
             "30001;02/03/2026;50;virement;REG-2;")  # fmt: skip
    file.write_text("\n".join(lines) + "\n", "utf-8")
    for arguments, said in (
        (["importer", str(file)], "2 paiements enregistrés pour 1 adhérent. 30,00 € affectés à aucune facture."),
        (["importer", str(file)], "0 paiement enregistré pour 0 adhérent, 2 déjà présents."),
        (["rejeter", "REG-1", "--motif", "Provision", "--le", "05/03/2026"],
         "REG-1 : 100,00 € rejetés, 0 personne prévenue. De nouveau à régler : F1."),
        (["affecter", "REG-2", "--facture", "F1"], "REG-2 : F1 50,00 €."),
        (["lister", "30001"], "solde 70,00 €"),
    ):  # fmt: skip
        assert main(["paiements", *arguments]) == 0
        assert said in capsys.readouterr().out.replace("\u00a0", " ").replace("\u202f", " ")
    for arguments, said in (
        (["rejeter", "REG-1", "--motif", "Provision"], "déjà été rejeté le 05/03/2026"),
        (["affecter", "REG-9"], "Aucun paiement ne porte la référence REG-9."),
        (["importer", "absent.csv"], "absent.csv est introuvable"),
        (["lister", "55555"], "Aucun adhérent ne porte le code 55555."),
    ):
        assert main(["paiements", *arguments]) == 1
        assert said in capsys.readouterr().err.replace("\u00a0", " ")
    with pytest.raises(SystemExit):
        main(["paiements", "rejeter", "REG-2", "--motif", "x", "--le", "31/02/2026"])


def test_demonstration_prints_its_identifiers(
    installation: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from presantra.demonstration import loading

    monkeypatch.setattr(loading, "render_invoice", lambda *_: b"%PDF-1.7")
    assert main(["demonstration"]) == 0
    printed = capsys.readouterr().out
    for words in (
        "http://localhost:3000", "10001    TD-K4M7-P2XC", "10001-1  TD-R6T3-W9HD", "10001-2  TD-B5N8-Y4QF",
        "20002    TD-G7V2-J3ZK", "http://localhost:3000/boite-de-reception",
    ):  # fmt: skip
        assert words in printed


def test_help_is_french(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(["adherents", "importer", "--help"])
    assert leaving.value.code == 0
    assert "--ignorer-les-erreurs" in capsys.readouterr().out
