"""``concordat appraise``: which option leads, how surely, for whom, and what would have to change."""

from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from concordat.cli.output import (
    AsJson,
    CasePath,
    finding_json,
    finish,
    open_case,
    print_findings,
    print_json,
    print_table,
    stop,
    writing,
)
from concordat.domain.appraisal import AppraisalResult, ViewResult, work_out
from concordat.domain.appraisal.sentences import disagreement_in_words, flip_in_words, in_a_hundred
from concordat.domain.appraisal.work_out import DRAWS
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.findings import Finding, worst_first
from concordat.presentation.appraisal import appraisal_of

app = typer.Typer(rich_markup_mode=None)

PartnerOption = Annotated[
    str, typer.Option("--partner", metavar="PARTNER", help="One partner's view only, by its short name")
]
NameOption = Annotated[
    str, typer.Option("--appraisal", metavar="NAME", help="Which appraisal, where the case has several")
]
DrawsOption = Annotated[int, typer.Option("--draws", min=256, help="Weights and scores to draw for the shares")]
OutOption = Annotated[
    Path | None, typer.Option("--workbook", metavar="FILE", help="Write a scorer's workbook to fill in (.xlsx)")
]
ScorerOption = Annotated[
    str, typer.Option("--scorer", metavar="PERSON", help="With --workbook: for whom, by identifier")
]
GroupOption = Annotated[str, typer.Option("--group", help="With --workbook: officers, members, staff or contractor")]
MergeOption = Annotated[
    list[Path], typer.Option("--merge", metavar="FILE", help="Take in a filled workbook; may be given several times")
]
WeightsOption = Annotated[
    list[Path],
    typer.Option("--weights", metavar="FILE", help="Take in weights from a spreadsheet (.xlsx, .csv); several times"),
]
ReplaceOption = Annotated[bool, typer.Option("--replace", help="With --weights: in place of what was said before")]
SaveOption = Annotated[
    Path | None, typer.Option("--save", metavar="FOLDER", help="With --merge or --weights: write the merged case here")
]


@app.command()
def appraise(
    case: CasePath,
    partner: PartnerOption = "",
    appraisal: NameOption = "",
    draws: DrawsOption = DRAWS,
    workbook: OutOption = None,
    scorer: ScorerOption = "",
    group: GroupOption = "officers",
    merge: MergeOption = [],  # noqa: B006 - typer reads the default and never changes it
    weights: WeightsOption = [],  # noqa: B006 - as above
    replace: ReplaceOption = False,
    save: SaveOption = None,
    as_json: AsJson = False,
) -> None:
    """Compare the options when several people judge: who leads, how surely, for whom, and what would change it.

    Prints the totals, how often each option comes first over every weight and score that fits what people said, where
    partners differ, the exact points at which another option leads, and what it would be worth finding out.

    Examples:

        concordat appraise examples/vision-2020
        concordat appraise examples/vision-2020 --partner cotswold
        concordat appraise examples/vision-2020 --partner cotswold --workbook my-scores.xlsx --scorer cotswold.scorer
        concordat appraise examples/vision-2020 --merge my-scores.xlsx --save merged
        concordat appraise examples/vision-2020 --weights weights.xlsx --replace --save merged
    """
    held, opened = open_case(case, as_json=as_json)
    findings = list(opened)
    if workbook is not None:
        _write_workbook(held, appraisal, workbook, partner=partner, scorer=scorer, group=group)
        return
    if merge:
        held, findings = _merged(held, merge, findings)
    if weights:
        held, said = _weighed(held, appraisal, weights, partner=partner, scorer=scorer, replace=replace)
        findings += said
    if save is not None and (merge or weights):
        _save(held, save)
    read = appraisal_of(held, name=appraisal or None)
    if read.appraisal is None:
        if read.findings:
            print_findings(read.findings)
            finish(read.findings)
        stop("This case has no appraisal. Put one in documents/appraisal/NAME.toml, with its criteria.")
    if partner and partner not in read.appraisal.partners:
        stop(
            f"{partner} has neither scored nor weighed. Those who have: {', '.join(read.appraisal.partners) or 'nobody'}."
        )
    result = work_out(read.appraisal, draws=draws)
    told = worst_first([*findings, *read.findings, *result.findings])
    view = result.view(f"partner-{partner}") if partner else result.joint
    assert view is not None
    if as_json:
        print_json({**appraisal_json(result, view), "findings": [finding_json(item) for item in told]})
    else:
        _print(result, view, bool(partner))
        print_findings([item for item in told if item.severity != "note"])
        typer.echo(f"\nResult {result.hash}")
    finish(told)


