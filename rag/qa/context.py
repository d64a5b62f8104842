"""Whether a sentence leans on what stands before it, and on which sentence of its article.

Belongs here: opening pronouns, connectives and bare definite descriptions, and finding the sentence that
names what they stand for; English, by words alone. Does not belong here: resolving who exactly is meant,
putting a name in a pronoun's place, choosing claims.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rag.text.datelines import dateline_of
from rag.text.lexicon import MONTH_ABBREVIATIONS, MONTHS, WEEKDAYS, word_set
from rag.text.terms import stem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["context_of", "leans"]

_Kind = Literal["forerunner", "person", "several", "thing", "named", "pair"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Need:
    """What a sentence leaves open; ``head`` is the noun of "the …" where it is ``named`` or a ``pair``."""

    kind: _Kind
    head: str = ""


_ROLES = word_set(
    "adviser advocate agent aide ambassador analyst artist attorney author boy buyer candidate captain "
    "chairman chairwoman champion chancellor chief coach commander commissioner couple criminal critic "
    "defendant delegate deputy designer detective diplomat director doctor dealer driver economist editor "
    "employee engineer envoy executive expert farmer father fighter financier fisherman founder gambler "
    "general girl governor guard gunman husband inspector investigator journalist judge justice king "
    "landlord lawmaker lawyer leader legislator man manager mayor migrant minister mother negotiator "
    "novelist nurse officer official opponent owner parent patient pensioner person physicist pilot player "
    "politician pope premier president priest prince princess prisoner professor prosecutor queen refugee "
    "reporter representative researcher resident scientist secretary senator sergeant shopkeeper singer "
    "soldier source speaker spokesman spokesperson spokeswoman student suspect tailor teacher trader victim "
    "villager volunteer widow wife witness woman worker writer"
)
_ROLE_ENDING = re.compile(
    r"(?:..man|woman|ician|..keeper|.teacher|.worker|.owner|-year-old|ologist|.master)$"
)
_ORGANISATIONS = word_set(
    "administration agency airline alliance archive army association authority bank bloc board body "
    "broadcaster bureau charity club college commission committee company corporation council court "
    "department developer federation firm force fund government group hospital institute institution league "
    "maker manufacturer ministry movement newspaper office organisation organization panel party publisher "
    "regime regulator retailer school service startup supplier team tribunal union university utility"
)
_PEOPLE = word_set("people men women children police countrymen countrywomen fishermen lawmen spokesmen")
_UNIQUE = word_set(
    "air atmosphere climate country's dead dollar earth elderly environment euro future internet law media "
    "moon morning ocean past planet police poor pope pound press public rain rich rouble ruble sea sky "
    "south north east west sun truth universe unemployed weather web wind world yen yuan young seas injured "
    "wounded disabled homeless deceased public's world's"
)
"""Nouns that "the" makes clear to anybody, whatever was said before."""

_OFFICES = word_set(
    "president premier minister chancellor king queen prince emperor government army navy parliament senate "
    "congress capital economy people public border frontier coast constitution embassy currency flag "
    "military ministry police authorities forces troops pope leader prime-minister monarch central market "
    "markets state"
)
"""With a nation's name before them these name one thing: "the Turkish president"."""

_TIMES = word_set(
    "morning afternoon evening night day week weekend month quarter year decade century season spring "
    "summer autumn fall winter time term today yesterday tomorrow a.m p.m noon midnight dawn"
).union(map(str.lower, (*WEEKDAYS, *MONTHS, *MONTH_ABBREVIATIONS)))
_OWN = word_set("article page report report's timeline story list newsletter content website site interview")
"""What "this …" may point to on the page itself."""

_AUXILIARIES = word_set(
    "am is are was were be been has have had do does did can could will would shall should may might must "
    "isn't aren't wasn't weren't hasn't haven't hadn't doesn't don't didn't can't couldn't won't wouldn't"
)
_VERBS = _AUXILIARIES | word_set(
    "say says said told tell add adds note notes came come comes went go goes took take takes gave give "
    "gives got made make makes met kept left led held fell felt fought found fled flew grew began became "
    "broke brought built bought caught chose cost cut drew drove fed hid hit knew laid lay lent lost meant "
    "paid put quit ran rang read rose sat saw sent set shook shot shut sank sold sought spent split spread "
    "spoke stood struck swept swore taught thought threw understood woke won wore wrote beat bent bore "
    "bound bred bled blew dealt dug drank ate forbade forgot forgave froze hung hurt remain remains seem "
    "seems appear appears want wants plan plans hope hopes need needs expect expects show shows run runs "
    "hold holds start starts begin begins end ends open opens closes lie lies stand stands bring brings "
    "help helps allow allows mean means work works use uses become becomes include includes carry carries "
    "cover covers depend depends face faces fear fears believe believes see sees think thinks also not now "
    "still never already then again only later soon since once"
)
"""Where a noun phrase ends; the adverbs among them stand before a verb or after it."""

