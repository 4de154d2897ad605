"""The procedure that is applied for: two pages, ten fields of mixed types. `python -m tests.benchmarks.procedure`
publishes it in the database of the environment.
"""

from typing import Any

NUMBER = 9500

DOCUMENT: dict[str, Any] = {
    "format": 1,
    "kind": "application",
    "title": "測定のための手続",
    "summary": "速さを測るための、2ページ10項目の手続です。",
    "who": "どなたでも",
    "what_next": "担当が確認します。",
    "legal_basis": [{"law": "住民基本台帳法", "article": "第12条", "source": "law"}],
    "appeal": {"authority": "秋田市長"},
    "standard_period": {"business_days": 5},
    "assurance": {"level": 0, "reason": "速さを測るだけのため"},
    "contact_confirmation": False,
    "pages": [
        {
            "id": "applicant",
            "title": "申請する人",
            "items": [
                {"id": "applicant_name", "type": "person_name", "label": "氏名", "required": True},
                {"id": "applicant_birth_date", "type": "birth_date", "label": "生年月日", "required": True},
                {"id": "applicant_address", "type": "address", "label": "住所", "required": True, "scope": "japan"},
                {"id": "applicant_phone", "type": "phone", "label": "電話番号", "required": True},
                {"id": "applicant_email", "type": "email", "label": "メールアドレス", "required": True},
            ],
        },
        {
            "id": "wish",
            "title": "希望の内容",
            "items": [
                {
                    "id": "receive_by",
                    "type": "choice",
                    "label": "受け取り方",
                    "required": True,
                    "personal": False,
                    "options": [{"value": "counter", "label": "窓口"}, {"value": "post", "label": "郵送"}],
                },
                {"id": "copies", "type": "integer", "label": "必要な枚数", "required": True, "min": 1, "max": 10},
                {"id": "wished_on", "type": "date", "label": "希望する日", "required": True},
                {"id": "first_time", "type": "yes_no", "label": "初めての申請ですか", "required": True},
                {
                    "id": "reason",
                    "type": "long_text",
                    "label": "使いみち",
                    "required": {"==": [{"var": "first_time"}, True]},
                },
            ],
        },
    ],
    "workflow": {"stages": [{"id": "review", "title": "審査"}]},
    "retention": {"years": 5},
    "statistics": ["receive_by"],
}

# What is typed, by page.
TYPED: dict[str, dict[str, str]] = {
    "applicant": {
        "applicant_name-family": "山王",
        "applicant_name-given": "花子",
        "applicant_name-family_kana": "サンノウ",
        "applicant_name-given_kana": "ハナコ",
        "applicant_birth_date-era": "western",
        "applicant_birth_date-year": "1950",
        "applicant_birth_date-month": "4",
        "applicant_birth_date-day": "1",
        "applicant_address-postcode": "010-0951",
        "applicant_address-prefecture": "秋田県",
        "applicant_address-city": "秋田市",
        "applicant_address-town": "山王",
        "applicant_address-street": "一丁目1番1号",
        "applicant_address-building": "",
        "applicant_phone": "018-888-0000",
        "applicant_email": "hanako@example.jp",
    },
    "wish": {
        "receive_by": "counter",
        "copies": "２",
        "wished_on-era": "western",
        "wished_on-year": "2030",
        "wished_on-month": "12",
        "wished_on-day": "6",
        "first_time": "yes",
        "reason": "会社に出すためです。なるべく早く受け取りたいと考えています。",
    },
}


def _publish() -> None:
    import django

    django.setup()
    from django.utils import timezone

    from procedures.catalogue.models import Department
    from procedures.catalogue.services import publish

    department, _new = Department.objects.get_or_create(
        code="citizen-affairs",
        defaults={"name": "市民課", "phone": "018-888-0000", "valid_from": timezone.localdate().replace(day=1)},
    )
    publish(number=NUMBER, department=department, document=DOCUMENT)


if __name__ == "__main__":
    _publish()
