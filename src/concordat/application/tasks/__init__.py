"""What jobs do: one function a kind, named in `application.jobs.KINDS`, called as ``do(actor, arguments, progress)``."""
