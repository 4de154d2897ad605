from django.urls import path

from procedures.designer.administration.views import departments, index

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
]
