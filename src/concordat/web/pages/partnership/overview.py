"""What stands where: the purpose, who belongs, what each stage holds."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from concordat.application.actor import Actor
from concordat.application.permissions import DUTIES
from concordat.application.queries.cases import case_for
from concordat.application.queries.partnerships import members_of
from concordat.application.queries.waiting import Waiting, waiting_in
from concordat.data.files import load_catalogue
from concordat.domain.kernel.case import Case
from concordat.domain.options import read_recommendations, read_review, screen_options
from concordat.presentation.words import count_of, date_in_words, listed
from concordat.web.page import partnership_page
from concordat.web.pages.stage_tables import tables_of
from concordat.web.who_sees import who_sees


@partnership_page
def overview(request: HttpRequest, actor: Actor) -> HttpResponse:
    case = case_for(actor)
    members = [
        {"member": member, "people": [(name, DUTIES.get(duty, duty)) for name, duty in member.people]}
        for member in members_of(actor)
    ]
    tables = [(table, len(case.rows(table.name))) for table in load_catalogue()]
    held: list[dict[str, Any]] = [
        {"stage": stage, "count": sum(count for table, count in tables if table.stage == stage)}
        for stage in ("design", "decide", "run", "review")
    ]
    notes = list(case.documents_of("note"))
    stands = {
        entry["stage"]: count_of(entry["count"], "row") if entry["count"] else "Nothing entered yet" for entry in held
    }
    stands |= _stands(case)
    return render(
        request,
        "partnership/overview.html",
        {
            "case": case,
            "members": members,
            "held": held,
            "notes": notes,
            "tables": tables_of(case, "partnership"),
            "stands": stands,
            "who": who_sees(case),
            "waiting": _by_deed(waiting_in(case, by=actor, today=timezone.localdate())),
            "services": [
                {"service": row, "positions": sum(one.get("service") == row.id for one in case.rows("positions"))}
                for row in case.rows("services")
            ],
        },
    )


def _by_deed(waiting: Iterable[Waiting]) -> list[dict[str, Any]]:
    """What waits for several of one deed, as one entry with everybody's names."""
    names: dict[tuple[str, str, str, str], list[str]] = {}
    for one in waiting:
        names.setdefault((one.what, one.address, one.table, one.which), []).append(one.on)
    return [
        {"on": listed(dict.fromkeys(who)), "what": what, "address": address, "table": table, "which": which}
        for (what, address, table, which), who in names.items()
    ]


def _stands(case: Case) -> dict[str, str]:
    """What stands in design and decide, in words, where anything does."""
    review = read_review(case)
    counts = screen_options(review).counts
    versions = read_recommendations(case)
    words = {}
    if review.options:
        words["design"] = f"{count_of(counts.listed, 'option')} listed, {counts.short_list} on the short list"
    if versions:
        on = versions[-1].date
        words["decide"] = f"Recommendation, version {versions[-1].version}" + (f", {date_in_words(on)}" if on else "")
    return words


urlpatterns = [path("partnerships/<slug:slug>/", overview, name="partnership-stage")]
