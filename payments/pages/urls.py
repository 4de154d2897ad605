from django.urls import path

from payments.pages.webhooks import webhook

app_name = "payments"
urlpatterns = [
    path("webhooks/<slug:gateway>/", webhook, name="webhook"),
]
