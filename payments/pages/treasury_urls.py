from django.urls import path

from payments.pages import books, layout, paymentfiles, payouts, transfers

app_name = "treasury"
urlpatterns = [
    path("", books.books, name="books"),
    path("write/", books.write, name="write"),
    path("exports/<int:export>/", books.download, name="download"),
    path("layouts/<slug:book>/", layout.layout, name="layout"),
    path("payouts/", payouts.payouts, name="payouts"),
    path("payouts/ask/", payouts.ask, name="ask"),
    path("payouts/read/", payouts.read, name="read"),
    path("payouts/<int:batch>/", payouts.payout, name="payout"),
    path("files/", paymentfiles.files, name="files"),
    path("transfers/", transfers.transfers, name="transfers"),
    path("transfers/<uuid:refund>/", transfers.transfer, name="transfer"),
    path("transfers/<uuid:refund>/done/", transfers.transferred, name="transferred"),
]
