"""Why an act was not done. Each message is a sentence for the person who tried.

NotDone
├── NotAllowed     the person may not (the page answers 404 where even its existence is private)
├── NotNow         nobody may at this moment; the message says what must come first
├── NotFound       there is no such thing, or none this viewer may see: the two are never told apart
├── NotAccepted    what was given has findings
├── Conflict       somebody saved a newer version meanwhile; both are kept here
└── RowChanged     the same of a row: `theirs` is what stands now, and nothing was written over it
"""

from collections.abc import Sequence

from concordat.domain.kernel.case import Document, Fact
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


class RowChanged(NotDone):
    """A row was changed on a revision that is no longer the latest: nothing is overwritten."""

    def __init__(self, theirs: Fact) -> None:
        self.theirs = theirs
        super().__init__(
            f"Somebody changed this row to revision {theirs.revision} while you had it open. Nothing was written over: open it "
            "again to see what it says now."
        )
