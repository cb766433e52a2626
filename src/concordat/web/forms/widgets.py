"""Django's widgets with the classes GOV.UK Frontend styles."""

from typing import Any

from django import forms


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
