from django.urls import path

from procedures.api import views

app_name = "api"
urlpatterns = [
    path("procedures/", views.ProcedureList.as_view(), name="procedures"),
    path("procedures/<int:number>/", views.ProcedureDetail.as_view(), name="procedure"),
]
