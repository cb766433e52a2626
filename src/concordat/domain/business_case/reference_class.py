"""The outside view: what similar arrangements claimed and achieved, beside the claim of this case.

Rows ship with their source and its strength, and a case adds its own. The share achieved is taken only from rows that
give both figures for one arrangement that has ended or was measured against its target; what is part way, a rate or an
estimate that changed is shown and counted in no average.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from concordat.domain.business_case.inputs import ReferenceData
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.money import round_to_pence

FEWEST = 3


@dataclass(frozen=True, slots=True)
class Arrangement:
    id: str
    title: str
    subject: str
    unit: str
    claimed: Decimal | None
    achieved: Decimal | None
    said_on: str
    strength: str
    kind: str
    source: str
    own: bool = False  # added by the case

    @property
    def share_achieved(self) -> Fraction | None:
        """Of what was claimed, where one arrangement has both figures; one that is part way has achieved it so far."""
        if self.kind not in {"arrangement", "part way"} or not self.claimed or self.achieved is None:
            return None
        return Fraction(self.achieved) / Fraction(self.claimed)


@dataclass(frozen=True)
class OutsideView:
    arrangements: tuple[Arrangement, ...]
    shares: tuple[Fraction, ...]  # smallest first
    claim: int  # pence a year at full effect

    @property
    def middle(self) -> Fraction | None:
        """The median share achieved at the end; None where fewer than three arrangements make it meaningless."""
        if len(self.shares) < FEWEST:
            return None
        half = len(self.shares) // 2
        return self.shares[half] if len(self.shares) % 2 else (self.shares[half - 1] + self.shares[half]) / 2

    @property
    def claim_at_middle(self) -> int | None:
        return None if self.middle is None else round_to_pence(self.claim * self.middle)

    @property
    def words(self) -> str:
        if len(self.shares) < FEWEST:
            return (
                f"Only {len(self.shares)} arrangement{'' if len(self.shares) == 1 else 's'} in the reference class "
                f"{'has' if len(self.shares) == 1 else 'have'} both a claim and a final outcome: too few for a middle. "
                "Add the outcomes you know of."
            )
        return (
            f"{len(self.shares)} past arrangements achieved between {_per_cent(self.shares[0])} and "
            f"{_per_cent(self.shares[-1])} of what they claimed. They were not chosen at random: what went badly is written "
            "about more. Read it as a warning, not as a forecast."
        )


def outside_view(case: Case, *, reference: ReferenceData, claim: int) -> OutsideView:
    """`claim` is the yearly saving at full effect, in pence."""
    shipped = tuple(_shipped(given) for given in reference.arrangements.get("arrangements", ()))
    own = tuple(_own(fact) for fact in case.rows("arrangements"))
    rows = (*own, *shipped)
    ended = [row for row in rows if row.kind == "arrangement"]
    shares = sorted(share for row in ended if (share := row.share_achieved) is not None)
    return OutsideView(rows, tuple(shares), claim)


def _shipped(given: Mapping[str, Any]) -> Arrangement:
    return Arrangement(
        given["id"],
        given["title"],
        given["subject"],
        given["unit"],
        given.get("claimed"),
        given.get("achieved"),
        given.get("said_on", ""),
        given["strength"],
        given.get("kind", "arrangement"),
        given["source"],
    )


def _own(fact: Fact) -> Arrangement:
    return Arrangement(
        fact.id,
        str(fact.get("title", fact.id)),
        str(fact.get("subject", "")),
        str(fact.get("unit", "")),
        fact.get("claimed"),
        fact.get("achieved"),
        str(fact.get("said_on", "")),
        str(fact.get("strength", "weak")),
        str(fact.get("kind", "arrangement")),
        fact.source,
        own=True,
    )


def _per_cent(share: Fraction) -> str:
    return f"{round_to_pence(share * 100)}%"
