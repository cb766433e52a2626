"""What the commands about a contract read: its mechanism from a file or a case, and the evidence beside it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from concordat.cli.output import FINDINGS, MISUSE, finding_json, finish, open_case, print_findings, print_json, stop
from concordat.domain.kernel.case import Case, Document
from concordat.domain.kernel.findings import Finding, has_errors, worst_first
from concordat.domain.payment.evidence_types import Evidence
from concordat.domain.payment.inputs import KIND, Mechanism
from concordat.domain.performance.periods import Month

ContractName = Annotated[
    str, typer.Option("--contract", metavar="NAME", help="Of a case with several contracts: the mechanism's name")
]
MechanismPath = Annotated[
    Path, typer.Argument(metavar="MECHANISM", help="A mechanism as a TOML file, or a case that holds one")
]
EvidencePath = Annotated[
    Path | None,
    typer.Argument(metavar="[EVIDENCE]", help="An evidence store, a case, or a TOML file; the case itself if left out"),
]


@dataclass(frozen=True)
class Read:
    mechanism: Mechanism
    case: Case | None
    evidence: Evidence
    findings: list[Finding]


def read_all(
    path: Path,
    evidence: Path | None,
    *,
    until: Month | None,
    known_at: datetime | None,
    as_json: bool,
    contract: str = "",
) -> Read:
    """Mechanism and evidence, as known at the moment. Ends the command where either cannot be read."""
    from concordat.domain.payment.check_evidence import not_a_month, not_the_clients
    from concordat.domain.payment.reading import mechanism_from
    from concordat.domain.payment.said_twice import said_twice
    from concordat.domain.payment.side_by_side import paid_twice
    from concordat.domain.payment.units import with_units
    from concordat.domain.payment.versions import mechanism_in

    document, case, findings = _document(path, contract, as_json=as_json)
    if case is not None and known_at is not None:
        case = case.known_at(known_at)
    read = mechanism_from(document) if case is None else mechanism_in(case, document.name)
    if read is None:
        stop("The mechanism was not known yet at that moment.", code=FINDINGS)
    findings += read.findings
    if read.mechanism is None:
        end_with({}, findings, as_json=as_json)
    found = Evidence()
    if until is not None:
        found, problems = evidence_at(
            evidence or path, read.mechanism, case, until=until, known_at=known_at, as_json=as_json
        )
        findings += problems
        if case is not None:
            for check in (paid_twice, not_a_month, not_the_clients, said_twice):
                findings += check(case, read.mechanism)
    if has_errors(findings):
        end_with({}, findings, as_json=as_json)
    return Read(with_units(read.mechanism, units_for(case)), case, found, findings)


def _document(path: Path, contract: str, *, as_json: bool) -> tuple[Document, Case | None, list[Finding]]:
    from concordat.data.files.plain import read_plain
    from concordat.domain.payment.versions import contracts_in, same_contract

    if path.suffix.lower() in {".toml", ".json"} and path.name != "case.toml":
        content, findings = read_plain(path)
        if content is None:
            end_with({}, findings, as_json=as_json, code=FINDINGS if path.exists() else MISUSE)
        return Document(KIND, path.stem, content), None, findings
    case, problems = open_case(path, as_json=as_json)
    held = {one.name: one for one in case.documents_of(KIND)}
    if not held:
        stop(f"{case.title} holds no mechanism. Add one as documents/{KIND}/….toml, or give the file.", code=FINDINGS)
    ruling = [one.name for one in contracts_in(case)] or list(held)
    if contract not in {"", *held} or (not contract and len(ruling) > 1):
        stop(f"{case.title} holds these contracts: {', '.join(ruling)}. Say which with --contract.")
    found = held[contract or ruling[0]]
    return found, case, [*problems, *same_contract(case, found)]


def evidence_at(
    path: Path,
    mechanism: Mechanism,
    case: Case | None,
    *,
    until: Month | None,
    known_at: datetime | None,
    as_json: bool,
) -> tuple[Evidence, list[Finding]]:
    """From an evidence store (with the case's own tables beside it), a case, or one plain file."""
    from concordat.data.files.plain import read_plain
    from concordat.domain.payment.evidence import evidence_from_case, joined, read_evidence

    contract, client = mechanism.contract, mechanism.client
    units = units_for(case)
    own = evidence_from_case(case, contract=contract, client=client, units=units) if case is not None else Evidence()
    if (path / "deliveries").is_dir():
        from concordat.data.events.payment_evidence import evidence_from_store
        from concordat.data.events.store import EvidenceStore
        from concordat.domain.payment.side_by_side import other_contracts

        measures, findings = measures_for(case)
        held = evidence_from_store(
            EvidenceStore(path),
            mechanism,
            measures,
            until=until or mechanism.first_month,
            known_at=known_at or datetime.now(UTC),  # work that must first stand so long is judged when it has
            others=other_contracts(case, mechanism) if case is not None else (),
        )
        entries = tuple(entry for entry in own.entries if entry.kind != "orders")
        return joined(replace(own, entries=entries), held), findings
    if path.suffix.lower() in {".toml", ".json"} and path.name != "case.toml":
        content, findings = read_plain(path)
        if content is None:
            end_with({}, findings, as_json=as_json, code=FINDINGS if path.exists() else MISUSE)
        found, problems = read_evidence(content, name=path.name)
        return joined(own, found), [*findings, *problems]
    if case is not None:
        return own, []
    other, findings_given = open_case(path, as_json=as_json)
    other = other.known_at(known_at) if known_at is not None else other
    return evidence_from_case(other, contract=contract, client=client, units=units), list(findings_given)


def measures_for(case: Case | None) -> tuple[dict[str, Any], list[Finding]]:
    """The case's own measures, and of the catalogue those it does not define itself."""
    from concordat.data.files.measures import catalogue_measures, load_measure_catalogue
    from concordat.domain.performance.reading import measures_of

    found = {measure.id: measure for measure in catalogue_measures()}
    if case is None:
        return found, []
    own, problems = measures_of(case, catalogue=load_measure_catalogue())
    return found | {measure.id: measure for measure in own}, list(problems)


def units_for(case: Case | None) -> dict[str, str]:
    """By measure, the unit that its own definition gives it."""
    return {id: measure.unit for id, measure in measures_for(case)[0].items()}


def end_with(
    shown: dict[str, Any], findings: list[Finding], *, as_json: bool, code: int | None = None, failed: bool = False
) -> NoReturn:
    """Print what was found, and leave with the code that goes with it."""
    if as_json:
        print_json({**shown, "findings": [finding_json(finding) for finding in worst_first(findings)]})
    else:
        print_findings(findings)
    if code is not None:
        raise typer.Exit(code)
    if failed:
        raise typer.Exit(FINDINGS)
    finish(findings)
