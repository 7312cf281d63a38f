"""Visits that a worker or a doctor asked for: no statement reads them unless it says that it may.

The employer must not learn of them (R. 4624-34, R. 4624-30). A filter that each query had to remember would one day
be forgotten; this one is added to every SELECT on ``VisitRequest``, whoever wrote it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlmodel import col

from presantra.db.models import VisitRequest
from presantra.domain.visit_vocabulary import RequestOrigin

CONFIDENTIAL = "presantra_confidential"
# The service's own statements say so: ``statement.execution_options(**INCLUDING_CONFIDENTIAL)``.
INCLUDING_CONFIDENTIAL: dict[str, Any] = {CONFIDENTIAL: True}


class PortalSession(Session):
    """A session whose statements see the employer's requests only."""


@event.listens_for(PortalSession, "do_orm_execute")
def _employers_only(state: ORMExecuteState) -> None:
    if not state.is_select or state.execution_options.get(CONFIDENTIAL):
        return
    state.statement = state.statement.options(
        with_loader_criteria(
            VisitRequest, col(VisitRequest.origin) == RequestOrigin.EMPLOYER.value, include_aliases=True
        )
    )
