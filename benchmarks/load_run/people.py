"""What one simulated person does: signs in, reads, thinks, fills in forms. Every write carries words found nowhere else."""

import asyncio
import itertools
import random
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

import pyotp

from load_run.browser import Answer, Broken, Browser

HOME = "/partnerships/vision-2020/"
# kind of page → (how often, addresses to choose from)
READS: dict[str, tuple[int, tuple[str, ...]]] = {
    "Overview": (10, (HOME,)),
    "A stage": (6, tuple(f"{HOME}{stage}/" for stage in ("design", "decide", "run"))),
    "Positions": (8, (f"{HOME}design/positions/",)),
    "Fit between partners": (3, (f"{HOME}design/fit/",)),
    "Groupings": (3, (f"{HOME}design/groupings/",)),
    "Proposals": (8, (f"{HOME}decide/proposals/",)),
    "A proposal": (8, (f"{HOME}decide/proposals/joint-committee/",)),
    "Business case": (8, (f"{HOME}decide/business-case/",)),
    "Who pays what": (3, (f"{HOME}decide/split/",)),
    "Which option leads": (5, (f"{HOME}decide/choice/",)),
    "Consultation": (4, (f"{HOME}decide/consultation/",)),
    "A table": (
        10,
        tuple(f"{HOME}tables/{name}/" for name in ("positions", "comments", "services", "baseline", "resolutions")),
    ),
    "A row": (
        8,
        (f"{HOME}tables/services/rows/ict/", f"{HOME}tables/resolutions/rows/cotswold-resolution/"),
    ),
    "Baseline": (3, (f"{HOME}partnership/baseline/",)),
    "Recharge": (3, (f"{HOME}run/recharge/",)),
    "Joint calculations": (2, (f"{HOME}partnership/releases/",)),
    "Who belongs": (2, (f"{HOME}partnership/people/",)),
    "Who did what": (2, (f"{HOME}partnership/trail/",)),
    "Your partnerships": (3, ("/",)),
}
# A write is a form (a read), its sending (the write) and where that leads (a read): so one step in three is a write where
# one request in five is to be one.
SHARE_OF_WRITES = 0.2


@dataclass(frozen=True)
class Write:
    """One write the service said yes to: `words` stand in `column` of exactly one row of `table`."""

    table: str
    column: str
    words: str
    organisation: str
    kind: str


@dataclass
class Notes:
    """What was seen in the run. `times`: kind of page → seconds, of the answers that people got."""

    times: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)  # sendings whose connection broke
    sent_again: int = 0
    reads_asked_again: int = 0
    requests: dict[str, int] = field(default_factory=lambda: {"GET": 0, "POST": 0})
    being_sent: int = 0
    counting: bool = False

    def note(self, kind: str, seconds: float, answer: Answer | None, problem: str = "") -> None:
        if answer is not None and answer.status >= 400:
            problem = f"{kind}: {answer.status} from {answer.address}"
        if problem:
            self.errors.append(problem)
        elif self.counting:
            self.times.setdefault(kind, []).append(seconds)

    @property
    def plain_writes(self) -> list[dict[str, Any]]:
        return [asdict(write) for write in self.writes]


