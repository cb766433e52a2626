"""The small mechanisms that ship: each is read from its file and comes to the sums that its source gives."""

from pathlib import Path

import pytest

from concordat.data.files.plain import read_plain
from concordat.domain.payment.evidence import read_evidence
from concordat.domain.payment.explain import explain
from concordat.domain.payment.reading import read_mechanism
from concordat.domain.payment.statement import run_months
from concordat.domain.payment.working import MonthResult
from concordat.domain.performance.periods import Month

FOLDER = Path(__file__).parents[3] / "examples" / "mechanisms"
NAMES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())


def months(name: str, *, until: str) -> dict[str, MonthResult]:
    content, findings = read_plain(FOLDER / name / "mechanism.toml")
    assert content is not None
    assert not findings
    read = read_mechanism(content, name=name)
    assert read.mechanism is not None, read.findings
    given, _ = read_plain(FOLDER / name / "evidence.toml")
    evidence, problems = read_evidence(given or {}, name=name)
    assert not problems
    return {str(result.month): result for result in run_months(read.mechanism, evidence, until=Month.from_text(until))}


@pytest.mark.parametrize("name", NAMES)
def test_every_worked_mechanism_reads_and_is_told_in_words(name: str) -> None:
    content, _ = read_plain(FOLDER / name / "mechanism.toml")
    read = read_mechanism(content or {}, name=name)
    assert read.mechanism is not None
    assert read.findings == ()
    assert read.mechanism.source
    told = explain(read.mechanism)
    assert all(part.sentences and all(sentence.endswith(".") for sentence in part.sentences) for part in told)


# (mechanism, month, group, pence)
SUMS = [
    ("accommodation-points", "2026-04", "Performance", -24000),
    ("accommodation-points", "2026-05", "Performance", -24360 - 300),
    ("bridgend-waste-points", "2026-06", "Performance", 0),
    ("bridgend-waste-points", "2026-07", "Performance", 0),
    ("bridgend-waste-points", "2026-08", "Performance", -62500),
    ("bridgend-waste-points", "2026-09", "Performance", -62500),
    ("model-services-credits", "2026-04", "Performance", -50_000),
    ("model-services-credits", "2026-05", "Performance", -300_000),
    ("model-services-credits", "2026-07", "Performance", -50_000),
    ("model-services-credits", "2026-08", "Performance", 0),
    ("model-services-credits", "2026-10", "Performance", 50_000),
    ("nec-target-cost", "2026-10", "Price", 750_000_000),
    ("nec-target-cost", "2027-03", "Price", 87_500_000),
    ("nec-target-cost", "2028-03", "Price", -60_000_000),
    ("nec-price-adjustment", "2017-03", "Indexation", 0),
    ("nec-price-adjustment", "2017-04", "Indexation", 525_400),
    ("part-of-the-price", "2006-04", "Indexation", 0),
    ("part-of-the-price", "2007-04", "Indexation", 175_000),
    ("cpi-cap", "2022-04", "Indexation", 500_000),
    ("cpi-cap", "2024-04", "Indexation", 1_460_080),
    ("cpi-cap", "2025-04", "Indexation", 1_755_940),
    ("cpi-cap-carried-forward", "2024-04", "Indexation", 1_576_250),
    ("cpi-cap-carried-forward", "2025-04", "Indexation", 2_155_060),
    ("integrated-waste-bands", "2026-04", "Price", 1_096_500_000),
    ("integrated-waste-bands", "2026-05", "Price", 2891),
    ("integrated-waste-bands", "2027-03", "Price", 0),
    ("integrated-waste-bands", "2028-03", "Price", 20_000 * 3655),
    ("unavailability", "2026-04", "Availability", -10959),
    ("unavailability", "2026-04", "Performance", -3000),
    ("unavailability", "2026-05", "Availability", -5479),
    ("guaranteed-savings", "2027-03", "Bonus and gain share", -10_000_000),
    ("guaranteed-savings", "2028-03", "Bonus and gain share", 20_000_000),
    ("fee-by-score", "2026-04", "Fee by score", 42_666_667),
    ("lots", "2026-04", "Price", 10_700_000 + 5_940_000 + 2_000_000),
    ("lots", "2026-04", "Performance", -594_000 - 300_000),
    ("deductions-over-months", "2026-08", "Performance", -30_700_000),
    ("fee-by-score", "2027-03", "Bonus and gain share", 40_000_000),
]  # fmt: skip


@pytest.mark.parametrize(("name", "month", "group", "pence"), SUMS)
def test_the_month_comes_to_what_its_source_gives(name: str, month: str, group: str, pence: int) -> None:
    assert months(name, until=month)[month].total_of(group) == pence
