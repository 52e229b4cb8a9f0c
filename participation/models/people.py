"""People: accounts, the roles they hold for an area, and where they live."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Accounts are known by e-mail."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person without rights beyond their own."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """An operator: may do everything in the staff area, holds no role."""
        return self.create_user(email, password, is_superuser=True, is_staff=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """An account. The only place with an e-mail address; other packages hold nothing but its key."""

    email = models.EmailField(_("e-mail"), unique=True)
    display_name = models.CharField(_("public name"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=8, default="de")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.display_name or self.email

    def get_full_name(self) -> str:
        return self.display_name or self.email

    def get_short_name(self) -> str:
        return self.display_name or self.email


class Role(models.Model):
    """What a member of staff may do, and where: a role held for an area covers everything below it."""

    class Name(models.TextChoices):
        MODERATOR = "moderator", _("Moderator")
        ASSESSOR = "assessor", _("Assessor")
        FINANCE = "finance", _("Finance officer")
        OFFICE = "office", _("District office")
        RETURNING_OFFICER = "returning_officer", _("Returning officer")
        CLERK = "clerk", _("Clerk")
        EDITOR = "editor", _("Editor")

    user = models.ForeignKey(User, models.CASCADE, related_name="roles")
    area = models.ForeignKey("participation.Area", models.PROTECT, related_name="roles")
    name = models.CharField(_("role"), max_length=20, choices=Name.choices)
    granted_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")  # NULL: by an operator
    granted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [models.UniqueConstraint(name="role_once", fields=["user", "area", "name"])]

    def __str__(self) -> str:
        return f"{self.get_name_display()} · {self.area}"


class Residency(models.Model):
    """Where a person lives and since when they are old enough, as far as it was said or proven."""

    class Proof(models.TextChoices):
        DECLARED = "declared", _("Own statement")
        DESK = "desk", _("Checked at a desk")

    user = models.OneToOneField(User, models.CASCADE, related_name="residency")
    area = models.ForeignKey("participation.Area", models.PROTECT, related_name="+")
    born_on = models.DateField(_("date of birth"))
    proof = models.CharField(_("proof"), max_length=10, choices=Proof.choices)
    checked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")  # NULL: own statement
    checked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("residence")
        verbose_name_plural = _("residences")

    def __str__(self) -> str:
        return f"{self.user} · {self.area}"
