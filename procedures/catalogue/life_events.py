"""Life events (できごと) in the order in which pages show them. Codes: procedures.definitions.sections.LifeEvent."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class LifeEvent:
    code: str
    label: Promise


LIFE_EVENTS: tuple[LifeEvent, ...] = (
    LifeEvent("moving", _("引越し")),
    LifeEvent("pregnancy", _("妊娠・出産")),
    LifeEvent("childcare", _("子育て")),
    LifeEvent("employment", _("就職・退職")),
    LifeEvent("marriage", _("結婚・離婚")),
    LifeEvent("health", _("医療・健康")),
    LifeEvent("care", _("介護")),
    LifeEvent("pension", _("年金")),
    LifeEvent("bereavement", _("おくやみ")),
    LifeEvent("tax", _("税金")),
    LifeEvent("housing", _("住まい")),
    LifeEvent("car", _("自動車")),
    LifeEvent("disaster", _("災害にあった")),
    LifeEvent("daily_life", _("くらし")),
    LifeEvent("business", _("事業者の方")),
)

_LABELS = {event.code: event.label for event in LIFE_EVENTS}


def life_event_label(code: str) -> str:
    """The label of a code; empty for an unknown one."""
    return str(_LABELS.get(code, ""))
