"""基本4情報 in the certificate: six object identifiers, their strict forms, and what is not known."""

from dataclasses import replace

import pytest
from asn1crypto import core, x509

from identity.jpki import profile
from identity.jpki.profile import BirthDate, CertificateHolder, ProfileError, read_birth, read_holder
from identity.sandbox.ca.certificates import birth_text
from tests.jpki import HANAKO

KANA = ("1.2.392.200149.8.5.5.7", core.UTF8String("アキタ　ハナコ").dump())


def certificate(*names: tuple[str, core.Asn1Value]) -> x509.Certificate:
    """A certificate that has nothing but a subjectAltName."""
    general = [
        x509.GeneralName(
            name="other_name",
            value=x509.AnotherName({"type_id": oid, "value": core.Any(value.retag({"explicit": 0}))}),
        )
        for oid, value in names
    ]
    extension = x509.Extension({"extn_id": "subject_alt_name", "extn_value": x509.GeneralNames(general)})
    return x509.Certificate({"tbs_certificate": {"extensions": [extension]}})


def text(value: str) -> core.UTF8String:
    return core.UTF8String(value)


def test_all_six_are_read_from_a_real_looking_certificate(hanako):
    assert read_holder(x509.Certificate.load(hanako.der)) == HANAKO


def test_substitutes_and_unknown_names_are_kept(authority):
    holder = replace(HANAKO, name_substitutes=(0, 3), address_substitutes=(5,), unknown=(KANA,))
    read = read_holder(x509.Certificate.load(authority.issue(holder).der))
    assert read == holder
    assert (read.is_as_registered, HANAKO.is_as_registered) == (False, True)


def test_without_a_subject_alt_name_nothing_is_known():
    bare = x509.Certificate({"tbs_certificate": {"extensions": []}})
    assert read_holder(bare) == CertificateHolder()


def test_other_kinds_of_names_are_kept_by_their_kind():
    named = x509.GeneralName(name="dns_name", value="example.jp")
    extension = x509.Extension({"extn_id": "subject_alt_name", "extn_value": x509.GeneralNames([named])})
    read = read_holder(x509.Certificate({"tbs_certificate": {"extensions": [extension]}}))
    assert read.unknown == (("dns_name", named.dump()),)


def test_a_name_abroad_is_an_address_like_any_other():
    abroad = "アメリカ合衆国ニューヨーク州"
    assert read_holder(certificate((profile.ADDRESS, text(abroad)))).address == abroad


@pytest.mark.parametrize("gender", ["0", "1", "2", "3", "9"])
def test_genders(gender):
    assert read_holder(certificate((profile.GENDER, text(gender)))).gender == gender


@pytest.mark.parametrize(
    ("oid", "value"),
    [
        (profile.NAME, core.PrintableString("Akita")),
        (profile.NAME, core.OctetString(b"x")),
        (profile.NAME, core.UTF8String("秋田\n花子")),
        (profile.NAME, core.UTF8String("あ" * 401)),
        (profile.GENDER, core.UTF8String("4")),
        (profile.GENDER, core.UTF8String("12")),
        (profile.BIRTH, core.UTF8String("19800501")),
        (profile.NAME_SUBSTITUTES, core.UTF8String("0")),
    ],
)
def test_another_form_is_refused_and_the_value_not_told(oid, value):
    with pytest.raises(ProfileError) as refused:
        read_holder(certificate((oid, value)))
    assert str(refused.value) == oid


def test_an_empty_text_is_refused():
    with pytest.raises(ProfileError):
        read_holder(certificate((profile.NAME, core.UTF8String(""))))


def test_the_same_name_twice_is_refused():
    with pytest.raises(ProfileError):
        read_holder(certificate((profile.NAME, text("秋田　花子")), (profile.NAME, text("秋田　太郎"))))


@pytest.mark.parametrize("flags", ["00000", "0000000", "00002", "abcde0"])
def test_flags_that_do_not_fit_the_text_are_refused(flags):
    with pytest.raises(ProfileError) as refused:
        read_holder(certificate((profile.ADDRESS, text("秋田県秋田市")), (profile.ADDRESS_SUBSTITUTES, text(flags))))
    assert str(refused.value) == profile.ADDRESS_SUBSTITUTES


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("319800501", BirthDate(3, 1980, 5, 1)),
        ("520190501", BirthDate(5, 2019, 5, 1)),
        ("420190430", BirthDate(4, 2019, 4, 30)),
        ("118680101", BirthDate(1, 1868, 1, 1)),
        ("219200229", BirthDate(2, 1920, 2, 29)),
        ("319500500", BirthDate(3, 1950, 5, None)),
        ("319500000", BirthDate(3, 1950, None, None)),
        ("000000000", BirthDate(0, None, None, None)),
        ("019500101", BirthDate(0, 1950, 1, 1)),
    ],
)
def test_birth_dates(written, read):
    assert read_birth(written) == read
    assert birth_text(read) == written
    assert read.is_complete is (None not in (read.year, read.month, read.day))


@pytest.mark.parametrize(
    "written",
    [
        "",
        "3198005011",
        "619800501",
        "３19800501",
        "3198O0501",
        "319801301",
        "319800431",
        "319810229",
        "319250501",  # 昭和 had not begun
        "319900501",  # and was over
        "319800001",  # a day without its month
        "300000501",  # a month without its year
    ],
)
def test_what_is_no_birth_date(written):
    with pytest.raises(ProfileError):
        read_birth(written)
