"""DuckDB behind Ibis without pandas on the way in or out, whose loading costs a third of a second before any row is read.

A calendar is a few thousand whole numbers, which DuckDB takes as text at once; a result of ours is a few hundred rows.
"""

from typing import Any

from ibis.backends.duckdb import Backend


class OwnTables(Backend):  # type: ignore[misc]  # Ibis ships no types
    """The Ibis backend on DuckDB. Tables that hold anything but whole numbers are registered as Ibis does."""

    def rows(self, expression: Any) -> list[dict[str, Any]]:
        """The rows of the result as plain values."""
        self._run_pre_execute_hooks(expression)
        found = self.raw_sql(self.compile(expression))
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def _register_in_memory_table(self, op: Any) -> None:
        if not all(kind.is_integer() for kind in op.schema.types):
            super()._register_in_memory_table(op)
            return
        held = op.data.to_pyarrow(op.schema)
        # Each column as one text: as a list of constants DuckDB takes five times as long to read it.
        columns = ", ".join(f"unnest('{held[name].to_pylist()}'::BIGINT[]) AS \"{name}\"" for name in held.column_names)
        self.raw_sql(f'CREATE OR REPLACE TEMP TABLE "{op.name}" AS SELECT {columns}')

    def _make_memtable_finalizer(self, name: str) -> Any:
        return None  # the table goes with its session
