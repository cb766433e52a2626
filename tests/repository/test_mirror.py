"""Tests lie where the code lies: a test module names a module of the source, or one that stands for several."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE, TESTS = ROOT / "src" / "concordat", ROOT / "tests"
MIRRORED = ("domain", "data/files", "data/events", "presentation", "application", "config")


def test_every_folder_of_tests_mirrors_a_folder_of_the_source() -> None:
    for part in MIRRORED:
        for folder in (TESTS / part).rglob("*"):
            if folder.is_dir() and folder.name != "__pycache__":
                assert (SOURCE / folder.relative_to(TESTS)).is_dir(), folder


def test_every_package_of_the_domain_is_tested() -> None:
    for package in (SOURCE / "domain").iterdir():
        if (package / "__init__.py").exists():
            assert list((TESTS / "domain" / package.name).glob("test_*.py")), package.name
