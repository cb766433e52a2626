"""The page “Which option leads” with 20 options, 15 criteria and four councils' scores and weights, through the web.

    .venv/bin/python benchmarks/appraisal_pages.py [--cpu]

Every score has a range; each of four people states what matters in another way: swing points, an order, bounds, and
“matters more”. Measured are the first opening after a change, the redraw while a weight is moved (totals, bars, flip
points), the shares that follow it, and the shares of all views that fit what people said, with their standard error as
measured over runs with other seeds.
"""

import sys
import tempfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
from _in_process import MEASURED, prepare_database, signed_in, tell, timed

from concordat.domain.appraisal import work_out
from concordat.domain.appraisal.views import views_of
from concordat.domain.appraisal.work_out import DRAWS, view_result
from concordat.domain.kernel.case import Case, Document, Fact
from concordat.presentation.appraisal import appraisal_of

OPTIONS, CRITERIA, COUNCILS = 20, 15, 4
RUNS_FOR_ERROR = 12
PAGE = "/partnerships/twenty-by-fifteen/decide/choice/"


def case() -> Case:
    random = np.random.default_rng(15)
    councils = [f"council-{n}" for n in range(COUNCILS)]
    criteria = [f'[[criteria]]\nid = "c{k}"\ntitle = "Criterion {k + 1}"\n' for k in range(CRITERIA)]
    text = 'title = "Twenty by fifteen"\nseed = 15\n' + "\n".join(criteria)
    content = {
        "title": "Twenty by fifteen",
        "seed": 15,
        "criteria": [{"id": f"c{k}", "title": f"Criterion {k + 1}"} for k in range(CRITERIA)],
    }
    facts = [Fact("organisations", c, {"name": c.title(), "kind": "district"}, organisation=c) for c in councils]
    facts += [Fact("memberships", c, {"partner": c, "role": "full-partner"}, organisation=c) for c in councils]
    facts += [
        Fact("options", f"o{i}", {"title": f"Option {i + 1}"}, organisation=councils[0], source="made up")
        for i in range(OPTIONS)
    ]
    for council in councils:
        likely = random.uniform(35, 65, (OPTIONS, CRITERIA))
        for i, k in np.ndindex(OPTIONS, CRITERIA):
            low, high = likely[i, k] - random.uniform(5, 20), likely[i, k] + random.uniform(5, 20)
            figures = {n: Decimal(f"{v:.0f}") for n, v in (("low", low), ("likely", likely[i, k]), ("high", high))}
            values = {"option": f"o{i}", "criterion": f"c{k}", "scorer": f"{council}.scorer", "group": "officers"}
            facts.append(
                Fact("scores", f"{council}-{i}-{k}", {**values, **figures}, organisation=council, source="made up")
            )
        facts += _statements(council, random)
    document = Document("appraisal", "twenty", content, organisation=councils[0], text=text)
    return Case("twenty-by-fifteen", "Twenty by fifteen", documents=(document,), facts=tuple(facts))


def _statements(council: str, random: np.random.Generator) -> list[Fact]:
    number = int(council[-1])
    every = range(CRITERIA)
    said: list[dict[str, object]] = [
        *([{"kind": "swing", "criterion": f"c{k}", "points": Decimal(int(random.integers(20, 101)))} for k in every]),
    ]
    if number == 1:
        said = [{"kind": "order", "criterion": f"c{k}", "points": Decimal(k + 1)} for k in every]
    if number == 2:
        said = [{"kind": "interval", "criterion": f"c{k}", "least": Decimal(2), "most": Decimal(20)} for k in every]
    if number == 3:
        pairs = ((0, 1), (0, 2), (1, 3), (4, 3), (5, 6), (6, 7), (2, 9))
        said = [{"kind": "matters more", "criterion": f"c{a}", "than": f"c{b}"} for a, b in pairs]
    who = {"scorer": f"{council}.scorer", "group": "officers", "speaks_for": "person"}
    return [
        Fact("weight_statements", f"{council}-{n}", {**values, **who}, organisation=council)
        for n, values in enumerate(said)
    ]


def shares(made: Case) -> list[bool]:
    appraisal = appraisal_of(made).appraisal
    assert appraisal is not None
    joint = views_of(appraisal)[0]
    seeds = iter(range(1, 1000))

    def drawn() -> np.ndarray:
        found = view_result(replace(appraisal, seed=next(seeds)), joint).shares
        assert found is not None
        return found.places

    drawn()  # engines are loaded
    met = [tell(f"shares, {DRAWS:,} draws, with scores and weights read", timed(drawn, repeat=3), 0.250)]
    runs = np.stack([drawn() for _ in range(RUNS_FOR_ERROR)])
    mean = runs.mean(axis=0)
    independent = float(np.sqrt((mean * (1 - mean)).max() / DRAWS))
    beside = float(np.sqrt(runs.var(axis=0, ddof=1).mean() / ((mean * (1 - mean)).mean() / DRAWS)))
    print(
        f"    largest standard error of a share {independent:.5f} (aim 0.002), as of independent draws; "
        f"measured over {RUNS_FOR_ERROR} runs {beside:.2f} of that"
    )
    tell("everything beside the shares worked out", timed(lambda: work_out(appraisal, shares_for=())))
    return [*met, independent <= 0.002]


def pages(made: Case) -> list[bool]:
    from concordat.application.actions.demonstration import build_demonstration
    from concordat.application.queries import appraisal as query

    build_demonstration(cases=[made])
    client = signed_in("council-0")

    def get(**given: object) -> None:
        assert client.get(PAGE, {key: str(value) for key, value in given.items()}).status_code == 200

    get()
    query._with_shares._held.clear()
    moved = iter(range(1, 1000))

    def weights() -> dict[str, object]:
        number = next(moved)
        return {f"w-c{k}": 100 if k else number for k in range(CRITERIA)}

    return [
        tell("opened first after a change", timed(get), 1.0),
        tell("opened again", timed(get, repeat=3), 0.300),
        tell(
            "a weight moved: totals, bars, flip points", timed(lambda: get(part="live", **weights()), repeat=5), 0.150
        ),
        tell("the shares that follow", timed(lambda: get(part="shares", **weights()), repeat=3), 0.300),
    ]


def main() -> int:
    made = case()
    print(f"{OPTIONS} options × {CRITERIA} criteria, {COUNCILS} councils; {MEASURED} time")
    with tempfile.TemporaryDirectory() as folder:
        met = shares(made)
        prepare_database(Path(folder))
        met += pages(made)
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
