"""The contracts of a case, and the mechanism of each: the client's own versions, each for the months from which it applies."""

from collections.abc import Sequence
from dataclasses import replace

from concordat.domain.kernel.case import Case, Document
from concordat.domain.kernel.findings import Finding, Severity, Where, error, warning
from concordat.domain.kernel.periods import MONTHS, day_in_words
from concordat.domain.payment.inputs import KIND, Mechanism
from concordat.domain.payment.reading import MechanismRead, mechanism_from


def mechanism_in(case: Case, name: str | None = None) -> MechanismRead | None:
    """The latest version that can be read, with those before it; None where the case holds no mechanism of the name.

    A newer version that cannot be read does not take the contract away: the one before it goes on, and the findings say why.
    """
    versions = versions_of(case, name)
    if not versions:
        return None
    findings: list[Finding] = []
    for place, document in enumerate(versions):
        read = mechanism_from(document)
        if read.mechanism is not None:
            before = _readable(versions[place + 1 :])
            if _moves_the_year(read.mechanism, before):
                findings += (*read.findings, _year_moved(document, read.mechanism, before[0]))
                continue
            if findings:
                doubts = [replace(one, severity=Severity.WARNING) for one in findings]
                findings = [_stays(document, versions[0]), *doubts]
            found = replace(read.mechanism, earlier=before)
            return MechanismRead(found, (*findings, *read.findings))
        findings += read.findings
    return MechanismRead(None, tuple(findings))


def contracts_in(case: Case) -> tuple[Document, ...]:
    """The latest version of each mechanism that rules a contract, the contract entered first at the head.

    What the contractor puts forward rules nothing, whomever it calls the client. A mechanism that calls its contract what an earlier one does rules nothing
    either (`same_contract` names it): two rules would issue statements under one name.
    """
    held = [documents for documents in _by_name(case).values() if documents]
    held.sort(key=lambda documents: _entered(documents[-1]))  # by the first version of each; ties as they stand
    contractor = held[0][0].content.get("contractor") if held else None
    found: dict[str, Document] = {}
    for documents in held:
        if not documents[0].organisation or documents[0].organisation != contractor:
            found.setdefault(contract_of(documents[0]), documents[0])
    return tuple(found.values())


def contract_of(document: Document) -> str:
    """The short name of the contract that a mechanism rules: its own, where it says none."""
    return str(document.content.get("contract") or document.name)


def same_contract(case: Case, document: Document) -> tuple[Finding, ...]:
    """The clients' mechanisms that call their contract as `document` does and pay nothing, because an earlier one rules it."""
    ruling = next((one for one in contracts_in(case) if contract_of(one) == contract_of(document)), document)
    others = [documents[0] for documents in _by_name(case).values() if documents and documents[0].name != ruling.name]
    return tuple(
        warning(
            Where(one.name),
            f"“{one.title}” says that its contract is “{contract_of(one)}”, as “{ruling.title}” does: it pays nothing.",
            "Give every contract or lot a short name of its own.",
            code="mechanism.same_contract",
        )
        for one in others
        if contract_of(one) == contract_of(ruling)
    )


def versions_of(case: Case, name: str | None = None) -> tuple[Document, ...]:
    """The latest first. Only those of whoever entered the first one: nobody else's document can take its place.

    Without a name, of the first contract. What the contractor puts forward is read by its name alone.
    """
    if name is None:
        ruling = contracts_in(case)
        return _by_name(case)[ruling[0].name] if ruling else ()
    return _by_name(case).get(name) or _of_one_owner(
        [one for one in case.documents if (one.kind, one.name) == (KIND, name)]
    )


def _by_name(case: Case) -> dict[str, tuple[Document, ...]]:
    """The versions that a client entered itself, the latest first."""
    found: dict[str, list[Document]] = {}
    for one in case.documents:
        if one.kind == KIND and one.organisation in ("", one.content.get("client")):
            found.setdefault(one.name, []).append(one)
    return {name: _of_one_owner(documents) for name, documents in found.items()}


def _of_one_owner(documents: Sequence[Document]) -> tuple[Document, ...]:
    if not documents:
        return ()
    owner = _oldest(documents).organisation
    return tuple(
        sorted((one for one in documents if one.organisation == owner), key=lambda one: one.version, reverse=True)
    )


def _oldest(documents: Sequence[Document]) -> Document:
    dated = [one for one in documents if one.entered_at is not None]
    undated = [one for one in documents if one.entered_at is None]
    return undated[0] if undated else min(dated, key=_entered)


def _entered(document: Document) -> float:
    """Without a time it is taken as there from the beginning."""
    return document.entered_at.timestamp() if document.entered_at else 0.0


def _readable(documents: Sequence[Document]) -> tuple[Mechanism, ...]:
    """Those that could come into force, the latest first."""
    found: tuple[Mechanism, ...] = ()
    for document in reversed(documents):
        one = mechanism_from(document).mechanism
        if one is not None and not _moves_the_year(one, found):
            found = (one, *found)
    return found


def _moves_the_year(one: Mechanism, before: Sequence[Mechanism]) -> bool:
    """Whether contract years would begin in another month from some day on: one year would be settled twice or never."""
    return one.applies_from is not None and bool(before) and before[0].year_begins != one.year_begins


def _year_moved(document: Document, one: Mechanism, before: Mechanism) -> Finding:
    was, would_be = MONTHS[before.year_begins - 1], MONTHS[one.year_begins - 1]
    return error(
        Where(document.name),
        f"From {day_in_words(one.applies_from or one.starts)} contract years would begin in {would_be} and not in {was}: a "
        "year would be settled twice, or never.",
        f"Keep year_begins = “{was}”; or leave out applies_from, so that it holds from the contract's first day.",
        code="mechanism.year",
    )


def _stays(held: Document, newest: Document) -> Finding:
    return warning(
        Where(held.name),
        f"Version {newest.version} cannot be used, so version {held.version} still rules.",
        f"Mend what is said of version {newest.version}, and save it again.",
        code="mechanism.version",
    )
