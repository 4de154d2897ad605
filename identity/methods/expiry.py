"""What is not kept: attributes past their date, and attempts that ended or never did."""

from django.utils import timezone

from identity.methods.models import Attempt, VerifiedAttributes


def forget_what_is_over() -> tuple[int, int]:
    """Delete both. Returns how many attributes and attempts went."""
    attributes, _kinds = VerifiedAttributes.objects.filter(expires_at__lte=timezone.now()).delete()
    attempts, _kinds = Attempt.objects.over().delete()
    return attributes, attempts
