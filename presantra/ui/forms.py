"""What every form page shares: errors beside the fields, a summary, a result; and the shape of its arguments."""

from __future__ import annotations

from typing import Annotated

import reflex as rx
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Line = Annotated[str, StringConstraints(max_length=1000)]
Text = Annotated[str, StringConstraints(max_length=5000)]
Identifier = Annotated[str, StringConstraints(max_length=36, pattern=r"^[0-9a-fA-F-]{36}$")]
OptionalIdentifier = Annotated[str, StringConstraints(max_length=36, pattern=r"^([0-9a-fA-F-]{36})?$")]
Page = Annotated[int, Field(ge=1, le=100_000)]


class FormModel(BaseModel):
    """Values of a form as the browser sends them: only the fields that the form has, all of them text."""

    model_config = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True)


class FormState(rx.State, mixin=True):
    """``errors``: field → sentence, ``""`` for the whole form. ``attempt`` makes the summary take the focus again.

    ``success`` is the result, shown and read aloud.
    """

    errors: dict[str, str] = {}
    attempt: int = 0
    success: str = ""

    def _clear_feedback(self) -> None:
        self.errors = {}
        self.success = ""
