"""Are the fences inside the database up? Asked of the database itself, because a setting says only what was meant."""

from django.db import connection, models

from concordat.data.records.models import (
    AuditEntry,
    DocumentVersion,
    Fact,
    Freeze,
    Job,
    StoredFile,
)

APPEND_ONLY: tuple[type[models.Model], ...] = (Fact, DocumentVersion, AuditEntry, Freeze, StoredFile)
CUT_TO_THE_VIEWER: tuple[type[models.Model], ...] = (*APPEND_ONLY, Job)

_TRIGGERS = {
    "postgresql": "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%%\\_append\\_only' AND tgenabled <> 'D'",
    "sqlite": "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%%\\_no\\_delete' ESCAPE '\\'",
}
_ROW_SECURITY = """
SELECT c.relname FROM pg_class c
WHERE c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)
"""


def without_append_only() -> tuple[str, ...]:
    """Tables whose rows could be changed."""
    return _missing(_TRIGGERS[connection.vendor], APPEND_ONLY)


def without_row_security() -> tuple[str, ...] | None:
    """Tables that show every row to every connection; None on SQLite, which has no such fence."""
    if connection.vendor != "postgresql":
        return None
    return _missing(_ROW_SECURITY, CUT_TO_THE_VIEWER)


def role_passes_the_fence() -> bool:
    """Is the service's own database role one that row-level security does not bind?"""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        row = cursor.fetchone()
    return bool(row and row[0])


def _missing(question: str, tables: tuple[type[models.Model], ...]) -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(question, [])
        held = {row[0] for row in cursor.fetchall()}
    return tuple(table._meta.db_table for table in tables if table._meta.db_table not in held)
