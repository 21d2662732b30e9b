"""How often an event was tried, and for whom a delivery is: a keyed mark by which a person is forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both columns; of what waits already nothing was tried, and nobody knows for whom it is."""
    op.add_column("inbox", sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False))
    mark = sa.Column(
        "person_mark", sa.String(length=64), server_default="", nullable=False, comment="erased once delivered"
    )
    op.add_column("outbox", mark)
