"""The business case with 5,000 lines × 30 years × 4 partners through the web: each page, and an edit redrawn.

    .venv/bin/python benchmarks/business_case_pages.py [--cpu]

A page is opened again and again as readers do. An edit is one line changed in its form and sent; redrawn is the page
that somebody comes back to, opened for the first time since. The aims: a page under a second, an edit redrawn in 300 ms.
"""

import sys
import tempfile
from pathlib import Path

from _in_process import CLOCK, MEASURED, prepare_database, signed_in, tell, timed
from business_case import big_case

from concordat.domain.kernel.case import Case, Fact

BASE = "/partnerships/big/"
PAGES = (
    "",
    "councils/",
    "reconciliation/",
    "assumptions/",
    "versions/",
    "plan/",
    "vehicle/",
    "document/",
    "outside-view/",
)
EDITS = 5


def case() -> Case:
    made = big_case()
    councils = [f"council-{n}" for n in range(4)]
    facts = [Fact("organisations", c, {"name": c.title(), "kind": "district"}, organisation=c) for c in councils]
    facts += [Fact("memberships", c, {"partner": c, "role": "full-partner"}, organisation=c) for c in councils]
    document = made.documents[0]
    text = 'base_year = "2025/26"\nyears = 30\n'
    whole = type(document)(document.kind, document.name, document.content, organisation="council-0", text=text)
    return Case("big", "Big", documents=(whole,), facts=(*facts, *made.facts))


def main() -> int:
    met: list[bool] = []
    with tempfile.TemporaryDirectory() as folder:
        prepare_database(Path(folder))
        from concordat.application.actions.demonstration import build_demonstration

        took = timed(lambda: build_demonstration(cases=[case()]))
        print(f"5,000 lines × 30 years × 4 partners; {MEASURED} time")
        tell("brought in", took)
        client = signed_in("council-0")

        def get(address: str) -> None:
            assert client.get(BASE + address).status_code == 200, address

        tell("the first page after a restart", timed(lambda: get("decide/business-case/")))
        for page in PAGES:
            met.append(
                tell(page or "summary", timed(lambda page=page: get(f"decide/business-case/{page}"), repeat=3), 1.0)
            )
        for page in ("", "councils/", "reconciliation/"):
            met.append(_edits(client, page))
    return 0 if all(met) else 1


def _edits(client, page: str) -> bool:  # type: ignore[no-untyped-def]
    sent, redrawn = [], []
    for number in range(EDITS):
        address = f"{BASE}tables/case_lines/rows/line-{4 * number}/change/"
        values = {
            "title": f"Line {4 * number}",
            "kind": "saving",
            "partner": "council-0",
            "low": "1000",
            "high": "400000",
        }
        values |= {"likely": f"{(250 + number + len(page)) * 1000}", "recurring": "yes", "cashable": "cash-releasing"}
        given = {f"v-{name}": value for name, value in values.items()} | {"source": "made up", "audience": "partners"}
        started = CLOCK()
        answer = client.post(address, given)
        sent.append(CLOCK() - started)
        assert answer.status_code == 302, answer.content.decode()
        started = CLOCK()
        assert client.get(f"{BASE}decide/business-case/{page}").status_code == 200
        redrawn.append(CLOCK() - started)
    tell(f"an edit sent ({page or 'summary'})", min(sent), 0.3)
    return tell(f"the page redrawn after it ({page or 'summary'})", min(redrawn), 0.3)


if __name__ == "__main__":
    sys.exit(main())
