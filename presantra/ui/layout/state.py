"""What every private page shows around its content. No rule here: the loader is given at assembly."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import reflex as rx


@dataclass(frozen=True)
class CompanyOption:
    """A company in the switcher; ``code`` is the code adhérent."""

    id: str
    name: str
    code: str


@dataclass(frozen=True)
class SpaceView:
    """Who is here, and for which company."""

    person_name: str
    companies: tuple[CompanyOption, ...]
    current: CompanyOption


class SpaceState(rx.State):
    """The top bar of the private space."""

    person_name: str = ""
    companies: list[CompanyOption] = []
    current_company_id: str = ""
    current_company_name: str = ""
    current_company_code: str = ""
    ready: bool = False

    @rx.event
    async def enter(self) -> None:
        """First ``on_load`` of every private page: read-only, may run again at any time."""
        view = await _load(self)
        if view is None:
            self.reset()
            return
        self.person_name = view.person_name
        self.companies = list(view.companies)
        self.current_company_id = view.current.id
        self.current_company_name = view.current.name
        self.current_company_code = view.current.code
        self.ready = True


class FailureState(rx.State):
    """One sentence when a handler failed for a reason that nobody foresaw."""

    failed: bool = False

    @rx.event
    def show_failure(self) -> None:
        self.failed = True

    @rx.event
    def dismiss_failure(self) -> None:
        self.failed = False


SpaceLoader = Callable[[rx.State], Awaitable[SpaceView | None]]


async def _nobody(_state: rx.State) -> SpaceView | None:
    return None


_loader: list[SpaceLoader] = [_nobody]


def use_space_loader(loader: SpaceLoader) -> None:
    """Give the function that reads the session of a State and returns what to show, or None when there is none."""
    _loader[0] = loader


async def _load(state: rx.State) -> SpaceView | None:
    return await _loader[0](state)
