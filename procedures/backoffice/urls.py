from django.urls import path

from procedures.backoffice.views import case, claim, correction, decision, effects, people, queue, slots, today

app_name = "backoffice"
urlpatterns = [
    path("", today.today, name="today"),
    path("queue/<str:view>/", queue.queue, name="queue"),
    path("search/", queue.search, name="search"),
    path("claim/", claim.claim, name="claim"),
    path("cases/<str:receipt>/", case.case, name="case"),
    path("cases/<str:receipt>/claim/", case.claim, name="case_claim"),
    path("cases/<str:receipt>/release/", case.release, name="case_release"),
    path("cases/<str:receipt>/correction/", correction.correction, name="correction"),
    path("cases/<str:receipt>/decision/", decision.decision, name="decision"),
    path("cases/<str:receipt>/complete/", case.complete, name="case_complete"),
    path("cases/<str:receipt>/note/", case.note, name="case_note"),
    path("cases/<str:receipt>/documents/<uuid:document_id>/", case.document, name="document"),
    path("effects/", effects.effects, name="effects"),
    path("effects/<uuid:effect_id>/again/", effects.again, name="effect_again"),
    path("slots/", slots.calendars, name="slots"),
    path("slots/<str:code>/", slots.calendar, name="slot_calendar"),
    path("slots/<str:code>/<int:slot_id>/", slots.slot, name="slot"),
    path("people/", people.people, name="people"),
    path("people/find/", people.find, name="person_find"),
    path("people/new/", people.register, name="person_new"),
    path("people/changes/", people.changes, name="right_changes"),
    path("people/<int:person>/", people.person, name="person"),
    path("people/<int:person>/<slug:action>/", people.change, name="person_change"),
]
