from django.db import migrations

FORWARD = """
-- The ledger stands below the attempts and names them by identifier; here the names become keys.
ALTER TABLE payments_ledger_ledgerentry
    ADD CONSTRAINT ledger_attempt_exists FOREIGN KEY (attempt) REFERENCES payments_attempts_paymentattempt (id),
    ADD CONSTRAINT ledger_refund_exists FOREIGN KEY (refund) REFERENCES payments_attempts_refund (id);

CREATE TRIGGER no_deletion BEFORE DELETE ON payments_attempts_paymentattempt
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER no_deletion BEFORE DELETE ON payments_attempts_refund
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE TRIGGER no_deletion BEFORE DELETE ON payments_attempts_paymentexception
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();

CREATE FUNCTION payments_attempt_is_of_its_assessment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owed record;
BEGIN
    SELECT total_yen, status INTO owed FROM payments_assessments_feeassessment WHERE id = NEW.assessment_id;
    IF owed.status <> 'assessed' OR NEW.amount_yen + NEW.credited_yen <> owed.total_yen THEN
        RAISE EXCEPTION 'an attempt is for what its assessment asks' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER is_of_its_assessment BEFORE INSERT ON payments_attempts_paymentattempt
    FOR EACH ROW EXECUTE FUNCTION payments_attempt_is_of_its_assessment();

CREATE FUNCTION payments_attempt_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.assessment_id, NEW.sequence, NEW.gateway, NEW.amount_yen, NEW.credited_yen, NEW.created_at)
            IS DISTINCT FROM
            (OLD.id, OLD.assessment_id, OLD.sequence, OLD.gateway, OLD.amount_yen, OLD.credited_yen, OLD.created_at)
            OR (OLD.state = 'paid' AND (NEW.state <> 'paid' OR NEW.paid_at <> OLD.paid_at))
            OR (OLD.session_id <> '' AND NEW.session_id <> OLD.session_id)
            OR (OLD.payment_id <> '' AND NEW.payment_id <> OLD.payment_id AND OLD.state = 'paid') THEN
        RAISE EXCEPTION 'an attempt keeps its amount, and paid has no exit'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER stays BEFORE UPDATE ON payments_attempts_paymentattempt
    FOR EACH ROW EXECUTE FUNCTION payments_attempt_stays();

CREATE FUNCTION payments_no_live_attempt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM payments_attempts_paymentattempt
            WHERE assessment_id = OLD.id AND state IN ('created', 'open', 'processing')) THEN
        RAISE EXCEPTION 'somebody may be paying the old amount'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assessment_has_live_attempt';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER no_live_attempt BEFORE UPDATE OF status ON payments_assessments_feeassessment
    FOR EACH ROW WHEN (NEW.status = 'superseded' AND OLD.status <> 'superseded')
    EXECUTE FUNCTION payments_no_live_attempt();

CREATE FUNCTION payments_refund_is_covered() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    received bigint;
    refunded bigint;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.id, NEW.attempt_id, NEW.amount_yen, NEW.requested_by_id, NEW.origin)
                IS DISTINCT FROM (OLD.id, OLD.attempt_id, OLD.amount_yen, OLD.requested_by_id, OLD.origin) THEN
            RAISE EXCEPTION 'a refund keeps its amount' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF OLD.state NOT IN ('requested', 'failed') THEN
            RETURN NEW;
        END IF;
    END IF;
    -- What went back without being asked for is written down, whatever it sums up to.
    IF NEW.origin = 'external' OR NEW.state IN ('failed', 'refused', 'succeeded') THEN
        RETURN NEW;
    END IF;
    PERFORM FROM payments_attempts_paymentattempt WHERE id = NEW.attempt_id FOR NO KEY UPDATE;
    SELECT coalesce(sum(CASE kind WHEN 'charge' THEN amount_yen WHEN 'manual' THEN amount_yen
            WHEN 'chargeback_reversal' THEN amount_yen WHEN 'chargeback' THEN -amount_yen ELSE 0 END), 0)
        INTO received FROM payments_ledger_ledgerentry WHERE attempt = NEW.attempt_id;
    SELECT coalesce(sum(amount_yen), 0) INTO refunded FROM payments_attempts_refund
        WHERE attempt_id = NEW.attempt_id AND id <> NEW.id AND state NOT IN ('failed', 'refused');
    IF refunded + NEW.amount_yen > received THEN
        RAISE EXCEPTION 'more would go back than came in'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'refund_is_covered';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER is_covered BEFORE INSERT OR UPDATE ON payments_attempts_refund
    FOR EACH ROW EXECUTE FUNCTION payments_refund_is_covered();
"""

BACKWARD = """
ALTER TABLE payments_ledger_ledgerentry
    DROP CONSTRAINT ledger_attempt_exists, DROP CONSTRAINT ledger_refund_exists;
DROP TRIGGER no_deletion ON payments_attempts_paymentattempt;
DROP TRIGGER no_deletion ON payments_attempts_refund;
DROP TRIGGER no_deletion ON payments_attempts_paymentexception;
DROP TRIGGER is_of_its_assessment ON payments_attempts_paymentattempt;
DROP TRIGGER stays ON payments_attempts_paymentattempt;
DROP TRIGGER no_live_attempt ON payments_assessments_feeassessment;
DROP TRIGGER is_covered ON payments_attempts_refund;
DROP FUNCTION payments_attempt_is_of_its_assessment();
DROP FUNCTION payments_attempt_stays();
DROP FUNCTION payments_no_live_attempt();
DROP FUNCTION payments_refund_is_covered();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments_attempts", "0001_first"),
        ("payments_assessments", "0002_guards"),
        ("payments_ledger", "0002_guards"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
