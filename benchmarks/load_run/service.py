"""The service as a council runs it: a PostgreSQL of its own that forgets nothing, `concordat serve` in production form."""

import json
import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@dataclass
class Service:
    """Everything lives under `folder` and is gone afterwards. `workers` are web processes."""

    folder: Path
    workers: int
    port: int = field(default_factory=free_port)
    serving: subprocess.Popen[bytes] | None = None
    seconds: dict[int, tuple[str, float]] = field(default_factory=dict)  # pid → (what it is, processor seconds)

    def __post_init__(self) -> None:
        self.folder.chmod(0o755)  # PostgreSQL runs as an account of its own
        # Unlike the tests' server this one writes to the disk before it says that something is kept.
        self.postgres = os.environ | {
            "TMPDIR": str(self.folder),
            "CONCORDAT_TEST_POSTGRES_PORT": str(free_port()),
            "CONCORDAT_TEST_POSTGRES_SETTINGS": "-c fsync=on",
        }
        self.postgres.pop("CONCORDAT_TEST_DATABASE_URL", None)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        url = subprocess.run(
            ["scripts/postgres.sh", "url"], cwd=ROOT, env=self.postgres, capture_output=True, text=True, check=True
        ).stdout.strip()
        return os.environ | {
            "CONCORDAT_MODE": "production",
            "CONCORDAT_SECRET_KEY": self.key,
            "CONCORDAT_DATABASE_URL": url,
            "CONCORDAT_FOLDER": str(self.folder / "service"),
            "CONCORDAT_ALLOWED_HOSTS": "127.0.0.1",
            "CONCORDAT_HTTPS": "false",  # no encryption between the generator and the service on one machine
            "DJANGO_SETTINGS_MODULE": "concordat.config.settings",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'benchmarks'}",
        }

    @property
    def log(self) -> Path:
        """Standard error: JSON lines. What `serve` tells whoever started it stands beside it, in ``serve.out``."""
        return self.folder / "serve.log"

    def start(self) -> None:
        self.key = secrets.token_urlsafe(50)
        subprocess.run(["scripts/postgres.sh"], cwd=ROOT, env=self.postgres, check=True)
        self.run("-m", "concordat.config.operations", "migrate")

    def serve(self) -> None:
        command = [sys.executable, "-m", "concordat", "serve", "--port", str(self.port), "--workers", str(self.workers)]
        self.serving = subprocess.Popen(
            command, cwd=self.folder, env=self.environment, stdout=(self.folder / "serve.out").open("wb"),
            stderr=self.log.open("wb"),
        )  # fmt: skip
        waited = time.monotonic() + 120
        while not self._answers():
            if self.serving.poll() is not None or time.monotonic() > waited:
                raise SystemExit(f"concordat serve did not start:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.5)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/health/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def run(self, *words: str, given: Any = None) -> list[dict[str, Any]]:
        """One Python process in the service's own settings. Returns the JSON lines that it printed."""
        done = subprocess.run(
            [sys.executable, *words], cwd=self.folder, env=self.environment, text=True, capture_output=True,
            input=json.dumps(given), check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"{' '.join(words)} failed:\n{done.stderr[-2000:]}")
        return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]

    def kill_a_worker(self, chance: random.Random) -> int:
        """Without a word of warning, as a machine short of memory would. Returns which."""
        self.look_at_the_clock()
        found = [number for number, (what, _) in self.seconds.items() if what == "web" and _parent(number)]
        number = chance.choice(found)
        os.kill(number, signal.SIGKILL)
        return number

    def look_at_the_clock(self) -> dict[str, float]:
        """Processor seconds so far of web workers, job workers and PostgreSQL, those that ended included."""
        assert self.serving is not None
        for number in _below(self.serving.pid):
            self._note(number, _kind(number))
        for number in _below(self._postmaster()):
            self._note(number, "PostgreSQL")
        sums: dict[str, float] = {}
        for what, spent in self.seconds.values():
            sums[what] = sums.get(what, 0.0) + spent
        return sums

    def _note(self, number: int, what: str) -> None:
        spent = _spent(number)
        if spent is not None:
            self.seconds[number] = (what, spent)

    def _postmaster(self) -> int:
        file = next(self.folder.glob("concordat-postgres-*/data/postmaster.pid"))
        return int(file.read_text().split()[0])

    def stop(self) -> None:
        if self.serving is not None and self.serving.poll() is None:
            self.serving.terminate()
            try:
                self.serving.wait(timeout=60)
            except subprocess.TimeoutExpired:
                self.serving.kill()
        subprocess.run(["scripts/postgres.sh", "stop"], cwd=ROOT, env=self.postgres, check=False)
        shutil.rmtree(self.folder, ignore_errors=True)


def _stat(number: int) -> list[str] | None:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def _parent(number: int) -> int:
    told = _stat(number)
    return int(told[1]) if told and told[0] != "Z" else 0


def _spent(number: int) -> float | None:
    told = _stat(number)
    return (int(told[11]) + int(told[12])) / TICKS if told else None


def _below(number: int) -> list[int]:
    """The process, its children and theirs."""
    parents = {int(name.name): _parent(int(name.name)) for name in Path("/proc").iterdir() if name.name.isdigit()}
    found, new = [number], [number]
    while new:
        new = [child for child, parent in parents.items() if parent in new]
        found += new
    return found


def _kind(number: int) -> str:
    try:
        told = Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        above = Path(f"/proc/{_parent(number)}/cmdline").read_bytes().decode()
    except OSError:
        return "other"
    if "granian" in above:
        return "web" if "resource_tracker" not in told else "other"
    return "jobs" if "config.worker" in told else "other"
