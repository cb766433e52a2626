"""Plain content (TOML, JSON) → a `Mechanism`. Everything unknown or missing is a finding; nothing is guessed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from concordat.domain.kernel.case import Document
from concordat.domain.kernel.findings import Finding, Where, has_errors
from concordat.domain.kernel.periods import MONTHS
from concordat.domain.payment import inputs as types
from concordat.domain.payment.checks import check_mechanism
from concordat.domain.payment.inputs import Mechanism
from concordat.domain.payment.read_measures import deduction_from, measure_from, scoring_from
from concordat.domain.payment.read_prices import availability_from, indexation_from, price_from
from concordat.domain.payment.read_terms import (
    extension_from,
    gain_share_from,
    profit_from,
    ratings_from,
    retention_from,
    reward_from,
    threshold_from,
)
from concordat.domain.payment.reader import Reader

FROM_APRIL = (*MONTHS[3:], *MONTHS[:3])


@dataclass(frozen=True, slots=True)
class MechanismRead:
    mechanism: Mechanism | None
    findings: tuple[Finding, ...]


def mechanism_from(document: Document) -> MechanismRead:
    return read_mechanism(document.content, name=document.name, document=document)


def read_mechanism(content: Mapping[str, Any], *, name: str, document: Document | None = None) -> MechanismRead:
    """The mechanism, or None where an error keeps it from being used."""
    findings: list[Finding] = []
    top = Reader(content, Where(name), findings)
    starts = top.date("starts", required=True) or date(2000, 4, 1)
    begins = MONTHS.index(top.text("year_begins", FROM_APRIL[0], among=FROM_APRIL) or FROM_APRIL[0]) + 1
    short = str(content.get("short_first_year", ""))
    names = top.one("names")
    scoring, ratings, retention, extension = (top.one(part) for part in ("score", "ratings", "retention", "extension"))
    found = Mechanism(
        name=document.name if document else name,
        title=top.text("title", required=True),
        contract=top.text("contract", name),
        client=top.text("client", required=True),
        contractor=top.text("contractor", required=True),
        starts=starts,
        prices=top.many("price", price_from),
        indexation=top.many("indexation", lambda one: indexation_from(one, begins)),
        availability=top.many("availability", availability_from),
        measures=top.many("measure", measure_from),
        deductions=top.many("deduction", deduction_from),
        scoring=scoring_from(scoring) if scoring else types.Scoring(),
        profit=top.many("profit_at_risk", profit_from),
        rewards=top.many("reward", reward_from),
        gain_share=top.many("gain_share", lambda one: gain_share_from(one, begins)),
        retention=retention_from(retention) if retention else None,
        extension=extension_from(extension) if extension else None,
        thresholds=top.many("threshold", threshold_from),
        lots=top.many("lot", _lot),
        ratings=ratings_from(ratings) if ratings else None,
        cap=top.number("cap_on_all_deductions"),
        carry_below_nought=top.flag("carry_below_nought"),
        vat=top.decimal("vat"),
        answer_within=top.whole("answer_within_days", 14),
        disputed_deductions_stand=top.flag("disputed_deductions_stand", True),
        source=top.text("source"),
        names={key: str(value) for key, value in names.given.items()} if names else {},
        document=document,
        year_begins=begins,
        short_first_year=short if top.text("short_first_year", among=types.FIRST_YEARS) == short else "",
        applies_from=top.date("applies_from"),
    )
    for about in ("about", "illustrative_because", "version_note"):
        top.take(about)
    top.done()
    findings += check_mechanism(found, Where(name), read=findings)
    return MechanismRead(None if has_errors(findings) else found, tuple(findings))


def _lot(reader: Reader) -> types.Lot:
    id = reader.text("id", required=True)
    return types.Lot(id, reader.text("title", id), reader.text("record"))