@dataclass
class Person:
    email: str
    password: str
    secret: str  # of their authenticator app
    organisation: str
    browser: Browser
    notes: Notes
    chance: random.Random
    think: tuple[float, float]
    positions: tuple[str, ...]  # this council's rows of the table of positions
    number: int = 0
    _count: Any = field(default_factory=lambda: itertools.count(1))

    async def sign_in(self) -> None:
        """Password, then the code that an authenticator app would show."""
        form = (await self._get("Sign in", "/sign-in/")).form(having="password")
        said = {"email": self.email, "password": self.password}
        asked = (await self._post("Signing in", "/sign-in/", form | said)).leads_to
        form = (await self._get("Sign in", asked)).form(having="code")
        code = {"code": pyotp.TOTP(self.secret).now()}
        led = (await self._post("Signing in", asked, form | code)).leads_to
        if not led or (await self._get("Sign in", HOME)).status != 200:
            self.notes.errors.append(f"{self.email} could not sign in")

    async def work(self, until: float) -> None:
        """Read and write until the time has come, with a while to think before every click."""
        writing = SHARE_OF_WRITES / (1 - 2 * SHARE_OF_WRITES)
        while await self._thinks(until):
            if self.chance.random() < writing:
                await self._writes(until)
            else:
                kind = self.chance.choices(list(READS), [often for often, _ in READS.values()])[0]
                await self._get(kind, self.chance.choice(READS[kind][1]))

    async def _thinks(self, until: float) -> bool:
        pause = self.chance.uniform(*self.think)
        if time.monotonic() + pause > until:
            return False
        await asyncio.sleep(pause)
        return True

    async def _writes(self, until: float) -> None:
        """Open a form, think, send it, look at where it leads."""
        table, address, fill = self.chance.choice((self._comment, self._condition, self._position, self._score))()
        opened = await self._get(f"Form: {table}", address)
        words = f"load {self.number}-{next(self._count)} of {self.organisation}"
        fields = fill(opened.form(having="group" if table == "scores" else "audience"), words)
        if opened.status != 200 or not await self._thinks(until):
            return
        column = {"comments": "says", "positions": "reason", "scores": "evidence"}.get(table, "says")
        sent = await self._sent(table, address, fields, words)
        if sent is not None and sent.leads_to:
            self.notes.writes.append(Write(table, column, words, self.organisation, f"Sending: {table}"))
            await self._get("After a write", sent.leads_to)
        elif sent is not None:
            self.notes.errors.append(f"The form at {address} was not accepted ({sent.status})")

    async def _sent(self, table: str, address: str, fields: dict[str, str], words: str) -> Answer | None:
        """Send the form. Where the connection breaks, do as a careful person does: look whether it is there; if not, again."""
        started = time.monotonic()
        for _ in range(3):
            try:
                return await self._post(f"Sending: {table}", address, fields, started)
            except Broken as problem:
                self.notes.broken.append(str(problem))
                seen = await self._get("After a break", self._shows(table, address, fields))
                if words.encode() in seen.body:
                    return Answer(302, address, {"location": HOME}, b"")
                self.notes.sent_again += 1
        self.notes.errors.append(f"POST {address} broke three times")
        return None

    @staticmethod
    def _shows(table: str, address: str, fields: dict[str, str]) -> str:
        """The page on which a write would be seen."""
        if address.endswith("/add/"):
            return address.removesuffix("add/")
        return f"{address}?group={fields['group']}" if table == "scores" else address.removesuffix("change/")

    def _comment(self) -> tuple[str, str, Callable[[dict[str, str], str], dict[str, str]]]:
        return "comments", f"{HOME}tables/comments/add/", lambda form, words: form | {
            "v-title": "A comment of the load run", "v-says": words, "v-given_by": "A parish", "audience": "partners",
        }  # fmt: skip

    def _condition(self) -> tuple[str, str, Callable[[dict[str, str], str], dict[str, str]]]:
        return "resolution_conditions", f"{HOME}tables/resolution_conditions/add/", lambda form, words: form | {
            "v-proposal": "joint-committee", "v-body": f"{self.organisation}-cabinet", "v-says": words,
            "v-state": "met", "audience": "partners",
        }  # fmt: skip

    def _position(self) -> tuple[str, str, Callable[[dict[str, str], str], dict[str, str]]]:
        address = f"{HOME}tables/positions/rows/{self.chance.choice(self.positions)}/change/"
        return "positions", address, lambda form, words: form | {"v-reason": words}

    def _score(self) -> tuple[str, str, Callable[[dict[str, str], str], dict[str, str]]]:
        def fill(form: dict[str, str], words: str) -> dict[str, str]:
            places = sorted(name for name in form if name.startswith("s~") and name.endswith("~evidence"))
            place = self.chance.choice(places).removesuffix("~evidence")
            figures = {f"{place}~{name}": value for name, value in (("low", "40"), ("likely", "50"), ("high", "60"))}
            return form | figures | {f"{place}~evidence": words, "do": "save"}

        return "scores", f"{HOME}decide/score/", fill

    async def _get(self, kind: str, address: str) -> Answer:
        started = time.monotonic()
        before = self.browser.asked_again
        self.notes.requests["GET"] += 1
        try:
            answer = await self.browser.get(address)
        except Broken as problem:
            self.notes.note(kind, 0, None, str(problem))
            return Answer(0, address, {}, b"<p></p>")
        self.notes.reads_asked_again += self.browser.asked_again - before
        self.notes.note(kind, time.monotonic() - started, answer)
        return answer

    async def _post(self, kind: str, address: str, fields: dict[str, str], started: float | None = None) -> Answer:
        began = started or time.monotonic()
        self.notes.requests["POST"] += 1
        self.notes.being_sent += 1
        try:
            answer = await self.browser.post(address, fields)
        finally:
            self.notes.being_sent -= 1
        self.notes.note(kind, time.monotonic() - began, answer)
        return answer
