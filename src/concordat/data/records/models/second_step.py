"""What a person shows besides the password: an authenticator app, and recovery codes for the day it is lost."""

from django.db import models

from concordat.data.records.models.person import Person


class SecondStep(models.Model):
    """The shared secret of one authenticator app. It is kept encrypted with a key made from the service's own."""

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, to_field="code", db_column="person", related_name="second_step"
    )
    secret = models.CharField(max_length=300)
    set_up_at = models.DateTimeField()
    last_slot = models.BigIntegerField(default=0)  # the 30 seconds of the last code: none is good twice

    def __str__(self) -> str:
        return f"{self.person_id}"


class RecoveryCode(models.Model):
    """Good once in place of a code from the app. Only its keyed hash is kept."""

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, to_field="code", db_column="person", related_name="recovery_codes"
    )
    hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "hash"], name="a_recovery_code_once")]

    def __str__(self) -> str:
        return f"{self.person_id}"
