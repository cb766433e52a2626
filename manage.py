"""Operate an installed web service: migrations, people, audit. For everyday work use `concordat`."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concordat.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