def _write_workbook(case: Case, name: str, file: Path, *, partner: str, scorer: str, group: str) -> None:
    from concordat.presentation.scorer_workbook import write_scorer_workbook

    read = appraisal_of(case, name=name or None)
    if read.appraisal is None or not partner or not scorer:
        stop("Say whose workbook it is: --partner and --scorer. The case must have an appraisal.")
    with writing(file):
        write_scorer_workbook(read.appraisal, file, organisation=partner, scorer=scorer, group=group)
    typer.echo(f"{file} is ready to be filled in by {scorer}.")


def _merged(case: Case, files: list[Path], findings: list[Finding]) -> tuple[Case, list[Finding]]:
    from concordat.presentation.scorer_workbook import merge_workbooks

    merged, found = merge_workbooks(case, files)
    return merged, [*findings, *found]


def _weighed(
    case: Case, name: str, files: list[Path], *, partner: str, scorer: str, replace: bool
) -> tuple[Case, list[Finding]]:
    """A column headed “Weight” is of --partner, or of its --scorer."""
    from concordat.domain.appraisal.inputs import SpeaksFor
    from concordat.domain.appraisal.weight_table import Speaker
    from concordat.presentation.weight_import import merge_weight_files

    read = appraisal_of(case, name=name or None)
    if read.appraisal is None:
        stop("This case has no appraisal, so there is nothing to weigh.")
    missing = next((file for file in files if not file.is_file()), None)
    if missing is not None:
        stop(f"There is no file {missing}.")
    speaks_for = SpeaksFor.PERSON if scorer else SpeaksFor.PARTNER
    otherwise = Speaker(partner, scorer, speaks_for) if partner else None
    return merge_weight_files(case, read.appraisal, files, otherwise=otherwise, replace_held=replace)


def _save(case: Case, folder: Path) -> None:
    from concordat.data.files import write_case_folder

    with writing(folder):
        write_case_folder(case, folder)
    typer.echo(f"The merged case is in {folder}.", err=True)


def _print(result: AppraisalResult, view: ViewResult, one_partner: bool) -> None:
    appraisal = result.appraisal
    made_up = " (illustrative: rests on made-up rows)" if result.provenance.illustrative else ""
    typer.echo(f"{appraisal.title}{made_up}\n")
    if one_partner:
        leads = result.option(view.leader)
        often = (
            f" in {in_a_hundred(float(view.shares.first[view.leader]))}"
            if view.shares is not None and view.leader is not None
            else ""
        )
        typer.echo(f"{view.view.title}: {leads} leads{often} of its views of what matters.\n")
    else:
        typer.echo(f"{result.sentence}\n")
    _print_totals(result, view)
    _print_contributions(result, view)
    if not one_partner:
        _print_partners(result)
    for line in view.weights.how:
        typer.echo(line)
    if view.shares is not None:
        typer.echo(
            f"{view.shares.draws:,} draws: every share is within {1.96 * view.shares.standard_error:.4f} of the exact one in 95 of 100 runs.\n"
        )
    if not one_partner:
        _print_what_would_change(result)


def _print_totals(result: AppraisalResult, view: ViewResult) -> None:
    shares = view.shares
    rows = []
    for i in np.argsort(-view.totals):
        row = view.performance.cells[i]
        missing = sum(cell.is_missing for cell in row)
        rows.append(
            (
                result.option(int(i)) + (" (cannot lead)" if not view.open_to[i] else ""),
                f"{view.totals[i]:.1f}",
                f"{view.least[i]:.0f} to {view.most[i]:.0f}" + (f", {missing} not scored" if missing else ""),
                *(
                    ()
                    if shares is None
                    else (f"{shares.places[i, 0] * 100:.1f}", f"{shares.places[i, :2].sum() * 100:.1f}")
                ),
            )
        )
    often = () if shares is None else ("First, of 100", "First or second, of 100")
    print_table(view.view.title, ("Option", "Total", "From worst to best score", *often), rows, right=(1, 2, 3, 4))
    typer.echo()


def _print_contributions(result: AppraisalResult, view: ViewResult) -> None:
    appraisal = result.appraisal
    rows = [
        (
            leaf.title,
            f"{view.weights.centre[k] * 100:.1f}",
            *(f"{view.contributions[i, k]:.1f}" for i in range(len(appraisal.options))),
        )
        for k, leaf in enumerate(appraisal.leaves)
    ]
    print_table(
        "What each criterion contributes",
        ("Criterion", "Weight, of 100", *(option.name for option in appraisal.options)),
        rows,
        right=tuple(range(1, 2 + len(appraisal.options))),
    )
    typer.echo()


def _print_partners(result: AppraisalResult) -> None:
    if not result.partners:
        return
    for item in result.disagreements[:3]:
        typer.echo(f"- {disagreement_in_words(result.appraisal, item)}")
    names = [view.view.title for view in result.partners]
    rows = [
        (option.title, *(str(view.places[i]) for view in result.partners))
        for i, option in enumerate(result.appraisal.options)
    ]
    print_table("Each partner's order", ("Option", *names), rows, right=tuple(range(1, 1 + len(names))))
    typer.echo()


