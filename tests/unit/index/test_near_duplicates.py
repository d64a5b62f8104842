"""Which stories are one, told by eye."""

from __future__ import annotations

import random
import re

import pytest

from rag.index.near_duplicates import Story, credits_outlet, find_copies, fingerprint, story_alone
from rag.schema import Mark

STORY = (
    "The old bridge over the Tarn in Norwick will close on Monday for 14 weeks, the county said. Engineers found 27 "
    "cracks in its eastern pier after a pump had failed, according to Mara Ostrow, who leads the works. Lorries must "
    "take the road through Hale, which adds nine kilometres to the trip. Greta Voss, who runs the bakery at the "
    "bridgehead, fears for her trade. She said that most of her customers come from the far bank. A ferry will carry "
    "people on foot until the bridge opens again."
)
CHANGES = {
    "a dateline": f"NORWICK, Nov 3 (Lakeside Wire) – {STORY}",
    "the outlet's spelling": STORY.replace("kilometres", "kilometers").replace("County", "county"),
    "its end cut off": STORY[: STORY.index("She said")],
    "its beginning cut off": STORY[STORY.index("Engineers") :],
    "a sentence added": STORY.replace("Greta", "People spoke of little else. Greta"),
    "other marks and spaces": STORY.replace(" – ", " - ").replace("'", "’").replace(". ", ".\n\n"),
    "capitals": STORY.upper(),
    "soft hyphens": re.sub(r"(\w{2})(?=\w{2})", "\\1\u00ad", STORY),
    "soft hyphens, and a word": re.sub(r"(\w{2})(?=\w{2})", "\\1\u00ad", STORY.replace("fears", "trembles")),
}
PRICE = "The county has set {} aside for the works, its treasurer said. "
PRICED = STORY.replace("Greta", PRICE + "Greta")
UPDATES = {
    "another unit": STORY.replace("kilometres", "miles"),
    "another number": STORY.replace("27", "31"),
    "another number in words": STORY.replace("nine", "seven"),
    "another day": STORY.replace("Monday", "Tuesday"),
    "another name": STORY.replace("Mara Ostrow", "Henrik Dale"),
    "another town": STORY.replace("Hale", "Sandry"),
    "a negation": STORY.replace("will close", "will not close"),
    "no negation": STORY.replace("must take", "must not take"),
    "half of it new": STORY[: len(STORY) // 2].rsplit(". ", 1)[0]
    + ". The council met at night. It heard two hours of "
    "complaints from traders and voted for a second ferry at once. Nobody spoke for the county, whose seat stayed empty. "
    "A crowd had gathered in the rain outside, some with lanterns, and cheered when the doors opened.",
    "another story": "A fire destroyed the mill warehouse in Hale on Friday night, the fire brigade said. Forty men worked "
    "for six hours before the flames were out. Nobody was hurt, but nineteen people had to leave their homes.",
}


def story(row: int, text: str, published: str = "", *, agency: bool = False) -> Story:
    """A story as the catalogue would give it."""
    print_ = fingerprint(text)
    return Story(row=row, article_id=f"article {row}", published=published, agency=agency, fingerprint=print_)


def copies(*texts: str) -> dict[int, int]:
    """Copies among undated texts."""
    return find_copies([story(row, text) for row, text in enumerate(texts)], texts.__getitem__)


@pytest.mark.parametrize("change", CHANGES)
def test_a_copy_is_found_with(change: str) -> None:
    assert copies(STORY, CHANGES[change]) == {1: 0}


@pytest.mark.parametrize("change", UPDATES)
def test_no_copy_but_an_update_or_another_story_is_what_has(change: str) -> None:
    assert copies(STORY, UPDATES[change]) == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("€5m", "$5m"),
        ("£5m", "€5m"),
        ("₽5m", "₴5m"),
        ("5 million crowns", "5 million roubles"),
        ("€5 million", "5 million dollars"),
        ("$5 million", "$5 billion"),
        ("5 litres", "5 gallons"),
        ("5 km", "5 miles"),
        ("5%", "5‰"),
        ("5 percent", "5 percentage points"),
        ("5°C", "5°F"),
        ("30 soldiers", "30 villagers"),
    ],
)
def test_the_same_number_of_something_else_is_an_update(one: str, other: str) -> None:
    assert copies(PRICED.format(one), PRICED.format(other)) == {}
    assert copies(PRICED.format(other), PRICED.format(one)) == {}
    assert copies(PRICE.format(one), PRICE.format(other)) == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("€5m", "5 million euros"),
        ("$5bn", "$5 billion"),
        ("US$5m", "$5m"),
        ("5 km", "5 kilometres"),
        ("5 liters", "5 litres"),
        ("5%", "5 per cent"),
        ("5°C", "5 degrees Celsius"),
        ("30 young soldiers", "30 soldiers"),
    ],
)
def test_another_spelling_of_a_unit_is_none(one: str, other: str) -> None:
    assert copies(PRICED.format(one), PRICED.format(other)) == {1: 0}


