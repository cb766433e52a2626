from django.db import models

from concordat.data.records.models.organisation import Organisation


class Invitation(models.Model):
    """A letter that lets one person open an account of one organisation, once, until it runs out.

    The link in the letter is signed and not kept: it names this row and its `turn`, which counts the letters sent.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=200)
    administrator = models.BooleanField(default=False)
    invited_by = models.CharField(max_length=40)  # a person's code, or "operator"
    turn = models.PositiveIntegerField(default=1)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.pk}"
