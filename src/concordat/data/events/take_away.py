"""An evidence store as one archive, for somebody who works out the same figures elsewhere."""

import zipfile
from pathlib import Path
from typing import IO

from concordat.data.events.store import EvidenceStore

# The same store gives the same bytes, whenever it is taken away.
_ALWAYS = (1980, 1, 1, 0, 0, 0)


def write_archive(store: EvidenceStore, to: IO[bytes], *, reader: str, under: str) -> None:
    """Every delivery with its rows, and every dismissal, below the folder `under`; unpacked it is an evidence store again, with the same hashes.

    Of rows in quarantine only those that the organisation `reader` sent itself: they stand there as they were sent, with
    whatever no rule has looked at yet.
    """
    with zipfile.ZipFile(to, "w") as archive:
        for part in ("deliveries", "records", "quarantine", "arriving"):
            archive.writestr(zipfile.ZipInfo(f"{under}/{part}/", _ALWAYS), b"")
        for file in _files(store, reader):
            member = zipfile.ZipInfo(f"{under}/{file.relative_to(store.folder).as_posix()}", _ALWAYS)
            with archive.open(member, "w", force_zip64=True) as out, file.open("rb") as rows:
                while piece := rows.read(1 << 20):
                    out.write(piece)


def _files(store: EvidenceStore, reader: str) -> list[Path]:
    """Of what the deliveries name, each file once: two deliveries may rest on the same one."""
    found = []
    for delivery in store.deliveries():
        found.append(store.folder / "deliveries" / f"{delivery.number:06d}.json")
        if delivery.hash:
            found.append(store.path_of(delivery))
        if delivery.replaces:
            found.append(store.folder / "replaced" / f"{delivery.replaces}.parquet")
        if delivery.quarantine and delivery.organisation == reader:
            found.append(store.folder / "quarantine" / f"{delivery.quarantine}.json")
    found += [store.folder / "dismissals" / f"{one.number:06d}.json" for one in store.dismissals()]
    return list(dict.fromkeys(found))
