"""Limits of use, in the notation of the `limits` library; all are settings (security.md, section 3)."""

from __future__ import annotations

from pydantic import BaseModel


class ThrottleSettings(BaseModel):
    login_account: str = "5 per 5 minutes"
    login_account_day: str = "25 per day"
    login_ip: str = "30 per 5 minutes"
    login_global: str = "300 per 5 minutes"
    pair_visitor: str = "5 per 15 minutes"
    pair_code_day: str = "20 per day"
    pair_ip: str = "10 per hour"
    reset_account: str = "3 per hour"
    reset_account_day: str = "5 per day"
    reset_ip: str = "20 per hour"
    resend_enrolment: str = "3 per hour"
    create_enrolment: str = "10 per hour"
    create_member: str = "100 per hour"
    events_session_per_second: int = 20
    events_session_burst: int = 60
    events_anonymous_per_second: int = 5
    events_anonymous_burst: int = 30
    sockets_per_ip: int = 20
