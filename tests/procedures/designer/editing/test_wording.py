"""What stands beside a setting; above all, that it does nothing yet."""

import pytest

from procedures.definitions.texts import Model
from procedures.designer.editing.wording import NOT_YET
from procedures.designer.schema import field_of, item_model, models
from tests.catalogue import small_document
from tests.designs import make_design
from tests.procedures.backoffice.pages import text
from tests.procedures.designer.editing.desk import Editor

pytestmark = pytest.mark.django_db
EVIDENCE: dict[str, object] = {"id": "home", "replaces": "住民票", "register": "resident", "claims": ["address"]}
EVIDENCE |= {"ground": {"law": "法"}, "use": "check", "fallback": "show"}


@pytest.fixture
def editor(administrator):
    document = small_document(evidence=[EVIDENCE], documents=[{"id": "d", "when": "received", "template": "receipt"}])
    facts = {"id": "facts", "type": "register_facts", "label": "住所", "evidence": "home", "wrong": "窓口へ"}
    document["pages"][0]["items"].append(facts | {"facts": [{"claim": "address", "label": "住所"}]})
    make_design(administrator.user, document=document)
    return Editor(administrator.client())


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("documents/d", "電子署名を付ける まだ働きません。選んでも、書類に電子署名は付きません。"),
        ("evidence", "市の台帳との接続は、まだありません。"),
        ("evidence/home", "台帳との接続は、まだありません。接続するまでは、何も届きません。"),
        ("items/facts", "台帳と接続するまでは、「まだ市の台帳から届いていません」と表示します。"),
        (
            "items/wish",
            "すでにわかっている値は、聞かずに表示します。「確認情報」と「登録した電話番号」は、まだ届きません。",
        ),
        ("workflow/stages/review", "受け持つ課 記録するだけで、まだ働きません。"),
        ("workflow/stages/review", "この段階に進む条件 記録するだけで、まだ働きません。"),
        ("workflow/stages/review", "例）3。記録するだけで、まだ働きません。期限は、標準処理期間で数えます。"),
        ("workflow/stages/review", "「審査する人と決める人を別にする」で決まります。"),
        ("accepts", "アカウントで申請した人を、アカウントごとに数えます。"),
        ("retention", "年数が過ぎても、自動では消えません。"),
    ],
)
def test_what_does_nothing_yet_says_so(editor, place, words):
    assert words in text(editor.client.get(editor.address(place)))


def test_every_one_is_a_setting_of_the_language():
    known: dict[str, type[Model]] = {model.__name__: model for model in models()} | {"item": item_model("text")}
    for key in NOT_YET:
        owner, _dot, name = key.partition(".")
        assert field_of(known[owner], name).name == name
