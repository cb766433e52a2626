"""Where the evidence of a case is: its own folder, or, for an example, made up once and kept beside other such stores."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from concordat.data.events.deliveries import StoreMisuse
from concordat.data.events.made_up import KIND, Recipe, fill, recipe_of
from concordat.data.events.store import EvidenceStore
from concordat.domain.kernel.case import Case
from concordat.domain.kernel.hashing import content_hash

# Raised when the generator changes, so that stores made by an earlier one are not taken for the same.
GENERATOR = 1


def evidence_of(
    case: Case,
    *,
    path: Path | None = None,
    evidence: Path | None = None,
    keep_in: Path | None = None,
    told: Callable[[str], None] = lambda month: None,
) -> EvidenceStore:
    """The store given, or ``evidence`` in the case's folder, or the one its recipe makes up (once; then it is there).

    While it is made up, ``told`` hears each month in words; what it raises stops the making, and nothing stays of it.
    """
    if evidence is not None:
        return EvidenceStore(evidence)
    if path is not None and (path / "evidence" / "deliveries").is_dir():
        return EvidenceStore(path / "evidence")
    recipe = case.document(KIND)
    if recipe is None:
        raise StoreMisuse(f"{case.title} has no evidence. Give it with --evidence, or deliver records first.")
    place = keep_in or kept_here()
    folder = place / content_hash({"recipe": recipe.content, "generator": GENERATOR})[:16]
    if not (folder / "deliveries").is_dir():
        _make_up(folder, recipe_of(recipe.content), told)
    return EvidenceStore(folder)


def kept_here() -> Path:
    """``CONCORDAT_HOME/made-up``, or the user's cache folder."""
    home = os.environ.get("CONCORDAT_HOME")
    if home:
        return Path(home) / "made-up"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "concordat" / "made-up"


def _make_up(folder: Path, recipe: Recipe, told: Callable[[str], None]) -> None:
    """Filled beside its place and then renamed: a store that is there is whole, whoever else makes the same meanwhile."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as beside:
        store = EvidenceStore(Path(beside) / "store", create=True)
        fill(store, recipe, told=told)
        if not folder.exists():
            store.folder.rename(folder)
