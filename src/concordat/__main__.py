"""``python -m concordat`` is the same as ``concordat``."""

from concordat.cli.main import main

main()
