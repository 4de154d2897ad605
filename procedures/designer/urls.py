from django.urls import path

from procedures.designer.views import (
    closing,
    differences,
    drafts,
    procedures,
    publishing,
    reading,
    starting,
    trial_case,
    trial_pages,
    trials,
)

app_name = "designer"
urlpatterns = [
    path("", procedures.procedures, name="procedures"),
    path("new/", starting.new, name="new"),
    path("import/", reading.read_in, name="import"),
    path("export/", procedures.export_all, name="export_all"),
    path("<int:number>/", procedures.procedure, name="procedure"),
    path("<int:number>/differences/", differences.differences, name="differences"),
    path("<int:number>/drafts/", drafts.drafts, name="drafts"),
    path("<int:number>/close/", closing.end, name="close"),
    path("<int:number>/reopen/", closing.open_again, name="reopen"),
    path("<int:number>/versions/<int:version>/export/", procedures.export_procedure, name="export"),
    path("<int:number>/versions/<int:version>/again/", publishing.again, name="publish_again"),
    path("<int:number>/versions/<int:version>/call-off/", publishing.take_back, name="call_off"),
    path("<int:number>/try/", trials.trials, name="try"),
    path("<int:number>/try/<uuid:trial>/", trials.settings, name="try_settings"),
    path("<int:number>/try/<uuid:trial>/renew/", trials.renew, name="try_renew"),
    path("<int:number>/try/<uuid:trial>/fill/", trials.fill_all, name="try_fill"),
    path("<int:number>/try/<uuid:trial>/again/", trials.again, name="try_again"),
    path("<int:number>/try/<uuid:trial>/end/", trials.end, name="try_end"),
    path("<int:number>/try/<uuid:trial>/pages/<slug:page>/", trial_pages.page, name="try_page"),
    path("<int:number>/try/<uuid:trial>/check/", trial_pages.check, name="try_check"),
    path("<int:number>/try/<uuid:trial>/sent/", trial_case.sent, name="try_sent"),
    path("<int:number>/try/<uuid:trial>/staff/", trial_case.staff, name="try_staff"),
    path("<int:number>/try/<uuid:trial>/day/", trial_case.day, name="try_day"),
    path("<int:number>/try/<uuid:trial>/do/<slug:verb>/", trial_case.do, name="try_do"),
    path("<int:number>/try/<uuid:trial>/papers/<int:index>/", trial_case.paper, name="try_paper"),
]
