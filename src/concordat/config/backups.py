"""One file that holds the database and the kept files, and its return. A backup that was never restored is a hope.

The file is a tar archive: ``manifest.json`` (version, migrations, a hash for every part), the database (SQLite's own copy
or PostgreSQL's custom format), and the files folder. Restoring checks every hash before it touches anything.
"""

import contextlib
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage, storages
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from concordat.config.environment import NotPossible
from concordat.domain.kernel.provenance import engine_version

MANIFEST = "manifest.json"


def make_backup(file: Path) -> dict[str, Any]:
    """Write the backup. It is complete or it is not there: the file gets its name at the very end."""
    if file.exists():
        raise NotPossible(f"{file} is there already. Choose another name: a backup is never written over.")
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_name(file.name + ".half-written")
    with tempfile.TemporaryDirectory(dir=file.parent) as folder, contextlib.ExitStack() as cleaning:
        cleaning.callback(half.unlink, missing_ok=True)
        database = Path(folder) / _database_name()
        _dump(database)
        parts = [(f"database/{database.name}", database), *_kept_files()]
        manifest = {
            "made_by": f"concordat {engine_version()}",
            "made_at": timezone.now().isoformat(),
            "database": connection.vendor,
            "migrations": _migrations(),
            "parts": {name: _hash(path) for name, path in parts},
        }
        with tarfile.open(half, "w:gz") as archive:
            _add_text(archive, MANIFEST, json.dumps(manifest, indent=2))
            for name, path in parts:
                archive.add(path, arcname=name, recursive=False)
        half.replace(file)
    return {"file": str(file), "parts": len(parts), "size": file.stat().st_size}


def restore_backup(file: Path) -> dict[str, Any]:
    """Put a backup back into an empty service. A service that holds anything is left as it is."""
    if not file.is_file():
        raise NotPossible(f"There is no file {file}.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        manifest = _unpacked(file, folder)
        if manifest["database"] != connection.vendor:
            raise NotPossible(
                f"This backup is of a {manifest['database']} database and the service uses {connection.vendor}. "
                "Set CONCORDAT_DATABASE_URL to one of the same kind."
            )
        if _holds_something():
            raise NotPossible(
                "This service already holds records, and a restore would mix two. Name an empty database with "
                "CONCORDAT_DATABASE_URL and an empty folder with CONCORDAT_FOLDER, then restore there."
            )
        _load(next((folder / "database").iterdir()))
        for kept in sorted((folder / "files").rglob("*")) if (folder / "files").is_dir() else []:
            if kept.is_file():
                target = _files_folder() / kept.relative_to(folder / "files")
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(kept, target)
    return {"restored": str(file), "made_at": manifest["made_at"], "parts": len(manifest["parts"])}


def _unpacked(file: Path, folder: Path) -> dict[str, Any]:
    try:
        with tarfile.open(file, "r:gz") as archive:
            archive.extractall(folder, filter="data")
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    except (tarfile.TarError, OSError, ValueError, KeyError, EOFError) as problem:
        raise NotPossible(f"{file.name} is not a whole backup of Concordat. Take another copy of it.") from problem
    for name, digest in manifest["parts"].items():
        part = folder / name
        if not part.is_file() or _hash(part) != digest:
            raise NotPossible(
                f"{name} in the backup is damaged or missing, so nothing was restored. Use another backup."
            )
    return manifest


def _holds_something() -> bool:
    if "records_partnership" not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM records_partnership) + (SELECT count(*) FROM records_person)")
        return bool(cursor.fetchone()[0])


def _dump(target: Path) -> None:
    if connection.vendor == "sqlite":
        with contextlib.closing(sqlite3.connect(str(_database()["NAME"]))) as source:
            source.execute("VACUUM INTO ?", (str(target),))
        return
    _postgres(
        "pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--enable-row-security", f"--file={target}"
    )


def _load(dump: Path) -> None:
    connection.close()
    if connection.vendor == "sqlite":
        target = Path(str(_database()["NAME"]))
        target.parent.mkdir(parents=True, exist_ok=True)
        for ending in ("-wal", "-shm"):
            target.with_name(target.name + ending).unlink(missing_ok=True)
        shutil.copyfile(dump, target)
        return
    _postgres(
        "pg_restore",
        "--no-owner",
        "--no-privileges",
        "--clean",
        "--if-exists",
        "--single-transaction",
        f"--dbname={_database()['NAME']}",
        str(dump),
    )


def _postgres(program: str, *arguments: str) -> None:
    found = shutil.which(program) or next(
        iter(sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)), None
    )
    if found is None:
        raise NotPossible(
            f"{program} is not on this machine. Install PostgreSQL's client programs (on Debian: apt-get install postgresql-client)."
        )
    database = _database()
    environment = os.environ | {
        "PGHOST": str(database["HOST"]), "PGPORT": str(database["PORT"] or 5432), "PGUSER": str(database["USER"]),
        "PGPASSWORD": str(database["PASSWORD"]), "PGDATABASE": str(database["NAME"]),
        "PGOPTIONS": "-c concordat.everything=on",  # a backup is nobody's view: it holds every row
    }  # fmt: skip
    done = subprocess.run([str(found), *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["it did not say why"])[-1]
        raise NotPossible(f"{program} could not finish: {last}")


def _database() -> dict[str, Any]:
    return dict(connection.settings_dict)


def _database_name() -> str:
    return "concordat.sqlite3" if connection.vendor == "sqlite" else "concordat.dump"


def _files_folder() -> Path:
    storage = storages["default"]
    assert isinstance(storage, FileSystemStorage)
    return Path(storage.location)


def _kept_files() -> list[tuple[str, Path]]:
    """Uploads, made files and evidence: everything under the service's folder that is not the database or made again."""
    return [
        (f"files/{path.relative_to(_files_folder()).as_posix()}", path)
        for path in sorted(_files_folder().rglob("*"))
        if path.is_file()
    ]


def _migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as content:
        for block in _blocks(content):
            digest.update(block)
    return digest.hexdigest()


def _blocks(content: Any) -> Iterator[bytes]:
    while block := content.read(1 << 20):
        yield block


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    content = text.encode()
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))
