"""How places on a channel are reached."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "whereabouts",
        sa.Column("mark", sa.String(length=64), nullable=False, comment="a keyed fingerprint of the place"),
        sa.Column("how", sa.Text(), nullable=False, comment="JSON of the channel's own"),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_whereabouts")),
    )
    op.create_index(op.f("ix_whereabouts_kept_at"), "whereabouts", ["kept_at"], unique=False)
