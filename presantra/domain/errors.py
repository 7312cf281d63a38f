"""Every refusal of the portal, each with a French sentence ready to show.

A sentence never holds a secret nor tells whether something exists at another member's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from presantra.domain.clock import paris_datetime
from presantra.domain.typography import french


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field changed by somebody: `label`, `before` and `after` are French, ready to show."""

    field: str
    label: str
    before: str
    after: str


class DomainError(Exception):
    """Base of all refusals. `sentence` is for the person; `code` is for the audit trail and the logs."""

    code: ClassVar[str] = "error"
    default_sentence: ClassVar[str] = "Cette action n’a pas pu être effectuée."

    def __init__(self, sentence: str | None = None) -> None:
        self.sentence = french(sentence if sentence is not None else self.default_sentence)
        super().__init__(self.sentence)


class InvalidValue(DomainError):
    """One value is not acceptable; the sentence says what to do."""

    code = "invalid_value"
    default_sentence = "Cette valeur n’est pas valable."


class InvalidForm(DomainError):
    """Several fields may be wrong: `errors` maps each field's name to its sentence, in screen order."""

    code = "invalid_form"

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors: dict[str, str] = {field: french(sentence) for field, sentence in errors.items()}
        count = len(self.errors)
        super().__init__("Une information est à corriger." if count == 1 else f"{count} informations sont à corriger.")


class NotFound(DomainError):
    """The thing does not exist, or belongs to another member: both answers are the same."""

    code = "not_found"
    default_sentence = "Cet élément n’existe pas ou n’est plus accessible."


class Forbidden(DomainError):
    code = "forbidden"
    default_sentence = "Vous n’avez pas le droit d’effectuer cette action."


class Throttled(DomainError):
    """Too many attempts. `retry_after` is in seconds."""

    code = "throttled"

    def __init__(self, retry_after: int) -> None:
        self.retry_after = max(1, retry_after)
        super().__init__(f"Trop de tentatives. Réessayez dans {_duration(self.retry_after)}.")


class StaleEdit(DomainError):
    """Somebody saved the same page meanwhile. `at` is an aware instant; nothing was overwritten."""

    code = "stale_edit"

    def __init__(self, by: str, at: datetime, changes: tuple[FieldChange, ...]) -> None:
        self.by = by
        self.at = at
        self.changes = changes
        moment = paris_datetime(at)
        labels = ", ".join(change.label for change in changes)
        what = f" (changé : {labels})" if labels else ""
        super().__init__(
            f"{by} a modifié cette fiche le {moment:%d/%m/%Y} à {moment:%H:%M}{what}. "
            "Votre saisie est conservée : vérifiez-la, puis enregistrez à nouveau."
        )


class DuplicateEmployee(DomainError):
    """The same birth name, first name and birth date already exist. `candidates` are the caller's views."""

    code = "duplicate_employee"

    def __init__(self, candidates: tuple[Any, ...]) -> None:
        self.candidates = candidates
        super().__init__(
            "Un salarié de même nom de naissance, prénom et date de naissance existe déjà. "
            "Vérifiez la fiche proposée, ou confirmez qu’il s’agit d’une autre personne."
        )


class BadCredentials(DomainError):
    """Unknown, wrong, disabled or expired: one sentence for all."""

    code = "bad_credentials"
    default_sentence = "Adresse e-mail ou mot de passe incorrect."


class BadIdentifiers(DomainError):
    """Unknown code adhérent or wrong n° de télédéclarant: one sentence for both."""

    code = "bad_identifiers"
    default_sentence = (
        "Le code adhérent et le n° de télédéclarant ne correspondent pas. "
        "Vérifiez-les sur le courrier que vous avez reçu."
    )


class LinkInvalid(DomainError):
    """Used, expired or altered link: one sentence for all."""

    code = "link_invalid"
    default_sentence = (
        "Ce lien n’est plus valable : il a déjà servi, il a expiré ou il est incomplet. Demandez-en un nouveau."
    )


class AccountExists(DomainError):
    """Somebody meant to create an account that exists: he logs in with it instead."""

    code = "account_exists"
    default_sentence = "Un compte existe déjà pour cette adresse : connectez-vous avec lui."


class EnrolmentExpired(DomainError):
    code = "enrolment_expired"
    default_sentence = (
        "La vérification de votre code adhérent a expiré. Saisissez à nouveau vos identifiants pour continuer."
    )


class Busy(DomainError):
    code = "busy"
    default_sentence = "Le portail est très sollicité. Réessayez dans quelques secondes."


class DatabaseUnavailable(DomainError):
    """The database does not answer: nothing was accepted."""

    code = "database_unavailable"
    default_sentence = (
        "Le portail est momentanément indisponible : rien n’a été enregistré. "
        "Votre saisie est conservée, réessayez dans quelques instants."
    )


class DocumentMissing(DomainError):
    """The row exists and its file does not: a fault of ours, not of the person."""

    code = "document_missing"
    default_sentence = (
        "Le fichier de ce document est introuvable pour le moment. "
        "Contactez le service en indiquant son numéro : il vous l’enverra."
    )


class SessionExpired(DomainError):
    code = "session_expired"
    default_sentence = "Votre session a expiré. Reconnectez-vous pour continuer."


class ReauthenticationNeeded(DomainError):
    """A right session, but too long since its person last proved who he is."""

    code = "reauthentication_needed"
    default_sentence = "Confirmez d’abord que c’est bien vous."


class WrongProof(DomainError):
    """Wrong password or code of somebody already recognised; the sentence never says which part was right."""

    code = "wrong_proof"
    default_sentence = "Ce mot de passe ou ce code n’est pas le bon. Vérifiez-le, puis recommencez."


def _duration(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds} seconde{'s' if seconds > 1 else ''}"
    if seconds < 3600:
        minutes = -(-seconds // 60)
        return f"{minutes} minute{'s' if minutes > 1 else ''}"
    hours = -(-seconds // 3600)
    return f"{hours} heure{'s' if hours > 1 else ''}"
