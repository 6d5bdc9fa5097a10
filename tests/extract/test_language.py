"""The language of a text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.text.language import language
from extract.text.scripts import by_script, weight

LONG = (Path(__file__).parents[2] / "docs" / "politeness.md").read_text()
GERMAN = "Alle Menschen haben das Recht, in Ruhe gelassen zu werden, auch am Sonntag."
ENGLISH = "Nobody came to the door, so we left the parcel with the neighbours instead."


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (GERMAN, "de"),
        (ENGLISH, "en"),
        ("Les enfants jouent dans le jardin pendant que leur mère lit un livre.", "fr"),
        ("Zítra ráno pojedeme do města, protože potřebujeme koupit nové dveře.", "cs"),
        ("Утре сутринта ще отидем в града, защото трябва да купим врата.", "bg"),
        ("Всеки човек има право на образование.", "bg"),
        ("Besok pagi kami pergi ke kota karena harus membeli pintu baru.", "id"),
        ("मैं कल सुबह शहर जा रहा हूँ और वहाँ से किताबें लाऊँगा।", "hi"),
        ("明日の朝、町へ行って新しい本を買います。", "ja"),
        ("明天早上我要去城里买一本新书", "zh"),
        ("내일 아침에 시내에 가요", "ko"),
        ("พรุ่งนี้เช้าฉันจะไปในเมือง", "th"),
        ("Αύριο το πρωί θα πάμε στην πόλη", "el"),
        ("מחר בבוקר ניסע העירה", "he"),
    ],
)
def test_a_text_tells_its_language(text: str, code: str) -> None:
    found, sure = language(text)
    assert found == code
    assert sure > 0.25


@pytest.mark.parametrize(
    "text",
    ["", "12,99", "OK", "iPhone 15", "Menu  »", "—", "Adidas Superstar Sneaker Damen"],
)
def test_a_text_of_few_letters_or_names_tells_none(text: str) -> None:
    assert language(text) == (None, 0.0)


@pytest.mark.parametrize(
    ("text", "declared", "code"),
    [
        ("Menu", "de-CH", "de"),
        ("", "pt_BR", "pt"),
        (GERMAN, "en", "de"),
        (GERMAN * 50, "en-US", "de"),
        (GERMAN, "gsw", "gsw"),
        (ENGLISH, "", "en"),
        (ENGLISH, "{{ lang }}", "en"),
        ("Semua orang dilahirkan merdeka dan mempunyai hak yang sama.", "ms", "ms"),
        ("Semua orang dilahirkan merdeka dan mempunyai hak yang sama.", "in", "id"),
        ("日本語のページです、ようこそ。", "jp", "ja"),
        ("Samsung Galaxy Ultra Smartphone Titan", "it", "it"),
    ],
)
def test_what_a_page_declares_counts_where_its_text_leaves_doubt(
    text: str, declared: str, code: str
) -> None:
    assert language(text, declared)[0] == code


def test_a_foreign_name_does_not_make_another_language() -> None:
    text = "El domingo jugaron en Barcelona y después viajaron a la ciudad vecina. "
    assert language(text * 3 + "Barça y São Paulo")[0] == "es"


def test_a_page_that_declares_what_it_is_makes_surer() -> None:
    text = "Der Preis gilt nur noch heute"
    assert language(text, "de")[1] >= language(text)[1]


def test_a_menu_in_another_language_does_not_hide_the_text() -> None:
    menu = "Избери друга държава или регион за своята локация. България. " * 25
    assert language(menu + LONG)[0] == "en"


def test_dense_scripts_say_more_with_a_letter() -> None:
    assert (weight("abc 1"), weight("新书 1"), weight("नई")) == (3, 6, 2)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("গৰু আৰু", "as"),
        ("שיינע ײדן", "yi"),
        ("新しい本", "ja"),
        ("Samsung 갤럭시 스마트폰 공식 판매점", "ko"),
        ("A long English text that names 東京 once", None),
        ("новости", None),
        ("price", None),
    ],
)
def test_a_script_of_one_language_names_it(text: str, code: str | None) -> None:
    assert by_script(text) == code


@given(st.text(), st.none() | st.text(max_size=8))
def test_any_text_has_a_language_or_none(text: str, declared: str | None) -> None:
    code, sure = language(text, declared)
    assert 0 <= sure <= 1
    assert code is not None or sure == 0
