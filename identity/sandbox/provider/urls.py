from django.urls import path

from identity.sandbox.provider.realms import layout
from identity.sandbox.provider.views import authorize, published, token, transactions

_layout = layout()
_realm = _layout["realm"].format(name="<slug:realm>")

urlpatterns = [
    path(f"{_realm}/.well-known/openid-configuration", published.discovery),
    path(f"{_realm}/{_layout['authorization']}", authorize.authorize, name="authorize"),
    path(f"{_realm}/{_layout['token']}", token.token),
    path(f"{_realm}/{_layout['userinfo']}", token.userinfo),
    path(f"{_realm}/{_layout['jwks']}", published.keys),
    path(_layout["transactions"], transactions.transactions),
    path(f"{_layout['transactions']}/<slug:transaction>/result", transactions.result),
]
