from typing import Any

from rest_framework import serializers

from procedures.catalogue.models import Procedure


class ProcedureSerializer(serializers.ModelSerializer[Procedure]):
    """A procedure as lists show it."""

    department = serializers.CharField(source="department.name")
    version = serializers.IntegerField(source="current.number")

    class Meta:
        model = Procedure
        fields = ["number", "title", "kind", "life_events", "department", "version"]


class ProcedureDetailSerializer(ProcedureSerializer):
    """A procedure with the whole text of its current version, in the procedure language."""

    definition = serializers.SerializerMethodField()

    class Meta(ProcedureSerializer.Meta):
        fields = [*ProcedureSerializer.Meta.fields, "definition"]

    def get_definition(self, procedure: Procedure) -> dict[str, Any]:
        assert procedure.current is not None  # published ones only
        return procedure.current.definition.model_dump(mode="json", by_alias=True, exclude_defaults=True)
