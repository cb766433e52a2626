"""The product's own settings in the mode for tests; everything it keeps goes into a folder that is thrown away."""

import os
import tempfile
from pathlib import Path

os.environ["CONCORDAT_MODE"] = "test"
folder = Path(os.environ.setdefault("CONCORDAT_FOLDER", tempfile.mkdtemp(prefix="concordat-tests-")))
# Workers beside each other have a database each, and so a folder each; what a worker starts goes on in its own.
worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if worker and folder.name != worker:
    (folder / worker).mkdir(exist_ok=True)
    os.environ["CONCORDAT_FOLDER"] = str(folder / worker)

from concordat.config.settings import *  # noqa: E402, F403
