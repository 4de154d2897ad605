"""Every check finds its fault on a faulty page, and nothing on a sound one."""

import pytest

from accessibility.checker.checks import check_html

SOUND = """<!doctype html><html lang="ja"><head><title>通数｜住民票の写し｜秋田市デジタル市役所</title></head><body>
<a href="#main">本文へ移動</a><main id="main"><h1>必要な住民票</h1><h2>通数</h2>
<p>氏名　秋田 太郎</p><p>日時：11月24日　9時</p><a href="/x/">手数料を見る</a>
<form><label for="email">メールアドレス ※必須</label><input id="email" autocomplete="email" required
 aria-invalid="true" aria-describedby="email_error"><p id="email_error">＊入力してください</p>
<fieldset><legend>通数 ※必須</legend><label>1通<input type="radio" name="n" required></label></fieldset></form>
<table><tr><th scope="col">項目</th></tr><tr><td>1</td></tr></table></main></body></html>"""


def rules(html: str) -> list[str]:
    return [fault.rule for fault in check_html(html)]


def test_a_sound_page_has_no_faults():
    assert check_html(SOUND) == []


@pytest.mark.parametrize(
    ("sound", "faulty", "rule"),
    [
        ('<html lang="ja">', "<html>", "language"),
        ("<title>通数｜住民票の写し｜秋田市デジタル市役所</title>", "<title>通数</title>", "title"),
        ("<title>通数｜住民票の写し｜秋田市デジタル市役所</title>", "<title>｜秋田市</title>", "title"),
        ("<title>通数｜住民票の写し｜秋田市デジタル市役所</title>", "", "title"),
        ("<form>", '<form id="error-summary">', "title-error"),
        ("<h1>必要な住民票</h1>", "<h2>必要な住民票</h2>", "one-h1"),
        ("<h2>通数</h2>", "<h1>通数</h1>", "one-h1"),
        ("<h2>通数</h2>", "<h3>通数</h3>", "heading-order"),
        ("<h2>通数</h2>", "<h2> </h2>", "empty-heading"),
        ('<main id="main">', "<div>", "main"),
        ('<a href="#main">本文へ移動</a>', "", "skip-link"),
        ('<a href="#main">', '<a href="/">', "skip-link"),
        ("<h2>通数</h2>", '<h2 id="main">通数</h2>', "duplicate-id"),
        ('<th scope="col">項目</th>', "<td>項目</td>", "table-headers"),
        ('<th scope="col">', "<th>", "table-headers"),
        ("<h2>通数</h2>", '<h2 style="color:red">通数</h2>', "inline"),
        ("<h2>通数</h2>", '<h2 onclick="x()">通数</h2>', "inline"),
        ('href="/x/"', 'href="JavaScript:x()"', "inline"),
        ("<form>", "<script>x()</script><form>", "inline"),
        ("<form>", "<style>p{}</style><form>", "inline"),
        ("<head>", '<head><meta http-equiv="refresh" content="5">', "meta-refresh"),
        ('<label for="email">', "<label>", "label"),
        ('<label for="email">メールアドレス ※必須</label>', '<p title="メール"></p>', "label"),
        ("メールアドレス ※必須", "メールアドレス ＊", "required-in-words"),
        ("通数 ※必須</legend>", "通数</legend>", "required-in-words"),
        (' autocomplete="email"', "", "autocomplete"),
        (' aria-describedby="email_error"', "", "error-tied"),
        ('<p id="email_error">', "<p>", "described-by"),
        ('href="/x/"', 'href="#nowhere"', "dead-fragment"),
        ('autocomplete="email"', 'autocomplete="email" type="number"', "type-number"),
        ("手数料を見る", "こちら。", "link-purpose"),
        ("手数料を見る", "", "link-purpose"),
        ("氏名　秋田", "氏　名　秋田", "spaced-word"),
        ("<p>日時", "<p>担　当　課</p><p>日時", "spaced-word"),
        ("氏名　秋田 太郎", "㈱みなと", "machine-dependent"),
        ("<p>氏名", "<p>■氏名", "mark-as-heading"),
        ("<p>氏名　秋田 太郎</p>", "<p>緑のボタンを押してください</p>", "by-sense"),
    ],
)
def test_each_fault_is_found(sound: str, faulty: str, rule: str):
    assert sound in SOUND
    assert rule in rules(SOUND.replace(sound, faulty))


def test_where_and_criterion_are_said():
    faults = check_html('<p>くわしくは<a href="/fees/">こちら</a></p>')
    assert [(fault.rule, fault.criterion, fault.where) for fault in faults] == [
        ("link-purpose", "2.4.4", '<a href="/fees/">こちら'),
    ]


@pytest.mark.parametrize(
    "name",
    ["applicant-email", "contact_tel", "a-postcode", "a-prefecture", "n-family", "n-given", "id_password1", "otp"],
)
def test_known_names_need_a_purpose(name: str):
    assert rules(f'<label for="{name}">欄</label><input id="{name}">') == ["autocomplete"]
    assert rules(f'<label for="{name}">欄</label><input id="{name}" autocomplete="off">') == []


@pytest.mark.parametrize(
    "html",
    ["", "<p", "</p></p>", "<a><b></a></b>", "<table><td>x", "<p>a<br/>b</p>", "&#x0;<!-- -->", "<" * 500],
)
def test_odd_markup_does_not_stop_the_checks(html: str):
    assert isinstance(check_html(html), list)


def test_words_inside_scripts_are_not_text():
    assert rules('<p>送信<script src="/x.js">こちら　日　時</script></p>') == []
