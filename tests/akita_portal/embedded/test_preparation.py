import json
from pathlib import Path

import pytest

from akita_portal.embedded import preparation
from akita_portal.embedded.failures import ServiceFailedError
from akita_portal.embedded.preparation import Preparation, Step


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of one source file and a manage.py that notes what it was asked to do."""
    (tmp_path / "source.txt").write_text("one")
    (tmp_path / "manage.py").write_text(
        "import pathlib, sys\n"
        "with pathlib.Path('ran').open('a') as file: file.write(' '.join(sys.argv[1:]) + '\\n')\n"
        "if sys.argv[1] == 'fail': sys.exit('No space left on device' if sys.argv[2:] else 'secret words')\n"
    )
    monkeypatch.setattr(preparation, "BASE_DIR", tmp_path)
    monkeypatch.setattr(preparation.processes, "BASE_DIR", tmp_path)
    return tmp_path


STEP = Step("更新", (("migrate", "--noinput"), ("second",)), ("*.txt",))


def perform(tree: Path, step: Step = STEP, *, identity: str = "a") -> Preparation:
    done = Preparation(tree / "prepared.json", identity=identity)
    done.perform(step, environment={}, log=tree / "log")
    return done


def test_a_step_is_due_until_it_ran(tree):
    assert Preparation(tree / "prepared.json", identity="a").is_due(STEP) is True
    perform(tree)
    assert Preparation(tree / "prepared.json", identity="a").is_due(STEP) is False
    assert (tree / "ran").read_text() == "migrate --noinput\nsecond\n"


def test_a_changed_an_added_and_a_deleted_source_make_it_due(tree):
    done = perform(tree)
    (tree / "source.txt").write_text("two")
    assert done.is_due(STEP) is True
    (tree / "source.txt").write_text("one")
    assert done.is_due(STEP) is False
    (tree / "more.txt").write_text("")
    assert done.is_due(STEP) is True
    (tree / "more.txt").unlink()
    (tree / "source.txt").unlink()
    assert done.is_due(STEP) is True


def test_another_database_makes_it_due(tree):
    perform(tree, identity="a")
    assert Preparation(tree / "prepared.json", identity="b").is_due(STEP) is True


@pytest.mark.parametrize("content", ["", "{", "\x00"])
def test_a_damaged_memory_makes_it_due(tree, content):
    perform(tree)
    (tree / "prepared.json").write_text(content)
    assert Preparation(tree / "prepared.json", identity="a").is_due(STEP) is True


def test_a_failing_command_is_one_line_that_names_the_log(tree):
    step = Step("更新", (("fail",),), ("*.txt",))
    with pytest.raises(ServiceFailedError) as failure:
        perform(tree, step)
    assert str(failure.value) == f"「更新」が終わりませんでした。理由は {tree / 'log'} の最後にあります。"
    assert (tree / "log").read_text() == "secret words\n"
    assert Preparation(tree / "prepared.json", identity="a").is_due(step) is True


def test_a_full_disk_is_told(tree):
    with pytest.raises(ServiceFailedError, match="ディスクの空きが足りません"):
        perform(tree, Step("更新", (("fail", "full"),), ("*.txt",)))


def test_the_real_steps_have_sources():
    assert all(preparation._files(step.sources) for step in preparation.steps())
    assert json.dumps([step.title for step in preparation.steps()], ensure_ascii=False) == (
        '["データベースの更新", "画面の部品", "見本の市"]'
    )
