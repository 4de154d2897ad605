"""Which field type serves which item: a new one is a line here, its module and its component."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from procedures.definitions.items import AskedItem
from procedures.forms.fields.address import AddressField
from procedures.forms.fields.bank_account import BankAccountField
from procedures.forms.fields.choice import ChoiceField
from procedures.forms.fields.choices import ChoicesField
from procedures.forms.fields.consent import ConsentField, DeclarationField
from procedures.forms.fields.contract import Context, Fault, FieldType, FormData, Parsed, Spec
from procedures.forms.fields.corporate_number import CorporateNumberField
from procedures.forms.fields.date import DateField
from procedures.forms.fields.decimal import DecimalField
from procedures.forms.fields.email import EmailField
from procedures.forms.fields.integer import IntegerField, YenField
from procedures.forms.fields.kana import KanaField
from procedures.forms.fields.person_name import PersonNameField
from procedures.forms.fields.phone import PhoneField
from procedures.forms.fields.quantities import QuantitiesField
from procedures.forms.fields.slot import SlotField
from procedures.forms.fields.text import LongTextField, TextField
from procedures.forms.fields.time import TimeField
from procedures.forms.fields.year_month import YearMonthField
from procedures.forms.fields.yes_no import YesNoField

FIELD_TYPES: Mapping[str, FieldType[Any]] = MappingProxyType(
    {
        "text": TextField(),
        "long_text": LongTextField(),
        "person_name": PersonNameField(),
        "kana": KanaField(),
        "date": DateField(),
        "birth_date": DateField(),
        "year_month": YearMonthField(),
        "time": TimeField(),
        "slot": SlotField(),
        "integer": IntegerField(),
        "decimal": DecimalField(),
        "yen": YenField(),
        "yes_no": YesNoField(),
        "choice": ChoiceField(),
        "choices": ChoicesField(),
        "quantities": QuantitiesField(),
        "email": EmailField(),
        "phone": PhoneField(),
        "address": AddressField(),
        "bank_account": BankAccountField(),
        "corporate_number": CorporateNumberField(),
        "consent": ConsentField(),
        "declaration": DeclarationField(),
    }
)


def field_type(item: AskedItem) -> FieldType[Any]:
    """The field type of an item that is asked. Raises KeyError for a type without one (a test walks them all)."""
    return FIELD_TYPES[item.type]


__all__ = ["FIELD_TYPES", "Context", "Fault", "FieldType", "FormData", "Parsed", "Spec", "field_type"]
