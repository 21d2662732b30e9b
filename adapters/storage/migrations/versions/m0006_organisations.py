"""Whose every row is; what is there already belongs to the one organisation that there was."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_THE_ONE = "default"
_HANGING: Sequence[str] = (
    "cases",
    "questions",
    "outbox",
    "audit",
    "reminders",
    "sealed_addresses",
    "desk_threads",
    "console_posts",
    "web_posts",
    "editions",
    "proposals",
    "reviews",
    "campaigns",
    "confirmations",
)
"""Known by an id that is given out once in the world."""
_KEYS: Mapping[str, Sequence[str]] = {
    "inbox": ("id",),
    "publications": ("number",),
    "followers": ("subject", "mark"),
    "review_reminders": ("key",),
    "tallies": ("month", "topic", "gap", "tag"),
    "whereabouts": ("mark",),
}
"""Known by what two organisations may have alike."""


def upgrade() -> None:
    """Add the column, to the key where that needs it."""
    for table in _HANGING:
        op.add_column(table, _organisation())
    for table, key in _KEYS.items():
        with op.batch_alter_table(table) as changed:
            changed.add_column(_organisation())
            changed.drop_constraint(f"pk_{table}", type_="primary")
            changed.create_primary_key(f"pk_{table}", ["organisation", *key])


def _organisation() -> sa.Column[str]:
    return sa.Column("organisation", sa.String(length=32), nullable=False, server_default=_THE_ONE)
