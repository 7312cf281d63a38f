"""What every service is given: parameters, database, clock, keys, mail."""

from __future__ import annotations

from dataclasses import dataclass

from presantra.db.engine import Database
from presantra.domain.clock import Clock
from presantra.services.keys import Keyring
from presantra.settings import Settings


@dataclass(frozen=True, slots=True)
class ServiceContext:
    settings: Settings
    database: Database
    clock: Clock
    keys: Keyring
