"""/accessibility/: policy, results, staying signed in, and in the demo the component previews."""

from django.urls import path

from accessibility.pages import views

app_name = "accessibility"

urlpatterns = [
    path("", views.policy, name="policy"),
    path("results/", views.results, name="results"),
    path("session/", views.stay_signed_in, name="stay_signed_in"),
    path("components/", views.component_list, name="components"),
    path("components/<slug:name>/", views.component, name="component"),
]
