from django.urls import path

from akita_portal.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.index, name="index"),
    path("mail/<str:key>/", views.mail, name="mail"),
]
