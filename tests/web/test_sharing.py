"""Positions, fit, groupings, baseline and reference lists, as their users see them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from concordat.application import jobs
from concordat.application.queries.jobs import jobs_of
from concordat.application.queries.partnerships import actor_for
from concordat.clients.child_process import Ended
from concordat.domain.kernel.money import format_pounds
from concordat.domain.sharing.groupings import Request, answer_request
from tests.web.conftest import SignIn
from tests.web.reading import Page

pytestmark = pytest.mark.django_db
BASE = "/partnerships/vision-2020/"


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    from concordat.application.tasks import groupings

    def run(work: object, given: Request, *, tell: object) -> Ended:  # type: ignore[type-arg]
        quick = Request(given.sharing, given.assumptions, next_plans=2, with_limits=False)
        return Ended(answer_request(quick, tell), None, False)  # type: ignore[arg-type]

    monkeypatch.setattr(groupings, "run_in_child", run)
    monkeypatch.setattr(jobs, "HEARTBEAT", 300.0)  # its thread would wait for the test's own transaction


def test_positions_show_who_is_one_step_away_and_what_is_a_venture(sign_in: SignIn) -> None:
    said = sign_in("member", "cotswold").get(BASE + "design/positions/").content.decode()
    assert "Cheltenham is one step short" in said
    assert "Partnership venture" in said
    assert "Partly illustrative" in said
    assert "Only with Cotswold" in said
    assert "Only after Customer services" in said
    assert "<svg" in said


def test_positions_of_one_group_on_another_day(sign_in: SignIn) -> None:
    client = sign_in("member", "cotswold")
    said = client.get(BASE + "design/positions/", {"group": "Housing", "on": "2018-05-01"}).content.decode()
    assert "Housing strategy" in said
    assert "Building control" not in said
    assert "1 May 2018" in said
    assert client.get(BASE + "design/positions/", {"on": "whenever"}).status_code == 200


@pytest.mark.usefixtures("here")
def test_groupings_are_asked_for_worked_out_and_shown_with_the_same_pence(sign_in: SignIn) -> None:
    client = sign_in("section-151", "west-oxfordshire")
    before = client.get(BASE + "design/groupings/").content.decode()
    assert "Find the best groupings" in before
    answer = client.post(BASE + "design/groupings/")
    assert answer.status_code == 302
    assert jobs.work(forever=False) == 1
    actor = actor_for(person="west-oxfordshire.section-151", organisation="west-oxfordshire", partnership="vision-2020")
    (job,) = (job for job in jobs_of(actor) if job.kind == "groupings")
    assert job.state == "done", job.message
    said = client.get(BASE + "design/groupings/").content.decode()
    assert "Proven best" in said
    assert format_pounds(job.result["plan"]["likely"], show_pence=False) in said
    assert "A fair split of the gains would not change which of the" in said
    assert "have changed since" not in said


@pytest.mark.slow
def test_where_columns_are_generated_every_limit_and_every_leaver_has_a_floor_and_a_ceiling(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from concordat.application.tasks import groupings as task
    from concordat.domain.sharing import groupings, solve

    def run(work: object, given: Request, *, tell: object) -> Ended:  # type: ignore[type-arg]
        quick = Request(given.sharing, given.assumptions, gap=0.05, seconds=6, next_plans=10)
        return Ended(answer_request(quick, tell), None, False)  # type: ignore[arg-type]

    monkeypatch.setattr(task, "run_in_child", run)
    monkeypatch.setattr(jobs, "HEARTBEAT", 300.0)
    for module in (solve, groupings):
        monkeypatch.setattr(module, "MOST_GROUPS_AT_ONCE", 0)
    client = sign_in("section-151", "west-oxfordshire")
    client.post(BASE + "design/groupings/")
    assert jobs.work(forever=False) == 1
    actor = actor_for(person="west-oxfordshire.section-151", organisation="west-oxfordshire", partnership="vision-2020")
    (job,) = (job for job in jobs_of(actor) if job.kind == "groupings")
    assert job.state == "done", job.message
    assert all(limit["at_most"] >= limit["cost"] for limit in job.result["limits"])
    assert all(one["at_least"] <= one["others_loss_replanned"] for one in job.result["leaving"])
    assert len(job.result["next_best"]) >= 5
    said = client.get(BASE + "design/groupings/").content.decode()
    assert "At least" in said
    assert "At most" in said
    assert "Not computed" not in said


@pytest.mark.usefixtures("here")
def test_a_kept_plan_says_when_positions_have_changed_since(sign_in: SignIn) -> None:
    client = sign_in("section-151", "west-oxfordshire")
    client.post(BASE + "design/groupings/")
    jobs.work(forever=False)
    client.post(BASE + "tables/positions/rows/west-oxfordshire-elections/withdraw/")
    assert "have changed since" in client.get(BASE + "design/groupings/").content.decode()


def test_groupings_of_a_partnership_without_positions_say_what_is_needed(sign_in: SignIn) -> None:
    said = sign_in().get("/partnerships/herefordshire-2008/design/groupings/").content.decode()
    assert "Nothing to group yet" in said


def test_fit_shows_both_answers(sign_in: SignIn) -> None:
    said = sign_in("member", "cotswold").get(BASE + "design/fit/").content.decode()
    assert "Forest of Dean has doubts" in said
    assert "26.7 km" in said


def test_the_baseline_shows_what_does_not_reconcile_and_what_does_not_compare(sign_in: SignIn) -> None:
    said = sign_in("section-151", "forest-of-dean").get(BASE + "partnership/baseline/").content.decode()
    assert "-£38,000" in said
    assert "counts calls answered, not calls and visits answered" in said
    assert "2017/18 against 2014/15" in said
    assert (
        sign_in()
        .get("/partnerships/herefordshire-2008/partnership/baseline/")
        .content.decode()
        .count("No baseline yet")
    )


def test_the_starter_list_comes_in_once_and_a_file_can_be_checked_first(sign_in: SignIn) -> None:
    client = sign_in("programme-manager", "herefordshire")
    page = "/partnerships/herefordshire-2008/partnership/reference-lists/"
    file = SimpleUploadedFile("list.csv", b"name,gss-code\nAsh Council,E07000001\n")
    checked = client.post(page, {"kind": "authorities", "file": file, "check": "yes"}).content.decode()
    assert "1 of 1 rows were read, 1 of them new" in checked
    assert client.post(page, {"kind": "services"}).status_code == 302
    assert "0 rows of National service list" in client.post(page, {"kind": "services"}, follow=True).content.decode()


def test_nearest_neighbours_come_in_for_the_councils_here_and_mark_their_unit_costs(sign_in: SignIn) -> None:
    client = sign_in("programme-manager", "cotswold")
    page = "/partnerships/vision-2020/partnership/reference-lists/"
    assert "none ships with Concordat" in client.post(page, {"kind": "neighbours"}).content.decode()
    pairs = b"Code,Neighbour code\nE07000079,E07000238\nE06000001,E06000002\n"  # Cotswold and Wychavon; two elsewhere
    client.post(page, {"kind": "neighbours", "file": SimpleUploadedFile("nn.csv", pairs)})
    held = Page(client.get("/partnerships/vision-2020/tables/nearest_neighbours/")).text
    assert "E07000238" in held
    assert "E06000001" not in held
    assert "Nearest neighbour of Cotswold" in client.get(f"{BASE}partnership/baseline/").content.decode()


def test_a_file_that_is_no_list_is_told_and_nothing_comes_in(sign_in: SignIn) -> None:
    client = sign_in("programme-manager", "herefordshire")
    page = "/partnerships/herefordshire-2008/partnership/reference-lists/"
    file = SimpleUploadedFile("shirts.csv", b"colour,size\nred,3\n")
    said = client.post(page, {"kind": "services", "file": file}).content.decode()
    assert "no column called" in said


def test_a_councillor_may_look_and_not_bring_in(sign_in: SignIn) -> None:
    client = sign_in("member", "herefordshire")
    page = "/partnerships/herefordshire-2008/partnership/reference-lists/"
    assert "needs a role" in client.get(page).content.decode()
    assert client.post(page, {"kind": "services"}).status_code == 403


@pytest.mark.parametrize("result", ["positions", "baseline", "fit"])
def test_every_figure_opens_to_where_it_comes_from(sign_in: SignIn, result: str) -> None:
    assert sign_in("member", "cotswold").get(f"{BASE}sources/{result}/").status_code == 200


@pytest.mark.usefixtures("here")
def test_what_is_released_counts_and_is_not_told(sign_in: SignIn) -> None:
    """A council keeps a position to itself and releases it: the plan counts it and does not tell it."""
    from concordat.application import actions
    from concordat.application.actions import RowGiven
    from concordat.application.actions.releases import release_inputs
    from concordat.application.queries.cases import case_for
    from concordat.application.queries.groupings import to_group, without_what_is_hidden
    from concordat.domain.kernel.audience import ORGANISATION

    councils = ("cheltenham", "cotswold", "forest-of-dean", "west-oxfordshire")
    actors = {
        council: actor_for(person=f"{council}.section-151"[:40], organisation=council, partnership="vision-2020")
        for council in councils
    }
    own = case_for(actors["cotswold"]).row("positions", "cotswold-building-control")
    assert own is not None
    actions.append_facts(
        by=actors["cotswold"],
        table="positions",
        rows=[RowGiven(own.id, {**own.values, "stance": "retain"}, own.source, audience=ORGANISATION)],
    )
    before = to_group(actors["cheltenham"], case_for(actors["cheltenham"]))
    assert not before.is_joint
    for actor in actors.values():
        for table in ("baseline", "positions"):
            release_inputs(by=actor, table=table, calculations=["groupings"])
    held = to_group(actors["cheltenham"], case_for(actors["cheltenham"]))
    assert held.is_joint
    limits = [
        {
            "kind": "retain",
            "says": "Cotswold: Building control: retain",
            "council": "cotswold",
            "service": "building-control",
        }
    ]
    told = without_what_is_hidden({"limits": limits, "councils": {"cotswold": "Cotswold"}}, held)
    assert told["limits"][0]["says"] == "A limit that Cotswold keeps to itself"
    assert told["limits"][0]["service"] is None
