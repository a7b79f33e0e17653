import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from bot.store.database import Database
from bot.store.schema import SchemaUnfit, demand_current, migrate, schema_state
from bot.store.tables import metadata


def test_the_steps_lead_to_the_tables(database: Database) -> None:
    def unit(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    assert database.alone(unit) == []


def test_the_steps_and_the_tables_agree_on_defaults_keys_and_indexes(fresh_url: str) -> None:
    def described(connection: Connection) -> dict[str, object]:
        seen = inspect(connection)
        return {
            name: (
                [(c["name"], str(c["type"]), c["nullable"], c["default"]) for c in seen.get_columns(name)],
                seen.get_pk_constraint(name)["constrained_columns"],
                sorted((str(i["name"]), i["column_names"]) for i in seen.get_indexes(name)),
            )
            for name in metadata.tables
        }

    def forget(connection: Connection) -> None:
        metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))

    made = Database.open(fresh_url)
    try:
        migrate(made)
        by_steps = made.alone(described)
        made.alone(forget)
        made.alone(metadata.create_all)
        assert made.alone(described) == by_steps
    finally:
        asyncio.run(made.close())


def test_the_clinic_comes_first_in_every_key() -> None:
    for table in metadata.tables.values():
        if table.name == "workers":
            continue
        assert next(iter(table.primary_key.columns)).name == "clinic", table.name


def test_an_empty_database_is_brought_up_to_date_once(fresh_url: str) -> None:
    fresh = Database.open(fresh_url)
    try:
        assert schema_state(fresh) == "empty"
        with pytest.raises(SchemaUnfit, match="python -m bot migrate"):
            demand_current(fresh)
        assert migrate(fresh)
        assert not migrate(fresh)
        demand_current(fresh)
    finally:
        asyncio.run(fresh.close())


def test_a_newer_database_is_left_alone(fresh_url: str) -> None:
    newer = Database.open(fresh_url)
    try:
        migrate(newer)
        newer.alone(lambda c: c.execute(text("UPDATE alembic_version SET version_num = '9999'")))
        assert schema_state(newer) == "newer"
        for refuse in (demand_current, migrate):
            with pytest.raises(SchemaUnfit, match="newer phlebot"):
                refuse(newer)
    finally:
        asyncio.run(newer.close())


def test_a_step_that_fails_leaves_nothing_behind(fresh_url: str) -> None:
    broken = Database.open(fresh_url)
    try:
        broken.alone(lambda c: c.execute(text("CREATE TABLE workers (x INTEGER)")))
        with pytest.raises(Exception, match="workers"):
            migrate(broken)
        assert broken.alone(lambda c: inspect(c).get_table_names()) == ["workers"]
    finally:
        asyncio.run(broken.close())


def test_of_several_who_start_at_once_one_brings_it_up_to_date(postgresql_url: str) -> None:
    replicas = [Database.open(postgresql_url) for _ in range(4)]
    try:
        with ThreadPoolExecutor(4) as threads:
            assert sorted(threads.map(migrate, replicas)) == [False, False, False, True]
    finally:
        for replica in replicas:
            asyncio.run(replica.close())
