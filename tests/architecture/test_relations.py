"""What import-linter cannot see: relations between models, and look-ups by name."""

import re

from django.apps import apps
from django.db import models

from tests.architecture.rooms import ROOT, floors, room_of, source_files


def _relations():
    for model in apps.get_models():
        room = room_of(model.__module__)
        if room is None:
            continue
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete and isinstance(field.remote_field, models.ForeignObjectRel):
                yield room, field


def test_foreign_keys_point_down():
    floor = floors()
    up = [
        f"{field} -> {field.related_model.__module__}"
        for room, field in _relations()
        if (target := room_of(field.related_model.__module__)) and floor[target] > floor[room]
    ]
    assert up == []


def test_a_relation_across_rooms_has_no_way_back():
    ways_back = [
        str(field)
        for room, field in _relations()
        if room_of(field.related_model.__module__) not in {room, None} and not field.remote_field.hidden
    ]
    assert ways_back == []


def test_payments_know_their_subject_by_an_opaque_reference():
    keys = [
        str(field)
        for room, field in _relations()
        if room == "payments" and "procedures" in field.related_model.__module__
    ]
    assert keys == []


def test_every_room_is_an_installed_app_with_a_label_of_its_own():
    labels = {config.name: config.label for config in apps.get_app_configs() if room_of(config.name)}
    assert all(label == name.replace(".", "_") for name, label in labels.items()), labels


def test_nothing_is_looked_up_by_name():
    # Registries are the only way up: a name in a string would pass import-linter.
    forbidden = re.compile(r"apps\.get_model|import_string|import_module|django\.contrib\.contenttypes(?!\"|')")
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in source_files()
        for line in path.read_text(encoding="utf-8").splitlines()
        if forbidden.search(line)
    ]
    assert found == []


def test_no_room_of_odds_and_ends():
    names = {"utils.py", "common.py", "core.py", "helpers.py", "signals.py", "misc.py"}
    folders = {"utils", "common", "core", "helpers", "misc"}
    found = [
        str(path.relative_to(ROOT))
        for path in source_files()
        if path.name in names or folders & set(path.parts[len(ROOT.parts) :])
    ]
    assert found == []
