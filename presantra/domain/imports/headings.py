"""What a heading means, whoever wrote it."""

import re

from presantra.domain.imports.heading_rules import LEFT_OUT, RULES
from presantra.domain.imports.meanings import COLUMN_LABELS as COLUMN_LABELS
from presantra.domain.imports.meanings import Column as Column
from presantra.domain.imports.meanings import Meaning as Meaning
from presantra.domain.names import fold

PARTS = " – "
"""Between a heading that spans columns and the one under it: « Contrat – Entrée »."""

ERROR_HEADING = "Erreur"
"""The column that rejected lines carry when they are corrected and loaded again."""

_NOTHING = Meaning(Column.IGNORED, sure=False)

# Someone else's data, and what a service has no business to know: pay, banks, health.
_PRIVATE = re.compile(
    r"\b(?:salaires?|remunerations?|traitement|appointements?|brute?|nets?|iban|bic|rib|banque|bancaire|domiciliation"
    r"|taux|primes?|cout|smic|rqth|boeth|handicap\w*|invalidite|cotorep|mdph|oeth|pathologie|restrictions?|inaptitude"
    r"|maladie|grossesse|enceinte|syndica\w*|religion)\b"
)
_NIR_KEY = re.compile(r"\bcle\b")
_NIR = re.compile(
    r"\b(?:nir|nss|secu(?:rite)?(?: sociale)?|insee|(?:n(?:um(?:ero)?|o)?)(?: de| d)? s ?s|s s|num(?:ero)? ss|noss|ss"
    r"|immatriculation)\b"
)
_OTHERS = re.compile(
    r"\b(?:conjoint\w*|pere|mere|enfants?|parents?|tuteur|tutrice|responsable|manager|superieur|n 1|chef|hierarchique"
    r"|urgence|adresse|rue|voie|ville|cp|postale?|pays|commune|lieu|departement|nationalite|coefficient|echelon"
    r"|anciennete|age|commentaires?|observations?|remarques?|photo|erreurs?|permis|sejour|diplome|formation|mutuelle"
    r"|prevoyance|conges?|solde|heures?|horaires?|analytique|section|atelier|equipe|service|direction|pole"
    r"|societe|entreprise|raison sociale|siren|naf|ape|periode|essai|ordre|situation familiale|prevenir|contact)\b"
)

_COMPILED = tuple((re.compile("|".join(patterns)), meaning) for meaning, patterns in RULES)
# These words make a heading someone else's unless a rule for one of these columns knows it.
_KEPT_DESPITE_OTHERS = frozenset({Column.EMAIL, Column.SITUATIONS, Column.WORKING_TIME, Column.ESTABLISHMENT})


def meaning_of(heading: str) -> Meaning:
    """A heading of one line, or of two joined by ``PARTS``: the group above then the title."""
    words = words_of(heading)
    if not words:
        return _NOTHING
    if is_private(heading):
        return LEFT_OUT
    found = _plain(words)
    if found.column is Column.IGNORED and not found.sure and PARTS in heading:
        group, title = heading.rsplit(PARTS, 1)
        # The group may say that the title is about somebody else, or nothing at all (« Identité »).
        if not _OTHERS.search(words_of(group)):
            return _plain(words_of(title))
    return found


def words_of(heading: str) -> str:
    """Folded, and without the sign of « N° », which is no letter and no mark of punctuation."""
    return fold(heading.replace("°", " ").replace("º", " ").replace("+", " "))


def is_private(heading: str) -> bool:
    """Pay, bank or health: such a column is never read."""
    words = words_of(heading)
    return bool(_PRIVATE.search(words)) and "temps" not in words and "activite" not in words


def _plain(words: str) -> Meaning:
    if _NIR_KEY.search(words):
        return Meaning(Column.NIR_KEY)
    if _NIR.search(words):
        return Meaning(Column.NIR)
    for pattern, meaning in _COMPILED:
        if pattern.fullmatch(words):
            if meaning.column not in _KEPT_DESPITE_OTHERS and _OTHERS.search(_without_own(words, meaning.column)):
                return LEFT_OUT
            return meaning
    return LEFT_OUT if _OTHERS.search(words) else _NOTHING


def _without_own(words: str, column: Column) -> str:
    """Words that belong to the column itself: « Nom du conjoint » is a name, « Entrée dans l’entreprise » a date."""
    if column is Column.USAGE_NAME:
        return words.replace("conjoint", "")
    if column is Column.ENTRY_DATE:
        return words.replace("anciennete", "").replace("entreprise", "").replace("societe", "").replace("service", "")
    if column in (Column.DEPARTURE_DATE, Column.DEPARTURE_REASON):
        return words.replace("entreprise", "").replace("societe", "")
    if column in (Column.LAST_VISIT_DATE, Column.LAST_VISIT_KIND):
        return words.replace("embauche", "")
    return words
