"""The business case's simulation beside mcerp, chaospy and plain NumPy, and at the size it promises.

    .venv/bin/python benchmarks/business_case.py

Same work for all: 50 uncertain PERT lines × 10 years; the annual saving, the cash of each year and the present value of every
draw, and the chance that the present value reaches a promise. Methods differ in how much a draw tells (mcerp draws Latin hypercubes), so each is repeated with other seeds and
compared at equal standard error of that chance: what counts is time × variance. The least of the times is taken, so that
other work on the machine disturbs none of them; one warm-up run each is not timed.

Then 5,000 lines × 30 years × 4 partners: reading, both ledgers and every council's position, the reconciliation, an edit,
and 20,000 draws with progress, in seconds and megabytes.
"""

import resource
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np

from concordat.data.files.business_case_reference import load_reference
from concordat.domain.business_case.chances import PRESENT_VALUE
from concordat.domain.business_case.draws import draw_sums
from concordat.domain.business_case.inputs import BusinessCase
from concordat.domain.business_case.opening import open_ledgers
from concordat.domain.business_case.reading import read_business_case
from concordat.domain.business_case.simulate import _prepare, simulate
from concordat.domain.business_case.work_out import reconcile, work_out
from concordat.domain.kernel.case import Case, Document, Fact

LINES, YEARS = 50, 10
Run = Callable[[int], float]  # seed → the chance


def small_case() -> BusinessCase:
    random = np.random.default_rng(7)
    facts = []
    for number in range(LINES):
        low = int(random.integers(10_000, 200_000))
        likely, high = int(low * random.uniform(1.05, 1.4)), int(low * random.uniform(1.5, 2.5))
        amounts = {"low": low * 100, "likely": likely * 100, "high": high * 100}
        facts.append(Fact("case_lines", f"line-{number}", {"title": f"Line {number}", "kind": "saving", **amounts}))
    document = Document("business-case", "bench", {"base_year": "2025/26", "years": YEARS})
    return read_business_case(
        Case("bench", "Bench", documents=(document,), facts=tuple(facts)), reference=load_reference()
    )


def methods(business_case: BusinessCase) -> dict[str, tuple[int, int, Run]]:
    """Name → (draws, repetitions, run)."""
    lines = business_case.lines
    low, mode, high = (np.array([getattr(line, name) for line in lines], float) for name in ("low", "likely", "high"))
    factors = np.array([1.035**-year for year in range(YEARS)])
    prices = np.array([1.02**year for year in range(YEARS)])
    promise = float((low + 4 * mode + high).sum() / 6 * factors.sum() * 1.02)
    place = (mode - low) / (high - low)
    shape_a, shape_b = 1 + 4 * place, 5 - 4 * place

    def ours(seed: int) -> float:
        prepared = _prepare(open_ledgers(business_case))
        sums = draw_sums(prepared.work, draws=100_000, seed=seed)
        return float(np.mean(sums.sum(axis=0)[PRESENT_VALUE] + prepared.constant[:, PRESENT_VALUE].sum() >= promise))

    def numpy_of(draws: int) -> Run:
        """The textbook way: every draw of every line in every year as one array."""

        def run(seed: int) -> float:
            random = np.random.default_rng(seed)
            drawn = low + (high - low) * random.beta(shape_a, shape_b, (draws, LINES))
            cash = (drawn[:, :, None] * prices).sum(axis=1)
            present = (drawn[:, :, None] * factors).sum(axis=(1, 2))
            assert cash.shape == (draws, YEARS)
            assert drawn.sum(axis=1).shape == (draws,)  # the annual saving
            return float(np.mean(present >= promise))

        return run

    found: dict[str, tuple[int, int, Run]] = {
        "Concordat": (100_000, 40, ours),
        "plain NumPy": (100_000, 6, numpy_of(100_000)),
        "chunked NumPy": (2_000, 40, numpy_of(2_000)),
    }
    try:
        import chaospy

        joint = chaospy.J(
            *(chaospy.Beta(a, b, start, end) for a, b, start, end in zip(shape_a, shape_b, low, high, strict=True))
        )

        def with_chaospy(seed: int) -> float:
            np.random.seed(seed)
            drawn = joint.sample(5_000, rule="random")
            cash = (drawn[:, None, :] * prices[None, :, None]).sum(axis=0)
            assert cash.shape == (YEARS, 5_000)
            return float(np.mean((drawn[:, None, :] * factors[None, :, None]).sum(axis=(0, 1)) >= promise))

        found["chaospy"] = (5_000, 12, with_chaospy)
    except ImportError:
        print("chaospy is not installed: uv sync --group bench")
    try:
        import mcerp

        def with_mcerp(seed: int) -> float:
            np.random.seed(seed)
            mcerp.npts = 10_000
            lines = [mcerp.PERT(*points) for points in zip(low, mode, high, strict=True)]
            cash = [sum((line * price for line in lines), start=0.0) for price in prices]
            value = sum((line * factor for line in lines for factor in factors), start=0.0)
            assert len(cash) == YEARS
            return float(np.mean(value._mcpts >= promise))

        found["mcerp"] = (10_000, 12, with_mcerp)
    except ImportError:
        print("mcerp is not installed: uv sync --group bench")
    return found


