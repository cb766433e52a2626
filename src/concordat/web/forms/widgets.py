"""Django's widgets with the classes GOV.UK Frontend styles."""

from typing import Any

from django import forms

LONGEST_ADDRESS = 254  # characters of an e-mail address that the records keep


def _classes(attrs: dict[str, Any] | None, name: str) -> dict[str, Any]:
    return {**(attrs or {}), "class": name}


class TextInput(forms.TextInput):
    def __init__(self, attrs: dict[str, Any] | None = None, *, width: str = "") -> None:
        super().__init__(_classes(attrs, f"govuk-input {width}".strip()))


class EmailInput(forms.EmailInput):
    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            _classes(
                {"autocomplete": "username", "spellcheck": "false", **(attrs or {})},
                "govuk-input govuk-input--width-20",
            )
        )


class PasswordInput(forms.PasswordInput):
    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            _classes({"autocomplete": "current-password", **(attrs or {})}, "govuk-input govuk-input--width-20")
        )


class Suggested(TextInput):
    """A field that offers what there is, and takes something else too."""

    template_name = "forms/suggested.html"

    def __init__(self, choices: list[tuple[str, str]]) -> None:
        super().__init__()
        self.choices = choices

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        offered = f"{context['widget']['attrs'].get('id', name)}-offered"
        if self.choices:
            context["widget"]["attrs"]["list"] = offered
        return {**context, "choices": self.choices, "offered": offered}


class Textarea(forms.Textarea):
    def __init__(self, attrs: dict[str, Any] | None = None, *, rows: int = 4, name: str = "") -> None:
        super().__init__(_classes({"rows": rows, **(attrs or {})}, f"govuk-textarea {name}".strip()))


class Select(forms.Select):
    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__(_classes(attrs, "govuk-select"), choices)


class FileInput(forms.FileInput):
    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(_classes(attrs, "govuk-file-upload"))


class Radios(forms.RadioSelect):
    template_name = "forms/radios.html"


class Checkbox(forms.CheckboxInput):
    template_name = "forms/checkbox.html"


class Checkboxes(forms.CheckboxSelectMultiple):
    template_name = "forms/checkboxes.html"
