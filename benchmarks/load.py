"""A hundred people at work on one proposal, on the machine that also serves them: ``python benchmarks/load.py``.

A PostgreSQL of its own that writes to the disk before it says yes, and ``concordat serve`` in production form. The people
of vision-2020's four councils sign in, read, and fill in real forms (comments, conditions of a resolution, positions,
scores), with 5 to 15 seconds to think before every click; one request in five is a write. In the middle one web worker
is killed (kill -9) while somebody's form is on its way. What a broken connection means is told apart:

- a *look* is repeated at once, as browsers do;
- a *sent form* is never repeated blindly: the person looks whether it is there, and sends it again only if it is not.

Printed: times by kind of page, errors, processor time a page, and whether every write that the service said yes to is in
the database, once, with a trail that fits. The aim: 95% of pages in under 500 ms, no errors, nothing lost.

    python benchmarks/load.py                         ten minutes, a hundred people
    python benchmarks/load.py --minutes 1 --people 20
"""

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from load_run.browser import Broken, Browser
from load_run.people import Notes, Person
from load_run.service import Service

AIM = 0.500  # seconds, for 95 of 100 pages
RUN_IN = 60.0  # seconds over which people arrive and sign in: hashing a hundred passwords is slow on purpose


def main() -> int:
    given = _arguments()
    service = Service(Path(tempfile.mkdtemp(prefix="concordat-load-")), given.workers)
    try:
        service.start()
        people = service.run("-m", "load_run.records", "fill", str(given.people))
        service.serve()
        notes = Notes()
        spent = asyncio.run(_load(service, people, notes, given))
        checked = service.run("-m", "load_run.records", "check", given=notes.plain_writes)[0]
        return _report(notes, checked, spent, given, service, people)
    finally:
        service.stop()


def _arguments() -> argparse.Namespace:
    reading = argparse.ArgumentParser(description="A hundred people at work, and one worker killed in the middle")
    reading.add_argument("--minutes", type=float, default=10)
    reading.add_argument("--people", type=int, default=100)
    reading.add_argument("--workers", type=int, default=2, help="web processes")
    reading.add_argument("--think", type=float, nargs=2, default=(5.0, 15.0), metavar=("LEAST", "MOST"))
    reading.add_argument("--seed", type=int, default=2020)
    reading.add_argument("--no-kill", action="store_true", help="leave every worker alive")
    return reading.parse_args()


async def _load(
    service: Service, people: list[dict[str, Any]], notes: Notes, given: argparse.Namespace
) -> dict[str, float]:
    """Everybody arrives within a minute and signs in; then the clock starts. Returns processor seconds."""
    chance = random.Random(given.seed)
    crowd = [
        Person(
            told["email"], told["password"], told["secret"], told["organisation"], Browser("127.0.0.1", service.port), notes,
            random.Random(chance.random()), tuple(given.think), tuple(told["positions"]), number,
        )
        for number, told in enumerate(people)
    ]  # fmt: skip
    await asyncio.gather(*(_arrive(person, RUN_IN * number / len(crowd)) for number, person in enumerate(crowd)))
    if notes.errors:
        print(*sorted(set(notes.errors))[:5], sep="\n")
        raise SystemExit(
            f"Not everybody could sign in: {len(notes.errors)} errors. The service said:\n{_tail(service)}"
        )
    notes.counting = True
    before, own = service.look_at_the_clock(), time.process_time()
    until = time.monotonic() + given.minutes * 60
    for key in notes.requests:
        notes.requests[key] = 0
    watching = asyncio.create_task(_watch(service, notes, given, until))
    await asyncio.gather(*(person.work(until) for person in crowd))
    await watching
    for person in crowd:
        person.browser.close()
    after = service.look_at_the_clock()
    return {what: after[what] - before.get(what, 0) for what in after} | {"generator": time.process_time() - own}


async def _arrive(person: Person, after: float) -> None:
    await asyncio.sleep(after)
    for _ in range(3):
        try:
            return await person.sign_in()
        except Broken:
            await asyncio.sleep(5)
    person.notes.errors.append(f"{person.email} could not sign in: no answer")


