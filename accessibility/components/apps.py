from django.apps import AppConfig


class ComponentsConfig(AppConfig):
    name = "accessibility.components"
    label = "accessibility_components"
