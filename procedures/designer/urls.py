from django.urls import path

from procedures.designer.views import closing, differences, drafts, procedures, publishing, reading, starting

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
]
