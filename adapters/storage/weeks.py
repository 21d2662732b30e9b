"""Moments by week and in hours, reckoned by the database: both dialects, the same answers."""

from datetime import datetime

from sqlalchemy import ColumnElement, Float, String, cast, func


def monday(moment: ColumnElement[datetime], *, on_sqlite: bool) -> ColumnElement[str]:
    """The Monday of the moment's week in UTC, as 2026-11-23."""
    if on_sqlite:
        return cast(func.date(moment, "weekday 0", "-6 days"), String)
    return func.to_char(func.date_trunc("week", func.timezone("UTC", moment)), "YYYY-MM-DD")


def hours_between(
    begin: ColumnElement[datetime], end: ColumnElement[datetime], *, on_sqlite: bool
) -> ColumnElement[float]:
    """From one to the other, in hours."""
    if on_sqlite:
        return (func.julianday(end) - func.julianday(begin)) * 24.0
    return cast(func.extract("epoch", end - begin) / 3_600.0, Float)
