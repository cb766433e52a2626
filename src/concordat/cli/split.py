"""``concordat split``: who pays what under each rule, and who would rather leave."""

from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from concordat.cli.output import (
    FINDINGS,
    MISUSE,
    AsJson,
    finding_json,
    finish,
    open_case,
    print_findings,
    print_json,
    print_table,
    stop,
)
from concordat.data.files.plain import read_plain
from concordat.domain.cost_sharing.checks import check_comparison, check_question
from concordat.domain.cost_sharing.comparison import Together, add_up_chosen, compare_splits
from concordat.domain.cost_sharing.from_case import questions_in
from concordat.domain.cost_sharing.game import TooManyPartners
from concordat.domain.cost_sharing.reading import QuestionRead, read_question
from concordat.domain.cost_sharing.results import Comparison, Split
from concordat.domain.cost_sharing.rules import KEY_PREFIX, RULES, rule_of
from concordat.domain.kernel.findings import Finding, worst_first
from concordat.presentation.fair_split import (
    core_in_words,
    leaving_in_words,
    nearest_in_words,
    odds_in_words,
    per_cent,
    subsidy_in_words,
)

app = typer.Typer(rich_markup_mode=None)

_WIDEST = 6  # councils whose shares fit side by side in a terminal

GamePath = Annotated[
    Path,
    typer.Argument(metavar="GAME", help="A TOML or JSON file of what each group would pay, or a case that holds some"),
]
RuleOption = Annotated[
    str,
    typer.Option(
        "--rule", metavar="RULE", help="One rule only, shown council by council, e.g. shapley or by-population"
    ),
]
ServiceOption = Annotated[
    str,
    typer.Option(
        "--service",
        metavar="SERVICE",
        help="Of a case: this service, with group costs from its baseline and savings rates",
    ),
]
AmongOption = Annotated[str, typer.Option("--among", metavar="A,B,…", help="With --service: only these councils")]
SeedOption = Annotated[int, typer.Option("--seed", help="The seed of what is drawn by chance")]


@app.command()
def split(
    game: GamePath,
    rule: RuleOption = "",
    service: ServiceOption = "",
    among: AmongOption = "",
    seed: SeedOption = 1,
    as_json: AsJson = False,
) -> None:
    """Share a cost by every rule, and say who would rather leave.

    GAME names the councils and what each group of them would pay by itself:

        title = "Three councils"
        multiple = 1000
        [cost]
        A = 400
        B = 300
        C = 120
        "A+B" = 560
        "A+C" = 470
        "B+C" = 390
        "A+B+C" = 640

    Rules: equal, fixed, by-<count>, pools, two-part, alone, equal-savings, own-cost-equal, scrb, cost-gap, shapley,
    nucleolus, per-capita-nucleolus, proportional-nucleolus. Amounts in --json are whole pence.

    Example: concordat split examples/vision-2020 --rule shapley

    Example: concordat split examples/vision-2020 --service building-control --among cotswold,west-oxfordshire
    """
    reads = _from_baseline(game, service, among, as_json=as_json) if service else _questions(game, as_json=as_json)
    rules = _known(rule)
    findings: list[Finding] = [finding for read in reads for finding in read.findings]
    found: list[Comparison] = []
    for read in reads:
        if read.question is not None:
            comparison = compare_splits(read.question, rules=rules, seed=seed)
            findings += [*check_question(read.question), *check_comparison(comparison)]
            found.append(comparison)
    if as_json:
        print_json(
            {
                "games": [comparison_json(comparison) for comparison in found],
                "together": _together_json(add_up_chosen(found)),
                "findings": [finding_json(finding) for finding in worst_first(findings)],
            }
        )
        finish(findings)
    for comparison in found:
        _print(comparison, detail=bool(rule))
    together = add_up_chosen(found)
    if together is not None:
        _print_together(together)
    print_findings(findings)
    finish(findings)


def _known(rule: str) -> tuple[str, ...]:
    if not rule:
        return ()
    if rule not in RULES and not rule.startswith(KEY_PREFIX):
        stop(f"There is no rule “{rule}”. Use one of: {', '.join(RULES)}, or by- and the name of a count.")
    return (rule,)


