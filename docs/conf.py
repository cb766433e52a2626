"""Builds the documentation: ``make docs``."""

project = "Concordat"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "Concordat"
html_show_copyright = False
myst_heading_anchors = 3
# Links to files of the repository are for those who read it there.
suppress_warnings = ["myst.xref_missing", "misc.highlighting_failure"]
