"""States and what moves between them: one table that rules the acts and draws its own diagram in docs/reference."""

from collections.abc import Iterator
from dataclasses import dataclass

from concordat.application.errors import NotNow


@dataclass(frozen=True, slots=True)
class Step:
    """`act` moves something from `before` to `after`; `needs` says in words what must hold first."""

    before: str
    act: str
    after: str
    needs: str = ""


@dataclass(frozen=True)
class Lifecycle:
    of: str
    meaning: str
    starts: str
    steps: tuple[Step, ...]

    @property
    def diagram(self) -> Iterator[str]:
        """Lines of a Mermaid state diagram."""
        yield f"[*] --> {_name(self.starts)}"
        for step in self.steps:
            yield f"{_name(step.before)} --> {_name(step.after)}: {step.act}"
        left = {step.before for step in self.steps}
        for state in dict.fromkeys(step.after for step in self.steps):
            if state not in left:
                yield f"{_name(state)} --> [*]"

    def after(self, state: str, act: str) -> str:
        """Where the act leads from the state. Raises `NotNow` in words where it leads nowhere."""
        for step in self.steps:
            if (step.before, step.act) == (state, act):
                return step.after
        possible = ", ".join(step.act for step in self.steps if step.before == state) or "nothing more"
        raise NotNow(f"A {self.of.lower()} that is {state} cannot be: {act}. From here one can: {possible}.")


def _name(state: str) -> str:
    return state.replace(" ", "_").replace("-", "_")


INPUT = Lifecycle(
    "Input",
    "What one organisation enters is its own until it says otherwise.",
    "private",
    (
        Step("private", "release", "released", "its organisation names the joint calculations it may be used in"),
        Step("released", "take back", "private", "no decision was frozen on it"),
        Step("private", "publish", "published", "a person with the duty says so, with name and date"),
        Step("released", "publish", "published", "a person with the duty says so, with name and date"),
    ),
)

PROPOSAL = Lifecycle(
    "Proposal",
    "One proposal through every body that must decide it.",
    "draft",
    (
        Step(
            "draft",
            "send out",
            "open",
            "it names every body that must decide, with its route and power, and nobody it affects is left out",
        ),
        Step("open", "record a decision", "open", "some bodies have not decided yet"),
        Step("open", "complete", "agreed", "every body agreed and their conditions are reconciled"),
        Step("open", "refuse", "refused", "a body whose agreement is needed refused"),
        Step("agreed", "go live", "live", "the day it takes effect has come, and what was decided is frozen"),
        Step("draft", "withdraw", "withdrawn"),
        Step("open", "withdraw", "withdrawn"),
    ),
)

STATEMENT = Lifecycle(
    "Statement",
    "What is payable for a period, believed by both sides.",
    "draft",
    (
        Step("draft", "issue", "issued", "the records and figures it rests on are frozen"),
        Step("issued", "agree", "agreed"),
        Step("issued", "dispute", "disputed", "each disputed line has its reason and the money at risk"),
        Step(
            "disputed",
            "resolve",
            "issued",
            "the line comes to an amount between the line as issued and what the side that disputes it claims",
        ),
        Step("disputed", "withdraw", "issued", "the side that disputed the line disputes it no longer"),
        Step("issued", "correct", "corrected", "a later revision names it and takes its place"),
        Step("disputed", "correct", "corrected", "a later revision names it and takes its place"),
        Step("agreed", "correct", "corrected", "a later revision names it and takes its place"),
    ),
)

JOB = Lifecycle(
    "Job",
    "Long work asked for from a page.",
    "waiting",
    (
        Step("waiting", "take", "running"),
        Step("running", "finish", "done"),
        Step("running", "fail", "failed"),
        Step("running", "lose its worker", "waiting", "it was tried fewer than three times"),
        Step("waiting", "cancel", "cancelled"),
        Step("running", "cancel", "cancelled", "at its next word of progress"),
    ),
)

LIFECYCLES = (INPUT, PROPOSAL, STATEMENT, JOB)
