from procedures.applications.events import event_text
from procedures.applications.models import Application, ApplicationEvent
from procedures.portal.desk import Desk
from procedures.workflow.transitions import Verb


def request_text(desk: Desk) -> str:
    """What the clerk asked to be mended, where the draft mends an application. One SQL statement there, else none."""
    application = desk.draft.corrects
    event = None if application is None else last_request(application)
    return "" if event is None else event_text(event)


def last_request(application: Application) -> ApplicationEvent | None:
    """The newest request for correction, with its application at hand to open its words. One SQL statement."""
    event = application.events.filter(verb=Verb.REQUEST_CORRECTION).order_by("-sequence").first()
    if event is not None:
        event.application = application
    return event
