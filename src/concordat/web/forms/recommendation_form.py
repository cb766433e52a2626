"""A version of a recommendation as a form: what the document holds, part by part, and the document it makes.

Parts that the form does not know (comments in the text, settings of one's own) are kept as they stand.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import tomlkit
from django import forms
from django.forms.boundfield import BoundField

from concordat.domain.kernel.audience import Audience
from concordat.domain.kernel.tables import Column, ColumnType
from concordat.domain.options.inputs import Review
from concordat.domain.options.recommendation import Clause, Recommendation, ReviewClause
from concordat.presentation.words import date_in_words
from concordat.web.forms.meanwhile import Cell, part_of
from concordat.web.forms.several_options_form import identifier_from
from concordat.web.forms.table_form import AUDIENCES, CellField
from concordat.web.forms.widgets import Checkboxes, Radios, Select, Textarea, TextInput

NAME = "recommendation"  # of the first one in a case
BLANK_CLAUSES, BLANK_REVIEWS = 3, 1
_ASKED = ("option", "answer", "title", "says", "on", "months", "because")  # of an area, a clause, a review
_DAY = Column("date", "Date", ColumnType.DATE, "The day of this version")
_ON = Column("on", "On", ColumnType.DATE, "The day")
_MONTHS = Column("months", "Or after so many months", ColumnType.INTEGER, "After the start of the arrangement")


@dataclass(frozen=True)
class Group:
    """Fields that belong together, with their heading; `about` says what they are for."""

    title: str
    fields: Sequence[BoundField]
    about: str = ""

    @property
    def plain(self) -> list[BoundField]:
        return [field for field in self.fields if not field.name.endswith("-because")]

    @property
    def because(self) -> list[BoundField]:
        """The comments to choose from: many, so they are folded away until they are wanted."""
        return [field for field in self.fields if field.name.endswith("-because")]


class RecommendationForm(forms.Form):
    title = forms.CharField(
        label="Title", widget=TextInput(), max_length=200, error_messages={"required": "Enter a title"}
    )
    summary = forms.CharField(
        label="What is recommended",
        widget=Textarea(rows=3),
        help_text="In one or two sentences that a member would understand",
        error_messages={"required": "Say what is recommended"},
    )
    by = forms.CharField(label="Recommended by", required=False, widget=TextInput(), help_text="A body or a role")
    status = forms.ChoiceField(
        label="Status", choices=[("draft", "Draft, for consultation"), ("final", "Final")], widget=Radios()
    )
    source = forms.CharField(label="Source", required=False, widget=TextInput(), help_text="Where it was published")
    audience = forms.ChoiceField(label="Who can see this", choices=AUDIENCES, widget=Radios())

    def __init__(
        self, *args: Any, review: Review, latest: Recommendation | None, named: Iterable[str] = (), **kwargs: Any
    ) -> None:
        """`named` are the fields that were sent: a clause that somebody took out meanwhile keeps its own until it is
        settled which holds."""
        super().__init__(*args, **kwargs)
        self.review, self.latest = review, latest
        sent = list(named)
        self.clauses: dict[str, Clause | None] = {clause.id: clause for clause in latest.clauses} if latest else {}
        self.clauses |= {id: None for id in _ids(sent, "clause~", "-title") if id not in self.clauses}
        self.reviews: dict[str, ReviewClause | None] = {item.id: item for item in latest.reviews} if latest else {}
        self.reviews |= {id: None for id in _ids(sent, "review~", "-says") if id not in self.reviews}
        self.fields["date"] = CellField(_DAY, TextInput(width="govuk-input--width-10"))
        self._add_areas()
        self._add_clauses()
        self._add_reviews()
        self._add_names("conditions", "Conditions it rests on", self._conditions())
        self._add_names("moved_by", "Comments that moved it", self._comments())
        if not self.is_bound:
            self.initial = self._initial() | dict(self.initial or {})

    # What is asked.

    def _comments(self) -> list[tuple[str, str]]:
        return [(comment.id, comment.title) for comment in self.review.comments]

    def _conditions(self) -> list[tuple[str, str]]:
        return [(condition.id, condition.statement) for condition in self.review.conditions]

    def _add_names(self, name: str, label: str, choices: list[tuple[str, str]]) -> None:
        if choices:
            self.fields[name] = forms.MultipleChoiceField(
                label=label, choices=choices, required=False, widget=Checkboxes()
            )

    def _add_areas(self) -> None:
        options = [("", "None: left out, or looked at first"), *((o.id, o.title) for o in self.review.options)]
        for area in self.review.areas:
            start = f"area-{area.id}"
            self.fields[f"{start}-option"] = forms.ChoiceField(
                label="Option", choices=options, required=False, widget=Select()
            )
            self.fields[f"{start}-answer"] = forms.CharField(
                label="Answer", required=False, widget=TextInput(), help_text="In a few words"
            )
            self.fields[f"{start}-says"] = forms.CharField(label="In full", required=False, widget=Textarea(rows=3))
            self._add_names(f"{start}-because", "Because of these comments", self._comments())

    @property
    def _clause_keys(self) -> list[str]:
        """By its identifier where it has one, so that a clause stays itself when another goes or comes."""
        return [*(f"clause~{id}" for id in self.clauses), *(f"clause-{number}" for number in range(BLANK_CLAUSES))]

    @property
    def _review_keys(self) -> list[str]:
        return [*(f"review~{id}" for id in self.reviews), *(f"review-{number}" for number in range(BLANK_REVIEWS))]

    def _add_clauses(self) -> None:
        for key in self._clause_keys:
            self.fields[f"{key}-title"] = forms.CharField(
                label="Clause", required=False, widget=TextInput(), help_text="In a few words. Empty it to take it out"
            )
            self.fields[f"{key}-says"] = forms.CharField(label="What it says", required=False, widget=Textarea(rows=2))
            self._add_names(f"{key}-because", "Because of these comments", self._comments())

    def _add_reviews(self) -> None:
        for key in self._review_keys:
            self.fields[f"{key}-says"] = forms.CharField(
                label="What is looked at again", required=False, widget=Textarea(rows=2)
            )
            self.fields[f"{key}-on"] = CellField(_ON, TextInput(width="govuk-input--width-10"))
            self.fields[f"{key}-months"] = CellField(_MONTHS, TextInput(width="govuk-input--width-5"))

    def groups(self) -> list[Group]:
        """The form in the order a reader meets it."""
        found = [Group("", [self[name] for name in ("title", "summary", "date", "by", "status", "source")])]
        found += [
            Group(area.title, self._of(f"area-{area.id}"), "The answer for this service area")
            for area in self.review.areas
        ]
        found += [
            Group(self._clause_called(key, place), self._of(key)) for place, key in enumerate(self._clause_keys, 1)
        ]
        found += [
            Group(f"Review {place}" if place <= len(self.reviews) else "A new promise to look again", self._of(key))
            for place, key in enumerate(self._review_keys, 1)
        ]
        names = [self[name] for name in ("conditions", "moved_by") if name in self.fields]
        return [*found, Group("What it rests on and what moved it", names)] if names else found

    def _clause_called(self, key: str, place: int) -> str:
        if place > len(self.clauses):
            return "A new clause"
        held = self.clauses[key.removeprefix("clause~")]
        return f"Clause {place}: {held.title}" if held else f"Clause {place}, taken out meanwhile"

    def _of(self, key: str) -> list[BoundField]:
        return [self[f"{key}-{name}"] for name in _ASKED if f"{key}-{name}" in self.fields]

    @property
    def cells(self) -> list[Cell]:
        """What stands now, part by part; a blank clause stands for nothing yet."""
        document = self.latest.document if self.latest else None
        single = ("title", "summary", "by", "status", "source", "audience", "conditions", "moved_by")
        found = [
            Cell(name, str(self[name].label), (part_of(self[name]),), document)
            for name in single
            if name in self.fields
        ]
        held = {f"area-{area.id}": area.title for area in self.review.areas}
        held |= {
            key: self._clause_called(key, place) for place, key in enumerate(self._clause_keys[: len(self.clauses)], 1)
        }
        held |= {key: f"Review {place}" for place, key in enumerate(self._review_keys[: len(self.reviews)], 1)}
        return found + [
            Cell(key, title, tuple(part_of(field) for field in self._of(key)), document) for key, title in held.items()
        ]

    # What stands now.

    def _initial(self) -> dict[str, Any]:
        if self.latest is None:
            return {"status": "draft", "audience": "partners"}
        latest = self.latest
        start: dict[str, Any] = {
            "title": latest.title,
            "summary": latest.summary,
            "by": latest.by,
            "status": latest.status or "draft",
            "source": str(latest.document.content.get("source", "")),
            "audience": str(latest.document.audience),
            "conditions": list(latest.conditions),
        }
        for area in latest.areas:
            said = {"option": area.option, "answer": area.answer, "says": area.says, "because": list(area.because)}
            start |= {f"area-{area.service_area}-{key}": value for key, value in said.items()}
        for clause in latest.clauses:
            said = {"title": clause.title, "says": clause.says, "because": list(clause.because)}
            start |= {f"clause~{clause.id}-{key}": value for key, value in said.items()}
        for item in latest.reviews:
            on = date_in_words(item.on) if item.on else ""
            months = "" if item.after_months is None else str(item.after_months)
            start |= {f"review~{item.id}-{key}": v for key, v in (("says", item.says), ("on", on), ("months", months))}
        return start

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        for key in self._clause_keys:
            if given.get(f"{key}-says") and not given.get(f"{key}-title"):
                self.add_error(f"{key}-title", "Give the clause a title of a few words")
        return given

    # What it becomes.

    @property
    def chosen_audience(self) -> Audience:
        return Audience.from_text(self.cleaned_data["audience"])

    def text(self) -> str:
        """The document as TOML, with what people wrote beside it kept."""
        given = self.cleaned_data
        document = tomlkit.parse(self.latest.document.text) if self.latest else tomlkit.document()
        document.pop("document", None)
        for name in ("title", "date", "by", "status", "source", "summary"):
            _set(document, name, given.get(name))
        for name in ("conditions", "moved_by"):
            _set(document, name, list(given.get(name) or ()))
        _set_tables(document, "areas", [*self._areas(), *self._other_areas()])
        clauses = self._clauses()
        _set_tables(document, "clauses", clauses)
        _set_tables(document, "reviews", self._reviews())
        _set_tables(document, "removed", self._removed({str(clause["id"]) for clause in clauses}))
        return tomlkit.dumps(document)

    def _areas(self) -> list[dict[str, Any]]:
        found = [
            {"service_area": area.id, **self._said(f"area-{area.id}-", "option", "answer", "says")}
            for area in self.review.areas
        ]
        return [item for item in found if any(item.get(key) for key in ("option", "answer", "says"))]

    def _other_areas(self) -> list[dict[str, Any]]:
        """Answers for areas the case does not name: kept, so that a form never loses what it does not show."""
        known = {area.id for area in self.review.areas}
        kept = self.latest.document.content.get("areas", []) if self.latest else []
        return [dict(item) for item in kept if isinstance(item, Mapping) and item.get("service_area") not in known]

    def _clauses(self) -> list[dict[str, Any]]:
        used = set(self.clauses)
        found: list[dict[str, Any]] = []
        for key in self._clause_keys:
            said = self._said(f"{key}-", "title", "says")
            is_new = key.startswith("clause-")
            if not said["title"] or (is_new and any(one == {"id": one["id"], **said} for one in found)):
                continue  # empty, or sent a second time
            id = identifier_from(said["title"], taken=used, otherwise="clause") if is_new else key[len("clause~") :]
            used.add(id)
            found.append({"id": id, **said})
        return found

    def _reviews(self) -> list[dict[str, Any]]:
        used = set(self.reviews)
        found: list[dict[str, Any]] = []
        for key in self._review_keys:
            says = self.cleaned_data.get(f"{key}-says", "").strip()
            is_new = key.startswith("review-")
            if not says or (is_new and any(one["says"] == says for one in found)):
                continue
            id = identifier_from(says, taken=used, otherwise="review") if is_new else key[len("review~") :]
            held = None if is_new else self.reviews[id]
            used.add(id)
            on, months = self.cleaned_data.get(f"{key}-on"), self.cleaned_data.get(f"{key}-months")
            when = {"on": on} if on else ({"after_months": months} if months is not None else {})
            kept = {"question": held.question} if held and held.question else {}
            because = {"because": list(held.because)} if held and held.because else {}
            found.append({"id": id, "says": says, **kept, **when, **because})
        return found

    def _removed(self, left: Iterable[str]) -> list[dict[str, Any]]:
        """Clauses emptied in the form, with the comments that the form names for it."""
        kept = set(left)
        return [
            {"part": "clause", "id": id, "because": list(self.cleaned_data.get(f"clause~{id}-because") or ())}
            for id, held in self.clauses.items()
            if held is not None and id not in kept
        ]

    def _said(self, start: str, *names: str) -> dict[str, Any]:
        said: dict[str, Any] = {name: str(self.cleaned_data.get(f"{start}{name}") or "").strip() for name in names}
        because = list(self.cleaned_data.get(f"{start}because") or ())
        return {**said, **({"because": because} if because else {})}


def _ids(sent: Iterable[str], start: str, end: str) -> list[str]:
    return [name[len(start) : -len(end)] for name in sent if name.startswith(start) and name.endswith(end)]


def _set(document: Any, name: str, value: Any) -> None:
    """Change, add or take out one setting; one that already says so is left as its author wrote it."""
    if value in (None, "", []):
        document.pop(name, None)
    elif name not in document or document[name] != value:
        document[name] = value


def _set_tables(document: Any, name: str, items: Sequence[Mapping[str, Any]]) -> None:
    document.pop(name, None)
    if not items:
        return
    tables = tomlkit.aot()
    for item in items:
        table = tomlkit.table()
        for key, value in item.items():
            table.add(key, value)
        tables.append(table)
    document.add(name, tables)
