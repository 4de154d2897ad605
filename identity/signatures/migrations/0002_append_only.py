from django.db import migrations

TRIGGERS = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON identity_signatures_signatureevidence
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON identity_signatures_signatureevidence
    FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON identity_signatures_signaturerefusal
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON identity_signatures_signaturerefusal
    FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("identity_signatures", "0001_first"),
        ("identity_disclosure", "0002_append_only"),
    ]

    operations = [
        migrations.RunSQL(
            TRIGGERS,
            """
            DROP TRIGGER append_only ON identity_signatures_signatureevidence;
            DROP TRIGGER append_only_whole ON identity_signatures_signatureevidence;
            DROP TRIGGER append_only ON identity_signatures_signaturerefusal;
            DROP TRIGGER append_only_whole ON identity_signatures_signaturerefusal;
            """,
        ),
    ]
