from uuid import uuid4

from identity.signatures.services import OutcomeState, open_signature_request, read_content, record_signature
from tests.jpki import HANAKO, bare


def test_flow(indexed, hanako):
    request = open_signature_request(subject=uuid4(), user_id=None, title="住民票", text="申請します", payload={"a": 1})
    outcome = record_signature(request_id=request.pk, result=bare(hanako, read_content(request)), method="card")
    assert outcome.state is OutcomeState.SIGNED, outcome
    assert outcome.holder == HANAKO
