"""One view that inserts one row with the JSON that was posted."""

import json

from django.db import connection, models
from django.http import HttpRequest, HttpResponse
from django.urls import path


class Row(models.Model):
    data = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "bare"
        db_table = "benchmark_bare_row"


def insert(request: HttpRequest) -> HttpResponse:
    row = Row.objects.create(data=json.loads(request.body))
    return HttpResponse(str(row.pk), status=201, headers={"Content-Length": str(len(str(row.pk)))})


def make_table() -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Row)


urlpatterns = [path("", insert)]
