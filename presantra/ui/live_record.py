"""A page that shows one thing of a company and keeps up to date by itself: a request for a visit, a thread."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import reflex as rx

from presantra.domain.errors import NotFound
from presantra.domain.rights import Right
from presantra.services.changes import Topic
from presantra.ui.acting import acting, private
from presantra.ui.address import query_of
from presantra.ui.forms import FormState
from presantra.ui.live import watchers

MISSING = "Page introuvable"


class LiveRecord(FormState, rx.State, mixin=True):
    """``shown``: what the address named when this was loaded.

    ``news``: what somebody else has just changed, read aloud without taking the focus.
    """

    loaded: bool = False
    shown: str = ""
    missing: bool = False
    title: str = ""
    news: str = ""
    _id: str = ""

    @rx.event
    @private()
    async def load(self) -> AsyncIterator[Any]:
        asked = self._asked()
        if asked != self._id:
            # Nothing of what was seen before may stay on the screen meanwhile.
            self.reset()
            self._id = asked
            yield
        self._clear_feedback()
        self.news = ""
        try:
            self._watch()
            await self._read()
        except NotFound:
            self._lose()
            await self._seek_elsewhere()
            return
        await self._greet(query_of(self, "info"))

    @rx.event
    @private()
    async def refresh(self) -> None:
        """The server has said that it has changed; an event for a page that was left does nothing."""
        if not self.loaded or self._asked() != self._id:
            return
        before = self._length()
        watchers.looking(self.router.session.client_token)
        try:
            await self._read()
        except NotFound:
            self._lose()
            return
        self.news = self._news_since(before) or self.news

    def _asked(self) -> str:
        return str(self.router.url.path.rstrip("/").rsplit("/", 1)[-1][:100])

    def _watch(self) -> None:
        try:
            subject = UUID(self._id)
        except ValueError:
            raise NotFound from None
        right, topic = self._watched()
        member_id = acting().clear(right).tenant()
        watchers.watch(self.router.session.client_token, member_id, subject, type(self).refresh(), topic)  # type: ignore[call-arg, func-returns-value]

    async def _read(self) -> None:
        await self._fetch()
        self.missing, self.loaded, self.shown = False, True, self._id

    def _lose(self) -> None:
        self.missing, self.loaded, self.shown, self.title = True, True, self._id, MISSING

    async def _seek_elsewhere(self) -> None:
        """It is not in this company: a page may look whether it is in another one of the person's."""

    @abstractmethod
    def _watched(self) -> tuple[Right, Topic]:
        """The right that reading it needs, and what its changes are called."""

    @abstractmethod
    async def _fetch(self) -> None:
        """Read it and show it.

        Raises:
            NotFound: it is not there for this person.
        """

    @abstractmethod
    async def _greet(self, info: str) -> None:
        """Say what has just been done on the page before; ``info`` stands in the address."""

    @abstractmethod
    def _length(self) -> int:
        """How many things have happened to it."""

    @abstractmethod
    def _news_since(self, before: int) -> str:
        """What has happened since there were ``before``, in a sentence; empty when nothing has."""
