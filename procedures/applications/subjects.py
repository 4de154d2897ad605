"""An application as the rooms below know it: by kind and identifier, never by key."""

from payments.hooks import Subject
from procedures.applications.models import Application

SUBJECT = "application"


def subject_of(application: Application) -> Subject:
    """What the claims of an application's fees hang on."""
    return Subject(SUBJECT, application.pk)
