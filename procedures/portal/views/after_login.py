from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from identity.access.visitors import visitor
from procedures.applications.drafts import adopt_drafts
from procedures.portal.addresses import login_address


@never_cache
@require_safe
def after_login(request: HttpRequest) -> HttpResponse:
    """Where signing in leads: staff to their pages; citizens, with the drafts of this browser, to where they were."""
    if not request.user.is_authenticated:
        return redirect(login_address("/applications/"))
    user = request.user
    if user.is_staff:
        return redirect("backoffice:today")
    adopt_drafts(visitor=visitor(request), user_id=user.pk)
    wanted = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return HttpResponseRedirect(wanted)
    return redirect("portal:applications")
