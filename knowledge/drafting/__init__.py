"""Protocol files as they are written: additions to an admin's own file, and drafts of other documents."""

from knowledge.drafting.additions import CannotAddError, NewClause, add_clause, add_example
from knowledge.drafting.grouping import group_similar

__all__ = ["CannotAddError", "NewClause", "add_clause", "add_example", "group_similar"]
