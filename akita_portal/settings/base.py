"""What all environments share, gathered from the parts by concern."""

from akita_portal.settings.parts.api import *  # noqa: F403  settings are a flat namespace by Django's design
from akita_portal.settings.parts.apps import *  # noqa: F403
from akita_portal.settings.parts.auth import *  # noqa: F403
from akita_portal.settings.parts.city import *  # noqa: F403
from akita_portal.settings.parts.database import *  # noqa: F403
from akita_portal.settings.parts.jpki import *  # noqa: F403
from akita_portal.settings.parts.language import *  # noqa: F403
from akita_portal.settings.parts.logs import *  # noqa: F403
from akita_portal.settings.parts.mail import *  # noqa: F403
from akita_portal.settings.parts.payments import *  # noqa: F403
from akita_portal.settings.parts.security import *  # noqa: F403
from akita_portal.settings.parts.sign_in import *  # noqa: F403
from akita_portal.settings.parts.static import *  # noqa: F403
from akita_portal.settings.parts.tasks import *  # noqa: F403
