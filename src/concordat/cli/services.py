"""``concordat services``: the national list of local government services."""

from concordat.cli.reference_lists import app_for

app = app_for(
    "services",
    "The national list of council services",
    "the Local Government Association's export of the Local Government Services List (LGSL)",
    "concordat services import esd_services.csv --into my-case",
)
