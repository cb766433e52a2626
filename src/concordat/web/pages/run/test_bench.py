"""The rules of a contract tried before signature: what they do to good, average, failing and gaming contractors."""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.text import slugify

from concordat.application.actions.jobs import ask_for
from concordat.application.actor import Actor
from concordat.application.queries.payments import ContractSeen
from concordat.application.queries.test_bench import (
    KIND,
    Asked,
    TrialSeen,
    is_quick,
    latest_trial,
    recorded_months,
    rules_for,
    trial_for,
)
from concordat.data.files import load_catalogue
from concordat.domain.kernel.findings import Finding, worst_first
from concordat.domain.payment.bench_results import Tried
from concordat.domain.payment.explain import explain
from concordat.domain.performance.periods import Month
from concordat.presentation import bench_words as words
from concordat.presentation.charts.test_bench import paid_chart, years_chart
from concordat.web.forms.trial_form import TrialForm
from concordat.web.page import address, partnership_page
from concordat.web.pages.run.contract import which_contract


@partnership_page
def bench(request: HttpRequest, actor: Actor) -> HttpResponse:
    seen = rules_for(actor, name=which_contract(request))
    given = request.POST if request.method == "POST" else request.GET if "years" in request.GET else None
    form = TrialForm(given, months=recorded_months(seen))
    if seen.mechanism is None:
        return _show(request, actor, seen, form, None)
    if given is None:
        latest = latest_trial(actor, seen)
        form = TrialForm(months=recorded_months(seen), asked=latest.asked if latest is not None else None)
        return _show(request, actor, seen, form, latest)
    if not form.is_valid():
        return _show(request, actor, seen, form, None, status=422)
    if request.method == "POST":
        return _try(actor, seen, form.asked)
    return _show(request, actor, seen, form, trial_for(actor, seen, form.asked))


def _try(actor: Actor, seen: ContractSeen, asked: Asked) -> HttpResponse:
    """A small trial is worked out on the page, a kept one shown there; anything else is a job."""
    assert seen.mechanism is not None
    assert seen.document is not None
    shown = _named(seen) | {name: value for name, value in asked.as_plain().items() if value != ""}
    if not is_quick(seen.mechanism, asked.trial):
        there = trial_for(actor, seen, asked)
        if there.found is None:
            arguments = {"mechanism": seen.document.name, **shown}
            number = there.job.number if there.job else ask_for(by=actor, kind=KIND, arguments=arguments)
            return redirect("job", slug=actor.partnership, job=number)
    return redirect(f"{address(actor, 'test-bench')}?{urlencode(shown)}")


def _named(seen: ContractSeen) -> dict[str, str]:
    """Which contract is meant, where the page would be about another without."""
    if seen.document is None:
        return {}
    first = seen.contracts[0].name if seen.contracts else ""
    return {"contract": seen.document.name} if seen.is_one_of_several or seen.document.name != first else {}


def _show(
    request: HttpRequest,
    actor: Actor,
    seen: ContractSeen,
    form: TrialForm,
    trial: TrialSeen | None,
    *,
    status: int = 200,
) -> HttpResponse:
    named = _named(seen)
    rules_nothing = seen.document is not None and all(one.name != seen.document.name for one in seen.contracts)
    shown = {
        "seen": seen,
        "form": form,
        "trial": trial,
        "which": f"?{urlencode(named)}" if named else "",
        "rules": _rules(actor, seen, rules_nothing=rules_nothing),
        "rules_nothing": rules_nothing,
        "others": [one for one in seen.proposed if seen.document is None or one.name != seen.document.name],
        "findings": worst_first(seen.findings),
        **(_told(seen, trial.asked, trial.found) if trial is not None and trial.found is not None else {}),
    }
    return render(request, "run/test_bench.html", shown, status=status)


def _rules(actor: Actor, seen: ContractSeen, *, rules_nothing: bool) -> str:
    """The address at which the rules are told in plain words."""
    if rules_nothing and seen.document is not None:
        return f"{address(actor, 'mechanism')}?{urlencode({'mechanism': seen.document.name})}"
    return f"{address(actor, 'mechanism')}{seen.which}"


def _told(seen: ContractSeen, asked: Asked, found: Tried) -> dict[str, Any]:
    looked = words.looked_for(found.findings)
    assert seen.mechanism is not None
    headings = {part.about: part.heading for part in explain(seen.mechanism) if part.about}
    illustrative = found.provenance.illustrative
    return {
        "found": found,
        "illustrative": illustrative,
        "lead": words.in_a_sentence(found),
        "how": words.how_tried(found),
        "until": Month.from_text(asked.until).in_words() if asked.until else "",
        "paid_chart": paid_chart(found, illustrative=illustrative),
        "years_chart": years_chart(found, illustrative=illustrative),
        "contractors": [
            {
                "of": one,
                "who": words.WHO[one.kind],
                "of_most": words.share_said(one.of_most),
                "of_charges": words.share_said(one.of_charges),
                "score": words.score_said(one.score),
                "term": words.term_said(one.term),
                "earned": words.signed_term(one, found.initial),
            }
            for one in found.contractors
        ],
        "looked": [(one, [_at(finding, headings) for finding in one.findings]) for one in looked if one.findings],
        "not_found": [one for one in looked if not one.findings],
        "sources": _sources(found),
        "command": _command(seen, asked),
    }


def _at(finding: Finding, headings: Mapping[str, str]) -> tuple[Finding, str, str]:
    """A finding with the heading of its rule and where that stands; of no rule the place it names."""
    item = "" if finding.where.item in words.WHO else finding.where.item
    return finding, headings.get(item, item), slugify(item) if item in headings else ""


def _sources(found: Tried) -> dict[str, Any]:
    """What the figures rest on: the rules, how many rows of which tables, and how the trial was asked for."""
    used = found.provenance.inputs
    rows = Counter(one.name.split("/", 1)[0] for one in used if one.kind == "fact")
    catalogue = load_catalogue()
    return {
        "documents": [(one, *one.name.split("/", 1)) for one in used if one.kind == "document"],
        "tables": [(catalogue[name], count) for name, count in rows.items() if name in catalogue],
        "asked": [one for one in used if one.kind == "parameter"],
    }


def _command(seen: ContractSeen, asked: Asked) -> str:
    trial = asked.trial
    which = f" --contract {seen.document.name}" if seen.document is not None and _named(seen) else ""
    until = f" --until {asked.until}" if asked.until else ""
    given = f"--contracts {trial.contracts} --years {trial.years} --seed {trial.seed}"
    return f"concordat test-bench CASE{which} {given}{until}"


urlpatterns = [path("partnerships/<slug:slug>/run/test-bench/", bench, name="test-bench")]
