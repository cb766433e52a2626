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
from concordat.domain.options.recommendation import Recommendation
from concordat.presentation.words import date_in_words
from concordat.web.forms.several_options_form import identifier_from
from concordat.web.forms.table_form import AUDIENCES, CellField
from concordat.web.forms.widgets import Checkboxes, Radios, Select, Textarea, TextInput

NAME = "recommendation"  # of the first one in a case
BLANK_CLAUSES, BLANK_REVIEWS = 3, 1
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
    parent = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, review: Review, latest: Recommendation | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.review, self.latest = review, latest
        self.clauses = [(clause.id, clause) for clause in latest.clauses] if latest else []
        self.reviews = [(item.id, item) for item in latest.reviews] if latest else []
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

    def _add_clauses(self) -> None:
        for number in range(len(self.clauses) + BLANK_CLAUSES):
            self.fields[f"clause-{number}-title"] = forms.CharField(
                label="Clause", required=False, widget=TextInput(), help_text="In a few words. Empty it to take it out"
            )
            self.fields[f"clause-{number}-says"] = forms.CharField(
                label="What it says", required=False, widget=Textarea(rows=2)
            )
            self._add_names(f"clause-{number}-because", "Because of these comments", self._comments())

    def _add_reviews(self) -> None:
        for number in range(len(self.reviews) + BLANK_REVIEWS):
            self.fields[f"review-{number}-says"] = forms.CharField(
                label="What is looked at again", required=False, widget=Textarea(rows=2)
            )
            self.fields[f"review-{number}-on"] = CellField(_ON, TextInput(width="govuk-input--width-10"))
            self.fields[f"review-{number}-months"] = CellField(_MONTHS, TextInput(width="govuk-input--width-5"))

    def groups(self) -> list[Group]:
        """The form in the order a reader meets it."""
        found = [Group("", [self[name] for name in ("title", "summary", "date", "by", "status", "source")])]
        found += [
            Group(area.title, self._starting(f"area-{area.id}-"), "The answer for this service area")
            for area in self.review.areas
        ]
        found += [
            Group(
                f"Clause {number + 1}: {self.clauses[number][1].title}"
                if number < len(self.clauses)
                else "A new clause",
                self._starting(f"clause-{number}-"),
            )
            for number in range(len(self.clauses) + BLANK_CLAUSES)
        ]
        found += [
            Group(
                f"Review {number + 1}" if number < len(self.reviews) else "A new promise to look again",
                self._starting(f"review-{number}-"),
            )
            for number in range(len(self.reviews) + BLANK_REVIEWS)
        ]
        names = [self[name] for name in ("conditions", "moved_by") if name in self.fields]
        return [*found, Group("What it rests on and what moved it", names)] if names else found

    def _starting(self, start: str) -> list[BoundField]:
        return [self[name] for name in self.fields if name.startswith(start)]

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
            "parent": latest.document.hash,
            "conditions": list(latest.conditions),
        }
        for area in latest.areas:
            said = {"option": area.option, "answer": area.answer, "says": area.says, "because": list(area.because)}
            start |= {f"area-{area.service_area}-{key}": value for key, value in said.items()}
        for number, (_, clause) in enumerate(self.clauses):
            said = {"title": clause.title, "says": clause.says, "because": list(clause.because)}
            start |= {f"clause-{number}-{key}": value for key, value in said.items()}
        for number, (_, item) in enumerate(self.reviews):
            on = date_in_words(item.on) if item.on else ""
            months = "" if item.after_months is None else str(item.after_months)
            start |= {f"review-{number}-{key}": v for key, v in (("says", item.says), ("on", on), ("months", months))}
        return start

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        for number in range(len(self.clauses) + BLANK_CLAUSES):
            if given.get(f"clause-{number}-says") and not given.get(f"clause-{number}-title"):
                self.add_error(f"clause-{number}-title", "Give the clause a title of a few words")
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
        used = {id for id, _ in self.clauses}
        found = []
        for number in range(len(self.clauses) + BLANK_CLAUSES):
            said = self._said(f"clause-{number}-", "title", "says")
            if not said["title"]:
                continue
            id = self.clauses[number][0] if number < len(self.clauses) else ""
            id = id or identifier_from(said["title"], taken=used, otherwise="clause")
            used.add(id)
            found.append({"id": id, **said})
        return found

    def _reviews(self) -> list[dict[str, Any]]:
        used = {id for id, _ in self.reviews}
        found = []
        for number in range(len(self.reviews) + BLANK_REVIEWS):
            says = self.cleaned_data.get(f"review-{number}-says", "").strip()
            if not says:
                continue
            held = self.reviews[number][1] if number < len(self.reviews) else None
            id = held.id if held else identifier_from(says, taken=used, otherwise="review")
            used.add(id)
            on, months = self.cleaned_data.get(f"review-{number}-on"), self.cleaned_data.get(f"review-{number}-months")
            when = {"on": on} if on else ({"after_months": months} if months is not None else {})
            kept = {"question": held.question} if held and held.question else {}
            because = {"because": list(held.because)} if held and held.because else {}
            found.append({"id": id, "says": says, **kept, **when, **because})
        return found

    def _removed(self, left: Iterable[str]) -> list[dict[str, Any]]:
        """Clauses emptied in the form, with the comments that the form names for it."""
        kept = set(left)
        return [
            {"part": "clause", "id": id, "because": list(self.cleaned_data.get(f"clause-{number}-because") or ())}
            for number, (id, _) in enumerate(self.clauses)
            if id not in kept
        ]

    def _said(self, start: str, *names: str) -> dict[str, Any]:
        said: dict[str, Any] = {name: str(self.cleaned_data.get(f"{start}{name}") or "").strip() for name in names}
        because = list(self.cleaned_data.get(f"{start}because") or ())
        return {**said, **({"because": because} if because else {})}


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
