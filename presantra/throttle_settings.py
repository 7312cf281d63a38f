"""Limits of use, in the notation of the `limits` library; all are settings (security.md, section 3)."""

from __future__ import annotations

from pydantic import BaseModel, Field


class ThrottleSettings(BaseModel):
    login_account: str = Field("5 per 5 minutes", description="échecs de connexion par compte, avant une attente")
    login_account_day: str = Field("25 per day", description="échecs de connexion par compte et par jour")
    login_ip: str = Field("30 per 5 minutes", description="échecs de connexion par adresse IP")
    login_global: str = Field("300 per 5 minutes", description="échecs de connexion, tous comptes confondus")
    second_factor: str = Field("5 per 5 minutes", description="codes ou mots de passe de confirmation faux, par compte")
    second_factor_hour: str = Field("20 per hour", description="les mêmes, par compte et par heure")
    passkey_ip: str = Field("60 per 5 minutes", description="connexions par clé d’accès commencées, par adresse IP")
    email_change: str = Field("5 per day", description="changements d’adresse e-mail demandés, par compte")
    pair_visitor: str = Field("5 per 15 minutes", description="identifiants de courrier faux, par code adhérent")
    pair_code_day: str = Field("20 per day", description="identifiants de courrier faux, par code adhérent et par jour")
    pair_ip: str = Field("10 per hour", description="identifiants de courrier faux, par adresse IP")
    reset_account: str = Field("3 per hour", description="liens de mot de passe demandés par compte")
    reset_account_day: str = Field("5 per day", description="liens de mot de passe demandés par compte et par jour")
    reset_ip: str = Field("20 per hour", description="liens de mot de passe demandés par adresse IP")
    resend_enrolment: str = Field("3 per hour", description="« Renvoyer l’e-mail », par inscription")
    create_enrolment: str = Field("10 per hour", description="créations de compte par inscription")
    create_member: str = Field("100 per hour", description="créations de compte par adhérent")
    invitation_account: str = Field("60 per hour", description="invitations envoyées par compte")
    invitation_again: str = Field("3 per hour", description="renvois d’une même invitation")
    invitation_ip: str = Field("30 per hour", description="liens d’invitation faux ou périmés, par adresse IP")
    import_account: str = Field("60 per hour", description="fichiers de salariés envoyés par compte")
    duty_mails_account: str = Field("30 per hour", description="arrêts et listes qui écrivent au service, par compte")
    message_account: str = Field("30 per hour", description="messages écrits au service par compte")
    message_file_account: str = Field("60 per hour", description="pièces jointes envoyées par compte")
    document_account: str = Field("30 per hour", description="documents partagés déposés par compte")
    certificate_account: str = Field("20 per hour", description="attestations d’adhésion établies par compte")
    verify_ip: str = Field("30 per hour", description="attestations d’adhésion vérifiées par adresse IP")
    letter_code: str = Field("3 per day", description="« identifiants perdus » suivis d’un e-mail, par code adhérent")
    letter_ip: str = Field("10 per hour", description="« identifiants perdus », par adresse IP")
    calendar_ip: str = Field("120 per 5 minutes", description="lectures de calendriers par adresse IP")
    events_session_per_second: int = Field(20, description="événements par seconde d’une session")
    events_session_burst: int = Field(60, description="rafale d’événements d’une session")
    events_anonymous_per_second: int = Field(5, description="événements par seconde d’un visiteur non connecté")
    events_anonymous_burst: int = Field(30, description="rafale d’événements d’un visiteur non connecté")
    sockets_per_ip: int = Field(20, description="connexions WebSocket par adresse IP, dans chaque processus")
