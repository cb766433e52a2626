"""Every example through both loaders, the case file and the database: the same case, the same results."""

from pathlib import Path

import pytest

from concordat.application.actions.demonstration import build_demonstration
from concordat.application.queries.cases import case_for
from concordat.application.queries.partnerships import actor_for
from concordat.application.results import hashes_of
from concordat.data.files import read_case
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system, become
from concordat.domain.kernel.audience import can_see
from concordat.domain.kernel.case import Case
from tests.conftest import EXAMPLES

pytestmark = pytest.mark.django_db
FOLDERS = sorted(file.parent for file in EXAMPLES.rglob("case.toml"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_database_gives_back_the_case_and_its_results(folder: Path) -> None:
    on_file = read_case(folder).case
    assert on_file is not None
    if not models.Partnership.objects.filter(slug=on_file.name).exists():
        build_demonstration(cases=[on_file])
    with as_the_system():
        lead = models.Membership.objects.get(partnership__slug=on_file.name, role="lead")
    actor = actor_for(
        person=f"{lead.organisation_id}.programme-manager"[:40],
        organisation=lead.organisation_id,
        partnership=on_file.name,
    )
    become(actor.viewer, actor.partnership)
    seen = Case(
        on_file.name,
        on_file.title,
        documents=tuple(
            one
            for one in on_file.documents
            if can_see(actor.viewer, audience=one.audience, organisation=one.organisation, author=one.author)
        ),
        facts=tuple(
            one
            for one in on_file.facts
            if can_see(actor.viewer, audience=one.audience, organisation=one.organisation, author=one.author)
        ),
    )
    from_database = case_for(actor)
    assert from_database.hash == seen.hash
    assert hashes_of(from_database) == hashes_of(seen) != {}
