"""How alembic runs here: on the connection it is handed, inside that transaction.

Rule: it opens and commits nothing itself.
"""

from alembic import context

from bot.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
