"""The second fence, on PostgreSQL: the database itself hides what the viewer may not see, whatever a query forgets.

The first fence is `visible_to`. Here the connection is told who looks, and row-level security (migration
``0003_row_security``) applies the same rule. A connection that was told nothing sees public rows only. On SQLite these
functions do nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection

from concordat.domain.kernel.audience import Viewer

_BECOME = """
SELECT set_config('concordat.person', %s, false), set_config('concordat.organisation', %s, false),
       set_config('concordat.role', %s, false), set_config('concordat.partnership_chain', %s, false),
       set_config('concordat.partnership',
                  coalesce((SELECT id::text FROM records_partnership WHERE slug = %s), ''), false)
"""


def become(viewer: Viewer, partnership: str) -> None:
    """From now on this connection sees what the viewer may see in the partnership."""
    if connection.vendor != "postgresql":
        return
    role = viewer.role.value if viewer.role else ""
    with connection.cursor() as cursor:
        cursor.execute(_BECOME, [viewer.person, viewer.organisation, role, f"partnership:{partnership}", partnership])


def become_nobody() -> None:
    become(Viewer(), "")


@contextmanager
def as_the_system() -> Iterator[None]:
    """See and write everything: for operations that are nobody's view (verifying the trail, workers, joint sums).

    Whoever uses it answers for what leaves it.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('concordat.everything', true), '')")
        before = cursor.fetchone()[0]
        cursor.execute("SELECT set_config('concordat.everything', 'on', false)")
    try:
        yield
    finally:
        # In a transaction that already failed nothing can be said; its rollback puts the earlier setting back.
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('concordat.everything', %s, false)", [before])
