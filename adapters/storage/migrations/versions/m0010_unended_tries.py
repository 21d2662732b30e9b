"""How many tries at a delivery in a row never came to an end, because their process did."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the count; of what waits already nobody knows, which counts as none."""
    says = "tries in a row that ended with their process"
    count = sa.Column("unended", sa.Integer(), server_default=sa.text("0"), nullable=False, comment=says)
    op.add_column("outbox", count)
