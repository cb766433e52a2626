from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "concordat.web"
    label = "web"

    def ready(self) -> None:
        from concordat.web import signing_in  # noqa: F401  it listens to every sign-in
