"""Codes of the second factor: six digits that follow the time (RFC 6238), and recovery codes for when they cannot."""

import hmac
import re
from datetime import datetime

import pyotp

from presantra.domain.crockford import grouped, is_code, random_code, strip_separators, unconfuse

RECOVERY_CODES = 10
RECOVERY_BITS = 80
STEPS_AROUND = 1

_RECOVERY_LENGTH = RECOVERY_BITS // 5
_DIGITS = re.compile(r"[0-9]{6}")


def new_totp_secret() -> str:
    """160 random bits in base 32, the length that RFC 4226 recommends."""
    return pyotp.random_base32(32)


def totp_address(secret: str, account: str, issuer: str) -> str:
    """The ``otpauth://`` address that applications read in a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def readable_secret(secret: str) -> str:
    """The secret in groups of four, to be typed by hand."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def matching_step(secret: str, code: str, now: datetime, last_step: int) -> int | None:
    """The time step whose code this is, one step (30 s) of drift allowed; None for none.

    ``last_step``: the last one accepted; it and those before are refused, so that a code read over a shoulder is
    worth nothing. The time taken does not depend on the code.
    """
    digits = strip_separators(code)
    if not _DIGITS.fullmatch(digits):
        return None
    generator = pyotp.TOTP(secret)
    current = generator.timecode(now)
    found = None
    for step in range(current - STEPS_AROUND, current + STEPS_AROUND + 1):
        same = hmac.compare_digest(generator.generate_otp(step), digits)
        if same and step > last_step:
            found = step
    return found


def new_recovery_codes() -> tuple[str, ...]:
    """Ten codes of 80 random bits, as they are shown: ABCD-EFGH-JKMN-PQRS."""
    return tuple(grouped(random_code(RECOVERY_BITS), 4) for _ in range(RECOVERY_CODES))


def canonical_recovery_code(text: str) -> str:
    """The form to hash; an empty string when this cannot be a recovery code."""
    code = unconfuse(strip_separators(text))
    return code if is_code(code, _RECOVERY_LENGTH) else ""
