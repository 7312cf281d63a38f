"""What the WebAuthn library is asked, and how its answers are read: bytes in, facts out, one refusal for all faults."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from presantra.db.models import Passkey
from presantra.domain.errors import WrongProof
from presantra.services.actor import Actor
from presantra.settings import Settings

TIMEOUT_MS = 120_000
REFUSED = "Cette clé d’accès n’a pas pu être vérifiée. Recommencez, ou connectez-vous autrement."
_TRANSPORTS = {transport.value for transport in AuthenticatorTransport}


@dataclass(frozen=True, slots=True)
class Response:
    """What a browser sent, as far as it could be read; ``challenge`` is what it claims to answer."""

    content: dict[str, Any]
    credential_id: str
    challenge: bytes
    user_handle: bytes


@dataclass(frozen=True, slots=True)
class NewKey:
    credential_id: str
    public_key: bytes
    sign_count: int
    transports: str


def read(text: str) -> Response:
    """Raises:
    WrongProof: not the JSON of a public-key credential.
    """
    try:
        content = json.loads(text)
        client_data = json.loads(base64url_to_bytes(content["response"]["clientDataJSON"]))
        challenge = base64url_to_bytes(client_data["challenge"])
        handle = content["response"].get("userHandle") or ""
        return Response(content, str(content["id"]), challenge, base64url_to_bytes(handle))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise WrongProof(REFUSED) from None


def rp_id(settings: Settings) -> str:
    """The domain that passkeys are made for: the portal's own, without its port."""
    return urlsplit(settings.public_url).hostname or "localhost"


def registration_options(settings: Settings, actor: Actor, known: Iterable[Passkey], challenge: bytes) -> Any:
    """What ``navigator.credentials.create`` is asked."""
    assert actor.account_public_id is not None
    options = generate_registration_options(
        rp_id=rp_id(settings),
        rp_name=settings.service_name,
        user_id=actor.account_public_id.bytes,
        user_name=actor.email,
        user_display_name=actor.name,
        challenge=challenge,
        timeout=TIMEOUT_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_descriptors(known),
    )
    return json.loads(options_to_json(options))


def authentication_options(settings: Settings, allowed: Iterable[Passkey], challenge: bytes) -> Any:
    """What ``navigator.credentials.get`` is asked; with none ``allowed``, the browser proposes what it holds."""
    options = generate_authentication_options(
        rp_id=rp_id(settings),
        challenge=challenge,
        timeout=TIMEOUT_MS,
        allow_credentials=_descriptors(allowed),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return json.loads(options_to_json(options))


def verify_registration(settings: Settings, response: Response) -> NewKey:
    """Raises:
    WrongProof: another origin, another domain, nobody verified, altered.
    """
    try:
        verified = verify_registration_response(
            credential=response.content,
            expected_challenge=response.challenge,
            expected_rp_id=rp_id(settings),
            expected_origin=list(settings.allowed_origins),
            require_user_verification=True,
        )
        given = response.content["response"].get("transports") or []
        transports = ",".join(sorted(_TRANSPORTS & {str(one) for one in given}))
    except Exception:  # whatever the library trips over in what a browser sent is a refusal
        raise WrongProof(REFUSED) from None
    credential_id = bytes_to_base64url(verified.credential_id)
    return NewKey(credential_id, verified.credential_public_key, verified.sign_count, transports[:100])


def verify_authentication(settings: Settings, response: Response, passkey: Passkey) -> int:
    """The new sign counter.

    Raises:
        WrongProof: wrong signature, a counter that went back, another origin, nobody verified.
    """
    try:
        verified = verify_authentication_response(
            credential=response.content,
            expected_challenge=response.challenge,
            expected_rp_id=rp_id(settings),
            expected_origin=list(settings.allowed_origins),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except Exception:  # as above
        raise WrongProof(REFUSED) from None
    return verified.new_sign_count


def _descriptors(passkeys: Iterable[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=base64url_to_bytes(key.credential_id),
            transports=[AuthenticatorTransport(one) for one in key.transports.split(",") if one in _TRANSPORTS],
        )
        for key in passkeys
    ]
