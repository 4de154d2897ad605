from django.urls import path

from identity.pages import account, returning, signing, staff_directory, staff_login, step_up, views

app_name = "identity"

urlpatterns = [
    path("identify/", step_up.step_up, name="step_up"),
    path("identify/keys.json", step_up.client_keys, name="client_keys"),
    path("identify/confirm/<uuid:attempt>/", returning.confirm, name="confirm_binding"),
    path("identify/result/<slug:outcome>/", returning.outcome, name="outcome"),
    path("identify/sign/<uuid:request_id>/", signing.sign, name="sign"),
    path("identify/directory/", staff_directory.leave, name="directory"),
    path("identify/directory/return/", staff_directory.returned, name="directory_return"),
    path("identify/<slug:method>/return/", returning.returned, name="sign_in_return"),
    path("staff/login/", staff_login.staff_login, name="staff_login"),
    path("profile/sessions/", account.sessions, name="sessions"),
    path("profile/sessions/end/", account.end_one, name="end_session"),
    path("profile/sessions/end-others/", account.end_others, name="end_sessions"),
    path("profile/export/", account.export, name="export"),
    path("profile/close/", account.close, name="close"),
    path("profile/", views.profile, name="profile"),
    path("profile/disclosures/", views.disclosures, name="disclosures"),
]
