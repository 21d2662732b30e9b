"""Opens all that is kept: the database, brought up to date, and the vault whose key belongs to it."""

from dataclasses import dataclass

from sqlalchemy import Engine, select

from adapters.setting_values import ONLY_ORGANISATION
from adapters.storage.engine import open_engine, sqlite_file
from adapters.storage.failures import DatabaseUnusableError
from adapters.storage.migrate import migrate
from adapters.storage.statements import Statements
from adapters.storage.tables import INSTALLATION
from adapters.storage.unit_of_work import SqlStorage
from adapters.storage.vault import AesVault, open_key_file, read_key

_FINGERPRINT = "vault-fingerprint"


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is kept, open."""

    engine: Engine
    storage: SqlStorage
    vault: AesVault

    def of(self, organisation: str) -> "Kept":
        """The same database, as it is for this organisation."""
        return Kept(self.engine, self.storage.of(organisation), self.vault.of(organisation))

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def open_kept(url: str, vault_key: str | None, organisation: str = ONLY_ORGANISATION) -> Kept:
    """Open the database and its vault.

    Args:
        url: Of the database.
        organisation: Whose rows are meant.
        vault_key: 32 bytes in base64; without it the key is in a file beside the SQLite file, made at the first start.

    Raises:
        DatabaseUnusableError: the database, or the key, cannot be used; the message is for the operator.
        StorageUnavailableError: the database cannot be reached at this moment.
    """
    engine = open_engine(url)
    try:
        vault = AesVault(_key(engine, vault_key))
        migrate(engine)
        _hold_together(engine, vault)
    except BaseException:
        engine.dispose()
        raise
    return Kept(engine, SqlStorage(engine, organisation), vault.of(organisation))


def _key(engine: Engine, written: str | None) -> bytes:
    if written is not None:
        return read_key(written)
    file = sqlite_file(engine)
    if file is None:
        wrong = "PostgreSQL needs one, the same for every process: openssl rand -base64 32."
        raise DatabaseUnusableError(wrong, "MAGDAT_VAULT_KEY")
    return open_key_file(file.with_suffix(".key"))


def _hold_together(engine: Engine, vault: AesVault) -> None:
    """Refuse a key that is not the one whose addresses are in this database."""
    with SqlStorage(engine).transaction() as connection:
        statements = Statements(connection, None)
        first = statements.upsert(INSTALLATION).values(name=_FINGERPRINT, value=vault.fingerprint)
        statements.change(first.on_conflict_do_nothing(index_elements=[INSTALLATION.c.name]))
        known = statements.row(select(INSTALLATION.c.value).where(INSTALLATION.c.name == _FINGERPRINT))
        connection.commit()
    if known is None or known.value != vault.fingerprint:
        wrong = "it is another than the one that this database was begun with. Put that one back."
        raise DatabaseUnusableError(wrong, "MAGDAT_VAULT_KEY")
