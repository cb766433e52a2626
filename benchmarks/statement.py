"""An issued statement of a county month, end to end, and a thousand contract-years on the test bench.

    .venv/bin/python benchmarks/statement.py

The store holds a year of made-up orders at twelve thousand a month. *End to end* is the command itself in a process of its
own: start, mechanism, every measure of every month so far from the Parquet files, the statement with its corrections,
printed as JSON. Promises: under 2 seconds, and under 30 seconds for the bench. On a
busy machine the clock also counts waiting; the processor time does not.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from concordat.data.events.made_up import Recipe, fill
from concordat.data.events.store import EvidenceStore
from concordat.data.files import read_case
from concordat.domain.payment.bench import try_out
from concordat.domain.payment.inputs import KIND
from concordat.domain.payment.reading import mechanism_from

CASE = Path(__file__).parent.parent / "examples" / "running-contract"
MONTH = "2025-03"
ORDERS = 12 * 12_000


def _processor_time() -> float:
    """Of every process of ours that has ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = EvidenceStore(Path(folder) / "store", create=True)
        fill(store, Recipe(ORDERS, 1, date(2024, 4, 1), date(2025, 3, 31)))
        held = sum(delivery.new for delivery in store.deliveries(table="job_records"))
        print(f"{held:,} orders in {len(store.deliveries())} deliveries")
        case = Path(folder) / "case"  # the example's rules, without the statements it has issued
        shutil.copytree(CASE, case, ignore=shutil.ignore_patterns("statement", "statement_answers.csv"))
        command = [
            sys.executable,
            "-m",
            "concordat",
            "statement",
            str(case),
            str(store.folder),
            "--period",
            MONTH,
            "--json",
        ]
        # As installed: what Python has compiled once it keeps.
        surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        times, processor = [], []
        for _ in range(5):
            started, used = time.perf_counter(), _processor_time()
            done = subprocess.run(command, capture_output=True, text=True, check=False, env=surroundings)
            times.append(time.perf_counter() - started)
            processor.append(_processor_time() - used)
            assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        found = json.loads(done.stdout)
        orders = sum(
            int(line["workings"].split(" orders")[0].replace(",", ""))
            for line in found["lines"]
            if " orders:" in line["workings"]
        )
        print(
            f"statement of {MONTH}, {orders:,} orders paid: {min(times):.2f} s by the clock, {min(processor):.2f} s of "
            f"processor time (promised: 2 s); payable £{found['total'] / 100:,.2f}"
        )
    document = (read_case(CASE).case or sys.exit("no case")).document(KIND)
    mechanism = mechanism_from(document).mechanism if document else None
    assert mechanism is not None
    started = time.perf_counter()
    bench = try_out(mechanism, runs=50, years=5, seed=1)
    print(f"{len(bench.years):,} contract-years: {time.perf_counter() - started:.1f} s (promised: 30 s)")


if __name__ == "__main__":
    main()
