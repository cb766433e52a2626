from django.db import models

from concordat.data.records.models.organisation import Organisation
from concordat.data.records.models.partnership import Partnership


class RoleOffer(models.Model):
    """A duty offered by letter, while it waits. Taken up or withdrawn it is deleted: no address is kept without need.

    The link in the letter is signed and not kept: it names this row and its `turn`, which counts the letters sent. The
    row belongs to who offers, `by_organisation`; the duty is for `organisation`.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="role_offers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="role_offers")
    by_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="role_offers_made")
    email = models.EmailField()
    duty = models.CharField(max_length=40)
    offered_by = models.CharField(max_length=40)  # a person's code
    turn = models.PositiveIntegerField(default=1)
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "by_organisation", "organisation", "email", "duty"], name="one_offer_of_a_duty"
            )
        ]

    def __str__(self) -> str:
        return f"{self.by_organisation_id}: {self.pk}"
