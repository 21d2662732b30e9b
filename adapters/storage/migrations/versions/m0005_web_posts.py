"""What is shown on a person's own web pages."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "web_posts",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False, comment="in the conversation; rises"),
        sa.Column("revision", sa.Integer(), nullable=False, comment="rises with every change in the conversation"),
        sa.Column("own", sa.Boolean(), nullable=False, comment="written by the person, not by Magdat"),
        sa.Column("message", sa.Text(), nullable=False, comment="JSON"),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_posts")),
    )
    op.create_index(op.f("ix_web_posts_posted_at"), "web_posts", ["posted_at"], unique=False)
    op.create_index(op.f("ix_web_posts_conversation_revision"), "web_posts", ["conversation", "revision"], unique=False)
