from django.db import migrations

GUARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON payments_gateways_trusteerecord
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON payments_gateways_trusteerecord
    FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change();
"""

UNGUARD = """
DROP TRIGGER append_only_whole ON payments_gateways_trusteerecord;
DROP TRIGGER append_only ON payments_gateways_trusteerecord;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments_gateways", "0002_trustee_records"),
        ("identity_disclosure", "0002_append_only"),
    ]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
