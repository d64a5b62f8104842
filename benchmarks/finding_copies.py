"""Measure finding copies, as `docs/measurements/copies.md` states it: made stories, and made changes to them.

Stories are drawn from sentence forms with names, numbers and reasons filled in, so that those of one topic
also share a form and are still no copies. Thresholds were chosen on the even stories (``--half even``); the
odd ones (the default) were only measured. ``--many N`` times N articles, a third of them copies.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import time
from collections import Counter

from rag.index.near_duplicates import Story, find_copies, fingerprint

# ruff: noqa: E501 - one sentence a line
PEOPLE = (
    "Mara Ostrow,Henrik Dale,Ines Calloway,Tobias Wren,Olena Marsh,Piet Aldous,Greta Voss,Samir Hadley,Lucia Thorne,"
    "Anton Reeve,Freya Lindqvist,Basil Okoro,Nadia Pell,Rufus Carmody,Tessa Holm,Ivo Brandt,Clara Munro,Jonas Fitch"
).split(",")
TOWNS = (
    "Norwick,Sandry,Aldbrook,Hale,Tarn,Lune,Osmer,Fellgate,Brimsea,Carrow,Dunholm,Eskmouth,Farley,Garside,Hexwell,"
    "Inverlay,Jarrow Point,Keld,Lowmoor,Marstead"
).split(",")
DAYS = "Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday".split(",")
CAUSES = (
    "a pump had failed,the contract had run out,the ground had moved,two bids came in late,the winter was mild,"
    "a survey found cracks,the lender withdrew,demand had fallen,a cable was cut,the roof had leaked"
).split(",")
FORMS = {
    "bridge": (
        "The {thing} bridge over the {river} in {town} will close on {day} for {n} weeks, the county said.",
        "Engineers found {m} cracks in its eastern pier after {cause}, according to {person}, who leads the works.",
        "Lorries must take the road through {other}, which adds {k} kilometres to the trip.",
        "The repair is expected to cost {n}{m} thousand crowns, half of it paid by the state.",
        "{person2}, who runs the bakery at the bridgehead, fears for her trade.",
        "She said that {m} of her customers come from the far bank every morning.",
        "The bridge was built in 19{yy} and last repaired when {cause2}.",
        "A ferry will carry people on foot for {k} pence a crossing until it opens again.",
        "The council of {town} votes on a new crossing in the autumn.",
    ),
    "strike": (
        "Drivers of the {thing} bus company in {town} walked out on {day} over pay, their union said.",
        "{n} of {m}{k} buses left the depot in the morning, a spokesman for the company said.",
        "The union asks for {k} percent more, and the company offers half of that because {cause}.",
        "{person} of the union said that talks would go on in {other} at the end of the week.",
        "Pupils were let off school where no bus came, the head teacher {person2} said.",
        "It is the first strike at the company since 19{yy}, when drivers stayed away for {k} days.",
        "Passengers with a monthly ticket get {m} crowns back for each day without service.",
        "The mayor of {town} called on both sides to meet before the holidays.",
    ),
    "fire": (
        "A fire destroyed the {thing} warehouse in {town} on {day} night, the fire brigade said.",
        "{n} firefighters worked for {k} hours before the flames were out.",
        "Nobody was hurt, but {m} people had to leave their homes in {other} street.",
        "The fire began after {cause}, said {person}, who leads the investigation.",
        "The warehouse held {m}{k} tonnes of timber and belonged to the family of {person2}.",
        "Smoke could be seen as far away as {other}, where schools kept their windows shut.",
        "The last fire at the site was in 19{yy}, when a shed burned down.",
        "Insurers put the damage at {n} million crowns.",
    ),
    "election": (
        "{person} won the vote for mayor of {town} on {day} with {n} percent of the ballots.",
        "Her rival {person2} conceded defeat after {k} of {m} districts had been counted.",
        "She promised to reopen the {thing} baths, which closed because {cause}.",
        "Turnout was {m} percent, the highest since 19{yy}.",
        "The new council has {k} seats, of which her party holds {n}.",
        "In {other} the count was stopped for an hour after {cause2}.",
        "She takes office in {k} weeks and keeps her post at the school until then.",
        "An appeal can be lodged until the end of the month.",
    ),
    "museum": (
        "The {thing} museum in {town} opens a show of {n} old maps on {day}.",
        "The oldest was drawn in 15{yy} by a monk of {other}, said the curator {person}.",
        "{m} of the maps have never been shown, because {cause}.",
        "Visitors may touch {k} copies that a printer in {other} made of clay.",
        "{person2}, who gave most of the maps, found them in a barn.",
        "He bought the barn for {m} crowns and nearly burned what was in it.",
        "The show is open for {k} months and costs nothing on Sundays.",
        "A book about the maps is to appear in spring.",
    ),
    "harvest": (
        "Farmers around {town} expect to bring in {n} percent fewer apples than last year, their association said on {day}.",
        "Frost came in {k} nights of April, after {cause}, said {person} of the {thing} orchard.",
        "He counts on {m} tonnes where he picked {m}{k} before.",
        "In {other} the trees stand higher up and lost less.",
        "A kilo costs {k} crowns at the market now, said the trader {person2}.",
        "The county helps with {n} thousand crowns for each farm that lost over a third.",
        "The worst year on record was 19{yy}, when hail took nearly everything.",
        "Cider makers have bought {m} tonnes abroad.",
    ),
}  # fmt: skip
THINGS = "old,northern,Saint Anne,harbour,mill,county,upper,railway,green,market".split(",")
BOILERPLATE = ("Sign up for our evening letter.", "Read our other news from the county on our front page.")


def base_story(number: int) -> list[str]:
    """Return the sentences of one story."""
    chooser = random.Random(f"story {number}")
    forms = FORMS[list(FORMS)[number % len(FORMS)]]
    person, person2 = chooser.sample(PEOPLE, 2)
    town, other = chooser.sample(TOWNS, 2)
    filled = {
        "person": person, "person2": person2, "town": town, "other": other, "day": chooser.choice(DAYS),
        "thing": chooser.choice(THINGS), "river": f"{chooser.choice(TOWNS)} Water", "cause": chooser.choice(CAUSES),
        "cause2": chooser.choice(CAUSES), "n": chooser.randint(11, 89), "m": chooser.randint(11, 89),
        "k": chooser.randint(3, 9), "yy": chooser.randint(10, 99),
    }  # fmt: skip
    return [form.format(**filled) for form in forms]


def number_changed(sentences: list[str], chooser: random.Random) -> list[str]:
    """Change one number of the story."""
    places = [i for i, s in enumerate(sentences) if re.search(r"\d", s)]
    at = chooser.choice(places)
    found = chooser.choice(list(re.finditer(r"\d+", sentences[at])))
    new = str(int(found[0]) + chooser.randint(1, 9))
    changed = sentences[at][: found.start()] + new + sentences[at][found.end() :]
    return [*sentences[:at], changed, *sentences[at + 1 :]]


def name_changed(sentences: list[str], chooser: random.Random) -> list[str]:
    """Give one person of the story another name."""
    text = "\n".join(sentences)
    old = chooser.choice([p for p in PEOPLE if p in text])
    new = chooser.choice([p for p in PEOPLE if p not in text])
    return text.replace(old, new).split("\n")


def negated(sentences: list[str], chooser: random.Random) -> list[str]:
    """Say of one thing that it will not be."""
    places = [i for i, s in enumerate(sentences) if re.search(r"\b(will|is|was|were|may|has|must)\b", s)]
    at = chooser.choice(places)
    changed = re.sub(r"\b(will|is|was|were|may|has|must)\b", r"\1 not", sentences[at], count=1)
    return [*sentences[:at], changed, *sentences[at + 1 :]]


UNITS = {
    "kilometres": "miles", "tonnes": "barrels", "hours": "minutes", "crowns": "pounds", "pence": "pounds",
    "percent": "percentage points", "months": "weeks",
}  # fmt: skip


def unit_changed(sentences: list[str], chooser: random.Random) -> list[str]:
    """Let one number of the story count something else."""
    counted = re.compile(rf"(?<=\d )((?:thousand |million )?)({'|'.join(UNITS)})\b")
    at = chooser.choice([i for i, s in enumerate(sentences) if counted.search(s)])
    changed = counted.sub(lambda m: m[1] + UNITS[m[2]], sentences[at], count=1)
    return [*sentences[:at], changed, *sentences[at + 1 :]]


def priced(sentences: list[str], amount: str) -> list[str]:
    """Add what it costs."""
    return [*sentences[:2], f"The whole comes to {amount}, papers of the county show.", *sentences[2:]]


def house_style(sentences: list[str], _: random.Random) -> list[str]:
    """Spell as another outlet does."""
    pairs = (
        ("percent", "per cent"),
        ("kilometres", "kilometers"),
        ('"', "“"),
        ("tonnes", "tons"),
        ("'", "’"),
    )
    text = "\n".join(sentences)
    for old, new in pairs:
        text = text.replace(old, new)
    return text.split("\n")


COPIES = {
    "the same text": lambda s, _: s,
    "shortened by a third, at the end": lambda s, _: s[: -(len(s) // 3)],
    "shortened to half": lambda s, _: s[: len(s) // 2 + 1],
    "two sentences left out": lambda s, c: [
        x for i, x in enumerate(s) if i not in c.sample(range(1, len(s)), 2)
    ],
    "a dateline of its own": lambda s, c: [
        f"{c.choice(TOWNS).upper()}, Nov 3 (Lakeside Wire) – {s[0]}",
        *s[1:],
    ],
    "the outlet's spelling": house_style,
    "a sentence added": lambda s, c: [*s[:3], f"People in {c.choice(TOWNS)} spoke of little else.", *s[3:]],
    "lines of the outlet around it": lambda s, _: [BOILERPLATE[0], *s, BOILERPLATE[1]],
    "shortened, dateline, spelling": lambda s, c: house_style(
        [f"{c.choice(TOWNS).upper()} — {s[0]}", *s[1:-2]], c
    ),
}
OTHERS = {
    "one number changed": number_changed,
    "one name changed": name_changed,
    "one unit changed": unit_changed,
    "one sentence negated": negated,
    "half of it new": lambda s, c: [*s[: len(s) // 2], *base_story(c.randint(10_000, 99_999))[len(s) // 2 :]],
    "another story of the form": lambda _, c: base_story(6 * c.randint(2_000, 9_999) + c.randint(0, 5)),
}


PRICES = {
    "copy: a currency in words": ("€5m", "5 million euros"),
    "other: the sign of a currency changed": ("€5m", "$5m"),
    "other: a currency changed in words": ("5 million euros", "5 million roubles"),
}
"""Two amounts that both texts of a pair are told with, one each."""


def found(first: list[str], second: list[str]) -> bool:
    """Say whether the second is found to be a copy of the first."""
    texts = [" ".join(first), " ".join(second)]
    stories = [
        Story(
            row=i,
            article_id=str(i),
            published=f"2023-01-0{i + 1}",
            agency=False,
            fingerprint=fingerprint(text),
        )
        for i, text in enumerate(texts)
    ]
    return find_copies(stories, texts.__getitem__) == {1: 0}


def pairs(half: str, count: int) -> dict[str, float | int]:
    """Return for each change the share of pairs found to be copies."""
    numbers = range(0 if half == "even" else 1, 2 * count, 2)
    figures: dict[str, float | int] = {}
    outcome: Counter[str] = Counter()
    for kind, changes in (("copy", COPIES), ("other", OTHERS)):
        for name, change in changes.items():
            hits = 0
            for number in numbers:
                sentences = base_story(number)
                hits += found(sentences, change(sentences, random.Random(f"{name} {number}")))
            figures[f"{kind}: {name}"] = round(hits / count, 3)
            outcome[kind, "found"] += hits
            outcome[kind, "all"] += count
    for name, (one, other) in PRICES.items():
        stories = [base_story(number) for number in numbers]
        hits = sum(found(priced(story, one), priced(story, other)) for story in stories)
        figures[name] = round(hits / count, 3)
        outcome[name.partition(":")[0], "found"] += hits
        outcome[name.partition(":")[0], "all"] += count
    right, wrong = outcome["copy", "found"], outcome["other", "found"]
    figures["recall"] = round(right / outcome["copy", "all"], 4)
    figures["precision"] = round(right / (right + wrong), 4)
    return figures


def many(count: int) -> dict[str, float | int]:
    """Time an archive of which a third are shortened copies; the others share no run of words."""
    chooser = random.Random(5)
    words = [f"{a}{b}{c}" for a in "bdfgklmn" for b in "aeiou" for c in ("rn", "sk", "lt", "mb", "nd")]
    texts: list[str] = []
    for number in range(count):
        if number % 3 == 2:  # noqa: PLR2004
            texts.append(". ".join(texts[number - 1].split(". ")[:-2]) + ".")
        else:
            texts.append(
                ". ".join(" ".join(chooser.choices(words, k=12)).capitalize() for _ in range(10)) + "."
            )
    began = time.perf_counter()
    stories = [
        Story(row=i, article_id=f"{i:06d}", published="", agency=False, fingerprint=fingerprint(text))
        for i, text in enumerate(texts)
    ]
    signed = time.perf_counter()
    copies = find_copies(stories, texts.__getitem__)
    ended = time.perf_counter()
    return {
        "articles": count,
        "fingerprints_s": round(signed - began, 1),
        "grouping_s": round(ended - signed, 1),
        "copies": len(copies),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000,
    }


def main() -> None:
    """Measure and print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("even", "odd"), default="odd")
    parser.add_argument("--stories", type=int, default=300)
    parser.add_argument("--many", type=int)
    options = parser.parse_args()
    print(json.dumps(many(options.many) if options.many else pairs(options.half, options.stories), indent=1))


if __name__ == "__main__":
    main()
