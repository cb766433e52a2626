"""Ten million made-up orders: on time by month × service × priority × partner on a working-hours clock.

    .venv/bin/python benchmarks/measures.py               ten million
    .venv/bin/python benchmarks/measures.py 1000000       fewer
    .venv/bin/python benchmarks/measures.py 100000000     a hundred million, ours alone

Our engine beside the same sums written by hand in DuckDB SQL and in pandas, each in a process of its own, taking turns,
best of three; all must come to the same figures. pandas stands twice: as one writes it, and tuned by one who knows that
repeated texts are faster as categories. Promised: at most 1.5 × the SQL, at least 5 × faster than pandas, under 2 GB.
Both times are shown: by the clock, where DuckDB uses every core and pandas one, and of the processor, which says what the
work costs however busy the machine is.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

FIRST, LAST = date(2024, 4, 1), date(2026, 3, 31)
ROUNDS = 3
BY = ("service", "priority", "partner")
Figures = dict[tuple[Any, ...], tuple[int, int, float]]


def measure() -> Any:
    from concordat.data.files.definitions import load_definition
    from concordat.domain.performance.reading import read_measure

    content = load_definition("measures", "highways-response-working-hours")
    content["only"] = [{"column": "status", "is_not": ["cancelled", "duplicate"]}]
    return read_measure(content, name="benchmark")[0]


def tables() -> Any:
    from concordat.domain.performance.clock import calendar_tables

    return calendar_tables(measure().clock, first=date(2024, 3, 1), last=date(2028, 6, 30))


def ours(file: Path) -> Figures:
    from concordat.data.events.engine import duckdb_engine, run, table_of
    from concordat.domain.performance.query import by_month_due, measure_rows

    engine = duckdb_engine(memory_limit="1500MB", spill_to=file.parent)
    rows = measure_rows(table_of(engine, [file]), measure(), tables(), by=BY)
    found = run(engine, by_month_due(rows, by=BY))
    return {(r["due_month"], *(r[name] for name in BY)): (r["jobs"], r["passed"], r["ninety_fifth"]) for r in found}


SQL = """
WITH job AS (
  SELECT service, priority, partner, ordered_at AS s, completed_at AS d, extended_to,
    CASE priority WHEN 'P1' THEN 7200 WHEN 'P2' THEN 32400 WHEN 'P3' THEN 162000 WHEN 'P4' THEN 648000 END AS allowed
  FROM read_parquet(?) WHERE status NOT IN ('cancelled', 'duplicate')
), counted AS (
  SELECT job.*, a.before + greatest(least(s % 86400, a.closes0) - a.opens0, 0) AS began,
    b.before + greatest(least(d % 86400, b.closes0) - b.opens0, 0) AS ended
  FROM job LEFT JOIN days a ON a.day = s - s % 86400 LEFT JOIN days b ON b.day = d - d % 86400
), timed AS (
  SELECT counted.*, began + allowed AS total FROM counted
), due AS (
  SELECT timed.*, total + o.offset AS due, o.month
  FROM timed JOIN dues o ON o.counted = (total - 1) - (total - 1) % ?
)
SELECT month, service, priority, partner,
  count(*), count(*) FILTER (d <= due), quantile_cont(CASE WHEN d IS NOT NULL THEN ended - began END, 0.95)
