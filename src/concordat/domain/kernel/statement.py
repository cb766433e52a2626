"""A statement of money between two bodies: what is due, line by line, and what each side has said about it.

One value serves recharges between councils and payments under a contract. Money is whole pence; what the recipient is to
pay is positive, what it is given back is negative. A statement is never changed: saying something about it
(`Response`) gives a new value with the same lines, and putting a line right gives a new revision that names the old one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from concordat.domain.kernel.hashing import content_hash
from concordat.domain.kernel.provenance import Provenance


class StatementState(StrEnum):
    """`DRAFT` has not been issued; `DISPUTED` has at least one open dispute; `CORRECTED` has a later revision."""

    DRAFT = "draft"
    ISSUED = "issued"
    AGREED = "agreed"
    DISPUTED = "disputed"
    CORRECTED = "corrected"


class Says(StrEnum):
    ISSUED = "issued"
    AGREED = "agreed"
    DISPUTED = "disputed"
    RESOLVED = "resolved"  # the dispute on the line is over; `pence` is what both sides accept is due
    WITHDRAWN = "withdrawn"  # whoever disputed the line disputes it no longer
    CORRECTED = "corrected"  # a later revision, named in `reason` by its hash, takes this one's place

    @property
    def is_the_issuers(self) -> bool:
        """The issuer issues, corrects and resolves; the recipient agrees, disputes and withdraws what it disputed. Neither
        speaks for the other."""
        return self in {Says.ISSUED, Says.RESOLVED, Says.CORRECTED}


@dataclass(frozen=True, slots=True)
class StatementLine:
    """`quantity` × `rate` or `share` of `base` where the line came about so; `workings` says the same in words.

    `quantity` and `rate` (pence a unit) and `share` (a fraction) are Decimals; `base` is pence. `corrects` names the
    line of an earlier statement that this one puts right, as ``statement id/line id``.
    """

    id: str
    title: str
    pence: int
    group: str = ""  # the pool of a recharge, the part of a payment: lines are shown and added up by it
    workings: str = ""
    base: int | None = None
    share: Decimal | None = None
    quantity: Decimal | None = None
    unit: str = ""
    rate: Decimal | None = None
    corrects: str = ""
    note: str = ""
    provenance: Provenance | None = field(default=None, repr=False)

    @property
    def illustrative(self) -> bool:
        return self.provenance is not None and self.provenance.illustrative


@dataclass(frozen=True, slots=True)
class Response:
    """What one body said, when; about one line, or about the whole statement where `line` is empty.

    `pence` is the part of the line that is disputed (signed like the line), or what is due once resolved.
    """

    says: Says
    organisation: str
    at: datetime
    line: str = ""
    pence: int | None = None
    reason: str = ""
    author: str = ""


class NotOnStatement(LookupError):
    """The statement has no line of that identifier."""


@dataclass(frozen=True)
class Statement:
    """From one organisation to another for one period; `kind` is ``recharge`` or ``contract payment``.

    Under a contract the issuer is the client that pays: there, what is above nought is paid to the recipient.
    `disputed_deductions_stand` says that a deduction in dispute is not paid until it is resolved.
    """

    id: str
    kind: str
    title: str
    issuer: str
    recipient: str
    period: str
    lines: tuple[StatementLine, ...]
    responses: tuple[Response, ...] = ()
    revision: int = 1
    corrects: str = ""  # the hash of the revision this one takes the place of
    provenance: Provenance | None = field(default=None, repr=False)
    disputed_deductions_stand: bool = False

    @property
    def payer(self) -> str:
        """Who pays what is above nought."""
        return self.issuer if self.kind == "contract payment" else self.recipient

    @property
    def total(self) -> int:
        """Pence due from the payer, exactly the sum of the lines; below nought where the payer is paid."""
        return sum(line.pence for line in self.lines)

    @property
    def groups(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(line.group for line in self.lines))

    def in_group(self, group: str) -> tuple[StatementLine, ...]:
        return tuple(line for line in self.lines if line.group == group)

    def total_of(self, group: str) -> int:
        return sum(line.pence for line in self.in_group(group))

    def line(self, id: str) -> StatementLine:
        found = next((line for line in self.lines if line.id == id), None)
        if found is None:
            raise NotOnStatement(f"Statement {self.id} has no line “{id}”.")
        return found

    @property
    def illustrative(self) -> bool:
        own = self.provenance is not None and self.provenance.illustrative
        return own or any(line.illustrative for line in self.lines)

    @cached_property
    def hash(self) -> str:
        """Of what the statement says is due, from whom and to whom; not of what anybody answered."""
        said = [(x.id, x.group, x.title, x.pence, x.workings, x.corrects) for x in self.lines]
        return content_hash(
            [self.id, self.kind, self.issuer, self.recipient, self.period, self.revision, self.corrects, said]
        )

    @property
    def figures_hash(self) -> str:
        """Of what is due, whichever revision it is: the same where a later revision says the same."""
        return replace(self, revision=1, corrects="").hash

    # What has been said about it

    @property
    def issued_at(self) -> datetime | None:
        return next((response.at for response in self.responses if response.says is Says.ISSUED), None)

    @property
    def open_disputes(self) -> tuple[Response, ...]:
        """The latest dispute of each line that nobody has resolved, withdrawn or agreed since, in the order of the lines."""
        latest = {line: said for line, said in self._latest().items() if said.says is Says.DISPUTED}
        order = {line.id: place for place, line in enumerate(self.lines)}
        return tuple(sorted(latest.values(), key=lambda response: order.get(response.line, -1)))

    def _latest(self) -> dict[str, Response]:
        """By line; an agreement to the whole statement ends every dispute before it, and takes back nothing resolved; nor
        does a dispute that was withdrawn."""
        said: dict[str, Response] = {}
        resolved: dict[str, Response] = {}
        for response in self.responses:
            if response.says is Says.AGREED and not response.line:
                said = {line: held for line, held in said.items() if held.says is Says.RESOLVED}
            elif response.says is Says.WITHDRAWN:
                said[response.line] = resolved.get(response.line, response)
            elif response.says in {Says.DISPUTED, Says.RESOLVED, Says.AGREED}:
                said[response.line] = response
                if response.says is Says.RESOLVED:
                    resolved[response.line] = response
        return said

    def disputed_pence_of(self, line: str) -> int:
        """The part of a line in open dispute; the whole line where no amount was named."""
        found = [dispute for dispute in self.open_disputes if dispute.line in {line, ""}]
        if not found:
            return 0
        own = next((dispute for dispute in found if dispute.line == line), None)
        return self.line(line).pence if own is None or own.pence is None else own.pence

    def claimed_pence_of(self, line: str) -> int:
        """What the line comes to if the side that disputes it is right: as stated, without the part in open dispute."""
        return self.line(line).pence - self.disputed_pence_of(line)

    @property
    def disputed_pence(self) -> int:
        """Money in open dispute, whichever way it would go: the sizes added up, so that two disputes never cancel."""
        return sum(abs(self.disputed_pence_of(line.id)) for line in self.lines)

    def due_pence_of(self, line: str) -> int:
        """What the line comes to: as stated, or as both sides resolved it."""
        said = self._latest().get(line)
        resolved = said.pence if said is not None and said.says is Says.RESOLVED else None
        return self.line(line).pence if resolved is None else resolved

    @property
    def undisputed_pence(self) -> int:
        """What is payable now: every line as stated or resolved, without the parts in open dispute; disputed deductions
        are left in where the contract says that they stand until resolved.

        Under a contract what was resolved comes as a correction in the next statement, so here the line stays as stated.
        """
        return sum(self._payable(line) - self._left_out(line.id) for line in self.lines)

    def _payable(self, line: StatementLine) -> int:
        return line.pence if self.kind == "contract payment" else self.due_pence_of(line.id)

    def _left_out(self, line: str) -> int:
        disputed = self.disputed_pence_of(line)
        return max(0, disputed) if self.disputed_deductions_stand else disputed

    @property
    def state(self) -> StatementState:
        if any(response.says is Says.CORRECTED for response in self.responses):
            return StatementState.CORRECTED
        if self.open_disputes:
            return StatementState.DISPUTED
        if any(response.says is Says.AGREED and not response.line for response in self.responses):
            return StatementState.AGREED
        return StatementState.ISSUED if self.issued_at is not None else StatementState.DRAFT

    def may_say(self, says: Says, organisation: str) -> bool:
        """Is it this organisation's to say?"""
        return organisation == (self.issuer if says.is_the_issuers else self.recipient)

    def with_response(self, response: Response) -> "Statement":
        """The same statement with one more answer; raises `NotOnStatement` where it is about a line it has not."""
        if response.line:
            self.line(response.line)
        return replace(self, responses=(*self.responses, response))

    def corrected(self, lines: Iterable[StatementLine], *, provenance: Provenance | None = None) -> "Statement":
        """The next revision with other lines. It starts as a draft: nobody has issued or agreed it yet."""
        return replace(
            self,
            lines=tuple(lines),
            responses=(),
            revision=self.revision + 1,
            corrects=self.hash,
            provenance=provenance or self.provenance,
        )


@dataclass(frozen=True, slots=True)
class LineChange:
    """How one line differs between two revisions; `before` or `after` is None where it is not on that one."""

    line: str
    title: str
    before: int | None
    after: int | None

    @property
    def difference(self) -> int:
        return (self.after or 0) - (self.before or 0)


def changes_between(before: Statement, after: Statement) -> tuple[LineChange, ...]:
    """Every line whose amount changed. The differences add up to the difference of the totals."""
    old, new = ({line.id: line for line in statement.lines} for statement in (before, after))
    return tuple(
        LineChange(
            id,
            (new.get(id) or old[id]).title,
            old[id].pence if id in old else None,
            new[id].pence if id in new else None,
        )
        for id in dict.fromkeys((*old, *new))
        if (old[id].pence if id in old else None) != (new[id].pence if id in new else None)
    )