_PREPOSITIONS = word_set(
    "of in on at for from to with between against behind under over by about among across around near "
    "inside outside within without along beyond off through toward towards into onto above below beneath "
    "beside aboard that who whom whose which where when why as"
)
_CLOSER = word_set("held based accused involved concerned named called born kept known used made found")
_CONNECTIVES = re.compile(
    r"(?:but|however|instead|nevertheless|nonetheless|moreover|furthermore|therefore|thus|consequently"
    r"|hence|yet"
    r"|accordingly|conversely|likewise|similarly|otherwise|besides|meanwhile|afterwards?|thereafter"
    r"|(?:still|also)(?=,)"
    r"|so|and|or|nor|then|too|(?:later|earlier)(?=,)|elsewhere"
    r"|(?:that|this|which) (?:is|was) (?:why|how|when|where)|for (?:that|this|these|those|the same) \w+"
    r"|as a (?:result|consequence)|in (?:return|contrast|turn|response|addition|fact|particular"
    r"|exchange)(?! to\b| for\b)"
    r"|by (?:contrast|comparison|then)|on the (?:other hand|contrary)|at the same time|even so"
    r"|after (?:that|this|all)"
    r"|(?:since|until|till|before|by) then(?=,| \w)"
    r"|(?:since|until|till|before|because of|despite|from|under|in|with|at|on|to|among) "
    r"(?:then|that|this|these|those|them|it|him)(?=,| (?:the|a|an|he|she|it|they|his|her|its|their)\b)"
    r"|(?:\w+|a few|\d+) (?:minutes|hours|days|weeks|months|years|decades) (?:later|earlier|afterwards"
    r"|before)(?! than)"
    r"|(?:the|a) (?:minute|hour|day|week|month|year|decade) (?:later|earlier|before)"
    r"|for (?:example|instance|its part|his part|her part|their part))\b[,:]?\s*",
    re.IGNORECASE,
)
_NO_CONNECTIVE = re.compile(
    r"(?:so (?:far|many|much|few|called|long as|that)\b|so-|in fact \w+ finders?|then-|or else\b|still-"
    r"|yet another\b"
    r"|elsewhere in\b|for (?:that|this|these|those) (?:who|which)\b|meanwhile in\b)",
    re.IGNORECASE,
)
_THIS = re.compile(r"(this|that|these|those|such)\b\s*([\w'-]*)", re.IGNORECASE)
_PRONOUN = re.compile(
    r"(he|she|they|it|his|her|hers|their|theirs|its|him|them)(?:'\w+)?\b(?!-)", re.IGNORECASE
)
_PART = re.compile(
    r"(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|\d+|some|many|most|several|few|a few|all"
    r"|none|neither|"
    r"either|each|both|half|much|part|others?|any|dozens|hundreds|thousands|more|another) )+of (them"
    r"|these|those|"
    r"its|their|his|her|the (?:two|three|four)|the)\b\s*",
    re.IGNORECASE,
)
_ORPHAN = re.compile(
    r"(?:many|most|some|several|few|others|all|none|neither|either|each|both|two|three|four)"
    r" (?:of which|also|have|has|had|are|is|was|were|do|did|does|will|would|can|could|said|say|knew|know"
    r"|now|still)\b"
    r"|(?:another|others)\b|both (?!\w+(?: \w+)? and\b)(?!of\b)|neither (?!\w+(?: \w+)? nor\b)(?!of\b)"
    r"|other (?!\w+ than\b)\w+s\b|the (?:former|latter|rest|others?|pair|duo|trio)\b(?! of\b)|the same\b"
    r"|the (?:two|three|four)(?= (?:also|have|had|are|were|do|did|will|would|can|could|said|say|met)\b)"
    r"|the (?:first|second|third|fourth|fifth|last|next|other)(?: one)? (?:is|was|will|has|had|would|came)\b",
    re.IGNORECASE,
)
_JUDGED = (
    "not|also|still|now|only|too|very|quite|almost|widely|often|generally|perhaps|probably|thus|therefore"
    "|already|far|so"
    "|more|less|most|no|un?usual|clear|unclear|likely|unlikely|possible|impossible|important|essential"
    "|vital|crucial"
    "|necessary|difficult|hard|easy|easier|harder|true|untrue|common|rare|wrong|right|fair|safe|good"
    "|better|best|bad"
    "|worth|sad|odd|strange|ironic|remarkable|surprising|unusual|normal|obvious|evident|certain|uncertain"
    "|doubtful"
    "|hoped|expected|believed|thought|known|unknown|said|reported|estimated|understood|alleged|claimed"
    "|feared|agreed"
    "|decided|announced|revealed|assumed|argued|illegal|legal|forbidden|time|up|unthinkable|inevitable"
    "|customary|tempting"
    "|enough|early|late|hoped|recommended|needless|high|just|cheaper|premature|ludicrous|reasonable|plain"
)
_EXPLETIVE = re.compile(
    rf"it(?:'s| (?:is|was|will be|has been|had been|would be|may be|might be|could be|remains|remained"
    rf"|became|becomes"
    rf"|isn't|wasn't|seems|seemed|looks|proved|may|can be|must be|should be|cannot be"
    rf"|can't be))(?: (?:{_JUDGED}))+"
    r"(?: \w+)?(?: \w+)? (?:that|whether|to|how|why|who|when|where|if|for|what|whose|which)\b"
    r"|it (?:is|was) (?:a \w+ )?(?:raining|snowing|dark|dawn|cold|hot|warm|sunny|windy|freezing|late"
    r"|early|noon|midnight"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|summer|winter|spring|autumn|\d)\b"
    rf"|it (?:can|cannot|may|might|must|should|would|will|could)(?: not| then| also)* be (?:{_JUDGED})\b"
    r"|it (?:rained|snowed|rains|snows|hailed|thundered)\b|it (?:took|takes|will take|would take"
    r"|has taken|had taken)\b.* to\b"
    r"|it (?:seems|seemed|appears|appeared|emerged|has emerged|had emerged|turned out|turns out"
    r"|transpired|follows)"
    r"(?: (?:that|as if|as though|likely|clear|unlikely|to (?:be|have))\b|,)"
    r"|it (?:is|was) (?:only |not |not only |also |just )?(?:[A-Z]\w+|the|a|an|his|her|their|in|at|on"
    r"|only|because|this|they"
    r"|he|she|through|with|under|from|not|then|when)\b[^,;.]* (?:that|who|whose|which|when|where)\b",
    re.IGNORECASE,
)
_SAID = (
    r"(?:said|says|say|added|adds|told|noted|explained|warned|wrote|argued|recalled|replied|insisted|claimed)"
)
_SPEECH = re.compile(
    rf",?\W*\b(he|she|they|it|the ((?:[\w'-]+ )?(?:[\w'-]+ )?[\w'-]+)) {_SAID}\b(?!,? [\"“]?\w+ (?:that"
    rf"|of)\b)",
    re.IGNORECASE,
)
_SPEECH_AFTER = re.compile(
    rf"[,\"”’]\s*{_SAID} (he|she|they|it|the ((?:[\w'-]+ )?[\w'-]+))(?=[.,;]|$)", re.IGNORECASE
)
_SUBORDINATE = re.compile(
    r"(?:in|on|at|after|before|when|while|with|as|during|by|under|for|since|because|although|though|if"
    r"|from|last"
    r"|until|once|among|to|despite|within|early|late|earlier|later|\w+ing)\b[^,;:]{2,110}?,\s+(?=\w)",
    re.IGNORECASE,
)
_SHIFTED = re.compile(
    r"(?:in|on|by|during|at|since|from|last)\b(?: [\w.'-]+){1,5}? (?=(?:he|she|they|it) \w)", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]+(?:[.'’&-][^\W_]+)*")
_OPENING = re.compile(r"^[\s\W_]+")
_QUOTED = re.compile(r"[“\"][^”\"]*(?:[”\"]|$)|^[^“\"]*”")
_TYPOGRAPHY = str.maketrans("’‘", "''")
_NATION = re.compile(
    r"[A-Z]\w*(?:ish|ian|ean|ese|an|ch|ss|sh|ek|wi|qi|ni|ki|li|si|gi|aeli)$|U\.?S\.?$|American|Dutch"
    r"|British|UK"
)
_TITLES = (
    "Mr|Mrs|Ms|Dr|Prof|Sir|Lord|President|Minister|Senator|General|Chancellor|Judge|King|Queen|Pope|Mayor"
)
_PLAIN = r"[A-ZÀ-ÞĀ-Ž][\w'-]+"
_TITLED = re.compile(rf"\b(?:{_TITLES})\.? {_PLAIN}")
_PAIR = re.compile(rf"(?<!\bthe )(?<!\bThe )\b({_PLAIN}) (?:(?:al-|de |van |von |bin |[A-Z]\. )?)({_PLAIN})")
_NO_PERSON = word_set(
    "ministry agency service council street sound house river sea university union nations states party "
    "army bank office court group company press wire road lane school county city island islands mountains "
    "ocean bay east west north south times news organization organisation world cup league park hall "
    "station airport foundation institute fund parliament congress committee treaty convention war day "
    "africa america asia europe korea zealand arabia kingdom republic association society trust centre "
    "center space telescope canal act law department commission national international federal royal air "
    "general new saudi united european great central"
) | (_TIMES - {"may", "april", "june", "august"})
_PLURAL = re.compile(
    r"\b(?!(?:was|has|is|says|this|its|his|news|thus|always|perhaps|plus)\b)[a-z]{2,}(?<![su'i])s\b"
)
_TWO_NAMES = re.compile(rf"{_PLAIN},? (?:and|or) (?:the )?{_PLAIN}|\b[Bb]oth\b")


def leans(sentence: str) -> bool:
    """Say whether a sentence can be understood only with one before it.

    Args:
        sentence: One English sentence.

    Returns:
        True where its subject or speaker is a pronoun or a bare "the …" that nothing in the sentence
        explains, or where it opens with a connective that joins it to another.
    """
    return _need(sentence) is not None


def context_of(position: int, sentences: Sequence[str], *, most: int = 2, reach: int = 4) -> list[int]:
    """Find the sentences that make one understandable.

    Args:
        position: The sentence's place in ``sentences``.
        sentences: Consecutive sentences of one article.
        most: Most sentences to return.
        reach: How far back a sentence is looked for, from the one that leans on it; one that holds the very
            noun of a bare "the …" is looked for in the whole article.

    Returns:
        Places before ``position``, ascending; empty where the sentence stands on its own.
    """
    found: list[int] = []
    need = _need(sentences[position])
    while need and position > 0 and len(found) < most:
        position = _nearest(need, position, sentences, reach)
        found.append(position)
        need = _need(sentences[position])
        if need and (need.kind == "forerunner" or (need.kind == "named" and not _is_role(need.head))):
            break
    return sorted(found)


def _nearest(need: _Need, position: int, sentences: Sequence[str], reach: int) -> int:
    """Return the nearest sentence that names what is needed; where none does, the nearest that is told."""
    window = range(position - 1, max(-1, position - 1 - reach), -1)
    surnames = frozenset(name for place in window for name in _surnames(sentences[place]))
    fitting = [p for p in window if _names(need, sentences[p], surnames)]
    same = [p for p in range(position - 1, -1, -1) if need.head and stem(need.head) in _stems(sentences[p])]
    told = [p for p in window if sentences[p][:1] not in '"“‘-*']
    return next(iter(same or fitting or told), position - 1)


def _names(need: _Need, sentence: str, surnames: frozenset[str]) -> bool:
    """Say whether a sentence holds something that a need may stand for."""
    words = _WORD.findall(sentence)
    if need.kind == "person":
        return _holds_person(sentence, words, surnames)
    if need.kind == "several":
        several = _PLURAL.search(sentence) or _TWO_NAMES.search(sentence) or _PEOPLE.intersection(words)
        return bool(several) and not _opens_with(sentence, "they their these")
    if need.head and stem(need.head) in _stems(sentence):
        return True
    if need.kind == "pair":
        return bool(_TWO_NAMES.search(sentence)) or len(set(_surnames(sentence))) > 1
    if need.kind == "named":
        if _is_role(need.head):
            return bool(surnames.intersection(words)) or bool(_TITLED.search(sentence))
        return need.head in _ORGANISATIONS and any(_is_name(w) for w in words[1:])
    return need.kind == "forerunner" or not _opens_with(sentence, "it its")


def _stems(sentence: str) -> frozenset[str]:
    return frozenset(stem(word.lower()) for word in _WORD.findall(sentence))


def _holds_person(sentence: str, words: list[str], surnames: frozenset[str]) -> bool:
    named = bool(surnames.intersection(words)) or bool(_TITLED.search(sentence))
    return named or any(_is_role(word.lower()) for word in words)


def _is_role(word: str) -> bool:
    return word in _ROLES or bool(_ROLE_ENDING.search(word))


def _is_name(word: str) -> bool:
    return word[0].isupper() and word.lower().rstrip(".") not in _TIMES


def _opens_with(sentence: str, listed: str) -> bool:
    first = _WORD.search(sentence)
    return first is not None and first[0].lower() in listed.split()


def _surnames(sentence: str) -> Iterator[str]:
    """Yield the last names of those who are named in full."""
    for first, last in _PAIR.findall(sentence):
        if not {first.lower(), last.lower()} & _NO_PERSON and not first.isupper():
            yield last


def _need(sentence: str) -> _Need | None:
    """Return what a sentence leaves open, None where it stands on its own."""
    text = " ".join(sentence.translate(_TYPOGRAPHY).split())[:600]
    if dateline_of(text):
        return None
    spoken = _speaker(text)
    clause = _OPENING.sub("", text)
    joined = None if _NO_CONNECTIVE.match(clause) else _CONNECTIVES.match(clause)
    if joined:
        rest = _OPENING.sub("", clause[joined.end() :])
        return _subject(rest) or spoken or _Need(kind="forerunner")
    return spoken or _subject(clause) or _after_opening(clause)


def _speaker(text: str) -> _Need | None:
    """Return who is left open where the sentence ends with "he said" or "said the official"."""
    if text.count('"') % 2 and text[0] != '"':
        text = f'"{text}'
    outside = _QUOTED.sub(' "" ', text)
    for found in (*_SPEECH.finditer(outside), *_SPEECH_AFTER.finditer(outside)):
        before = outside[: found.start(1)]
        if not before.strip():
            continue
        who, described = found[1].lower(), found[2]
        if described:
            if re.search(r"\b(?:in|at|of|with|for|by|from|on|near|and|that|who|against)\s*$", before):
                continue
            need = _described(f"{described} said", before)
            if need:
                return need
        elif before.rstrip().endswith((",", '"')) and not re.search(rf"\b{_SAID}\b|according to", before):
            return _pronoun(who)
    return None


def _pronoun(word: str) -> _Need:
    if word in {"he", "she", "his", "her", "hers", "him"}:
        return _Need(kind="person")
    return _Need(kind="several" if word.startswith("the") else "thing")


def _subject(clause: str) -> _Need | None:
    """Return what the words that open a clause leave open."""
    pronoun = _PRONOUN.match(clause)
    if pronoun:
        return None if _EXPLETIVE.match(clause) else _pronoun(pronoun[1].lower())
    this = _THIS.match(clause)
    if this:
        return _pointer(this[1].lower(), this[2].lower(), clause)
    part = _PART.match(clause)
    if part:
        if part[1].lower() == "the":
            return _described(clause[part.end() :], "")
        return _Need(kind="several")
    if _ORPHAN.match(clause):
        return _Need(
            kind="pair" if re.match(r"both|neither|the (?:two|pair)", clause, re.IGNORECASE) else "forerunner"
        )
    if clause[:4].lower() == "the ":
        return _described(clause[4:], "")
    return None


def _pointer(word: str, following: str, clause: str) -> _Need | None:
    """Judge "this", "that", "these", "those" and "such" by the word after them."""
    if following in _TIMES or following in {f"{time}s" for time in _TIMES}:
        return None
    if word in {"this", "these"} and following in _OWN:
        return None
    if word == "those" and following not in _AUXILIARIES | word_set("two three"):
        return (
            None
            if re.match(r"those(?: \w+)? (?:who|with|in|of|from|that|\w+ed|\w+ing)\b", clause, re.IGNORECASE)
            else _OPEN
        )
    if word == "that" and (
        following in {"the", "a", "he", "she", "they", "it", "there"} or clause[5:6].isupper()
    ):
        return None
    if word == "such" and following == "as":
        return None
    return _OPEN


_OPEN = _Need(kind="forerunner")


def _after_opening(clause: str) -> _Need | None:
    """Judge the subject that stands after an opening phrase, unless the phrase names it."""
    shifted = _SUBORDINATE.match(clause) or _SHIFTED.match(clause)
    if not shifted:
        return None
    opening, rest = clause[: shifted.end()], clause[shifted.end() :]
    pronoun = _PRONOUN.match(rest)
    if pronoun and not _EXPLETIVE.match(rest):
        need = _pronoun(pronoun[1].lower())
        known = [w for w in _WORD.findall(opening)[1:] if _is_name(w) or _is_role(w.lower())]
        if need.kind == "several":
            known += _PLURAL.findall(opening)
        said = re.match(rf"\w+ {_SAID}\b", rest)
        if need.kind == "thing" and not said and re.search(r"\b(?:the|a|an|its)\b", opening):
            known.append("something")
        return None if known else need
    if rest.startswith("the "):
        return _described(rest[4:], opening)
    return None


def _described(phrase: str, before: str) -> _Need | None:
    """Judge what follows "the": bare nouns stand for something, names and complements explain themselves."""
    nouns: list[str] = []
    rest = ""
    for found in _WORD.finditer(phrase):
        word, lower = found[0], found[0].lower()
        noun = nouns and phrase[found.end() :].startswith(" of ")
        if (
            (lower in _VERBS and not noun)
            or lower in _PREPOSITIONS
            or (nouns and re.search(r"\w{2}(?:ed|ly)$", lower))
        ):
            rest = phrase[found.start() :]
            break
        nouns.append(word)
        rest = phrase[found.end() :]
        if not rest.startswith(" ") or (len(nouns) > 1 and _singular_then_verb(nouns)):
            break
    if not nouns or _explains_itself(nouns, rest):
        return None
    head = _head(nouns)
    introduced = {stem(word.lower()) for word in _WORD.findall(before)}
    if head in _UNIQUE or stem(head) in introduced:
        return None
    return _Need(kind="pair" if nouns[0].lower() in {"two", "three", "couple"} else "named", head=head)


def _singular_then_verb(nouns: list[str]) -> bool:
    """Say whether the last of these is rather the verb: "canal runs", but not "peace talks"."""
    *_, noun, last = nouns
    things = _UNIQUE | {"talks", "troops", "forces"}
    known = last.rstrip("s").lower() in _ROLES | _ORGANISATIONS or last.lower() in things
    return (
        last.endswith("s")
        and not noun.endswith(("s", "al", "ic", "ive", "ous", "'"))
        and not known
        and last.islower()
    )


def _head(nouns: list[str]) -> str:
    """Return the noun that "the …" is about."""
    last = nouns[-2] if len(nouns) > 1 and _singular_then_verb(nouns) else nouns[-1]
    lower = re.sub(r"'s?$", "", last.lower())
    return lower[:-1] if lower[:-1] in _ROLES | _ORGANISATIONS else lower


def _explains_itself(nouns: list[str], rest: str) -> bool:
    """Say whether a definite description is made clear by a name, a number or a complement of its own."""
    if re.fullmatch(r"\d{4}", nouns[0]):
        return True
    if re.match(rf", {_PLAIN}(?: (?:{_PLAIN}|[A-Z\d]+))*,", rest):
        return True
    names = [word for word in nouns if word[0].isupper()]
    if any(not _NATION.match(word) for word in names):
        return True
    if names and (_head(nouns) in _OFFICES or len(names) == len(nouns)):
        return True
    complement = re.match(r" ?(\w+)(?: (?:the |a )?([\w.]+))?", rest)
    if not complement:
        return False
    first, second = complement[1].lower(), (complement[2] or "").lower().rstrip(".")
    if first in _PREPOSITIONS:
        return second not in _TIMES and not second.isdigit()
    return (first.endswith("ed") and second == "by") or (first in _CLOSER and second in _PREPOSITIONS)
