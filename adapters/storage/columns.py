"""What the tables share: where they are gathered, whose a row is, and kinds of columns."""

from datetime import UTC, datetime

from sqlalchemy import BigInteger, Column, DateTime, Dialect, ForeignKey, Integer, MetaData, String
from sqlalchemy.types import TypeDecorator

from adapters.setting_values import ONLY_ORGANISATION

ORGANISATION = "organisation"
"""The column with the organisation that a row belongs to, in every table but one."""

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An aware time, kept in UTC; SQLite keeps no zone, so it is put back there."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """As the database keeps it."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """As it was put."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


SEQUENCE = BigInteger().with_variant(Integer, "sqlite")
"""Rises with each row; on SQLite only an INTEGER does."""


def organisation(*, primary: bool = False) -> Column[str]:
    """Whose the row is; ``Statements`` fills it in, and asks for it."""
    return Column(ORGANISATION, String(32), primary_key=primary, nullable=False, server_default=ONLY_ORGANISATION)


def of_case(*, primary: bool = True) -> Column[str]:
    """The case that the row hangs on: it goes when the case goes, and may be written before the case is."""
    return Column(
        "case_id",
        String(26),
        ForeignKey("cases.id", ondelete="CASCADE", deferrable=True, initially="DEFERRED"),
        primary_key=primary,
    )
