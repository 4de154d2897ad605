"""Rooms, middleware, templates."""

from pathlib import Path

from akita_portal.settings.parts.payments import PAYMENT_GATEWAYS

BASE_DIR = Path(__file__).resolve().parents[3]

INSTALLED_APPS = [
    "akita_portal.apps.PortalConfig",
    # the rooms, upper to lower
    "procedures.portal.apps.PortalConfig",
    "procedures.backoffice.apps.BackofficeConfig",
    "procedures.designer.apps.DesignerConfig",
    "procedures.api.apps.ApiConfig",
    "procedures.workflow.apps.WorkflowConfig",
    "procedures.documents.apps.DocumentsConfig",
    "procedures.notifications.apps.NotificationsConfig",
    "procedures.evidence.apps.EvidenceConfig",
    "procedures.applications.apps.ApplicationsConfig",
    "procedures.forms.apps.FormsConfig",
    "procedures.catalogue.apps.CatalogueConfig",
    "payments.pages.apps.PaymentPagesConfig",
    "payments.reconciliation.apps.ReconciliationConfig",
    "payments.attempts.apps.AttemptsConfig",
    "payments.assessments.apps.AssessmentsConfig",
    "payments.gateways.apps.GatewaysConfig",
    *PAYMENT_GATEWAYS,
    "payments.fees.apps.FeesConfig",
    "payments.ledger.apps.LedgerConfig",
    "identity.pages.apps.IdentityPagesConfig",
    "identity.sandbox.ca.apps.SandboxCaConfig",
    "identity.methods.card.apps.CardConfig",
    "identity.methods.gbizid.apps.GBizIdConfig",
    "identity.methods.directory.apps.DirectoryConfig",
    "identity.methods.apps.MethodsConfig",
    "identity.signatures.apps.SignaturesConfig",
    "identity.jpki.apps.JpkiConfig",
    "identity.disclosure.apps.DisclosureConfig",
    "identity.people.apps.PeopleConfig",
    "accessibility.pages.apps.AccessibilityPagesConfig",
    "accessibility.components.apps.ComponentsConfig",
    # libraries
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "django_htmx",  # for its static files
    "django.contrib.auth",
    "django.contrib.contenttypes",  # required by django.contrib.auth; unused by the rooms
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "akita_portal.middleware.RequestLogMiddleware",
    "akita_portal.middleware.ContentSecurityPolicyMiddleware",
    "akita_portal.middleware.MaintenanceMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "identity.access.staff.StaffGateMiddleware",
]

ROOT_URLCONF = "akita_portal.urls"
WSGI_APPLICATION = "akita_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accessibility.components.context.page",
                "procedures.designer.reviewing.waiting.waiting_count",
            ],
            "builtins": ["accessibility.components.templatetags.components", "django.templatetags.i18n"],
        },
    },
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Messages travel in a signed cookie, so that a visitor without an account never needs a session row.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
