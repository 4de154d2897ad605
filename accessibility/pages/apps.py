from django.apps import AppConfig


class AccessibilityPagesConfig(AppConfig):
    name = "accessibility.pages"
    label = "accessibility_pages"
