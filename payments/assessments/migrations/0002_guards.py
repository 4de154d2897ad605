from django.db import migrations

FORWARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON payments_assessments_feeline
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER no_deletion BEFORE DELETE ON payments_assessments_feeassessment
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER no_deletion BEFORE DELETE ON payments_assessments_exemptionclaim
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();

CREATE FUNCTION payments_assessment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.number, NEW.claim, NEW.subject_kind, NEW.subject_id, NEW.kind, NEW.revision, NEW.title,
            NEW.revenue_code, NEW.total_yen, NEW.basis)
            IS DISTINCT FROM
            (OLD.id, OLD.number, OLD.claim, OLD.subject_kind, OLD.subject_id, OLD.kind, OLD.revision, OLD.title,
            OLD.revenue_code, OLD.total_yen, OLD.basis)
            OR (OLD.status <> 'draft' AND NEW.fiscal_year <> OLD.fiscal_year)
            OR (OLD.status IN ('superseded', 'void') AND NEW.status <> OLD.status) THEN
        RAISE EXCEPTION 'an assessment stays as it was made: add a revision'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER stays BEFORE UPDATE ON payments_assessments_feeassessment
    FOR EACH ROW EXECUTE FUNCTION payments_assessment_stays();

CREATE FUNCTION payments_assessment_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.total_yen <> (SELECT coalesce(sum(amount_yen), 0) FROM payments_assessments_feeline
            WHERE assessment_id = NEW.id) THEN
        RAISE EXCEPTION 'the total is the sum of the lines' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END;
$$;
CREATE CONSTRAINT TRIGGER adds_up AFTER INSERT ON payments_assessments_feeassessment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_assessment_adds_up();

CREATE FUNCTION payments_used_price_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'valid_until' - 'revenue_code' IS DISTINCT FROM to_jsonb(OLD) - 'valid_until' - 'revenue_code'
            OR OLD.revenue_code NOT IN ('', NEW.revenue_code) THEN
        IF EXISTS (SELECT FROM payments_assessments_feeline WHERE item_id = OLD.id) THEN
            RAISE EXCEPTION 'a fee that was used is not edited: end it and add another'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER used_price_stays BEFORE UPDATE ON payments_fees_feeitem
    FOR EACH ROW EXECUTE FUNCTION payments_used_price_stays();

CREATE FUNCTION payments_used_rule_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'valid_until' IS DISTINCT FROM to_jsonb(OLD) - 'valid_until'
            AND EXISTS (SELECT FROM payments_assessments_feeline WHERE exemption_id = OLD.id) THEN
        RAISE EXCEPTION 'an exemption that was used is not edited: end it and add another'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER used_rule_stays BEFORE UPDATE ON payments_fees_exemptionrule
    FOR EACH ROW EXECUTE FUNCTION payments_used_rule_stays();
"""

BACKWARD = """
DROP TRIGGER append_only ON payments_assessments_feeline;
DROP TRIGGER no_deletion ON payments_assessments_feeassessment;
DROP TRIGGER no_deletion ON payments_assessments_exemptionclaim;
DROP TRIGGER stays ON payments_assessments_feeassessment;
DROP TRIGGER adds_up ON payments_assessments_feeassessment;
DROP TRIGGER used_price_stays ON payments_fees_feeitem;
DROP TRIGGER used_rule_stays ON payments_fees_exemptionrule;
DROP FUNCTION payments_assessment_stays();
DROP FUNCTION payments_assessment_adds_up();
DROP FUNCTION payments_used_price_stays();
DROP FUNCTION payments_used_rule_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments_assessments", "0001_first"),
        ("payments_fees", "0002_exemptions"),
        ("identity_disclosure", "0002_append_only"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
