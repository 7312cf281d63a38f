"""A process that confirms an import and is killed meanwhile: ``python -m tests.import_victim <token> <job>``.

The database and the keys come from the environment, as for a portal.
"""

from __future__ import annotations

import asyncio
import sys

from presantra.bootstrap import get_container
from presantra.services.actor import Actor


async def main(token: str, job: str) -> None:
    container = get_container()
    actor = await container.sessions.resolve(token, Actor())
    view = await container.imports.job(actor, job)
    print("GO", flush=True)
    await container.imports.confirm(actor, job, view.version)
    while (await container.imports.job(actor, job)).busy:
        await asyncio.sleep(0.05)
    print("DONE", flush=True)
    await container.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
