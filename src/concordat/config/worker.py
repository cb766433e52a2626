"""Runs the jobs that pages ask for: ``python -m concordat.config.worker``. One process; a crash loses no job."""

import os


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concordat.config.settings")
    import django

    django.setup()
    from concordat.application.jobs import work
    from concordat.config.logs import nothing_by_another_way

    nothing_by_another_way()
    work()


if __name__ == "__main__":
    main()
