"""A process that confirms an import until it is killed: ``python -m tests.import_victim <token> <job>``.

It says where it is, one word a line (``tests.import_kills.Stage``). The database and the keys come from the
environment, as for a portal.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from presantra.bootstrap import get_container
from presantra.services.actor import Actor
from presantra.services.imports.application import Application

write = Application._write


async def told(self: Application, *arguments: Any) -> None:
    """The one transaction of an import: when it begins, and when it is over."""
    print("WRITING", flush=True)
    await write(self, *arguments)
    print("WRITTEN", flush=True)


async def main(token: str, job: str) -> None:
    container = get_container()
    actor = await container.sessions.resolve(token, Actor())
    Application._write = told  # type: ignore[method-assign]
    view = await container.imports.job(actor, job)
    print("GO", flush=True)
    await container.imports.confirm(actor, job, view.version)
    while (await container.imports.job(actor, job)).busy:
        await asyncio.sleep(0.05)
    print("DONE", flush=True)
    # A portal goes on: whoever started this one kills it.
    await asyncio.sleep(3600)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