def _print_what_would_change(result: AppraisalResult) -> None:
    appraisal = result.appraisal
    for flip in result.weight_flips[:5]:
        typer.echo(f"- {flip_in_words(appraisal, flip)}.")
    for item in result.worth_knowing[:3]:
        typer.echo(
            f"- Worth finding out: {appraisal.leaves[item.leaf].title} of {result.option(item.option)} "
            f"({item.worth:.2f} points; {in_a_hundred(item.changes)} that it changes the answer)."
        )
    for out in result.dominated:
        typer.echo(f"- {result.option(out.option)} is no better than {result.option(out.by)} on anything.")
    if result.combination is not None:
        _print_combination(result)
    typer.echo()


def _print_combination(result: AppraisalResult) -> None:
    found = result.combination
    assert found is not None
    areas = {area.id: area.title for area in result.appraisal.areas}
    for choice in found.chosen:
        typer.echo(f"- {areas[choice.area]}: {result.option(choice.best)}.")
    verb = "gains" if found.gain >= 0 else "costs"
    typer.echo(
        f"- Beside {result.option(found.single)} everywhere the combination {verb} {abs(found.gain):.1f} points."
    )


def appraisal_json(result: AppraisalResult, view: ViewResult) -> dict[str, Any]:
    """The keys are documented in ``docs/methods/appraisal.md`` and stay."""
    appraisal = result.appraisal
    return {
        "appraisal": appraisal.name,
        "title": appraisal.title,
        "illustrative": result.provenance.illustrative,
        "sentence": result.sentence,
        "view": _view_json(result, view),
        "partners": [_view_json(result, item) for item in result.partners],
        "disagreements": [
            {
                "criterion": item.criterion,
                "option": item.option,
                "low": item.low,
                "low_partner": item.low_partner,
                "high": item.high,
                "high_partner": item.high_partner,
                "effect": item.effect,
            }
            for item in result.disagreements
        ],
        "weight_flips": [
            {"criterion": f.criterion, "now": f.now, "at": f.at, "leads": appraisal.options[f.rival].id}
            for f in result.weight_flips
        ],
        "pair_flips": [
            {"from": f.giver, "to": f.taker, "moved": f.moved, "leads": appraisal.options[f.rival].id}
            for f in result.pair_flips
        ],
        "score_flips": [
            {
                "option": appraisal.options[f.option].id,
                "criterion": f.criterion,
                "now": f.now,
                "at": f.at,
                "level": f.level,
                "leads": appraisal.options[f.rival].id,
            }
            for f in result.score_flips
        ],
        "worth_knowing": [
            {
                "option": appraisal.options[item.option].id,
                "criterion": appraisal.leaves[item.leaf].id,
                "worth": item.worth,
                "changes": item.changes,
            }
            for item in result.worth_knowing
        ],
        "dominated": [
            {"option": appraisal.options[d.option].id, "by": appraisal.options[d.by].id, "surely": d.surely}
            for d in result.dominated
        ],
        "without": [
            {
                "option": appraisal.options[w.option].id,
                "order": [appraisal.options[i].id for i in w.order],
                "changes_order": w.changes_order,
            }
            for w in result.without
        ],
        "rule": result.provenance.rule,
        "seed": appraisal.seed,
        "result": result.hash,
    }


def _view_json(result: AppraisalResult, view: ViewResult) -> dict[str, Any]:
    appraisal, shares = result.appraisal, view.shares
    return {
        "id": view.view.id,
        "title": view.view.title,
        "leader": None if view.leader is None else appraisal.options[view.leader].id,
        "weights": {leaf.id: float(w) for leaf, w in zip(appraisal.leaves, view.weights.centre, strict=True)},
        "weights_drawn": list(view.weights.how),
        "draws": shares.draws if shares is not None else 0,
        "options": [
            {
                "id": option.id,
                "title": option.title,
                "place": view.places[i],
                "total": float(view.totals[i]),
                "least": float(view.least[i]),
                "most": float(view.most[i]),
                "may_lead": bool(view.open_to[i]),
                "contributions": {leaf.id: float(view.contributions[i, k]) for k, leaf in enumerate(appraisal.leaves)},
                "not_scored": [cell.criterion for cell in view.performance.cells[i] if cell.is_missing],
                "shares": [] if shares is None else [float(value) for value in shares.places[i]],
                "typical_weights": None
                if shares is None or np.isnan(shares.centres[i]).any()
                else {leaf.id: float(shares.centres[i, k]) for k, leaf in enumerate(appraisal.leaves)},
            }
            for i, option in enumerate(appraisal.options)
        ],
    }
