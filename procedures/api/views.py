from django.db.models import QuerySet
from rest_framework.generics import ListAPIView, RetrieveAPIView

from procedures.api.serializers import ProcedureDetailSerializer, ProcedureSerializer
from procedures.catalogue.models import Procedure
from procedures.catalogue.queries import published


class ProcedureList(ListAPIView[Procedure]):
    """All published procedures."""

    serializer_class = ProcedureSerializer

    def get_queryset(self) -> QuerySet[Procedure]:
        return published()


class ProcedureDetail(RetrieveAPIView[Procedure]):
    """One published procedure by its number, with its definition: a city can hand it to another city."""

    serializer_class = ProcedureDetailSerializer
    lookup_field = "number"

    def get_queryset(self) -> QuerySet[Procedure]:
        return published()
