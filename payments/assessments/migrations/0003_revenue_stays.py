from django.db import migrations

FORWARD = """
CREATE FUNCTION payments_used_revenue_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - 'valid_until' IS DISTINCT FROM to_jsonb(OLD) - 'valid_until' THEN
        IF EXISTS (SELECT FROM payments_assessments_feeassessment WHERE revenue_code = OLD.code
                AND fiscal_year >= extract(year FROM OLD.valid_from)
                AND (OLD.valid_until IS NULL OR fiscal_year < extract(year FROM OLD.valid_until))) THEN
            RAISE EXCEPTION 'a revenue that was used is not edited: end it and add another'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END;
$$;
CREATE TRIGGER used_revenue_stays BEFORE UPDATE OR DELETE ON payments_fees_revenue
    FOR EACH ROW EXECUTE FUNCTION payments_used_revenue_stays();
"""

BACKWARD = """
DROP TRIGGER used_revenue_stays ON payments_fees_revenue;
DROP FUNCTION payments_used_revenue_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments_assessments", "0002_guards"),
        ("payments_fees", "0006_exemptions_and_years"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
