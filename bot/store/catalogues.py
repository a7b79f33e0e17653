"""The last catalogue of each offer (a branch, or a branch and a party), so that an outage of the lab or a restart leaves something to sell."""

from datetime import datetime

from sqlalchemy import Connection, select

from bot.lab.catalogue_cache import catalogue_from_json, catalogue_to_json
from bot.store import upsert
from bot.store.database import Database
from bot.store.offers import fitting
from bot.store.tables import lab_catalogues
from dialogs.catalogue import Catalogue

_save = upsert.insert(
    lab_catalogues,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["clinic", "branch_id"],
        set_={"items": insert.excluded["items"], "fetched_at": insert.excluded.fetched_at},
        # A sibling may have been quicker with a newer one.
        where=lab_catalogues.c.fetched_at <= insert.excluded.fetched_at,
    ),
)


class StoredCatalogues:
    """See `bot.lab.catalogue_cache.CatalogueStore`."""

    def __init__(self, database: Database, clinic: str) -> None:
        self._database = database
        self._clinic = clinic

    async def load(self, offer: str) -> tuple[Catalogue, datetime] | None:
        def unit(connection: Connection) -> tuple[str, datetime] | None:
            row = connection.execute(
                select(lab_catalogues.c["items"], lab_catalogues.c.fetched_at).where(
                    lab_catalogues.c.clinic == self._clinic, lab_catalogues.c.branch_id == fitting(offer)
                )
            ).one_or_none()
            return None if row is None else (row[0], row[1])

        stored = await self._database.read(unit)
        if stored is None:
            return None
        catalogue = catalogue_from_json(stored[0])
        return None if catalogue is None else (catalogue, stored[1])

    async def save(self, offer: str, catalogue: Catalogue, fetched_at: datetime) -> None:
        values = {
            "clinic": self._clinic,
            "branch_id": fitting(offer),
            "items": catalogue_to_json(catalogue),
            "fetched_at": fetched_at,
        }

        def unit(connection: Connection) -> None:
            _save.run(connection, values)

        await self._database.write(unit)
