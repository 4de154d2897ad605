import pytest


@pytest.fixture(params=["sandbox", "stripe"])
def shop(request, gateway_server, webhook_mailbox):
    """Each online adapter in turn, at work against the live sandbox."""
    from tests.payments.gateways.shop import shop_of

    return shop_of(request.param, gateway_server, webhook_mailbox)
