"""Why an act was not done. Each message is a sentence for the person who tried.

NotDone
├── NotAllowed     the person may not (the page answers 404 where even its existence is private)
├── NotNow         nobody may at this moment; the message says what must come first
├── NotFound       there is no such thing, or none this viewer may see: the two are never told apart
├── NotAccepted    what was given has findings
└── Conflict       somebody saved a newer version meanwhile; both are kept here
"""

from collections.abc import Sequence

from concordat.domain.kernel.case import Document
from concordat.domain.kernel.findings import Finding


class NotDone(Exception):
    pass


class NotAllowed(NotDone):
    pass


class NotNow(NotDone):
    pass


class NotFound(NotDone):
    pass


class NotAccepted(NotDone):
    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(finding.message for finding in self.findings))


class Conflict(NotDone):
    """A document was saved on a version that is no longer the latest: nothing is overwritten."""

    def __init__(self, *, theirs: Document, yours: Document) -> None:
        self.theirs = theirs
        self.yours = yours
        super().__init__(
            f"Somebody saved version {theirs.version} of “{theirs.title}” while you were working on yours."
        )
