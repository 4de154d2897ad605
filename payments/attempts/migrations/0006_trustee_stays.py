from django.db import migrations

FORWARD = """
CREATE FUNCTION payments_used_trustee_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - 'valid_until' IS DISTINCT FROM to_jsonb(OLD) - 'valid_until' THEN
        IF EXISTS (SELECT FROM payments_ledger_ledgerentry WHERE provider = OLD.gateway
                AND occurred_on BETWEEN OLD.valid_from AND coalesce(OLD.valid_until, 'infinity')) THEN
            RAISE EXCEPTION 'a trustee that received money is not edited: end it and add another'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END;
$$;
CREATE TRIGGER used_trustee_stays BEFORE UPDATE OR DELETE ON payments_gateways_trustee
    FOR EACH ROW EXECUTE FUNCTION payments_used_trustee_stays();
"""

BACKWARD = """
DROP TRIGGER used_trustee_stays ON payments_gateways_trustee;
DROP FUNCTION payments_used_trustee_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments_attempts", "0005_harder_guards"),
        ("payments_ledger", "0002_guards"),
        ("payments_gateways", "0001_first"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
