"""Codes that follow the time, once each, and recovery codes that survive a keyboard."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from presantra.domain.second_factor import (
    canonical_recovery_code,
    matching_step,
    new_recovery_codes,
    new_totp_secret,
    readable_secret,
    totp_address,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STEP = int(NOW.timestamp()) // 30
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
CODE = pyotp.TOTP(SECRET).generate_otp


@pytest.mark.parametrize(("drift", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_one_step_of_drift(drift: int, accepted: bool) -> None:
    expected = STEP + drift if accepted else None
    assert matching_step(SECRET, CODE(STEP + drift), NOW, 0) == expected


def test_a_code_and_those_before_it_serve_once() -> None:
    assert matching_step(SECRET, CODE(STEP), NOW, STEP - 1) == STEP
    assert matching_step(SECRET, CODE(STEP), NOW, STEP) is None
    assert matching_step(SECRET, CODE(STEP - 1), NOW, STEP) is None
    assert matching_step(SECRET, CODE(STEP + 1), NOW, STEP) == STEP + 1


def test_the_vector_of_the_standard() -> None:
    """RFC 6238, appendix B, SHA-1, cut to six digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert matching_step(secret, "287082", datetime.fromtimestamp(59, UTC), 0) == 1
    assert matching_step(secret, "081804", datetime.fromtimestamp(1111111109, UTC), 0) == 37037036


@pytest.mark.parametrize("typed", ["{}", " {} ", "{:.3} {:.3}", "１２３４５６"])
def test_spaces_and_full_width_digits(typed: str) -> None:
    code = CODE(STEP)
    text = f"{code[:3]} {code[3:]}" if "{:.3}" in typed else typed.format(code)
    expected = STEP if code[:3] in text else None
    assert matching_step(SECRET, text, NOW, 0) == expected


@given(st.text(max_size=12))
def test_anything_else_is_refused_without_a_fault(text: str) -> None:
    right = {CODE(STEP + drift) for drift in (-1, 0, 1)}
    found = matching_step(SECRET, text, NOW, 0)
    assert found is None or any(code in text.replace(" ", "") or not text.isascii() for code in right)


def test_secrets_are_of_160_bits_and_readable() -> None:
    secret = new_totp_secret()
    assert len(secret) == 32
    assert readable_secret("ABCDEFGHIJ") == "ABCD EFGH IJ"
    assert readable_secret(secret).replace(" ", "") == secret
    address = totp_address(SECRET, "claire@example.fr", "PRÉSANTRA")
    assert address.startswith("otpauth://totp/PR%C3%89SANTRA:claire%40example.fr?secret=" + SECRET)


def test_recovery_codes() -> None:
    codes = new_recovery_codes()
    assert len(set(codes)) == 10
    for code in codes:
        canonical = canonical_recovery_code(code)
        assert len(canonical) == 16
        assert canonical_recovery_code(f" {code.lower().replace('-', ' ')} ") == canonical
        assert canonical_recovery_code(code.replace("0", "O").replace("1", "I")) == canonical
    for wrong in ("", "123456", "ABCD-EFGH-JKMN", "ABCD-EFGH-JKMN-PQRU", "é" * 16, "A" * 17):
        assert canonical_recovery_code(wrong) == ""


def test_a_day_of_codes_never_repeats_a_step() -> None:
    last = 0
    for seconds in range(0, 86_400, 1_800):
        now = NOW + timedelta(seconds=seconds)
        step = matching_step(SECRET, pyotp.TOTP(SECRET).at(now), now, last)
        assert step is not None
        assert step > last
        last = step