def _questions(path: Path, *, as_json: bool) -> tuple[QuestionRead, ...]:
    if path.suffix.lower() in {".toml", ".json"} and path.name != "case.toml":
        content, findings = read_plain(path)
        if content is None:
            if as_json:
                print_json({"games": [], "findings": [finding_json(finding) for finding in findings]})
            else:
                print_findings(findings)
            raise typer.Exit(FINDINGS if path.exists() else MISUSE)
        read = read_question(content, name=path.stem, file=path.name)
        return (QuestionRead(read.question, (*findings, *read.findings)),)
    case, findings_of_case = open_case(path, as_json=as_json)
    reads = questions_in(case)
    if not reads:
        stop(
            f"{case.title} holds no costs of groups. Add a document of kind cost_game (documents/cost_game/…toml), or give a "
            "TOML file; “concordat split --help” shows one.",
            code=FINDINGS,
        )
    first = QuestionRead(reads[0].question, (*findings_of_case, *reads[0].findings))
    return (first, *reads[1:])


def _from_baseline(path: Path, service: str, among: str, *, as_json: bool) -> tuple[QuestionRead, ...]:
    from concordat.domain.sharing.assumptions import AssumptionMistake, read_assumptions
    from concordat.domain.sharing.inputs import read_sharing
    from concordat.domain.sharing.split_question import services_to_split, split_question

    case, findings = open_case(path, as_json=as_json)
    sharing = read_sharing(case)
    held = services_to_split(sharing)
    try:
        assumptions = read_assumptions(case)
        if assumptions is None:
            stop(f"{case.title} says no savings rates: add documents/groupings/….toml.", code=FINDINGS)
        if service not in held:
            stop(f"“{service}” has no baseline of two councils. Use one of: {', '.join(held) or 'none yet'}.")
        councils = tuple(name.strip() for name in among.split(",") if name.strip()) or held[service]
        return (QuestionRead(split_question(sharing, assumptions, service=service, councils=councils), findings),)
    except (AssumptionMistake, LookupError, TooManyPartners) as problem:
        stop(str(problem))


def _print(comparison: Comparison, *, detail: bool) -> None:
    question = comparison.question
    typer.echo(f"{question.title}{' (illustrative)' if question.illustrative else ''}")
    typer.echo(core_in_words(comparison) + "\n")
    if detail:
        for found in comparison.splits:
            _print_one(comparison, found)
    else:
        _print_all(comparison)
    for missing in comparison.not_computed:
        typer.echo(f"{rule_of(missing.rule).short}: {missing.why}")
    typer.echo(f"Result {comparison.hash}\n")


def _print_all(comparison: Comparison) -> None:
    game, unit = comparison.game, comparison.unit
    if game.size <= _WIDEST:
        rows: list[tuple[str | Text, ...]] = [("Alone", *(_amount(comparison, cost) for cost in game.alone))]
        if comparison.question.today is not None:
            rows.append(("Today", *(_amount(comparison, cost) for cost in comparison.question.today)))
        for found in comparison.splits:
            rows.append((rule_of(found.rule).short, *(_paid(comparison, found, i) for i in range(game.size))))
        total = unit.words(_sign(comparison) * game.total)
        print_table(
            f"What each pays of {total}, by rule (red: more than alone)",
            ("Rule", *(game.name(partner) for partner in game.partners)),
            rows,
            right=tuple(range(1, game.size + 1)),
        )
    print_table(
        "Who would rather leave",
        ("Rule", "Who would rather leave", "All better off in", "Method"),
        [
            (
                rule_of(found.rule).short,
                leaving_in_words(comparison, found),
                "" if found.better_off is None else per_cent(found.better_off.everybody),
                Text(rule_of(found.rule).method, style="dim"),
            )
            for found in comparison.splits
        ],
        right=(2,),
    )


def _print_together(together: Together) -> None:
    first = together.splits[0][0]
    rows: list[tuple[str | Text, ...]] = [
        (held.question.title, rule_of(split.rule).short, *(held.unit.words(amount) for amount in split.amounts))
        for held, split in together.splits
    ]
    rows.append((Text("Together", style="bold"), "", *(Text(first.unit.words(x), style="bold") for x in together.paid)))
    rows.append(("Saved against alone", "", *(first.unit.words(saved) for saved in together.saves)))
    print_table(
        "All services together, each by its chosen rule",
        ("Service", "Rule", *(first.game.name(partner) for partner in first.game.partners)),
        rows,
        right=tuple(range(2, first.game.size + 2)),
    )


