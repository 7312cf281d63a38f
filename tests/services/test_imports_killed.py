"""A process is killed while it imports: nothing or everything, and the truth. Fifty times in tests/bench/employees."""

from __future__ import annotations

import random
from pathlib import Path

from tests.import_kills import Scene, Stage

COUNT = 400
HEAD = "Nom;Prénom;Date de naissance;Sexe;Date d'entrée;Contrat;Poste\n"


def people(count: int) -> bytes:
    lines = (f"Durand{rank};Zoé;14/07/1991;F;02/02/2026;CDI;Vendeuse\n" for rank in range(count))
    return (HEAD + "".join(lines)).encode()


async def test_nothing_or_everything(database_url: str, tmp_path: Path) -> None:
    scene = Scene(database_url, tmp_path / "var", people(COUNT), COUNT)
    await scene.open()
    before, within = await scene.whole()
    chance = random.Random(2026)
    for stage, length in ((Stage.GO, before), (Stage.WRITING, within), (Stage.WRITING, within)):
        await scene.take_back()
        scene.kill(stage, chance.uniform(0, length))
        if not await scene.truth():
            scene.kill(Stage.DONE)
            assert await scene.truth()
    await scene.container.close()
