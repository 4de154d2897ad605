from django.db import migrations

# A TRUNCATE fires no trigger of a row: each of these tables refuses it as a whole (but in a test database).
_KEPT = (
    "payments_ledger_confirmation",
    "payments_ledger_statechange",
    "payments_ledger_receipt",
    "payments_ledger_receiptcounter",
    "payments_assessments_feeassessment",
    "payments_assessments_feeline",
    "payments_assessments_exemptionclaim",
    "payments_attempts_paymentattempt",
    "payments_attempts_refund",
    "payments_attempts_paymentexception",
)
WHOLE = "".join(
    f"""
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change();
"""
    for table in _KEPT
)
NOT_WHOLE = "".join(f"DROP TRIGGER append_only_whole ON {table};" for table in _KEPT)

# The sum was checked when an assessment came; a further line later would have made it wrong.
LINES = """
CREATE FUNCTION payments_line_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM payments_assessments_feeassessment a WHERE a.id = NEW.assessment_id AND a.total_yen <> (
            SELECT sum(amount_yen) FROM payments_assessments_feeline WHERE assessment_id = NEW.assessment_id)) THEN
        RAISE EXCEPTION 'the total is the sum of the lines' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END;
$$;
CREATE CONSTRAINT TRIGGER adds_up AFTER INSERT ON payments_assessments_feeline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_line_adds_up();
"""
NO_LINES = """
DROP TRIGGER adds_up ON payments_assessments_feeline;
DROP FUNCTION payments_line_adds_up();
"""

# What the books are written by does not move: when it was decided, when it was first settled, when it was paid.
DATES = """
CREATE FUNCTION payments_dates_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.status <> 'draft' AND NEW.assessed_at IS DISTINCT FROM OLD.assessed_at)
            OR (OLD.settled_at IS NOT NULL AND NEW.settled_at IS DISTINCT FROM OLD.settled_at) THEN
        RAISE EXCEPTION 'an assessment stays as it was made: its dates too'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER dates_stay BEFORE UPDATE OF assessed_at, settled_at ON payments_assessments_feeassessment
    FOR EACH ROW EXECUTE FUNCTION payments_dates_stay();

CREATE FUNCTION payments_day_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the day of a payment stays' USING ERRCODE = 'integrity_constraint_violation';
END;
$$;
CREATE TRIGGER day_stays BEFORE UPDATE OF paid_on ON payments_attempts_paymentattempt
    FOR EACH ROW WHEN (OLD.state = 'paid' AND NEW.paid_on IS DISTINCT FROM OLD.paid_on)
    EXECUTE FUNCTION payments_day_stays();
"""
NO_DATES = """
DROP TRIGGER dates_stay ON payments_assessments_feeassessment;
DROP TRIGGER day_stays ON payments_attempts_paymentattempt;
DROP FUNCTION payments_dates_stay();
DROP FUNCTION payments_day_stays();
"""

_ATTEMPT = """
CREATE OR REPLACE FUNCTION payments_attempt_is_of_its_assessment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owed record;
BEGIN
    SELECT total_yen, status INTO owed FROM payments_assessments_feeassessment WHERE id = NEW.assessment_id {lock};
    IF owed.status <> 'assessed' OR NEW.amount_yen + NEW.credited_yen <> owed.total_yen THEN
        RAISE EXCEPTION 'an attempt is for what its assessment asks' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END;
$$;
"""
# With the row locked, a revision made at the same moment waits and then sees the attempt.
ATTEMPT = _ATTEMPT.format(lock="FOR SHARE")
ATTEMPT_BEFORE = _ATTEMPT.format(lock="")

_REFUND = """
CREATE OR REPLACE FUNCTION payments_refund_is_covered() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    received bigint;
    refunded bigint;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.id, NEW.attempt_id, NEW.amount_yen, NEW.requested_by_id, NEW.origin)
                IS DISTINCT FROM (OLD.id, OLD.attempt_id, OLD.amount_yen, OLD.requested_by_id, OLD.origin) THEN
            RAISE EXCEPTION 'a refund keeps its amount' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF OLD.state NOT IN ({looked_at}) THEN
            RETURN NEW;
        END IF;
    END IF;
    -- What went back without being asked for, or after all, is written down, whatever it sums up to.
    IF {past} THEN
        RETURN NEW;
    END IF;
    PERFORM FROM payments_attempts_paymentattempt WHERE id = NEW.attempt_id FOR NO KEY UPDATE;
    SELECT coalesce(sum(CASE kind WHEN 'charge' THEN amount_yen WHEN 'manual' THEN amount_yen
            WHEN 'chargeback_reversal' THEN amount_yen WHEN 'chargeback' THEN -amount_yen {taken_back} ELSE 0 END), 0)
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
"""
# One that was refused could come to life again, and one could be made that had succeeded: both unlooked at.
REFUND = _REFUND.format(
    taken_back="WHEN 'charge_reversal' THEN -amount_yen",
    looked_at="'requested', 'refused', 'failed'",
    past="NEW.origin = 'external' AND NEW.state IN ('submitted', 'succeeded', 'failed')"
    " OR NEW.state IN ('failed', 'refused') OR (NEW.state = 'succeeded' AND TG_OP = 'UPDATE' AND OLD.state = 'failed')",
)
REFUND_BEFORE = _REFUND.format(
    taken_back="",
    looked_at="'requested', 'failed'",
    past="NEW.origin = 'external' OR NEW.state IN ('failed', 'refused', 'succeeded')",
)


class Migration(migrations.Migration):
    dependencies = [
        ("payments_attempts", "0004_payees"),
        ("payments_assessments", "0002_guards"),
        ("payments_ledger", "0002_guards"),
    ]

    operations = [
        migrations.RunSQL(WHOLE, NOT_WHOLE),
        migrations.RunSQL(LINES, NO_LINES),
        migrations.RunSQL(DATES, NO_DATES),
        migrations.RunSQL(ATTEMPT, ATTEMPT_BEFORE),
        migrations.RunSQL(REFUND, REFUND_BEFORE),
    ]
