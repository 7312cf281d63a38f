"""What every service is given: parameters, database, clock, keys, mail."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from presantra.db.engine import Database
from presantra.domain.clock import Clock
from presantra.services.counts import CountMemory
from presantra.services.keys import Keyring
from presantra.settings import Settings


@dataclass(frozen=True, slots=True)
class ServiceContext:
    settings: Settings
    database: Database
    clock: Clock
    keys: Keyring
    counts: CountMemory = field(default_factory=CountMemory)
    mail_waiting: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a transaction that queued a mail has committed in this process."""
