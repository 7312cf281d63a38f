"""Headings whoever wrote them, what stands under them, and the questions that are left."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presantra.domain.imports.columns import COLUMN_LABELS, Column, Proposal, propose, signature
from presantra.domain.imports.finding import cut_table, find_headings
from presantra.domain.imports.headings import meaning_of
from presantra.domain.imports.model import RawTable
from presantra.domain.imports.people import Choices, people
from presantra.domain.imports.questions import LATER


def table(*rows: str, mark: str = ";") -> RawTable:
    headings, *lines = [tuple(row.split(mark)) for row in rows]
    return RawTable("", 1, headings, tuple(enumerate(lines, start=2)))


def columns_of(proposal: Proposal) -> list[Column]:
    return [guess.column for guess in proposal.guesses]


KNOWN = {
    Column.BIRTH_NAME: "Nom de naissance|NOM DE JEUNE FILLE|Nom de famille|Patronyme|Nom|Last Name",
    Column.USAGE_NAME: "Nom d'usage|Nom d’usage|Nom marital|Nom d'épouse|Nom usuel",
    Column.FIRST_NAME: "Prénom|PRÉNOM(S)|Prenoms|1er prénom|Prénom du salarié|Identité – PRÉNOM(S)",
    Column.FULL_NAME: "Nom et prénom|Nom Prénom|Prénom NOM|Nom - Prénom|Salarié|Nom du salarié|Collaborateur",
    Column.BIRTH_DATE: "Date de naissance|Né(e) le|naissance|DDN|Date naiss.|Naissance – Date|État civil – Né(e) le",
    Column.SEX: "Sexe|Civilité|Genre|H/F|M/F|Civ.|Titre",
    Column.ENTRY_DATE: "Date d'entrée|embauché le|Date d'embauche|Entrée|Contrat – Entrée|Date de début|Arrivée le|"
    "Entrée dans l'entreprise|Date début contrat|Contrat – Du|Hire Date",
    Column.CONTRACT_TYPE: "Type de contrat|Nature contrat|contrat|Contrat – Type|CDI/CDD|Nat. contrat",
    Column.PLANNED_END_DATE: "Fin prévue|Date de fin prévue|Terme du contrat|Fin CDD|Fin de contrat|Contrat – Fin",
    Column.JOB_TITLE: "Poste|Emploi|Fonction|Qualification|Intitulé du poste|Libellé emploi|Métier",
    Column.PCS_CODE: "Code PCS|PCS-ESE|Code PCS-ESE 2017|CSP",
    Column.SITUATIONS: "Situations de travail|Type de suivi|Type de suivi / Situations de travail|Risques|Suivi",
    Column.WORKING_TIME: "Temps de travail|Quotité|Durée du travail",
    Column.ESTABLISHMENT: "Établissement|Établissement (code adhérent-succursale)|SIRET|Site|Code établissement",
    Column.EMAIL: "E-mail|mail|Adresse e-mail|Courriel|E-mail professionnel|Adresse mail pro|Coordonnées – Mail",
    Column.PHONE: "tel|Téléphone|N° de téléphone|Portable|Tél. fixe|Mobile|Coordonnées – Tél",
    Column.MATRICULE: "Matricule|N° salarié|Code salarié|Mle|Matricule paie",
    Column.DEPARTURE_DATE: "Date de sortie|Sortie|Contrat – Sortie|Date de départ|Sorti le",
    Column.DEPARTURE_REASON: "Motif de sortie|Motif du départ|Motif rupture",
    Column.LAST_VISIT_DATE: "Dernière visite|Date de la dernière visite médicale|Visite médicale – Date|Date visite",
    Column.LAST_VISIT_KIND: "Type de dernière visite|Type de visite|Visite médicale – Type",
    Column.OTHER_EMPLOYERS: "Autres employeurs|Employeurs multiples",
    Column.IDCC: "IDCC|Convention collective",
    Column.NIR: "N° SS|N° Sécu|NIR|Numéro de sécurité sociale|N° S.S.|N° INSEE|NSS",
    Column.NIR_KEY: "Clé|Clé SS|Clé NIR",
    Column.IGNORED: "Adresse|Code postal|Ville|Lieu de naissance|Naissance – Lieu|Salaire brut|Taux horaire|RQTH|Âge|"
    "Nom du responsable|Manager|Conjoint – Nom|Personne à prévenir – Nom|Service|Motif de recours|Prochaine visite|"
    "Erreur|Fin de période d'essai|Commentaires|Nationalité|IBAN|Coefficient",
}


@pytest.mark.parametrize(
    ("heading", "column"), [(heading, column) for column, texts in KNOWN.items() for heading in texts.split("|")]
)
def test_headings(heading: str, column: Column) -> None:
    assert meaning_of(heading).column is column
    assert meaning_of(f"  {heading.upper()} * ").column is column


def test_every_column_knows_its_own_label() -> None:
    assert COLUMN_LABELS.keys() == set(Column)
    for column, label in COLUMN_LABELS.items():
        assert meaning_of(label).column is column


def test_headings_of_two_lines_without_merges() -> None:
    lines = [
        (1, ("Liste du personnel",)),
        (3, ("Matricule", "État civil", "", "", "", "Contrat", "", "Adresse", "")),
        (4, ("", "Nom", "Prénom", "Naissance", "Lieu", "Type", "Début", "Rue", "Ville")),
        (5, ("1", "ROY", "Léa", "28/02/1990", "Lille", "CDI", "01/06/2020", "1 rue Haute", "Lille")),
    ]
    found = find_headings(lines)
    assert found is not None
    read = cut_table("F", lines, found)
    assert (read.heading_line, len(read.rows)) == (4, 1)
    assert columns_of(propose(read)) == [
        Column.MATRICULE, Column.BIRTH_NAME, Column.FIRST_NAME, Column.BIRTH_DATE, Column.IGNORED,
        Column.CONTRACT_TYPE, Column.ENTRY_DATE, Column.IGNORED, Column.IGNORED,
    ]  # fmt: skip


def test_a_year_or_a_sentence_may_head_a_column() -> None:
    titles = ("Nom", "Prénom", "Date de naissance (jour, mois et année, comme sur la carte d’identité ou le passeport)",
              "Entrée", "Poste", "Contrat", "2026", "Ville")  # fmt: skip
    found = find_headings([(1, titles), (2, ("ROY", "Léa", "28/02/1990", "01/06/2020", "x", "CDI", "12", "Lille"))])
    assert found is not None
    assert (found.line, found.score) == (1, 6.0)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # « Nom » is what the other columns leave it.
        (("Nom;Nom de jeune fille;Prénom", "A;B;C"), [Column.USAGE_NAME, Column.BIRTH_NAME, Column.FIRST_NAME]),
        (("Nom;Nom marital;Prénom", "A;B;C"), [Column.BIRTH_NAME, Column.USAGE_NAME, Column.FIRST_NAME]),
        (("Nom;Né le", "ROY Léa;01/01/1990"), [Column.FULL_NAME, Column.BIRTH_DATE]),
        (("Salarié;Prénom", "ROY;Léa"), [Column.BIRTH_NAME, Column.FIRST_NAME]),
        (("Salarié;Nom;Prénom", "ROY Léa;ROY;Léa"), [Column.IGNORED, Column.BIRTH_NAME, Column.FIRST_NAME]),
        # Two headings for one column: the plainer one, and never an empty one before a full one of its rank.
        (("Qualification;Poste", "N2;Vendeuse"), [Column.IGNORED, Column.JOB_TITLE]),
        (("Date d'ancienneté;Date d'entrée", "01/01/2020;01/01/2021"), [Column.IGNORED, Column.ENTRY_DATE]),
        (("Portable;Mobile", ";06 12 34 56 78"), [Column.IGNORED, Column.PHONE]),
        # What stands under a heading corrects it.
        (("Emploi", "632k", "653a"), [Column.PCS_CODE]),
        (("CSP;Site", "Cadre;Lille"), [Column.IGNORED, Column.IGNORED]),
        (("Site", "10001-1"), [Column.ESTABLISHMENT]),
        (("Ancienneté", "12 ans"), [Column.IGNORED]),
        (("Statut;Divers", "CDI;a@b.fr", "CDD;c@d.fr"), [Column.CONTRACT_TYPE, Column.EMAIL]),
        (("Statut", "Cadre", "CDD"), [Column.IGNORED]),
        (("Contrat;Fin de contrat", "CDI;01/01/2025"), [Column.CONTRACT_TYPE, Column.DEPARTURE_DATE]),
        (("Contrat;Fin de contrat", "CDI;", "CDD;01/01/2025"), [Column.CONTRACT_TYPE, Column.PLANNED_END_DATE]),
        (("Contrat;Fin;Sortie", "CDI;01/01/2025;"),
         [Column.CONTRACT_TYPE, Column.PLANNED_END_DATE, Column.DEPARTURE_DATE]),
    ],
)  # fmt: skip
def test_columns_settled_together(rows: tuple[str, ...], expected: list[Column]) -> None:
    assert columns_of(propose(table(*rows))) == expected


def test_what_is_guessed_from_the_cells_is_to_be_confirmed() -> None:
    guesses = propose(table("Nom;Statut;Fin", "A;CDI;", "B;CDD;01/01/2030")).guesses
    assert [guess.sure for guess in guesses] == [True, False, False]
    assert guesses[1].samples == ("CDI", "CDD")


def test_what_was_confirmed_before_wins() -> None:
    proposal = propose(table("Nom;Truc;Prénom", "A;x;B"), {"truc": "matricule", "prenom": "ignored", "nom": "nonsense"})
    assert columns_of(proposal) == [Column.BIRTH_NAME, Column.MATRICULE, Column.IGNORED]
    assert proposal.guesses[1].sure


def test_what_an_arrival_needs_and_no_column_gives() -> None:
    assert propose(table("Nom et prénom;Né le", "ROY Léa;01/01/1990")).missing == (
        Column.ENTRY_DATE,
        Column.CONTRACT_TYPE,
        Column.JOB_TITLE,
    )


def test_a_signature_does_not_depend_on_order_case_nor_accents() -> None:
    assert signature(table("Nom;Prénom;")) == signature(table("PRENOM;nom"))
    assert signature(table("Nom;Prénom")) != signature(table("Nom;Prénom;Sexe"))


def test_only_unknown_words_are_asked() -> None:
    asked = propose(
        table(
            "Nom;Contrat;Motif de sortie;Type de visite;Temps de travail;Situations",
            "A;CDI;démission;Embauche;35h;Nuit",
            "B;C.U.I.;;VIP;TP;SIR",
            "C;cui;Abandon;;;Bruit ; Amiante",
            "D;Alternance;-;;;SIA",
        )
    ).questions
    assert [(question.key, question.guess) for question in asked] == [
        ("contract_type:c u i", "autre"),
        ("contract_type:cui", "cdd"),
        ("contract_type:alternance", "apprentissage"),
        ("situations:sir", ""),
        ("situations:bruit", ""),
        ("situations:sia", "suivi_adapte_autre"),
        ("working_time:tp", ""),
        ("departure_reason:abandon", "autre"),
        ("last_visit_kind:vip", "vip_periodique"),
    ]
    assert LATER not in asked[0].options
    assert LATER in asked[-1].options
    assert ("amiante", "Amiante") in asked[3].options
    assert [code for code, _ in asked[5].options] == ["nuit", "suivi_adapte_autre", ""]


def test_a_column_of_anything_is_not_asked_word_by_word() -> None:
    assert propose(table("Nom;Contrat", *(f"A;texte {index}" for index in range(30)))).questions == ()


_TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=25) | st.sampled_from(
    [
        "",
        "31/02/1980",
        "²²²²²",
        "99999",
        "12345678",
        "Mme",
        "M. X",
        "née",
        "(a)",
        "a, b",
        "0612345678",
        "é@è.fr",
        "٣/٣/١٩٨٠",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(_TEXTS, min_size=4, max_size=4), max_size=4), st.permutations(list(Column)))
def test_no_text_in_no_column_breaks_anything(cells: list[list[str]], columns: list[Column]) -> None:
    for start in range(0, len(columns), 4):
        headings = tuple(COLUMN_LABELS[column] for column in (columns[start : start + 4] + columns)[:4])
        read = RawTable("", 1, headings, tuple((line, tuple(row)) for line, row in enumerate(cells, start=2)))
        choices = Choices(tuple(guess.column for guess in propose(read).guesses))
        assert len(people(read, choices, date(2026, 11, 24))) == len(cells)
