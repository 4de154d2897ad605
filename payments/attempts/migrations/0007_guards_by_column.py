from django.db import migrations

# The same functions refuse the same changes. PostgreSQL calls them only for a statement that names one of the columns
# they guard, or where there is something to guard already: not for the payment that pays and settles.
FORWARD = """
DROP TRIGGER stays ON payments_assessments_feeassessment;
CREATE TRIGGER stays BEFORE UPDATE OF id, number, claim, subject_kind, subject_id, kind, revision, title, revenue_code,
    total_yen, basis, fiscal_year ON payments_assessments_feeassessment
    FOR EACH ROW EXECUTE FUNCTION payments_assessment_stays();
CREATE TRIGGER stays_over BEFORE UPDATE OF status ON payments_assessments_feeassessment
    FOR EACH ROW WHEN (OLD.status = 'superseded' OR OLD.status = 'void')
    EXECUTE FUNCTION payments_assessment_stays();

DROP TRIGGER dates_stay ON payments_assessments_feeassessment;
CREATE TRIGGER dates_stay BEFORE UPDATE OF assessed_at ON payments_assessments_feeassessment
    FOR EACH ROW EXECUTE FUNCTION payments_dates_stay();
CREATE TRIGGER settled_stays BEFORE UPDATE OF settled_at ON payments_assessments_feeassessment
    FOR EACH ROW WHEN (OLD.settled_at IS NOT NULL) EXECUTE FUNCTION payments_dates_stay();

DROP TRIGGER stays ON payments_attempts_paymentattempt;
CREATE TRIGGER stays BEFORE UPDATE OF id, assessment_id, sequence, gateway, amount_yen, credited_yen, created_at,
    session_id ON payments_attempts_paymentattempt
    FOR EACH ROW EXECUTE FUNCTION payments_attempt_stays();
CREATE TRIGGER stays_paid BEFORE UPDATE OF state, paid_at, payment_id ON payments_attempts_paymentattempt
    FOR EACH ROW WHEN (OLD.state = 'paid') EXECUTE FUNCTION payments_attempt_stays();
"""

BACKWARD = """
DROP TRIGGER stays_paid ON payments_attempts_paymentattempt;
DROP TRIGGER stays ON payments_attempts_paymentattempt;
CREATE TRIGGER stays BEFORE UPDATE ON payments_attempts_paymentattempt
    FOR EACH ROW EXECUTE FUNCTION payments_attempt_stays();

DROP TRIGGER settled_stays ON payments_assessments_feeassessment;
DROP TRIGGER dates_stay ON payments_assessments_feeassessment;
CREATE TRIGGER dates_stay BEFORE UPDATE OF assessed_at, settled_at ON payments_assessments_feeassessment
    FOR EACH ROW EXECUTE FUNCTION payments_dates_stay();

DROP TRIGGER stays_over ON payments_assessments_feeassessment;
DROP TRIGGER stays ON payments_assessments_feeassessment;
CREATE TRIGGER stays BEFORE UPDATE ON payments_assessments_feeassessment
    FOR EACH ROW EXECUTE FUNCTION payments_assessment_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments_attempts", "0006_trustee_stays"),
        ("payments_assessments", "0004_lean_indexes"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
