from django.db import models

from concordat.data.records.models.organisation import Organisation


class LetterSent(models.Model):
    """That an organisation wrote to an address, to count letters of a day. The address is kept as a keyed hash only."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "address", "at"], name="letters_to_an_address")]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.at}"
