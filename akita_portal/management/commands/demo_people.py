from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from akita_portal.demo.people import CITIZENS, PASSWORD, STAFF
from procedures.catalogue.models import Department


class Command(BaseCommand):
    help = "Print the sample people of the demo and how to pass the second factor."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The sample people belong to the demo; this is not one.")
        write = self.stdout.write
        names = dict(Department.objects.values_list("code", "name"))
        write(_("見本の利用者（パスワードはすべて %(password)s）") % {"password": PASSWORD})
        for person in CITIZENS:
            write(_("  市民  %(email)s  %(name)s") % {"email": person.email, "name": person.name})
        for person in STAFF:
            held = [f"{names.get(department, department)} {role.label}" for department, role in person.roles]
            roles = _("、").join(held[:2]) + (_(" ほか%(count)d課") % {"count": len(held) - 2} if len(held) > 2 else "")
            write(
                _("  職員  %(email)s  %(name)s（%(roles)s）")
                % {"email": person.email, "name": person.name, "roles": roles}
            )
        write(_("職員の確認コード（6けた）と届いたメールは %(url)s/demo/ で見られます。") % {"url": settings.SITE_URL})
