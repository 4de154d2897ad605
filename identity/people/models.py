from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    CITIZEN = "citizen", _("市民")
    STAFF = "staff", _("職員")


class Role(models.TextChoices):
    CLERK = "clerk", _("担当")
    APPROVER = "approver", _("決裁者")
    SUPERVISOR = "supervisor", _("管理職")
    ADMINISTRATOR = "administrator", _("管理者")
    TREASURER = "treasurer", _("会計")


# Whoever handles applications, and so reads what citizens wrote. Administrators and treasurers do not.
HANDLING_ROLES = frozenset({Role.CLERK.value, Role.APPROVER.value, Role.SUPERVISOR.value})


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, *, email: str | None = None, password: str | None = None, kind: str = Kind.CITIZEN, name: str = ""
    ) -> "User":
        """Without `email`: a citizen who signs in with the card. Without `password`: no password fits."""
        user = self.model(email=(email or "").strip().lower() or None, kind=kind, name=name)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """An account. Citizens' names are not kept here; a staff member's name is shown to colleagues."""

    # None: a citizen who signs in with the card and gave no address. Two such people are not the same.
    email = models.EmailField(_("メールアドレス"), unique=True, null=True, blank=True)
    kind = models.CharField(_("種別"), max_length=10, choices=Kind.choices, default=Kind.CITIZEN)
    name = models.CharField(_("職員名"), max_length=60, blank=True)
    is_active = models.BooleanField(_("有効"), default=True)
    date_joined = models.DateTimeField(_("登録日時"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("利用者")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="user_kind_known"),
            models.CheckConstraint(condition=Q(kind=Kind.CITIZEN) | ~Q(name=""), name="staff_has_a_name"),
            models.CheckConstraint(
                condition=Q(kind=Kind.CITIZEN) | Q(email__isnull=False), name="staff_has_an_address"
            ),
            models.CheckConstraint(condition=Q(email__isnull=True) | ~Q(email=""), name="user_email_not_empty"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email or None  # allauth writes "" for an account without an address
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return f"User {self.pk}"  # never the address: it would reach logs

    @property
    def is_staff(self) -> bool:
        return self.kind == Kind.STAFF


class AccountSession(AbstractBaseSession):
    """A session, with whose it is and on which device. Written by session_store.py."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    device = models.CharField(_("端末"), max_length=60, blank=True)
    signed_in_at = models.DateTimeField(_("ログインの日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("ログイン中の端末")

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        from identity.people.session_store import SessionStore  # noqa: PLC0415  the store needs the model

        return SessionStore

    @property
    def public_id(self) -> str:
        """Names the session on its owner's page: whoever knows the key itself is signed in."""
        return salted_hmac("identity.people.session", self.session_key, algorithm="sha256").hexdigest()[:24]


class SignIn(models.Model):
    """One sign-in, shown to the person. Kept for a year."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(_("日時"), default=timezone.now)
    methods = models.CharField(_("方法"), max_length=80)
    device = models.CharField(_("端末"), max_length=60)

    class Meta:
        verbose_name = _("ログインの記録")
        indexes = [models.Index(fields=["user", "-at"], name="sign_in_user")]


class StaffRoleQuerySet(models.QuerySet["StaffRole"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)


class StaffRole(models.Model):
    """A right of one staff member in one department, for a period (temporary helpers have an end date).

    With `covers` the right is lent: its holder stands in for a colleague on leave, always until a given day.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    # A department's code in the catalogue, which stands above this room: opaque here.
    department = models.SlugField(_("課の符号"), max_length=40)
    role = models.CharField(_("役割"), max_length=20, choices=Role.choices)
    valid_from = models.DateField(_("開始日"))
    valid_until = models.DateField(_("終了日"), null=True, blank=True)
    covers = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = StaffRoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("職員の役割")
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="staff_role_known"),
            models.UniqueConstraint(
                fields=["user", "department", "role", "valid_from", "covers"],
                name="staff_role_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
                name="staff_role_period",
            ),
            models.CheckConstraint(
                condition=Q(covers__isnull=True) | Q(valid_until__isnull=False) & ~Q(covers=models.F("user")),
                name="staff_cover_ends_and_is_another",
            ),
        ]


class RightAction(models.TextChoices):
    REGISTERED = "registered", _("職員を登録")
    GRANTED = "granted", _("役割を付与")
    ENDED = "ended", _("役割を終了")
    COVERED = "covered", _("代行を登録")
    SUSPENDED = "suspended", _("利用を停止")
    RESUMED = "resumed", _("利用を再開")
    FACTOR_RESET = "factor_reset", _("二段階認証を解除")
    INVITED = "invited", _("初回の案内を送付")
    LEFT = "left", _("退職・異動")


class RightChange(models.Model):
    """Who changed which staff member's rights, when and why. Append-only: PostgreSQL refuses change and deletion."""

    at = models.DateTimeField(_("日時"), default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(_("変更"), max_length=20, choices=RightAction.choices)
    department = models.SlugField(_("課の符号"), max_length=40, blank=True)
    role = models.CharField(_("役割"), max_length=20, choices=Role.choices, blank=True)
    valid_from = models.DateField(_("開始日"), null=True, blank=True)
    valid_until = models.DateField(_("終了日"), null=True, blank=True)
    covers = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("理由"), max_length=200)

    class Meta:
        verbose_name = _("職員の権限の変更")
        constraints = [
            models.CheckConstraint(condition=Q(action__in=RightAction.values), name="right_change_action_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="right_change_has_a_reason"),
            models.CheckConstraint(condition=~Q(by=models.F("person")), name="right_change_by_another"),
        ]
        indexes = [
            models.Index(fields=["-at", "-id"], name="right_change_newest"),
            models.Index(fields=["person", "-at"], name="right_change_person"),
        ]
