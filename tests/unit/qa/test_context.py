"""Which quotes cannot be understood without an earlier sentence, and which sentence that is."""

from __future__ import annotations

import pytest

from rag.qa.context import context_of

POINTING = """
He declined to say who had paid for the trip.
They agreed to meet again in the autumn.
Its crew was rescued by a trawler.
Their proposal was rejected twice.
This surprised the neighbours.
That decision cost the club its licence.
Such fines are seldom paid.
But they were not told.
Since then it has been closed.
However, she has not agreed.
Most of them were children.
One of its engines failed.
Both were charged with fraud.
Neither has commented.
Others fled to Chad.
The rest was sold.
The first is the cost.
The latter has appealed.
In April he moved to Ghana.
In a statement it said that no data had been lost.
“We were never told,” she said.
The dam would have burst within hours, he said.
""".strip().splitlines()

STANDING = """
Hakan Fidan spent two days in Damascus.
It is not clear whether the pilot survived.
It took rescuers nine hours to reach the valley.
It was Erdogan who called the meeting.
It emerged that the judge had resigned.
This week Poland closed two crossings.
Those who stayed had no water.
Both the mayor and the priest had left.
Neither Iran nor Iraq replied.
The United States has sent more planes.
The number of refugees doubled.
The bridge over the Drina was closed.
The 2022 election in Brazil was close.
The harbour stayed open.
Here is what is known.
Maria Lopez, 34, said she would appeal.
“We will rebuild,” said Mayor Della Prewitt.
Turkey says that it wants a buffer zone.
""".strip().splitlines()


@pytest.mark.parametrize("quote", POINTING)
def test_a_quote_that_leaves_open_who_or_what_is_meant_has_context(quote: str) -> None:
    assert context_of(1, ["Rain fell.", quote], "") == 0


@pytest.mark.parametrize("quote", STANDING)
def test_a_quote_that_names_what_it_is_about_has_none(quote: str) -> None:
    assert context_of(1, ["Rain fell.", quote], "") is None


@pytest.mark.parametrize(
    ("article", "place"),
    [
        ("Ali Reza won.|Hakan Fidan went to Damascus.|He stayed for two days.", 1),
        ("“I saw the wave,” said Tom Reiver.|“It was as high as a house.|“Ask anybody,” he said.", 0),
        ("“We will rebuild,” said Della Prewitt.|She gave no date.", 0),
        ("A school opened in Riga.|Rain fell.|Snow fell.|The school burned.", 0),
        ("A senior official confirmed the visit.|Rain fell.|The official gave no date.", 0),
        ("Rain fell.|The official gave no date.", None),
        ("He left.", None),
    ],
)
def test_the_nearest_sentence_that_may_name_it_is_the_context(article: str, place: int | None) -> None:
    sentences = article.split("|")
    assert context_of(len(sentences) - 1, sentences, "") == place


def test_what_the_title_names_needs_no_context() -> None:
    sentences = ["The sea broke the wall.", "The wall was built in 1954."]
    assert context_of(1, sentences, "A storm") == 0
    assert context_of(1, sentences, "Harbour walls give way") is None
