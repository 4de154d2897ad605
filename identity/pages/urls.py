from django.urls import path

from identity.pages import views

app_name = "identity"

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("profile/disclosures/", views.disclosures, name="disclosures"),
]
