"""In which thread, with others in it, a named asker asked what is now a case."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the mark; of the cases that are there already the thread is not known."""
    op.add_column("cases", sa.Column("thread_mark", sa.String(length=64), server_default="", nullable=False))
    op.create_index("ix_cases_thread_mark", "cases", ["thread_mark"])
