"""Moments by week and in hours, reckoned by the database: both dialects, the same answers."""

from datetime import datetime

from sqlalchemy import ColumnElement, Float, String, cast, func


def monday(moment: ColumnElement[datetime], *, on_sqlite: bool) -> ColumnElement[str]:
    """The Monday of the moment's week in UTC, as 2026-11-23."""
    if on_sqlite:
        return cast(func.date(moment, "weekday 0", "-6 days"), String)
    return func.to_char(func.date_trunc("week", func.timezone("UTC", moment)), "YYYY-MM-DD")


def in_hours(moment: ColumnElement[datetime], *, on_sqlite: bool) -> ColumnElement[float]:
    """The moment as hours since some beginning, the same one for every moment."""
    if on_sqlite:
        return cast(func.julianday(moment) * 24.0, Float)
    return cast(func.extract("epoch", moment) / 3_600.0, Float)
