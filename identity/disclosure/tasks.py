from celery import shared_task

from identity.disclosure import watching


@shared_task
def flag_many_readings() -> None:
    watching.flag_many()
