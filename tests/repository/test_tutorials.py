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


def exit_code(line: str) -> int:
    """0, unless the line's comment tells people to expect another one."""
    told = re.search(r"# exit code (\d)", line)
    return int(told[1]) if told else 0


@pytest.mark.journey
@pytest.mark.parametrize("tutorial", TUTORIALS, ids=lambda tutorial: tutorial.stem)
def test_every_command_of_the_tutorial_works(tutorial: Path, tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    text = tutorial.read_text(encoding="utf-8")
    found = commands(text)
    assert found
    said = ""
    for line in found:
        words = shlex.split(line, comments=True)[1:]
        done = subprocess.run(
            [sys.executable, "-m", "concordat", *words], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == exit_code(line), (line, done.stdout[-500:], done.stderr[-500:])
        said += " ".join(re.sub(r"[│┃]", " ", done.stdout).split()) + " "
    quotations = re.findall(r"[Ii]t ends with “([^”]+)”|answers “([^”]+)”", text)
    assert quotations
    for quoted in quotations:
        assert "".join(quoted) in said
