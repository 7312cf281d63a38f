"""``python -m presantra <commande>``."""

from __future__ import annotations

from presantra.cli import main

raise SystemExit(main())
