"""Who is signed in where, who failed to, and which outside identity belongs to whom."""

from django.db import models

from concordat.data.records.models.person import Person


class SignInSession(models.Model):
    """One browser in which a person is signed in. `code` is also inside the browser's session; the cookie is not kept."""

    code = models.CharField(max_length=40, unique=True)
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, to_field="code", db_column="person", related_name="sign_in_sessions"
    )
    device = models.CharField(max_length=80)  # "Firefox on Windows": never the whole description a browser gives
    address = models.CharField(max_length=45, blank=True)
    second_step = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "ended_at"])]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.device}"


class FailedSignIn(models.Model):
    """A try that failed. The address typed is kept as a keyed hash only: it may be nobody's, or a password."""

    account = models.CharField(max_length=64)
    address = models.CharField(max_length=45, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["account", "at"]), models.Index(fields=["address", "at"])]

    def __str__(self) -> str:
        return f"{self.at}"


class OutsideIdentity(models.Model):
    """A person as an identity provider knows them, from their first sign-in through it."""

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, to_field="code", db_column="person", related_name="outside_identities"
    )
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="an_outside_identity_once"),
            models.UniqueConstraint(fields=["issuer", "person"], name="one_identity_of_a_provider"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.issuer}"
