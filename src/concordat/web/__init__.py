"""HTML pages in GOV.UK style. Pages translate: they call one query or action, and show what it gives."""