def test_the_earliest_is_the_original_and_what_has_no_date_comes_last() -> None:
    texts = [STORY, CHANGES["a dateline"], CHANGES["its end cut off"]]
    dated = ["", "2023-03-02", "2023-03-01T08:00:00Z"]
    stories = [story(row, text, day) for row, (text, day) in enumerate(zip(texts, dated, strict=True))]
    assert find_copies(stories, texts.__getitem__) == {0: 2, 1: 2}


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2022-09-15T23:00:00+09:00", "2022-09-15T10:00:00-05:00"),
        ("2022-09-16T01:00:00+09:00", "2022-09-15T18:00:00+00:00"),
        ("2022-09-15T10:00:00+00:00", "2022-09-15T10:00:00.500000+00:00"),
        ("2022-09-15", "2022-09-16T01:00:00+09:00"),
        ("0001-01-01T00:00:00+05:00", "0001-01-02T00:00:00+05:00"),
    ],
)
def test_of_two_times_the_earlier_instant_is_the_originals_whatever_zone_states_it(
    earlier: str, later: str
) -> None:
    stories = [story(0, STORY, later), story(1, STORY, earlier)]
    assert find_copies(stories, lambda _: STORY) == {0: 1}


def test_of_one_day_the_agencys_own_is_the_original() -> None:
    texts = [STORY, CHANGES["a dateline"]]
    stories = [
        story(0, STORY, "2023-03-01T05:00:00Z"),
        story(1, texts[1], "2023-03-01T09:00:00Z", agency=True),
    ]
    assert find_copies(stories, texts.__getitem__) == {0: 1}


def test_an_outlet_is_credited_where_the_dateline_names_it() -> None:
    assert credits_outlet(CHANGES["a dateline"], "Lakeside Wire")
    assert not credits_outlet(CHANGES["a dateline"], "Tarn Gazette")
    assert not credits_outlet(CHANGES["a dateline"], None)


def test_every_copy_has_an_original_that_is_none() -> None:
    thirds = STORY.split(". ")
    chain = [". ".join(thirds[i : i + 4]) for i in range(4)]
    found = copies(STORY, *chain, CHANGES["a dateline"])
    assert set(found) & set(found.values()) == set()


def test_order_makes_no_difference() -> None:
    texts = [STORY, *CHANGES.values(), *UPDATES.values()]
    stories = [story(row, text) for row, text in enumerate(texts)]
    expected = find_copies(stories, texts.__getitem__)
    for seed in range(5):
        random.Random(seed).shuffle(stories)
        assert find_copies(stories, texts.__getitem__) == expected


def test_short_texts_are_copies_only_where_they_say_the_same() -> None:
    assert copies("The ferry runs again.", "The ferry runs AGAIN", "The ferry runs.", "", "", "…") == {1: 0}


def test_scripts_without_spaces_are_compared_too() -> None:
    text = "".join(f"第{n}天的渡轮从北岸开往南岸，船长说水位比去年低了{n * 3}厘米。" for n in range(11, 17))
    assert copies(text, text[: len(text) * 2 // 3]) == {1: 0}
    assert copies(text, text.replace("33", "39")) == {}


def test_other_alphabets_are_compared_too() -> None:
    text = (
        "Старый мост через реку закрыт на 14 недель, сообщил округ. Инженеры нашли 27 трещин в опоре после наводнения. "
        "Грузовики едут через соседний город, и дорога стала длиннее на девять километров. Пекарь боится за торговлю."
    )
    assert copies(text, f"МОСКВА — {text}") == {1: 0}
    assert copies(text, text.replace("27", "31")) == {}


def test_thousands_of_texts_of_one_form_are_compared_in_seconds() -> None:
    form = (
        "{0} reports: {1} boats in, {2} boats out, wind from the north, sea calm, ice none, pilots two, light "
        "good, fog none, swell low, harbour open, tide rising, bridge shut, lock free."
    )
    texts = [form.format(f"Port {n}", n, n + 1) for n in range(4_000)] + [STORY] * 4_000
    found = copies(*texts)
    assert set(found.values()) == {4_000}
    assert len(found) == 3_999


def test_what_is_marked_is_no_part_of_the_story() -> None:
    text = "Headline\n\nThe story.\nSign up now.\nIts end."
    marks = [Mark(start=0, end=8, role="title"), Mark(start=21, end=33, role="boilerplate")]
    assert story_alone(text, marks).split() == ["The", "story.", "Its", "end."]


def test_what_was_compared_before_is_not_read_again() -> None:
    texts = [STORY, CHANGES["its end cut off"], UPDATES["another number"]]
    stories = [story(row, text) for row, text in enumerate(texts)]
    compared: dict[tuple[int, int], bool] = {}
    found = find_copies(stories, texts.__getitem__, compared)
    assert compared == {(1, 0): True, (2, 0): False}

    def unread(row: int) -> str:
        raise AssertionError(row)

    assert find_copies(stories, unread, compared) == found == {1: 0}
    find_copies(stories[:2], unread, compared)
    assert compared == {(1, 0): True}
