"""The small mechanisms that ship: each is read from its file and comes to the sums that its source gives."""

from pathlib import Path

import pytest

from concordat.data.files.plain import read_plain
from concordat.domain.payment.evidence import read_evidence
from concordat.domain.payment.evidence_types import Evidence
from concordat.domain.payment.explain import explain
from concordat.domain.payment.inputs import Mechanism
from concordat.domain.payment.reading import read_mechanism
from concordat.domain.payment.statement import check_month, earned_term, run_months, year_score
from concordat.domain.payment.working import MonthResult
from concordat.domain.performance.periods import Month

FOLDER = Path(__file__).parents[3] / "examples" / "mechanisms"
NAMES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())


def worked(name: str) -> tuple[Mechanism, Evidence]:
    content, findings = read_plain(FOLDER / name / "mechanism.toml")
    assert content is not None
    assert not findings
    read = read_mechanism(content, name=name)
    assert read.mechanism is not None, read.findings
    given, _ = read_plain(FOLDER / name / "evidence.toml")
    evidence, problems = read_evidence(given or {}, name=name)
    assert not problems
    return read.mechanism, evidence


def months(name: str, *, until: str) -> dict[str, MonthResult]:
    mechanism, evidence = worked(name)
    return {str(result.month): result for result in run_months(mechanism, evidence, until=Month.from_text(until))}


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
    ("bridgend-waste-points", "2026-10", "Performance", -62500),
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
    ("nec-target-cost", "2028-03", "Retention and carry-over", 0),
    ("guaranteed-savings", "2027-03", "Retention and carry-over", 0),
    ("percentage-credits", "2026-04", "Performance", -230_000 - 115_000 - 460_000),
    ("percentage-credits", "2026-05", "Performance", 0),
    ("percentage-credits", "2026-06", "Performance", -1_000),
    ("retention", "2026-04", "Retention and carry-over", 0),
    ("retention", "2026-05", "Retention and carry-over", -1_200_000),
    ("retention", "2026-06", "Retention and carry-over", 600_000),
    ("retention", "2027-05", "Retention and carry-over", 0),
    ("retention", "2027-06", "Retention and carry-over", 600_000),
    ("score-and-balance", "2026-04", "Fee by score", 5_362_121),
    ("score-and-balance", "2026-05", "Fee by score", 4_000_000),
    ("score-and-balance", "2026-06", "Fee by score", 5_362_121),
    ("both-sides", "2026-04", "Performance", 0),
    ("both-sides", "2026-05", "Performance", -200_000),
    ("both-sides", "2026-06", "Performance", -100_000),
    ("both-sides", "2026-06", "Behaviour of the client", 25_000),
    ("both-sides", "2026-07", "Performance", -200_000),
    ("both-sides", "2026-07", "Behaviour of the client", 0),
    ("both-sides", "2026-08", "Performance", 0),
    ("both-sides", "2026-09", "Bonus and gain share", 50_000),
    ("nec-target-inflated", "2026-09", "Price", 10_300_000),
    ("nec-target-inflated", "2026-09", "Indexation", 0),
    ("nec-target-inflated", "2027-03", "Price", 0),
    ("nec-target-inflated", "2028-03", "Price", 250_000),
    ("price-collar", "2022-04", "Indexation", 411_390),
    ("price-collar", "2023-04", "Indexation", 203_160),
    ("gain-share-on-all", "2017-03", "Bonus and gain share", 1_481_717),
    ("gain-share-on-all", "2018-03", "Bonus and gain share", 0),
    ("guaranteed-savings-carried", "2027-03", "Bonus and gain share", 0),
    ("guaranteed-savings-carried", "2028-03", "Bonus and gain share", 15_000_000),
    ("guaranteed-savings-carried", "2029-03", "Bonus and gain share", -5_000_000),
    ("nothing-below-nought", "2026-04", "Retention and carry-over", 50_000),
    ("nothing-below-nought", "2026-05", "Retention and carry-over", -50_000),
    ("landfill-above-target", "2026-04", "Performance", -400_000 - 250_000),
    ("landfill-above-target", "2026-05", "Performance", 0),
    ("rectification-clock", "2026-04", "Availability", 0),
    ("rectification-clock", "2026-04", "Performance", -3_000),
    ("rectification-clock", "2026-05", "Availability", -30_000),
    ("rectification-clock", "2026-05", "Performance", 0),
    ("rectification-clock", "2026-06", "Availability", -10_000),
    ("rectification-clock", "2026-07", "Availability", -20_000),
    ("ratchet-in-a-window", "2026-05", "Performance", -10_000),
    ("ratchet-in-a-window", "2026-07", "Performance", -15_000),
    ("ratchet-in-a-window", "2026-11", "Performance", -10_000),
    ("ratchet-in-a-window", "2026-12", "Performance", -15_000),
    ("credits-within-the-year", "2026-05", "Performance", -450_000),
    ("credits-within-the-year", "2026-07", "Performance", 0),
    ("credits-within-the-year", "2026-08", "Performance", 450_000),
    ("credits-within-the-year", "2027-06", "Performance", -450_000),
    ("credits-within-the-year", "2027-09", "Performance", 0),
    ("credit-cap-by-twelve-months", "2026-04", "Performance", -450_000),
    ("credit-cap-by-twelve-months", "2026-05", "Performance", -1_050_000),
    ("credit-cap-by-twelve-months", "2026-06", "Performance", 0),
    ("credit-cap-by-twelve-months", "2027-04", "Performance", -1_250_000),
    ("credit-cap-by-twelve-months", "2028-01", "Performance", -750_000),
    ("credit-cap-by-twelve-months", "2028-02", "Performance", 0),
    ("credit-cap-by-twelve-months", "2028-04", "Performance", -1_250_000),
    ("index-with-a-new-base", "1997-04", "Indexation", 94_400),
    ("index-with-a-new-base", "1998-04", "Indexation", 101_400),
    ("substitute-waste", "2027-03", "Price", 8_000 * 3655 + 10_000 * 655),
    ("substitute-waste", "2028-03", "Price", -20_000 * 345 // 2),
    ("substitute-waste", "2029-03", "Price", 20_000 * 655),
    ("substitute-waste", "2030-03", "Price", 0),
    ("nec-every-month", "2016-12", "Indexation", 0),
    ("nec-every-month", "2017-01", "Indexation", 262_700),
    ("nec-every-month", "2017-03", "Indexation", 262_700),
    ("nec-every-month", "2017-04", "Indexation", 525_400 + 525_400),
    ("contract-years-from-september", "2004-03", "Price", 500_000 + 1_000_000),
    ("contract-years-from-september", "2004-03", "Bonus and gain share", 0),
    ("contract-years-from-september", "2004-08", "Price", 400_000 + 100_000 + 1_000_000),
    ("contract-years-from-september", "2004-08", "Indexation", 0),
    ("contract-years-from-september", "2004-08", "Bonus and gain share", 600_000 + 100_000),
    ("contract-years-from-september", "2004-09", "Price", 1_080_000 + 1_000_000),
    ("contract-years-from-september", "2004-09", "Indexation", 100_000),
    ("contract-years-from-september", "2005-03", "Bonus and gain share", 0),
    ("contract-years-from-september", "2005-08", "Bonus and gain share", -100_000),
    ("short-first-year", "2026-12", "Price", 480_000 + 300_000 + 300_000),
    ("short-first-year", "2027-03", "Price", 100_000 + 50_000),
    ("short-first-year", "2027-03", "Bonus and gain share", 300_000),
    ("short-first-year", "2027-04", "Price", 1_280_000),
    ("short-first-year", "2028-03", "Price", 1_200_000 + 600_000),
    ("short-first-year", "2028-03", "Bonus and gain share", 900_000),
]  # fmt: skip


