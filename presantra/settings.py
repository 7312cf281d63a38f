"""Every parameter of the portal, read from the environment (``PRESANTRA_*``) and checked at start.

This module is the one place where parameters are documented; ``docs/exploitation.md`` is written from it.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from presantra.domain.visit_vocabulary import NoticeUnit
from presantra.throttle_settings import ThrottleSettings


class Mode(StrEnum):
    DEMONSTRATION = "demonstration"
    PRODUCTION = "production"


class FirstAccess(StrEnum):
    """What the first e-mail carries: a password that works once, or a link."""

    PASSWORD = "password"
    LINK = "link"


class ConfigurationError(Exception):
    """One clear French sentence for each thing that is wrong with the configuration."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="PRESANTRA_",
        env_file=".env",
        extra="ignore",
        hide_input_in_errors=True,
        env_nested_delimiter="__",
    )

    mode: Mode = Field(Mode.DEMONSTRATION, description="demonstration (défaut) ou production")
    port: int = Field(
        3000,
        ge=1,
        le=65535,
        validation_alias=AliasChoices("PORT", "PRESANTRA_PORT", "port"),
        description="port d’écoute (variable PORT acceptée)",
    )
    host: str = Field("127.0.0.1", description="adresse d’écoute")
    public_url: str = Field("", description="adresse publique du portail, sans barre finale")
    data_dir: Path = Field(Path("var"), description="dossier des données (base SQLite, documents, courriels)")
    database_url: str = Field("", description="postgresql://… en production ; SQLite dans data_dir si absent")
    redis_url: str = Field("", description="redis://… ; obligatoire avec plusieurs workers")
    workers: int = Field(1, ge=1, le=32, description="nombre de processus serveur")
    trusted_proxy_hops: int = Field(0, ge=0, le=5, description="mandataires de confiance devant le portail")

    secret_key: SecretStr = Field(SecretStr(""), description="secret maître (≥ 32 caractères), chiffre et signe")
    pepper: SecretStr = Field(SecretStr(""), description="poivre des mots de passe (≥ 32 caractères)")

    smtp_url: SecretStr = Field(SecretStr(""), description="smtp://utilisateur:secret@hote:port ou smtps://…")
    mail_from: str = Field("PRÉSANTRA <noreply@presantra.example>", description="expéditeur des courriels")
    secretariat_email: str = Field("secretariat@presantra.example", description="reçoit ce que les adhérents envoient")
    first_access: FirstAccess = Field(FirstAccess.PASSWORD, description="password ou link")
    first_password_hours: int = Field(72, ge=1, le=168, description="durée de vie du premier mot de passe")
    reset_link_minutes: int = Field(60, ge=5, le=240, description="durée de vie d’un lien de réinitialisation")
    enrolment_minutes: int = Field(30, ge=5, le=120, description="durée de l’étape « code adhérent »")

    session_idle_minutes: int = Field(30, ge=5, le=240, description="déconnexion après inactivité")
    session_absolute_hours: int = Field(8, ge=1, le=24, description="durée maximale d’une session")
    sessions_per_account: int = Field(5, ge=1, le=20, description="sessions simultanées par compte")
    reauthentication_minutes: int = Field(5, ge=1, le=30, description="durée d’une confirmation d’identité")
    login_step_minutes: int = Field(10, ge=2, le=30, description="durée de l’étape « code de vérification »")
    trusted_device_days: int = Field(30, ge=1, le=90, description="durée d’un appareil de confiance")
    email_change_hours: int = Field(24, ge=1, le=72, description="durée du lien envoyé à la nouvelle adresse")
    email_revert_hours: int = Field(72, ge=24, le=168, description="durée du lien envoyé à l’ancienne adresse")
    reopen_account_days: int = Field(30, ge=1, le=90, description="délai pour rouvrir un compte fermé")
    invitation_days: int = Field(7, ge=1, le=30, description="durée du lien d’une invitation")
    bcrypt_cost: int = Field(12, ge=4, le=15, description="coût bcrypt (12 en production)")
    throttle: ThrottleSettings = Field(default_factory=ThrottleSettings, description="limites de débit")

    service_name: str = Field("PRÉSANTRA", description="nom affiché du service")
    service_phone: str = Field("01 99 00 12 34", description="téléphone affiché du service")
    service_email: str = Field("contact@presantra.example", description="adresse affichée du service")
    service_address: str = Field(
        "PRÉSANTRA\n12 rue de la Prévention\n75000 Paris", description="adresse de l’expéditeur des lettres"
    )
    digest_enabled: bool = Field(True, description="rappel hebdomadaire par e-mail, envoyé par le serveur")
    digest_hour: int = Field(7, ge=0, le=23, description="heure de départ du rappel, le lundi, à Paris")
    undo_departure_days: int = Field(
        30, ge=1, le=90, description="délai d’annulation (départ, changement de poste, mutation, fusion)"
    )
    nir_enabled: bool = Field(False, description="demander le n° de sécurité sociale (facultatif, chiffré)")
    export_confirm_above: int = Field(
        500, ge=0, le=1_000_000, description="salariés exportés en une heure, sans confirmer son identité"
    )
    centres: str = Field(
        "paris=Centre de Paris, 12 rue de la Prévention, 75000 Paris; "
        "montreuil=Centre de Montreuil, 3 avenue des Ateliers, 93100 Montreuil",
        description="centres du service : « code=Nom, adresse », séparés par des points-virgules",
    )
    cancel_notice: int = Field(48, ge=0, le=720, description="préavis pour renoncer sans frais à un rendez-vous")
    cancel_notice_unit: NoticeUnit = Field(NoticeUnit.HOURS, description="unité du préavis : heures ou jours_ouvres")
    missed_visit_fee: int = Field(50, ge=0, le=1000, description="frais d’un rendez-vous non honoré, en euros HT")
    excused_absences: str = Field(
        "arret,intemperies",
        description="absences sans frais même hors préavis : conges, arret, intemperies, deplacement, depart, autre",
    )
    message_reopen_days: int = Field(30, ge=1, le=365, description="délai pour rouvrir une demande en y répondant")
    message_retention_days: int = Field(
        1095, ge=180, le=3650, description="conservation d’un échange après son dernier message (commande purger)"
    )
    contest_days: int = Field(30, ge=1, le=365, description="délai pour contester un rendez-vous non honoré")
    document_max_mb: int = Field(20, ge=1, le=100, description="taille maximale d’un document partagé, en Mo")
    withdraw_document_hours: int = Field(24, ge=1, le=168, description="délai pour retirer un document déposé")
    letter_link_hours: int = Field(
        72, ge=1, le=168, description="durée du lien « identifiants perdus » envoyé au contact"
    )
    audit_retention_days: int = Field(365, ge=30, description="conservation du journal (commande purger)")
    technical_retention_days: int = Field(
        30, ge=7, le=365, description="conservation des sessions closes, liens, étapes et courriels terminés"
    )

    def model_post_init(self, context: Any) -> None:
        if not self.public_url:
            self.public_url = f"http://localhost:{self.port}"
        self.public_url = self.public_url.rstrip("/")
        if not self.database_url:
            self.database_url = f"sqlite+aiosqlite:///{self.data_dir.resolve() / 'presantra.db'}"
        self.database_url = _async_driver(self.database_url)

    @property
    def demonstration(self) -> bool:
        return self.mode is Mode.DEMONSTRATION

    @property
    def https(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        """Origins whose pages may talk to us; on a laptop, localhost and 127.0.0.1 are the same place."""
        parts = urlsplit(self.public_url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if parts.hostname == "localhost":
            return origin, origin.replace("localhost", "127.0.0.1", 1)
        return (origin,)

    @property
    def session_cookie(self) -> str:
        return "__Host-presantra" if self.https else "presantra"

    @property
    def visitor_cookie(self) -> str:
        return "__Host-presantra-visiteur" if self.https else "presantra-visiteur"

    @property
    def device_cookie(self) -> str:
        return "__Host-presantra-appareil" if self.https else "presantra-appareil"

    @property
    def step_cookie(self) -> str:
        return "__Host-presantra-etape" if self.https else "presantra-etape"

    @property
    def trust_cookie(self) -> str:
        return "__Host-presantra-confiance" if self.https else "presantra-confiance"

    @property
    def invitation_cookie(self) -> str:
        return "__Host-presantra-invitation" if self.https else "presantra-invitation"

    @property
    def session_idle(self) -> timedelta:
        return timedelta(minutes=self.session_idle_minutes)

    @property
    def session_absolute(self) -> timedelta:
        return timedelta(hours=self.session_absolute_hours)

    @property
    def document_max_bytes(self) -> int:
        return self.document_max_mb * 1024 * 1024

    @property
    def documents_dir(self) -> Path:
        return self.data_dir / "documents"

    @property
    def exports_dir(self) -> Path:
        """Files being sent; each is removed once it has left, the rest at start."""
        return self.data_dir / "exports"

    @property
    def shared_documents_dir(self) -> Path:
        """Apart from the others, so that the purge knows who still needs a file."""
        return self.documents_dir / "partages"

    @property
    def mailbox_dir(self) -> Path:
        return self.data_dir / "courriels"

    @property
    def local_mailbox(self) -> bool:
        """Without SMTP, and only in demonstration, mails go to a folder shown at /boite-de-reception."""
        return self.demonstration and not self.smtp_url.get_secret_value()

    def problems(self) -> list[str]:
        """What forbids to start, in French; empty when all is well."""
        from presantra.configuration import problems

        return problems(self)


def _async_driver(url: str) -> str:
    for plain, driver in (
        ("postgresql://", "postgresql+psycopg://"),
        ("postgres://", "postgresql+psycopg://"),
        ("sqlite:///", "sqlite+aiosqlite:///"),
    ):
        if url.startswith(plain):
            return driver + url.removeprefix(plain)
    return url


def load_settings(**overrides: Any) -> Settings:
    """Read the environment.

    Raises:
        ConfigurationError: a value has the wrong form; the sentences name the variables, never the values.
    """
    try:
        return Settings(**overrides)
    except ValidationError as error:
        from presantra.configuration import explain

        raise ConfigurationError(
            [explain(item) for item in error.errors(include_input=False, include_url=False)]
        ) from None


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    return load_settings()
