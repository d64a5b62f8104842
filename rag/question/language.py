"""Whether a question is English.

Belongs here: recognising English by script, small words and endings. Does not belong
here: any rule about what is asked.
"""

from __future__ import annotations

import re
import unicodedata

from rag.question.answer_type import HEADS
from rag.question.clause import LONGEST, TYPOGRAPHY
from rag.text.lexicon import ADJECTIVES, FUNCTION_WORDS, PAST_FORMS, VERBS, base_of_third, word_set

__all__ = ["looks_english"]

_FOREIGN = tuple(
    word_set(listed)
    for listed in (
        "warum wer wie wann wo was wieso weshalb welche welcher welches welchen wem wen wessen ist sind war "
        "waren hat haben hatte wird wurde wurden der die das den dem des ein eine einen einem einer und "
        "oder nicht mit vom zum zur für auf aus bei nach in im am es er sie sich gibt kann nenne gegen "
        "zwischen viele liegt sagte wohnt macht",
        "pourquoi qui quand où ou comment combien quel quelle quels quelles que quoi est sont était a ont "
        "le la les un une des du et à au aux en dans pour par sur avec sans ce cette il elle ils elles se "
        "ne pas plus fait dit l d qu c s été",
        "qué que quién quien quienes cuándo cuando dónde donde cómo como cuánto cuanto cuántos cuantos "
        "cuántas cuantas cuál cual cuáles cuales por es son fue era está están el la los las un una y o en "
        "con para sin del al se no su ha han hay",
        "perché perche chi quando dove come quanto quanti quante quanta quale quali cosa che è e sono era "
        "ha hanno il lo la gli le un una uno di del della dei delle dal al nel con per su si non in vive",
        "porque quem quando onde como quanto quantos quantas qual quais o que a os as é e são foi está um "
        "uma do da dos das no na nos nas em com para sem se não sobre ao fica mora por",
        "waarom wie wanneer waar wat hoe hoeveel welke welk is zijn was waren heeft hebben werd de het een "
        "en of niet met van voor op in uit bij naar over te er dat die dit ligt zei woont door",
        "dlaczego kto kogo kiedy gdzie co jak ile który która które którzy czy jest są był była było nie i "
        "w we z ze na do od o po za się to ma",
        "neden niçin kim kimin nerede nereye nereden nasıl kaç hangi mi mı mu mü bir bu için ile da de var",
        "varför vem när var vad hur vilken vilket vilka är och inte på av till som att det den en ett för "
        "med från har i om hvorfor hvem hvad hva hvor hvornår når hvilken hvilke er ikke og af fra ble blev "
        "skal",
        "kuka missä milloin miksi miten kuinka mikä mitkä on ja kdo kdy kde proč jak kolik je který ki "
        "mikor hol miért hogyan mennyi melyik cine când unde cum cât este care și de",
        "apa siapa kapan mengapa kenapa bagaimana berapa yang adalah dan di mana dari untuk ke nani lini "
        "wapi kwa nini ai là gì ở đâu khi nào tại sao bao nhiêu per què qui",
    )
)
_ARTICLES = word_set("la le les los las el il al san são der die das")
_PARTICLES = word_set("de del di du da do dos das des van von der den la le el al bin ben ibn y e zu")
"""Small words inside names; they count as words of a language only after a word that is no name."""
_ENGLISH = word_set(
    "who whom whose why when where which what how did does the many much have has this that they their about"
)
"""Small words that no other language here has; they count twice, other words of the tables above a half."""
_TITLED = word_set(
    "president minister mayor senator general judge pope king queen prince princess st san vice prime"
)
_BORROWED = word_set(
    "café cafés naïve naïveté cliché clichés façade façades fiancé fiancée née résumé décor exposé niño"
)
_GERMAN_NOUN = re.compile(r".{5}(?:ung|ungen|keit|heit|schaft|chef|dienst|zahl)$")
_FOREIGN_ENDING = re.compile(
    r"..(?:[^o]ung|ungen|keit|heit|schaft|ische[nrs]?|..chef|dienst|zahl|iati|ción|ciones|zione|zioni|tà"
    r"|ção|ções|ność|ości|ów|yści|"
    r"ados|adas|isse|eurs?|aux|elijk|ingen|heid|lerin|ların|nığı|diye)$"
)


def looks_english(text: str) -> bool:
    """Say whether a short question is written in English.

    Args:
        text: A question or keywords; names of any language may stand in it.

    Returns:
        False where its script, small words or endings are those of another language, and English ones do
        not outweigh them; True for names alone.
    """
    text = unicodedata.normalize("NFC", text[:LONGEST]).translate(TYPOGRAPHY)
    letters = [ch for ch in text if ch.isalpha()]
    foreign_script = sum(not unicodedata.name(ch, "").startswith("LATIN") for ch in letters)
    if foreign_script * 3 > len(letters) or "¿" in text:
        return False
    tokens = re.findall(r"[^\W\d_]+(?:'[st]\b)?", text)
    told = [t.lower() for i, t in enumerate(tokens) if _tells_language(tokens, i)]
    apart = [t for t in told if t not in FUNCTION_WORDS]
    foreign = max(sum(t in listed for t in apart) for listed in _FOREIGN)
    foreign += sum((not t.isascii() and t not in _BORROWED) or bool(_FOREIGN_ENDING.search(t)) for t in told)
    words = [t.lower().removesuffix("'s") for t in tokens]
    english = sum(_weight(word) for word in words)
    return foreign == 0 or english >= foreign


def _weight(word: str) -> float:
    """Return how far a lower-case word speaks for English; words that other languages share do not."""
    if word in _ENGLISH:
        return 2.0
    known = any(
        word in listed or base_of_third(word) in listed for listed in (VERBS, HEADS, PAST_FORMS, ADJECTIVES)
    )
    return 0.0 if _is_foreign(word) else float(word in FUNCTION_WORDS) or 0.5 * known


def _tells_language(tokens: list[str], place: int) -> bool:
    """Say whether a token is no part of a name: it has no capital or comes first, and is no particle."""
    word = tokens[place]
    if place and not word[0].islower():
        return bool(_GERMAN_NOUN.search(word))
    opens_name = not place and tokens[1:] and tokens[1][0].isupper()
    if opens_name and (word.lower() in _ARTICLES or not (word.isascii() or _is_foreign(word))):
        return False
    while place and tokens[place] in _PARTICLES and tokens[place - 1] in _PARTICLES:
        place -= 1
    before = tokens[place - 1] if place else ""
    if word not in _PARTICLES or not before:
        return not (word.isupper() and word.isascii())
    return (
        (before[0].islower() and before not in _TITLED)
        or _is_foreign(before)
        or before.lower() in FUNCTION_WORDS
    )


def _is_foreign(word: str) -> bool:
    return any(word.lower() in listed for listed in _FOREIGN)