@pytest.mark.parametrize(("name", "month", "group", "pence"), SUMS)
def test_the_month_comes_to_what_its_source_gives(name: str, month: str, group: str, pence: int) -> None:
    assert months(name, until=month)[month].total_of(group) == pence


# Halton 2017, Herefordshire 2013, North Yorkshire 2012, Rutland 2013: the rule is published, the levels are illustrative.
TERMS = [
    ("extension-every-measure", "2019-03", [12, 0], "2022-03-31"),
    ("extension-entitlement", "2016-03", [0, 12, -12], "2023-08-31"),
    ("extension-discretion", "2014-03", [12, 0], "2019-03-31"),
    ("contract-years-from-september", "2005-07", [12], "2014-08-31"),
    ("contract-years-from-september", "2005-08", [12, 6], "2015-02-28"),
    ("short-first-year", "2028-03", [3, 10], "2032-12-31"),
    ("extension-two-years-ahead", "2018-10", [0, 0, 12, 12], "2020-11-30"),
    ("extension-two-years-ahead", "2019-11", [0, 0, 12, 12, 0, 0], "2020-11-30"),
]


@pytest.mark.parametrize(("name", "until", "changes", "ends"), TERMS)
def test_the_term_comes_to_what_its_rule_gives(name: str, until: str, changes: list[int], ends: str) -> None:
    mechanism, evidence = worked(name)
    term = earned_term(mechanism, evidence, until=Month.from_text(until))
    assert term is not None
    assert [year.change for year in term.years] == changes
    assert str(term.ends) == ends


