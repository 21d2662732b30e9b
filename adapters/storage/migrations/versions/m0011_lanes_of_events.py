"""Whose an event is, so that what one person did is handled in order."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the lane; what waits already has none, and waits for nothing. Only what waits is in the index."""
    lane = sa.Column("lane", sa.Text(), server_default="", nullable=False, comment="erased once handled")
    op.add_column("inbox", lane)
    of_what_waits = sa.text("lane != ''")
    op.create_index(
        "ix_inbox_organisation_lane_received_at",
        "inbox",
        ["organisation", "lane", "received_at"],
        sqlite_where=of_what_waits,
        postgresql_where=of_what_waits,
    )
