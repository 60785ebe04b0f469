"""Whatever happens to two workstations and their external system: nothing is lost, nothing is done twice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from desktop.store.store import open_store
from tests.support.postgresql import PostgresqlServer, store_address
from tests.support.promise_orders import OrdersMachine

FEW = settings(
    max_examples=14,
    stateful_step_count=20,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    print_blob=True,
    # To find the shortest way to a broken law takes longer than a test may.
    phases=[Phase.explicit, Phase.generate],
)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two stores as two workstations make them, to be copied: each with Household numbers of its own."""
    files = [tmp_path_factory.mktemp("models") / "store.db" for _ in range(2)]
    for file in files:
        open_store(f"sqlite:///{file}").close()
    return files


def test_the_laws_of_delivery_hold_after_every_step(models: list[Path], tmp_path: Path) -> None:
    class OnFiles(OrdersMachine):
        folder = tmp_path

        @staticmethod
        def new_store(folder: Path, place: int) -> str:
            return f"sqlite:///{shutil.copy(models[place], folder / 'store.db')}"

    run_state_machine_as_test(OnFiles, settings=FEW)


def test_the_laws_of_delivery_hold_on_a_teams_store(
    postgresql_server: PostgresqlServer, postgresql_model: str, models: list[Path], tmp_path: Path
) -> None:
    class OnServer(OrdersMachine):
        """Two workstations share a store on the server, or each has its own: one there, one in a file."""

        folder = tmp_path

        @staticmethod
        def new_store(folder: Path, place: int) -> str:
            if place == 1:
                return f"sqlite:///{shutil.copy(models[place], folder / 'store.db')}"
            return store_address(postgresql_server, postgresql_server.new_database(postgresql_model))

    run_state_machine_as_test(OnServer, settings=settings(FEW, max_examples=4))