FROM due GROUP BY ALL
"""


def by_hand(file: Path) -> Figures:
    import duckdb

    held = tables()
    assert held.pieces == 1, "the SQL by hand knows one window a day"
    assert held.due_pieces == 0
    with duckdb.connect() as sql:
        sql.execute("SET memory_limit = '1500MB'")
        sql.register("days_given", held.days.to_pyarrow())
        sql.register("dues_given", held.dues.to_pyarrow())
        sql.execute("CREATE TABLE days AS FROM days_given; CREATE TABLE dues AS FROM dues_given")
        found = sql.execute(SQL, [str(file), held.widths[0]]).fetchall()
    return {tuple(row[:4]): (row[4], row[5], row[6]) for row in found}


def in_pandas(file: Path, *, tuned: bool = False) -> Figures:
    import numpy as np
    import pandas as pd

    held = tables()
    days, dues = held.days.to_pandas(), held.dues.to_pandas()
    names = ["service", "priority", "partner", "status", "ordered_at", "completed_at"]
    texts = {"read_dictionary": names[:4]} if tuned else {}  # read as categories: nothing is spelt out
    job = pd.read_parquet(file, columns=names, **texts)
    job = job[~job.status.isin(["cancelled", "duplicate"])].drop(columns="status")
    allowed = job.priority.map({"P1": 7200, "P2": 32400, "P3": 162000, "P4": 648000}).to_numpy(dtype="int64")
    first = int(days.day.iloc[0])

    def counted(moment: Any) -> Any:
        place = (moment - first) // 86400
        opens, closes = days.opens0.to_numpy()[place], days.closes0.to_numpy()[place]
        return days.before.to_numpy()[place] + np.maximum(np.minimum(moment % 86400, closes) - opens, 0)

    began = counted(job.ordered_at.to_numpy())
    done = job.completed_at.to_numpy()
    finished = ~np.isnan(done)
    elapsed = np.full(len(job), np.nan)
    elapsed[finished] = counted(done[finished].astype("int64")) - began[finished]
    total = began + allowed
    row = (total - 1) // held.widths[0]
    job["month"], job["elapsed"] = dues.month.to_numpy()[row], elapsed
    job["passed"] = done <= total + dues.offset.to_numpy()[row]
    groups = job.groupby(["month", *BY], observed=True, sort=False)
    found = groups.agg(jobs=("passed", "size"), passed=("passed", "sum"))
    found["high"] = groups["elapsed"].quantile(0.95)
    return {
        (int(key[0]), *key[1:]): (int(r.jobs), int(r.passed), float(r.high))
        for key, r in zip(found.index, found.itertuples(), strict=True)
    }


def tuned_pandas(file: Path) -> Figures:
    return in_pandas(file, tuned=True)


CONTESTANTS = {"ours": ours, "SQL by hand": by_hand, "pandas": in_pandas, "pandas, tuned": tuned_pandas}


def processor_time() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def child(name: str, file: Path) -> None:
    import ibis  # noqa: F401 - what is loaded once in a program is not part of what is measured

    started, used = time.perf_counter(), processor_time()
    found = CONTESTANTS[name](file)
    taken, used = time.perf_counter() - started, processor_time() - used
    lines = [[*key, *value[:2], round(float(value[2]), 3)] for key, value in sorted(found.items(), key=str)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"clock": taken, "processor": used, "megabytes": peak, "figures": lines}))


def measured(name: str, file: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, __file__, "--child", name, str(file)], capture_output=True, text=True, check=True
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def main(rows: int) -> None:
    from concordat.data.events.made_up import write_jobs

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "jobs.parquet"
        started = time.perf_counter()
        write_jobs(file, rows=rows, seed=1, first=FIRST, last=LAST)
        print(
            f"{rows:,} orders made up in {time.perf_counter() - started:.0f} s, {file.stat().st_size / 1e6:.0f} MB, {os.cpu_count()} cores"
        )
        names = list(CONTESTANTS) if rows <= 20_000_000 else ["ours"]
        runs: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
        for _ in range(ROUNDS):
            for name in names:
                runs[name].append(measured(name, file))
        report(runs)


def report(runs: dict[str, list[dict[str, Any]]]) -> None:
    best = {
        name: {kind: min(run[kind] for run in found) for kind in ("clock", "processor")} for name, found in runs.items()
    }
    for name, found in runs.items():
        peak = max(run["megabytes"] for run in found)
        print(
            f"  {name:14} {best[name]['clock']:7.2f} s by the clock {best[name]['processor']:7.2f} s of the processor "
            f"{peak:7,.0f} MB   {len(found[0]['figures'])} figures"
        )
        assert found[0]["figures"] == runs["ours"][0]["figures"], f"{name} comes to other figures"
    if len(best) == 1:
        return
    for kind in ("clock", "processor"):
        against = {name: best[name][kind] / best["ours"][kind] for name in best}
        print(
            f"  by {kind}: ours / SQL {1 / against['SQL by hand']:.2f} (promised at most 1.5); pandas / ours "
            f"{against['pandas']:.1f} (promised at least 5), tuned {against['pandas, tuned']:.1f}"
        )


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1] == "--child":
        child(sys.argv[2], Path(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000)
