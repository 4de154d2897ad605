from django.db import migrations

TRIGGERS = """
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE ON procedures_catalogue_procedureversion
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER immutable_whole BEFORE TRUNCATE ON procedures_catalogue_procedureversion
    FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("procedures_catalogue", "0001_first"),
        ("identity_disclosure", "0002_append_only"),
    ]

    operations = [
        migrations.RunSQL(
            TRIGGERS,
            """
            DROP TRIGGER immutable ON procedures_catalogue_procedureversion;
            DROP TRIGGER immutable_whole ON procedures_catalogue_procedureversion;
            """,
        ),
    ]
