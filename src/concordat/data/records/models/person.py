"""People who sign in. Names and e-mail addresses are here and nowhere else, so that a person can be erased."""

import secrets
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from concordat.data.records.models.organisation import Organisation


def new_person_code() -> str:
    """The identifier that facts and audit entries carry: it says nothing about the person."""
    return f"p-{secrets.token_hex(5)}"


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "Person":
        person = self.model(email=self.normalize_email(email), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    code = models.CharField(max_length=40, unique=True, default=new_person_code)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    made_up = models.BooleanField(default=False, help_text="A person of the demonstration")
    joined_at = models.DateTimeField(auto_now_add=True)
    home = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        help_text="The organisation whose administrator answers for the account",
    )
    administrator = models.BooleanField(default=False, help_text="Administers the accounts of their home organisation")
    turn = models.PositiveIntegerField(default=1, help_text="Counts resets: a link from before the last one is void")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = PersonManager()

    def __str__(self) -> str:
        return self.name
