from django.urls import path

from procedures.designer.administration.exemption_pages import EXEMPTIONS
from procedures.designer.administration.revenue_pages import REVENUE_PAGES
from procedures.designer.administration.trustee_pages import TRUSTEE_PAGES
from procedures.designer.administration.views import codes, departments, fees, index, messages, staff

app_name = "administration"
urlpatterns = [
    path("", index.index, name="index"),
    path("departments/", departments.departments, name="departments"),
    path("departments/new/", departments.new, name="department_new"),
    path("departments/<slug:department>/", departments.department, name="department"),
    path("departments/<slug:department>/change/", departments.change, name="department_change"),
    path("departments/<slug:department>/call-off/", departments.call_off, name="department_call_off"),
    path("departments/<slug:department>/end/", departments.end, name="department_end"),
    path("departments/<slug:department>/keep/", departments.keep, name="department_keep"),
    path("staff/", staff.people, name="staff"),
    path("staff/<int:person>/invite/", staff.invite, name="staff_invite"),
    path("fees/", fees.fees, name="fees"),
    path("fees/new/", fees.new, name="fee_new"),
    path("fees/<slug:fee>/", fees.fee, name="fee"),
    path("fees/<slug:fee>/price/", fees.price, name="fee_price"),
    path("fees/<slug:fee>/call-off/", fees.call_off, name="fee_call_off"),
    path("fees/<slug:fee>/end/", fees.end, name="fee_end"),
    path("fees/<slug:fee>/keep/", fees.keep, name="fee_keep"),
    *EXEMPTIONS.urls("exemptions/"),
    *REVENUE_PAGES.urls("revenues/"),
    *TRUSTEE_PAGES.urls("trustees/"),
    path("codes/", codes.codes, name="codes"),
    path("codes/new/", codes.new, name="code_list_new"),
    path("codes/<slug:list_id>/", codes.code_list, name="code_list"),
    path("codes/<slug:list_id>/change/", codes.change, name="code_list_change"),
    path("codes/<slug:list_id>/call-off/", codes.call_off, name="code_list_call_off"),
    path("messages/", messages.letters, name="letters"),
    path("messages/<slug:letter>/", messages.letter, name="letter"),
    path("messages/<slug:letter>/edit/", messages.edit, name="letter_edit"),
    path("messages/<slug:letter>/restore/", messages.restore, name="letter_restore"),
    path("messages/<slug:letter>/call-off/", messages.call_off, name="letter_call_off"),
]
