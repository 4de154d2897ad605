from celery import shared_task

from identity.methods.expiry import forget_what_is_over


@shared_task(name="identity.methods.tasks.forget_what_is_over")
def forget() -> None:
    forget_what_is_over()
