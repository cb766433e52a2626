"""The pages of each stage, in the order people walk through them. A new page adds its line here and is linked to.

The stage's own page lists them with what stands there now; each page's foot leads to the one before and the one after.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Place:
    """`name` is the name of the address, `title` what people call the page, `says` what one does there."""

    name: str
    title: str
    says: str
    table: str = ""  # for a page that is a table: which one

    def href(self, slug: str, *, contract: str = "") -> str:
        """`contract` is which of several the reader is at: the pages of a contract lead to one another's."""
        found = reverse(self.name, kwargs={"slug": slug, **({"table": self.table} if self.table else {})})
        return f"{found}?{urlencode({'contract': contract})}" if contract and self.name in OF_A_CONTRACT else found

    @property
    def key(self) -> str:
        return self.table or self.name


OF_A_CONTRACT = frozenset({"statements", "disputes", "mechanism", "test-bench", "extension", "anomalies"})
PLACES: dict[str, tuple[Place, ...]] = {
    "partnership": (
        Place("people", "Who belongs", "See who belongs and who acts for you"),
        Place("baseline", "Baseline", "See what each service costs each council today"),
        Place("releases", "Joint calculations", "Say what joint calculations may use"),
        Place("decisions", "Decisions", "Open decisions as they were decided"),
        Place("jobs", "Long work and files", "Follow long work, and take files away"),
        Place("reference-lists", "Reference lists", "Bring in authorities and the national service list"),
        Place("case-file", "Case file", "Take the case file away, or bring one in"),
        Place("trail", "Who did what", "See who did what, and when"),
    ),
    "design": (
        Place("table", "Objectives", "Say what it aims at", table="objectives"),
        Place("table", "Screening criteria", "Set the pass-or-fail criteria", table="screen_criteria"),
        Place("long-list", "Long list", "List every option"),
        Place("screen", "Screen", "Screen them, and let people challenge it"),
        Place("hybrid", "Made from others", "Gather the best parts of several"),
        Place("framework", "What the options are made of", "See the choices that make up the options"),
        Place("criteria", "What to judge by", "Choose what the options are judged by"),
        Place("positions", "Positions", "See where each council stands on each service"),
        Place("fit", "Fit between partners", "See how well the partners fit together"),
        Place("groupings", "Groupings", "Find who should share what, with whom, from when"),
    ),
    "decide": (
        Place("savings", "Savings", "Work out what each option saves"),
        Place("business-case", "Business case", "Read what it is worth to each council, and how sure that is"),
        Place("score", "Score and weigh", "Say how good each option is, and what matters more"),
        Place("agree-scores", "Agree the scores", "Look at where scores differ, and agree"),
        Place("choice", "Which option leads", "See which option leads, how surely and for whom"),
        Place("side-by-side", "Side by side", "Set the short list side by side"),
        Place("consultation", "Consultation", "Hear people, and say what it changed"),
        Place("recommendation", "Recommendation", "Recommend, version by version"),
        Place("negotiation", "Negotiation", "See what was agreed, what became of each feature, and your own mandate"),
        Place("split", "Who pays what", "Share the cost, and see who would rather leave"),
        Place("proposals", "Proposals", "Put it to every body that must decide, and see what stands in the way"),
        Place("timeline", "Timeline", "See the whole decision day by day, in one picture"),
        Place("report", "Committee report", "Take the report to committee"),
    ),
    "run": (
        Place("evidence", "Evidence", "See what was delivered, and what waits to be mended"),
        Place("measures", "Measures", "See how each service did, and what is only chance"),
        Place("programme", "Works programme", "See what was planned, ordered and done"),
        Place("fairness", "Fairness", "See whether any area is served worse than the lead's"),
        Place("statements", "Statements", "See what is payable each month, and how far each statement has come"),
        Place("disputes", "Disputes", "See what is in dispute, how old it is and who must act"),
        Place("mechanism", "Mechanism", "Read the contract's rules in plain words"),
        Place("test-bench", "Test bench", "Try the rules on a good, an average, a failing and a gaming contractor"),
        Place("extension", "Term", "See what the contractor has earned, and what both sides scored"),
        Place("anomalies", "Anomalies", "Mend rates and clauses that do not work"),
        Place("recharge", "Recharge", "Charge each partner, true up, and send statements"),
    ),
    "review": (),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A place as a link, with what stands there now in words."""

    key: str
    title: str
    says: str
    href: str


def steps_of(stage: str, *, slug: str, contract: str = "") -> list[Step]:
    return [
        Step(place.key, place.title, place.says, place.href(slug, contract=contract)) for place in PLACES.get(stage, ())
    ]


def stage_of(name: str, *, table: str = "") -> str:
    """The stage a place belongs to; empty for an address that is no place."""
    return next(
        (stage for stage, places in PLACES.items() for place in places if place.key == (table or name)),
        "",
    )


def beside(key: str, *, slug: str, contract: str = "") -> tuple[Step | None, Step | None]:
    """The step before and the step after in the same stage."""
    steps = steps_of(stage_of(key), slug=slug, contract=contract)
    at = next((number for number, step in enumerate(steps) if step.key == key), None)
    if at is None:
        return None, None
    return (steps[at - 1] if at > 0 else None), (steps[at + 1] if at + 1 < len(steps) else None)
