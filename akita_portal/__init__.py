"""Wiring of the portal: settings, URLs, Celery, embedded services, demo. Imported by nobody."""
