"""Addresses: the hosted pages, the control page, and the two APIs."""

from django.urls import path

from payments.gateways.sandbox.server import control, control_api, own_api, pages, stripe_api

urlpatterns = [
    path("", control.overview, name="start"),
    path("health", pages.health, name="health"),
    path("checkout/<str:identifier>/", pages.choose, name="checkout"),
    path("checkout/<str:identifier>/card/", pages.card, name="card"),
    path("checkout/<str:identifier>/challenge/", pages.challenge, name="challenge"),
    path("checkout/<str:identifier>/wallet/", pages.wallet, name="wallet"),
    path("checkout/<str:identifier>/konbini/", pages.konbini, name="konbini"),
    path("checkout/<str:identifier>/number/", pages.number, name="number"),
    path("control/", control.overview, name="control"),
    path("control/do/<str:action>/", control.do, name="control_do"),
    path("control/api/books", control_api.show, name="control_books"),
    path("control/api/<str:action>", control_api.act, name="control_act"),
    path("api/sessions", own_api.sessions),
    path("api/sessions/<str:identifier>", own_api.session),
    path("api/sessions/<str:identifier>/close", own_api.close),
    path("api/refunds", own_api.refund_list),
    path("api/refunds/<str:identifier>", own_api.refund),
    path("api/settlements", own_api.settlements),
    path("api/settlements.csv", own_api.settlements_file, name="settlements_file"),
    path("v1/checkout/sessions", stripe_api.sessions),
    path("v1/checkout/sessions/<str:identifier>", stripe_api.session),
    path("v1/checkout/sessions/<str:identifier>/expire", stripe_api.expire),
    path("v1/payment_intents/<str:identifier>", stripe_api.payment_intent),
    path("v1/payment_intents/<str:identifier>/cancel", stripe_api.cancel_intent),
    path("v1/refunds", stripe_api.refund_list),
    path("v1/refunds/<str:identifier>", stripe_api.refund),
    path("v1/disputes", stripe_api.disputes),
    path("v1/payouts", stripe_api.payouts),
    path("v1/balance_transactions", stripe_api.balance_transactions),
]
