"""``concordat authorities``: the reference list of authorities."""

from concordat.cli.reference_lists import app_for

app = app_for(
    "authorities",
    "The list of authorities",
    "mySociety's “UK local authority names and codes”, or any list with names and nine-character ONS codes",
    "concordat authorities import uk_local_authorities.csv --into my-case",
)
