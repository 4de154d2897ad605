from procedures.applications.events import event_text
from procedures.applications.models import ApplicationEvent
from procedures.portal.desk import Desk
from procedures.workflow.transitions import Verb


def request_text(desk: Desk) -> str:
    """What the clerk asked to be mended, where the draft mends an application. One SQL statement there, else none."""
    application = desk.draft.corrects
    if application is None:
        return ""
    event = (
        ApplicationEvent.objects.filter(application=application, verb=Verb.REQUEST_CORRECTION)
        .order_by("-sequence")
        .first()
    )
    if event is None:
        return ""
    event.application = application
    return event_text(event)
