"""The rights of a department's staff, when another department takes over its work."""

from datetime import date, timedelta

from django.db.models import Q

from identity.people.models import RightAction, RightChange, StaffRole


def move_roles(*, by_id: int | None, old: str, new: str, first: date, reason: str) -> int:
    """Every role in department `old` goes on in department `new` from a day (JST) on. Returns how many.

    Inside the caller's transaction. Whoever holds the same role there already keeps that one alone. Each change is
    recorded as ordered by `by_id`; of that person's own roles nothing is recorded here, since nobody changes the own
    rights: the order itself is the record.
    """
    going_on = StaffRole.objects.select_for_update().filter(Q(valid_until=None) | Q(valid_until__gte=first))
    moved = 0
    for role in going_on.filter(department=old).order_by("pk"):
        given = _given(role, new, first)
        if given is not None:
            given.save()
            moved += 1
        for action, changed in ((RightAction.ENDED, role), (RightAction.GRANTED, given)):
            if changed is not None and by_id is not None and by_id != role.user_id:
                _record(by_id, action, changed, reason)
        if role.valid_from >= first:
            role.delete()
        else:
            role.valid_until = first - timedelta(days=1)
            role.save(update_fields={"valid_until"})
    return moved


def _given(role: StaffRole, new: str, first: date) -> StaffRole | None:
    """The role in the new department, for what is left of its time; None where the person has it already."""
    begin = max(role.valid_from, first)
    same = StaffRole.objects.filter(user_id=role.user_id, department=new, role=role.role, covers_id=role.covers_id)
    if same.filter(Q(valid_until=None) | Q(valid_until__gte=begin)).exists():
        return None
    return StaffRole(
        user_id=role.user_id,
        department=new,
        role=role.role,
        valid_from=begin,
        valid_until=role.valid_until,
        covers_id=role.covers_id,
    )


def _record(by_id: int, action: RightAction, role: StaffRole, reason: str) -> None:
    RightChange.objects.create(
        by_id=by_id,
        person_id=role.user_id,
        action=action,
        department=role.department,
        role=role.role,
        valid_from=role.valid_from,
        valid_until=role.valid_until,
        covers_id=role.covers_id,
        reason=reason[:200],
    )
