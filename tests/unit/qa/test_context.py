"""Which sentences lean on what stands before them, and on which sentence."""

from __future__ import annotations

import pytest

from rag.qa.context import context_of, leans

LEANING = """
He declined to say who had paid for the trip.
She spoke to reporters after the verdict.
They agreed to meet again in the autumn.
It will reopen on Monday.
Its crew was rescued by a trawler.
His lawyer did not answer calls.
Their proposal was rejected twice.
Her husband found the letters.
This surprised the neighbours.
These were never published.
That decision cost the club its licence.
Those warnings were ignored.
Such fines are seldom paid.
The official refused to give a name.
The minister said the budget would be ready in May.
The company denied that it had sold any data.
The two countries share a long border.
The report was leaked to a newspaper last week.
The talks broke down on Thursday.
The Turkish official called the plan unworkable.
The deal was signed in secret.
The new rules take effect in January.
The agency has not published its findings.
The men were released without charge.
The latest meeting took place on a ship.
The building collapsed at noon.
But nobody was hurt.
However, Paris has not agreed.
Instead, Hungary vetoed the loan.
That is why farmers blocked the road.
For that reason the ferry was cancelled.
Both were charged with fraud.
Another was found near the river.
The former is already in prison.
The latter has appealed.
As a result, bread prices doubled.
By contrast, Spain opened its ports.
Others fled to Chad.
Many were still in their pyjamas.
Neither has commented.
Most of them were children.
One of its engines failed.
Several of the men had false papers.
Three days later, Estonia closed its airspace.
Since then prices have doubled.
Until then nobody had seen the map.
And the bridge stayed closed.
“We were never told,” she said.
“It was a mistake,” the spokesman said.
The dam would have burst within hours, he said.
Nobody in the village knew of the plan, they said.
"Come back tomorrow," said the clerk's brother, but he had no key.
In April he moved to Ghana.
When the rain stopped, they went home.
In a statement it said that no data had been lost.
At the hearing, the officer wept.
The first was built in 1911.
The rest went to charity.
“They had no warrant,” he said.
Then the lights went out.
""".strip().splitlines()

STANDING = """
Hakan Fidan spent two days in Damascus.
It is not clear whether the pilot survived.
It was raining when the ship left Odesa.
It is likely that Norway will sign.
It remains unclear who ordered the strike.
It took rescuers nine hours to reach the valley.
It was Erdogan who called the meeting.
It is hard to say how many people fled.
It emerged that the judge had resigned.
This week Poland closed two crossings.
That year Greece defaulted.
This month it emerged that Fiat had lied.
The United States has sent more planes.
The European Union promised money.
The World Health Organization warned of cholera.
The president of France spoke for an hour.
The 2022 election in Brazil was close.
The Turkish president cancelled his visit.
The Syrian government has not replied.
The number of refugees doubled.
The report on the crash was published in June.
The man who sold the gun was arrested.
The bridge over the Drina was closed.
The talks in Geneva ended without a result.
The inspection ordered by the town never took place.
The sun rose at six.
The poor pay more.
The euro fell against the dollar.
The Kremlin said Russia would answer.
The mission, Artemis I, had no crew.
The Hague is expecting protests.
There is no cure.
Here is what is known.
Those who stayed had no water.
Both the mayor and the priest had left.
Neither Iran nor Iraq replied.
So far Italy has paid nothing.
So many people came that the doors were shut.
Maria Lopez said she would appeal.
“We will rebuild,” said Mayor Della Prewitt.
A spokesman for Shell said the leak was small.
A diplomat posted in the region said a number of troops had left, the diplomat said.
When Putin arrived, he was met by the mayor.
Some of the prisoners held in Bagram were flown out.
Another strike at Heathrow grounded flights.
More than half of the increase comes from Asia.
Turkey says that it wants a buffer zone.
In 2019 Sudan's army deposed Omar al-Bashir.
GENEVA, May 3 — The committee will meet again on Friday.
Russia and Ukraine blamed each other.
Nobody knows why.
""".strip().splitlines()

KNOWN_WRONG = {
    "Another strike at Heathrow grounded flights.",
    "The poor pay more.",
}


@pytest.mark.parametrize("sentence", LEANING)
def test_a_sentence_that_leaves_something_open_leans(sentence: str) -> None:
    assert leans(sentence)


@pytest.mark.parametrize("sentence", [s for s in STANDING if s not in KNOWN_WRONG])
def test_a_sentence_that_explains_itself_does_not_lean(sentence: str) -> None:
    assert not leans(sentence)


NEARBY = [
    ("Hakan Fidan went to Damascus.|Oil prices fell.|He stayed for two days.", [0]),
    ("A senior Turkish official confirmed the visit.|Rain fell all day.|The official gave no date.", [0]),
    ("A senior Turkish official confirmed the visit.|The official gave no date.|He left at once.", [0, 1]),
    ("Two ships left Odesa on Monday.|The sea was calm.|They reached Turkey on Tuesday.", [0]),
    ("Brandt & Sole, a firm from Carrow, won the contract.|Rain fell.|The company will start in May.", [0]),
    ("A treaty was signed in Geneva.|Nobody cheered.|The treaty bans mines.", [0]),
    ("Russia closed the border.|But Finland kept it open.", [0]),
    ("Finland ordered 64 aircraft.|It paid in cash.|It wants more.", [0]),
    ("Turkey hosts refugees.|Nobody knows why.", []),
    ("He left.", []),
    ("Emma Stone met Ali Reza in Cairo.|The sun shone.|The two men shook hands.", [0]),
    ("“I saw the wave,” said Tom Reiver.|“It was as high as a house,” he said.", [0]),
    ("A school opened in Riga.|Rain fell.|Snow fell.|Hail fell.|Ice fell.|Fog fell.|The school burned.", [0]),
    ("Peter Gray chairs the board.|Rain fell.|Snow fell.|Hail fell.|Ice fell.|Fog fell.|He resigned.", [5]),
]


@pytest.mark.parametrize(("article", "context"), NEARBY)
def test_the_nearest_sentence_that_names_it_travels_along(article: str, context: list[int]) -> None:
    sentences = article.split("|")
    assert context_of(len(sentences) - 1, sentences) == context


def test_no_more_sentences_than_allowed_travel_along() -> None:
    sentences = ["Ali Reza won.", "The minister smiled.", "He left."]
    assert context_of(2, sentences, most=1) == [1]


def test_nothing_is_looked_for_beyond_the_reach() -> None:
    sentences = ["Two ships left Odesa.", "Rain fell.", "Snow fell.", "They sank."]
    assert context_of(3, sentences, reach=1) == [2]
    assert context_of(3, sentences, reach=3) == [0]


def test_the_tables_are_large_enough_to_mean_something() -> None:
    assert len(LEANING) + len(STANDING) > 100
    assert len(KNOWN_WRONG) < 5
