"""What a tutorial tells people to type works, and says what the tutorial says it says."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TUTORIALS = sorted((ROOT / "docs" / "tutorials").glob("*.md"))


def commands(text: str) -> list[str]:
    """The lines of its shell blocks that run the program."""
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.startswith(".venv/bin/concordat ")]


@pytest.mark.parametrize("tutorial", TUTORIALS, ids=lambda tutorial: tutorial.stem)
def test_every_command_of_the_tutorial_works(tutorial: Path, tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    found = commands(tutorial.read_text(encoding="utf-8"))
    assert found
    said = ""
    for line in found:
        words = shlex.split(line)[1:]
        done = subprocess.run(
            [sys.executable, "-m", "concordat", *words], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (line, done.stdout[-500:], done.stderr[-500:])
        said += " ".join(done.stdout.split())
    for quoted in re.findall(r"[Ii]t ends with “([^”]+)”|answers “([^”]+)”", tutorial.read_text(encoding="utf-8")):
        assert "".join(quoted) in said