def test_at_the_clients_discretion_nothing_changes_before_it_has_decided() -> None:
    mechanism, evidence = worked("extension-discretion")
    term = earned_term(mechanism, evidence, until=Month.from_text("2014-03"))
    assert term is not None
    assert [year.months for year in term.years] == [24, 24]
    assert "it gave 12 months" in term.years[0].says
    assert "it has not decided" in term.years[1].says


def test_years_that_begin_with_the_contract_are_named_by_their_months_and_told() -> None:
    mechanism, evidence = worked("contract-years-from-september")
    term = earned_term(mechanism, evidence, until=Month.from_text("2005-08"))
    assert term is not None
    assert [str(year.year) for year in term.years] == ["September 2003 to August 2004", "September 2004 to August 2005"]
    assert [year.months for year in term.years] == [12, 6]
    said = " ".join(sentence for part in explain(mechanism) for sentence in part.sentences)
    assert "Contract years run from 1 September to 31 August." in said
    assert "Each September prices move with 100% prices, as the index stood 4 months before" in said
    assert "in August what is missing is paid" in said


def test_a_short_first_year_is_told_with_how_it_counts() -> None:
    said = " ".join(explain(worked("short-first-year")[0])[0].sentences)
    assert (
        "The first year is shorter and ends on 31 March 2027. What is agreed for a year (Waste, Leaves, Works, Reward for the "
        "stretch, months of term) counts in it by 4 twelfths, months of term to the nearest whole one."
    ) in said


def test_ratings_come_from_the_same_score() -> None:
    mechanism, evidence = worked("score-and-balance")
    score = year_score(mechanism, evidence, month=Month.from_text("2026-04"))
    assert {part.measure: part.rating for part in score.parts} == {
        "defects": "Approaching target", "orders": "Approaching target", "streets": "Approaching target",
        "satisfaction": "Approaching target", "accidents": "Good", "audit": "Other",
    }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_worked_mechanism_takes_up_everything_its_evidence_holds(name: str) -> None:
    mechanism, evidence = worked(name)
    for month in evidence.months:
        codes = {finding.code for finding in check_month(mechanism, evidence, month=month)}
        assert not codes & {"payment.no_rate", "payment.not_paid"}
