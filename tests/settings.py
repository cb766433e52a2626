"""The product's own settings in the mode for tests; everything it keeps goes into a folder that is thrown away."""

import os
import tempfile

os.environ["CONCORDAT_MODE"] = "test"
os.environ.setdefault("CONCORDAT_FOLDER", tempfile.mkdtemp(prefix="concordat-tests-"))

from concordat.config.settings import *  # noqa: F403
