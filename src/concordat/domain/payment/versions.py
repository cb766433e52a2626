"""The mechanism of a contract out of a case: the client's own versions, each for the months from which it applies."""

from collections.abc import Sequence
from dataclasses import replace

from concordat.domain.kernel.case import Case, Document
from concordat.domain.kernel.findings import Finding, Severity, Where, warning
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
            if findings:
                doubts = [replace(one, severity=Severity.WARNING) for one in findings]
                findings = [_stays(document, versions[0]), *doubts]
            found = replace(read.mechanism, earlier=_readable(versions[place + 1 :]))
            return MechanismRead(found, (*findings, *read.findings))
        findings += read.findings
    return MechanismRead(None, tuple(findings))


def versions_of(case: Case, name: str | None = None) -> tuple[Document, ...]:
    """The latest first. Only those of whoever entered the first one: nobody else's document can take its place."""
    documents = [one for one in case.documents if one.kind == KIND and name in {None, one.name}]
    if name is None:  # what the contractor puts forward is read by its name, and rules nothing
        documents = [one for one in documents if one.organisation in {"", one.content.get("client")}]
    if not documents:
        return ()
    first = documents[0] if name is None else _oldest(documents)
    own = [one for one in documents if one.name == first.name and one.organisation == _oldest_of(documents, first.name)]
    return tuple(sorted(own, key=lambda one: one.version, reverse=True))


def _oldest_of(documents: Sequence[Document], name: str) -> str:
    return _oldest([one for one in documents if one.name == name]).organisation


def _oldest(documents: Sequence[Document]) -> Document:
    dated = [one for one in documents if one.entered_at is not None]
    undated = [one for one in documents if one.entered_at is None]
    return undated[0] if undated else min(dated, key=lambda one: one.entered_at.timestamp() if one.entered_at else 0.0)


def _readable(documents: Sequence[Document]) -> tuple[Mechanism, ...]:
    found = (mechanism_from(one).mechanism for one in documents)
    return tuple(one for one in found if one is not None)


def _stays(held: Document, newest: Document) -> Finding:
    return warning(
        Where(held.name),
        f"Version {newest.version} cannot be used, so version {held.version} still rules.",
        f"Mend what is said of version {newest.version}, and save it again.",
        code="mechanism.version",
    )