async def _watch(service: Service, notes: Notes, given: argparse.Namespace, until: float) -> None:
    """Look at the processor's clock now and then; in the middle kill a worker while a form is on its way."""
    middle = until - given.minutes * 30
    killed = given.no_kill
    while time.monotonic() < until:
        await asyncio.sleep(2)
        service.look_at_the_clock()
        if not killed and time.monotonic() >= middle:
            patience = time.monotonic() + 30
            while not notes.being_sent and time.monotonic() < patience:
                await asyncio.sleep(0.002)
            number = service.kill_a_worker(random.Random(given.seed))
            print(f"In the middle: web worker {number} killed (kill -9), {notes.being_sent} form(s) on their way.")
            killed = True


def _report(
    notes: Notes,
    checked: dict[str, Any],
    spent: dict[str, float],
    given: argparse.Namespace,
    service: Service,
    people: list[dict[str, Any]],
) -> int:
    every = sorted(second for seconds in notes.times.values() for second in seconds)
    _tell_times(notes, every)
    _tell_the_rest(notes, checked, spent, given, len(every))
    plain, private = _log_lines(service, people, notes)
    print(f"Log: {plain} lines that are not JSON, {private} private words in it.")
    print(f"Errors: {len(notes.errors)}.", *sorted(set(notes.errors))[:10], sep="\n  ")
    wrong = [*notes.errors, *checked["lost"], *checked["doubled"], *filter(None, (checked["trail"], plain, private))]
    good = _at(every, 0.95) <= AIM and not wrong
    print(
        f"95% of pages within {_at(every, 0.95) * 1000:.0f} ms (aim {AIM * 1000:.0f}): {'good' if good else 'NOT GOOD'}."
    )
    if not good:
        print(_tail(service), file=sys.stderr)
    return 0 if good else 1


def _tell_times(notes: Notes, every: list[float]) -> None:
    print(f"{'p50':>9}{'p95':>9}{'p99':>9}{'worst':>9}{'pages':>7}  kind of page")
    for kind, seconds in sorted(notes.times.items(), key=lambda item: -_at(sorted(item[1]), 0.95)):
        print(_line(sorted(seconds), kind))
    print(_line(every, "every page"))


def _tell_the_rest(
    notes: Notes, checked: dict[str, Any], spent: dict[str, float], given: argparse.Namespace, pages: int
) -> None:
    sent, looked = notes.requests["POST"], notes.requests["GET"]
    cores, seconds = os.cpu_count() or 1, given.minutes * 60
    print(
        f"{given.people} people, {given.minutes:g} minutes, {given.workers} web workers, {cores} cores with the generator; "
        f"{sent + looked} requests ({sent / (sent + looked):.0%} writes), {pages / seconds:.1f} pages a second."
    )
    told = ", ".join(f"{what} {took / (pages or 1) * 1000:.0f} ms" for what, took in sorted(spent.items()))
    print(f"Processor time a page: {told}; in all {sum(spent.values()) / seconds / cores:.0%} of the cores.")
    print(
        f"Broken connections: {notes.reads_asked_again} looks repeated, {len(notes.broken)} sendings broken, "
        f"{notes.sent_again} of them sent again after looking."
    )
    print(
        f"Writes said yes to: {len(notes.writes)}; lost {len(checked['lost'])}, doubled {len(checked['doubled'])}. "
        f"Trail: {checked['trail'] or 'fits'} ({checked['entries']} entries)."
    )


def _log_lines(service: Service, people: list[dict[str, Any]], notes: Notes) -> tuple[int, int]:
    """How many lines of the log are not JSON, and how many addresses, secrets and words that somebody wrote are in it."""
    text = service.log.read_text(errors="replace")
    private = [person[name] for person in people for name in ("email", "password", "secret")]
    private += [write.words for write in notes.writes]
    return sum(not line.startswith("{") for line in text.splitlines()), sum(word in text for word in private)


def _line(seconds: list[float], kind: str) -> str:
    figures = (_at(seconds, share) for share in (0.5, 0.95, 0.99, 1.0))
    return "".join(f"{figure * 1000:7.0f}ms" for figure in figures) + f"{len(seconds):7}  {kind}"


def _at(seconds: list[float], share: float) -> float:
    """The smallest time within which this share of the pages came (nearest rank)."""
    if not seconds:
        return float("inf")
    return seconds[max(0, -int(-share * len(seconds) // 1) - 1)]


def _tail(service: Service) -> str:
    return "\n".join(service.log.read_text(errors="replace").splitlines()[-15:]) if service.log.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