def compare() -> None:
    business_case = small_case()
    rows = []
    for name, (draws, repetitions, run) in methods(business_case).items():
        run(0)
        chances, times = [], []
        for seed in range(1, repetitions + 1):
            started = time.perf_counter()
            chances.append(run(seed))
            times.append(time.perf_counter() - started)
        mean = float(np.mean(chances))
        independent = float(np.sqrt(mean * (1 - mean) / draws))
        # Independent draws have a standard error we know; a hypercube's has to be measured.
        error = float(np.std(chances, ddof=1)) if name == "mcerp" else independent
        rows.append((name, draws, min(times), mean, error))
    print(f"\n{LINES} uncertain lines × {YEARS} years: the chance of keeping a promise")
    print(
        f"{'':<14}{'draws':>9}{'seconds':>10}{'µs a draw':>11}{'chance':>9}{'std error':>11}{'time for ±0.1 point':>21}{'ours is faster':>16}"
    )
    best = rows[0][2] * rows[0][4] ** 2
    for name, draws, seconds, chance, error in rows:
        needed = seconds * (error / 0.001) ** 2
        ratio = seconds * error**2 / best
        print(
            f"{name:<14}{draws:>9,}{seconds:>10.4f}{seconds / draws * 1e6:>11.2f}{chance:>9.4f}{error:>11.5f}"
            f"{needed:>20.3f}s{ratio:>15.0f}×"
        )


def big_case(lines: int = 5_000, years: int = 30, partners: int = 4) -> Case:
    random = np.random.default_rng(1)
    facts = []
    for number in range(lines):
        low = int(random.integers(100_000, 20_000_000))
        likely = int(low * random.uniform(1, 1.5))
        start = date(2025 + int(random.integers(0, 5)), int(random.integers(4, 13)), 1)
        council = f"council-{number % partners}"
        values = {
            "title": f"Line {number}",
            "kind": ("saving", "cost", "income")[number % 3],
            "partner": council,
            "low": low,
            "likely": likely,
            "high": int(likely * random.uniform(1, 1.6)),
            "recurring": number % 10 != 0,
            "start": start if number % 2 else None,
            "ramp_up_months": int(random.integers(0, 36)),
            "price_index": ("gdp", "fixed", "")[number % 3],
            "evidence_grade": str(number % 6 + 1),
        }
        facts.append(Fact("case_lines", f"line-{number}", values, organisation=council, source="made up"))
    document = Document("business-case", "big", {"base_year": "2025/26", "years": years})
    return Case("big", "Big", documents=(document,), facts=tuple(facts))


def at_the_promised_size() -> None:
    case, reference = big_case(), load_reference()
    print("\n5,000 lines × 30 years × 4 partners")
    business_case = read_business_case(case, reference=reference)
    _timed("read the lines", lambda: read_business_case(case, reference=reference))
    _timed("both ledgers, every position", lambda: work_out(business_case))
    ledgers = open_ledgers(business_case)
    _timed("reconcile line by line", lambda: reconcile(ledgers))
    edited = Case(
        case.name, case.title, documents=case.documents, facts=(*case.facts, replace(case.facts[7], revision=2))
    )
    _timed("an edit: read, work out", lambda: work_out(read_business_case(edited, reference=reference)))
    told: list[int] = []
    seconds = _timed(
        "20,000 draws with progress",
        lambda: simulate(business_case, draws=20_000, progress=lambda done, wanted: told.append(done) or True),
        repeat=1,
    )
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {'progress was told':<32}{len(told):>6} times")
    print(f"  {'memory, whole process':<32}{size:>6.0f} MB   {'good' if size < 1024 and seconds < 5 else 'TOO MUCH'}")


def _timed(name: str, work: Callable[[], object], *, repeat: int = 3) -> float:
    seconds = []
    for _ in range(repeat):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    print(f"  {name:<32}{min(seconds):>6.3f} s")
    return min(seconds)


if __name__ == "__main__":
    at_the_promised_size()  # first, because the memory told is the most the process ever held
    compare()
