"""How Alembic runs a migration: on the connection that ``migrate`` opened, in its transaction."""

from alembic import context

from adapters.storage.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, transactional_ddl=True)
context.run_migrations()