def _together_json(together: Together | None) -> dict[str, Any] | None:
    if together is None:
        return None
    return {
        "services": [{"game": held.question.name, "rule": split.rule} for held, split in together.splits],
        "partners": list(together.splits[0][0].game.partners),
        "paid": list(together.paid),
        "alone": list(together.alone),
    }


def _judged(comparison: Comparison, found: Split) -> str:
    names = [comparison.game.name(partner) for partner in comparison.game.partners]
    said = [
        leaving_in_words(comparison, found),
        nearest_in_words(comparison, found),
        odds_in_words(found.better_off, names),
    ]
    return " ".join(part for part in said if part)


def _sign(comparison: Comparison) -> int:
    """Gains are kept as costs below nought, and shown as gains."""
    return -1 if comparison.question.is_gain else 1


def _amount(comparison: Comparison, amount: int) -> str:
    shown = _sign(comparison) * amount
    return comparison.unit.words(shown) if comparison.unit.is_money else comparison.unit.number(shown)


def _paid(comparison: Comparison, found: Split, i: int) -> Text:
    worse = comparison.saves(found)[i] < 0
    return Text(_amount(comparison, found.amounts[i]), style="red" if worse else "")


def _print_one(comparison: Comparison, found: Split) -> None:
    rule, game = rule_of(found.rule), comparison.game
    saves, today = comparison.saves(found), comparison.saves_today(found)
    rows = []
    for i, partner in enumerate(game.partners):
        error = (
            "" if found.standard_errors is None else f" ± {comparison.unit.number(Fraction(found.standard_errors[i]))}"
        )
        rows.append(
            (
                game.name(partner),
                _amount(comparison, found.amounts[i]) + error,
                per_cent(found.shares[i], places=1),
                _amount(comparison, game.alone[i]),
                Text(_amount(comparison, saves[i]), style="red" if saves[i] < 0 else ""),
                "" if today is None else _amount(comparison, today[i]),
                "" if found.better_off is None else per_cent(found.better_off.each[i]),
            )
        )
    print_table(
        rule.sentence,
        ("Council", "Pays", "Share", "Alone", "Saves", "Saves on today", "Better off in"),
        rows,
        right=(1, 2, 3, 4, 5, 6),
    )
    for said in (*found.steps, _judged(comparison, found), subsidy_in_words(comparison, found), found.checked):
        if said:
            typer.echo(said)
    typer.echo(f"Method: {rule.method}\n")


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """The keys are documented in ``docs/methods/fair-split.md`` and stay. Amounts are whole smallest units (pence)."""
    question = comparison.question
    return {
        "game": question.name,
        "title": question.title,
        "unit": {"label": comparison.unit.label, "per": comparison.unit.per},
        "illustrative": question.illustrative,
        "partners": list(comparison.game.partners),
        "total": comparison.game.total,
        "alone": list(comparison.game.alone),
        "today": None if question.today is None else list(question.today),
        "stable_split_exists": comparison.core.exists,
        "least_overpayment": None
        if comparison.core.least_overpayment is None
        else float(comparison.core.least_overpayment),
        "splits": [_split_json(comparison, found) for found in comparison.splits],
        "not_computed": [{"rule": item.rule, "why": item.why} for item in comparison.not_computed],
        "result": comparison.hash,
    }


def _split_json(comparison: Comparison, found: Split) -> dict[str, Any]:
    stable = found.stability
    return {
        "rule": found.rule,
        "sentence": rule_of(found.rule).sentence,
        "method": rule_of(found.rule).method,
        "amounts": list(found.amounts),
        "shares": [round(float(share), 6) for share in found.shares],
        "steps": list(found.steps),
        "saves": list(comparison.saves(found)),
        "stable": stable.is_stable,
        "every_group_looked_at": stable.every_group_looked_at,
        "better_alone": [
            {"members": list(group.members), "pays": float(group.pays), "alone": group.alone, "gain": float(group.gain)}
            for group in stable.leaving
        ],
        "groups_better_alone": stable.groups_better_alone,
        "subsidised": [{"partner": council.partner, "by": float(council.by)} for council in stable.subsidised],
        "distance": None if stable.distance is None else float(stable.distance),
        "everybody_better_off": None if found.better_off is None else float(found.better_off.everybody),
        "each_better_off": None if found.better_off is None else [float(share) for share in found.better_off.each],
        "standard_errors": None if found.standard_errors is None else list(found.standard_errors),
        "checked": found.checked,
    }
