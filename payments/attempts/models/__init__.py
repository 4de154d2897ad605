from payments.attempts.models.attempt import LIVE, AttemptState, PaymentAttempt
from payments.attempts.models.exception import ExceptionKind, ExceptionState, PaymentException, Resolution
from payments.attempts.models.refund import COUNTED, PayeeFrom, Refund, RefundMethod, RefundOrigin, RefundState

__all__ = [
    "COUNTED",
    "LIVE",
    "AttemptState",
    "ExceptionKind",
    "ExceptionState",
    "PayeeFrom",
    "PaymentAttempt",
    "PaymentException",
    "Refund",
    "RefundMethod",
    "RefundOrigin",
    "RefundState",
    "Resolution",
]
