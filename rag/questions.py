"""What a question asks, by its wording: the kind of answer, what it takes for granted, its language.

Belongs here: rules over the words of one English question, and telling English from other languages. Does
not belong here: anything that looks at articles, scoring, wording a refusal (`rag.refusal`).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from rag.terms import FUNCTION_WORDS

__all__ = ["AnswerKind", "kind_of", "looks_english", "presupposed", "wants_items", "wants_span"]

AnswerKind = Literal[
    "person", "time", "place", "number", "amount", "reason", "list", "yes_no", "manner", "definition", "other"
]
"""``number``: a count, an age, a rate; ``amount``: measured or paid; ``definition``: what or who X is."""

_LONGEST = 400
"""Code points of a question that are looked at; what a question asks is said in fewer."""


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_HEADS: dict[str, AnswerKind] = {
    **dict.fromkeys(
        _words(
            "man woman person boy girl president minister chief leader official author founder inventor "
            "owner director manager captain mayor general king queen actor singer player winner politician "
            "scientist journalist reporter candidate artist painter writer commander spokesman spokeswoman "
            "judge lawyer chairman doctor farmer businessman actress diplomat astronaut head premier "
            "senator governor"
        ),
        "person",
    ),
    **dict.fromkeys(
        _words("date year day month time century decade hour season week weekday deadline birthday era"),
        "time",
    ),
    **dict.fromkeys(
        _words(
            "country city town place capital location region state province village island river continent "
            "district address birthplace street nation port harbour harbor planet county venue site area "
            "building hospital"
        ),
        "place",
    ),
    **dict.fromkeys(
        _words(
            "population number percentage percent share proportion rate toll age count score portion tally"
        ),
        "number",
    ),
    **dict.fromkeys(
        _words(
            "cost price sum amount height length width weight distance size speed budget salary depth fine "
            "revenue temperature duration mass value sales profit debt fee turnover income wage diameter "
            "altitude volume"
        ),
        "amount",
    ),
}
_BE = _words("is are was were am")
_DO = _words("do does did")
_HAVE = _words("has have had")
_MODAL = _words("will would can could may might must shall should")
_AUXILIARY = _BE | _DO | _HAVE | _MODAL
_PREPOSITION = _words(
    "of in on at for from to with between against behind under over by about among across around near "
    "inside outside within without along beyond off through toward towards into onto above below beneath "
    "aboard during until since up out down back away"
)
_SUBORDINATOR = _words(
    "that because before after when while if which who whose although though whether than where"
)
_DETERMINER = (
    _words("a an the this that these those his her its their our your my no some any every each")
    | _PREPOSITION
)
_PLURALS = _words("people men women children police countries criteria media data feet teeth mice phenomena")
_IRREGULAR = {
    base: (past, participle)
    for base, past, participle in (
        entry.split("-")
        for entry in (
            "arise-arose-arisen awake-awoke-awoken bear-bore-borne beat-beat-beaten become-became-become "
            "begin-began-begun bend-bent-bent bet-bet-bet bind-bound-bound bite-bit-bitten bleed-bled-bled "
            "blow-blew-blown break-broke-broken breed-bred-bred bring-brought-brought "
            "broadcast-broadcast-broadcast build-built-built burst-burst-burst buy-bought-bought "
            "cast-cast-cast catch-caught-caught choose-chose-chosen cling-clung-clung come-came-come "
            "cost-cost-cost creep-crept-crept cut-cut-cut deal-dealt-dealt dig-dug-dug do-did-done "
            "draw-drew-drawn drink-drank-drunk drive-drove-driven eat-ate-eaten fall-fell-fallen "
            "feed-fed-fed feel-felt-felt fight-fought-fought find-found-found flee-fled-fled fly-flew-flown "
            "forbid-forbade-forbidden forget-forgot-forgotten forgive-forgave-forgiven freeze-froze-frozen "
            "get-got-got give-gave-given go-went-gone grow-grew-grown hang-hung-hung have-had-had "
            "hear-heard-heard hide-hid-hidden hit-hit-hit hold-held-held hurt-hurt-hurt keep-kept-kept "
            "know-knew-known lay-laid-laid lead-led-led leave-left-left lend-lent-lent let-let-let "
            "lie-lay-lain lose-lost-lost make-made-made mean-meant-meant meet-met-met "
            "mistake-mistook-mistaken overcome-overcame-overcome overtake-overtook-overtaken "
            "overthrow-overthrew-overthrown pay-paid-paid put-put-put quit-quit-quit read-read-read "
            "ride-rode-ridden ring-rang-rung rise-rose-risen run-ran-run say-said-said see-saw-seen "
            "seek-sought-sought sell-sold-sold send-sent-sent set-set-set shake-shook-shaken shed-shed-shed "
            "shoot-shot-shot show-showed-shown shrink-shrank-shrunk shut-shut-shut sing-sang-sung "
            "sink-sank-sunk sit-sat-sat sleep-slept-slept speak-spoke-spoken spend-spent-spent "
            "spill-spilled-spilled split-split-split spread-spread-spread stand-stood-stood "
            "steal-stole-stolen stick-stuck-stuck strike-struck-struck strive-strove-striven "
            "swear-swore-sworn sweep-swept-swept swim-swam-swum swing-swung-swung take-took-taken "
            "teach-taught-taught tear-tore-torn tell-told-told think-thought-thought throw-threw-thrown "
            "undergo-underwent-undergone understand-understood-understood undertake-undertook-undertaken "
            "uphold-upheld-upheld wake-woke-woken wear-wore-worn win-won-won wind-wound-wound "
            "withdraw-withdrew-withdrawn withstand-withstood-withstood write-wrote-written"
        ).split()
    )
}
_REGULAR = _words(
    "abandon abolish abuse accept accuse achieve acquire add admit adopt advise agree allow announce answer "
    "apologise apologize appear apply appoint approve argue arrest arrive ask assassinate assess attend "
    "avoid ban bankrupt believe belong bid blame block bomb boycott burn call cancel capture carry "
    "celebrate change charge claim clash close collapse collect commit compare complain complete concern "
    "conclude condemn confirm confiscate conquer consider constitute construct contain continue contribute "
    "convert cooperate crash create cross criticise criticize crush decide declare decline defeat defect "
    "defend delay deliver demolish demand deny depart deploy describe deserve destroy detain develop die "
    "differ disagree disappear discover discuss dismiss dissolve disperse divorce dominate donate drop earn "
    "elect eliminate embrace emerge emigrate employ enable encourage end endorse enforce enjoy ensure enter "
    "escape establish evacuate evict exclude execute exist expand expect expel explain explode extend face "
    "fail favour favor fear file finance fire follow force found free fund gain gather govern graduate "
    "grant happen harm hate help hire hope host ignore impeach implement imply impose imprison improve "
    "include increase indict inform inherit injure insist inspect install insult intend intervene introduce "
    "invade invent invest invite issue join jail jump kick kidnap kill knock lack land last launch learn "
    "lift like limit link list live lock look love lower maintain manage mark marry mention mine move "
    "murder nationalise need negotiate nominate obtain occupy occur offer open operate oppose order "
    "organise organize oust own participate pass perform perish permit persuade plan play pledge plead "
    "plunge postpone praise predict prefer prepare present prevent proceed produce prohibit promise propose "
    "protect protest prove provide publish pull punish purchase push question raise ratify reach react "
    "realise realize receive recognise recognize recommend recover reduce refer refuse regain reject "
    "release rely remain remove rename repair repeal repeat replace reply report represent request require "
    "rescue resemble resign resist respond resume retire return reveal reverse review rule sack sail save "
    "scrap seem seize serve settle share shell sign start state stay step stop storm suffer suggest support "
    "suppress surge surrender survive suspect suspend talk target test thank threaten threat topple torture "
    "touch trade transfer trap travel treat trigger try turn use veto violate visit vote vow wait walk want "
    "warn waste weaken weigh welcome win wish work worry yield vanish originate weep wed nuke drift drown "
    "erupt evolve flood float"
)
_NOUNS_TOO = _words(
    "abuse answer attack ban bid blame block bomb boycott burn call change charge claim clash concern crash "
    "defeat decline delay demand drop end escape face fear file finance fire force fund gain grant harm "
    "hope host increase insult issue join jail jump lack land launch lift limit link list lock look love "
    "mark mention mine move murder need offer open order plan play pledge present praise promise protest "
    "purchase push question raise release reply report request rescue return review rule sack sail share "
    "shell sign start state stay step stop storm strike support surge suspect talk target test threat touch "
    "trade trap travel use veto visit vote wait walk waste welcome win wish work worry yield flood drift "
    "float deal fight fall rise run show split spread set cut cost hit hold hurt lead lie cast bet read "
    "ring ride shot drink swing wind draw drive feed put"
)
_VERBS = _REGULAR | _NOUNS_TOO | frozenset(_IRREGULAR)
_PAST = frozenset(past for past, _ in _IRREGULAR.values())
_PARTICIPLES = frozenset(participle for _, participle in _IRREGULAR.values()) | {"born", "shown"}
_ADJECTIVES = _words(
    "able afraid alive angry anxious asleep available aware bad better worse big careful close closed "
    "common confident cold controversial crucial dangerous dark dead difficult dry easy empty eager "
    "expensive famous free full good guilty happy hard high hot ill important impossible keen late likely "
    "low necessary new nervous old open popular possible poor present proud ready reluctant responsible "
    "rich rising sad safe scarce sceptical sensitive short significant small so special strong successful "
    "suspicious too uneasy unable unhappy unlikely unpopular unsafe unwilling upset urgent valuable visible "
    "vital weak wet willing worried wrong aboard essential attractive"
)
_DOUBLING = _words(
    "admit permit commit submit omit refer prefer occur transfer control expel compel propel rebel regret "
    "equip deter cancel travel quarrel label signal model veil kidnap outwit"
)
_TOKEN = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*(?:'s?)?|\d[\d,.]*\d|[,;]")
_CONTRACTED = {"won't": "will", "can't": "can", "shan't": "shall", "cannot": "can"}
_LEAD = re.compile(
    r"^(?:(?:please|and|but|so|also|well|hi|hello)\b,? )*(?:(?:can|could|would) you (?:please )?"
    r"(?:tell|say to|explain to) (?:me|us),? |(?:do|does) (?:you|anyone) know,? |tell me,? |i (?:want"
    r"|need|would like) to know,? )?",
    re.IGNORECASE,
)
_WH = re.compile(r"\b(who|whom|whose|when|where|why|how|what|which)\b", re.IGNORECASE)
_TYPOGRAPHY = str.maketrans("’‘“”", "''\"\"")


def _clause(question: str) -> list[str]:
    """Return the words of what is asked, without what leads up to it and without its end mark."""
    text = " ".join(question[:_LONGEST].translate(_TYPOGRAPHY).split())
    parts = [part for part in re.split(r"(?<=[?!.]) (?=[A-Z])", text) if part]
    text = next((part for part in parts if part.endswith("?")), text)
    _, _, after = text.rpartition(": ")
    text = after if _WH.search(after) else text
    text = re.split(r" and (?=(?:why|how|when|where|who|what|which)\b)", _LEAD.sub("", text))[0]
    return text.rstrip(" ?.!,;:").split()


def _key(word: str) -> str:
    return word.strip("\"',;:()?!.").lower()


def _asked(keys: list[str]) -> tuple[str, list[str]]:
    """Return the question word ("" if none) and the words after it."""
    for place, word in enumerate(keys):
        if _WH.fullmatch(word) and not {"of", "for"}.intersection(keys[1:place]):
            return word, keys[place + 1 :]
    return "", keys


def kind_of(question: str) -> AnswerKind:
    """Say what kind of thing would answer a question.

    Args:
        question: An English question or keywords.

    Returns:
        The kind; ``other`` where the wording does not tell.
    """
    keys = [_key(word) for word in _clause(question)]
    if not keys:
        return "other"
    if keys[0] in _AUXILIARY or re.fullmatch(r"\w+n't", keys[0]):
        return "yes_no"
    if keys[0] in {"name", "list"} and keys[1:2] != ["of"]:
        return "list"
    word, rest = _asked(keys)
    simple: dict[str, AnswerKind] = {"when": "time", "where": "place", "why": "reason", "whose": "person"}
    if word in simple:
        return simple[word]
    if word == "how":
        return _kind_of_how(rest)
    if word in {"who", "whom"}:
        return _kind_of_who(_clause(question))
    return _kind_of_what(rest) if word else _kind_of_noun(keys)


def _kind_of_how(rest: list[str]) -> AnswerKind:
    first = rest[0] if rest else ""
    if first in {"many", "old", "often", "likely"}:
        return "number"
    if first == "come":
        return "reason"
    measured = "much long far tall high deep big large wide fast heavy hot cold strong rich expensive"
    return "amount" if first in measured.split() else "manner"


def _kind_of_who(words: list[str]) -> AnswerKind:
    keys = [_key(word) for word in words]
    place = next(i for i, key in enumerate(keys) if key in {"who", "whom"})
    verb, after = keys[place + 1 : place + 2], words[place + 2 :]
    if verb in (["are"], ["were"]):
        return "list"
    if verb in (["is"], ["was"]) and after and all(word[0].isupper() for word in after):
        return "definition"
    return "person"


def _kind_of_what(rest: list[str]) -> AnswerKind:
    if not rest:
        return "other"
    if rest[0] in _CAUSING or {"reason", "reasons", "cause", "causes"} & set(rest[:4]):
        return "reason"
    if rest[0] in {"are", "were"} and rest[2:] and rest[1] in {"the", "some", "their", "its", "his", "her"}:
        return "list"
    if rest[0] in _BE:
        kind = _kind_of_noun(rest[1:])
        if any(word.endswith("ing") for word in rest):
            return kind
        return "definition" if kind == "other" and not rest[5:] and "of" not in rest else kind
    if rest[0] in _DO and rest[-1:] in (["mean"], ["for"]):
        return "definition"
    return "list" if _plural_phrase(rest) else "other" if rest[0] in _AUXILIARY else _kind_of_noun(rest)


def _kind_of_noun(words: list[str]) -> AnswerKind:
    """Judge by the noun of the phrase that words open with: "launch year of …"."""
    if words[:1] in (["define"], ["definition"], ["meaning"]):
        return "definition"
    for word in words[:6]:
        if word in _HEADS:
            return _HEADS[word]
        if word in _AUXILIARY or word in _PREPOSITION:
            break
    return "reason" if words[:1] == ["reason"] else "other"


def _is_plural(word: str) -> bool:
    return word in _PLURALS or bool(re.search(r"..[^s'ui]s$", word) and word != "news")


def _plural_phrase(words: list[str]) -> bool:
    """Say whether a question's noun phrase, right after "which", names several."""
    end = _verb_place(words)
    return bool(words[:end]) and _is_plural(words[:end][-1]) and words[0] not in _HEADS


def wants_span(question: str) -> bool:
    """Say whether a few words would answer: a name, a date, a place, a number."""
    keys = [_key(word) for word in _clause(question)]
    named = "name of" in " ".join(keys[:5]) or _asked(keys)[0] in {"who", "whom", "whose"}
    return named or kind_of(question) in {"person", "time", "place", "number", "amount"}


def wants_items(question: str) -> bool:
    """Say whether a question asks for several things."""
    return kind_of(question) == "list"


def presupposed(question: str) -> str | None:
    """Return what a question takes for granted.

    Args:
        question: An English question.

    Returns:
        A statement ("Turkey left NATO." for "Why did Turkey leave NATO?"), with "somebody", "something" or
        "some …" for what is asked; None where nothing is taken for granted or the wording is not understood.
    """
    words = _clause(question)
    led = bool(words) and _key(words[0]) in _PREPOSITION
    word, rest = (_key(words[led]), words[led + 1 :]) if len(words) > led + 1 else ("", [])
    said: list[str] | None = None
    if not rest[1:]:
        said = [_ONE[word], *rest] if word in _ONE and rest and _is_predicate(rest) else None
    elif word in {"why", "when", "where"}:
        said = _turned(rest, ["somewhere"] if word == "where" else [], adjunct=True)
    elif word == "how":
        said = _of_how(rest)
    elif word in {"who", "whom"}:
        said = _of_who(rest, led)
    elif word in {"what", "which"}:
        said = _of_what(rest, led)
    text = " ".join(said or []).strip(" ,;:?.!")
    return f"{text[0].upper()}{text[1:]}." if text else None


_ONE = {"who": "somebody", "what": "something"}


def _of_how(rest: list[str]) -> list[str] | None:
    first = _key(rest[0])
    if first == "come":
        return rest[1:]
    if first in {"many", "much"}:
        return _of_how_many(rest[1:], plural=first == "many")
    if first in _AUXILIARY or first.endswith("n't"):
        return _turned(rest, [], adjunct=True)
    return _turned(rest[1:], [], adjunct=True) if _key(rest[1]) in _DO | _HAVE | _MODAL else None


def _of_how_many(rest: list[str], *, plural: bool) -> list[str] | None:
    end = _verb_place([_key(w) for w in rest])
    noun, after = rest[:end], rest[end:]
    if not after or (plural and not noun):
        return None
    if _key(after[0]) in _BE and _key(" ".join(after[1:2])) == "there":
        return ["there", after[0], *([] if plural else ["some"]), *noun, *after[2:]]
    if noun and _is_predicate(after):
        return [*([] if plural else ["some"]), *noun, *after]
    if [_key(w) for w in noun] == ["times"]:
        return _turned(after, [], adjunct=True)
    return _turned(after, ["some", *noun] if noun else ["something"], adjunct=False)


def _of_who(rest: list[str], led: bool) -> list[str] | None:
    first = _key(rest[0])
    if first in _BE and not _is_predicate(rest):
        if first in {"is", "was"} and _key(rest[1]) in {"the", "a", "an"} | _PREPOSITION and rest[3:]:
            return ["somebody", *rest]
        return _turned(rest, ["somebody"], adjunct=False, strict=True)
    if _is_predicate(rest):
        return ["some", "people", *rest] if first in {"are", "were", "have"} else ["somebody", *rest]
    return _turned(rest, [] if led else ["somebody"], adjunct=led)


def _of_what(rest: list[str], led: bool) -> list[str] | None:
    keys = [_key(w) for w in rest]
    if keys[0] in _AUXILIARY:
        if _is_predicate(rest):
            return ["something", *rest]
        return _turned(rest, ["something"], adjunct=False, strict=keys[0] in _BE)
    verbal = _base_of_third(keys[0]) in _VERBS and keys[1] in _PREPOSITION
    end = 0 if verbal or keys[0] in _CAUSING else _verb_place(keys)
    noun, after = rest[:end], rest[end:]
    if not noun or not after:
        return ["something", *rest] if after and _is_predicate(rest) else None
    head = keys[keys.index("of") - 1 if "of" in keys[1:end] else end - 1]
    several = _is_plural(head)
    article = [] if keys[0].isdigit() or keys[0] in _NUMBERS else ["some"] if several else [_article(keys[0])]
    if _is_predicate(after):
        return [*article, *noun, *after] if not led else None
    adjunct = led or _HEADS.get(head) in {"time", "place"} or head in {"way", "reason", "purpose"}
    strict = keys[end] in _BE and not adjunct
    return _turned(after, [*article, *noun], adjunct=adjunct, strict=strict)


_CAUSING = _words(
    "made makes caused causes led leads prompted prompts drove drives prevented prevents keeps kept"
)
_ADVERB = re.compile(r"\w{3,}ly|often|still|also|now|never|always|usually|most|sometimes|already")
_NUMBERS = _words("two three four five six seven eight nine ten eleven twelve")


def _article(word: str) -> str:
    return "an" if word[:1] in "aeiou" and not word.startswith(("uni", "eu", "one", "use")) else "a"


def _verb_place(keys: list[str]) -> int:
    """Return where the noun phrase that keys open with ends and its verb begins; their number if nowhere."""
    for place, key in enumerate(keys[:7]):
        plural = place > 0 and _is_plural(keys[place - 1])
        third = place > 0 and not plural and key.endswith("s") and _base_of_third(key) in _VERBS
        base = plural and key in _VERBS
        if key in _AUXILIARY or key.endswith("n't") or key in _PAST or third or base:
            return place
        follows = " ".join(keys[place + 1 : place + 2])
        if key.endswith("ed") and (place > 1 or not _is_plural(follows) or (place and follows in _PLURALS)):
            return place
    return len(keys)


def _base_of_third(key: str) -> str:
    for ending, base in (("ies", "y"), ("es", ""), ("es", "e"), ("s", "")):
        if key.endswith(ending) and key[: -len(ending)] + base in _VERBS:
            return key[: -len(ending)] + base
    return {"has": "have", "goes": "go", "does": "do"}.get(key, key)


def _is_predicate(words: list[str]) -> bool:
    """Say whether words open with a verb whose subject stands before: "was killed in", "won the"."""
    keys = [*(key for key in map(_key, words[:4]) if not _ADVERB.fullmatch(key)), "", ""]
    if keys[0] in _BE | _HAVE:
        return _is_state(keys[1]) or keys[1] == "not" or (keys[1] in _PREPOSITION and keys[0] in _BE)
    if keys[0] in _MODAL:
        return keys[1] in _VERBS | {"be", "not"}
    if keys[0] in _DO or keys[0].endswith("n't"):
        return False
    return keys[0] in _PAST | _VERBS or keys[0].endswith("ed") or _base_of_third(keys[0]) in _VERBS


def _is_state(key: str) -> bool:
    """Say whether a word may follow "be": a participle or an adjective."""
    participle = key.endswith("ed") or key in _PARTICIPLES or key in {"been", "being"}
    return participle or (key[2:].endswith("ing") and key not in {"thing", "during"}) or key in _ADJECTIVES


def _turned(words: list[str], thing: list[str], *, adjunct: bool, strict: bool = False) -> list[str] | None:
    """Turn "did Turkey leave NATO" into a statement, with ``thing`` put in where an object is asked for."""
    if not words:
        return None
    auxiliary, rest = _key(words[0]), words[1:]
    negated = auxiliary.endswith("n't") or auxiliary == "cannot"
    auxiliary = _CONTRACTED.get(auxiliary, auxiliary.removesuffix("n't"))
    if auxiliary not in _AUXILIARY:
        return None
    split = None if rest and _ADVERB.fullmatch(_key(rest[0])) else _split(auxiliary, rest, strict=strict)
    if split is None:
        return None
    subject, predicate = rest[:split], rest[split:]
    if _key(subject[-1]) == "not":
        negated, subject = True, subject[:-1]
    elif _key(predicate[0]) == "not":
        negated, predicate = True, predicate[1:]
    if not subject or not predicate or (negated and thing and not adjunct):
        return None
    said = _conjugated(auxiliary, predicate, negated=negated)
    if adjunct:
        return [*subject, *said, *(thing if _key(said[-1]) in _STRANDED else [])]
    return [*subject, *_with(said, thing, len(said) - len(predicate) + 1)]


_STRANDED = _words("from to at for with about of against into")


def _conjugated(auxiliary: str, predicate: list[str], *, negated: bool) -> list[str]:
    if negated:
        return ["cannot" if auxiliary == "can" else f"{auxiliary} not", *predicate]
    verb, rest = predicate[0].rstrip(",;:"), predicate[1:]
    if auxiliary == "did":
        return [_past(verb), *rest]
    if auxiliary == "does":
        return [_third(verb), *rest]
    return predicate if auxiliary == "do" else [auxiliary, *predicate]


def _with(said: list[str], thing: list[str], place: int) -> list[str]:
    """Put the thing asked for behind the verb, or last where the verb has an object already."""
    following = [*map(_key, said[place : place + 2]), "of", "of"]
    if following[0] == "to" and following[1] in _VERBS:
        place += 2
    elif following[0] in _STRANDED and following[1] in _PREPOSITION:
        place += 1
    follows = _key(said[place]) if place < len(said) else "of"
    return (
        [*said[:place], *thing, *said[place:]] if follows in _PREPOSITION | _SUBORDINATOR else [*said, *thing]
    )


def _split(auxiliary: str, rest: list[str], *, strict: bool) -> int | None:
    """Return where the subject ends and the predicate begins; None where that cannot be told."""
    keys = [_key(w) for w in rest]
    if keys[:1] and keys[0] in {"he", "she", "it", "they", "we", "you", "i", "there"} and len(keys) > 1:
        return 1
    stop = next((i for i, key in enumerate(keys) if i and key in _SUBORDINATOR), len(keys))
    barred = _DETERMINER | {"and", "or", "to", "most", "more"}
    free = [i for i in range(1, stop) if keys[i - 1] not in barred and rest[i][0].islower()]
    if auxiliary in _DO | _MODAL:
        verbs = [i for i in free if keys[i] in _VERBS or (auxiliary in _MODAL and keys[i] == "be")]
        clear = [i for i in verbs if keys[i] not in _NOUNS_TOO]
        if clear:
            return clear[0]
        chosen = next((i for i in verbs if i + 1 not in verbs), None)
    else:
        fits = [i for i in free if _is_state(keys[i]) and (auxiliary in _BE or keys[i] not in _ADJECTIVES)]
        if strict:
            fits = [i for i in fits if keys[i].endswith("ing")]
        ends = [
            i for i in fits if i + 1 == len(keys) or keys[i + 1] in _DETERMINER | _SUBORDINATOR | {"to", "by"}
        ]
        chosen = next(iter(ends or fits), None)
    if chosen is not None or strict:
        return chosen
    named = next(
        (i for i, w in enumerate(rest) if not w[0].isupper() and keys[i] not in {"and", "of", "the"}), 0
    )
    if 0 < named < stop and rest[0][0].isupper() and not _is_plural(keys[named]):
        return named
    if auxiliary in _BE:
        return next((i for i in range(2, stop) if keys[i] in _PREPOSITION - {"of"}), None)
    return None


def _past(verb: str) -> str:
    """Return the past form of a base form."""
    key = _key(verb)
    if key in _IRREGULAR:
        return _IRREGULAR[key][0]
    if key.endswith("e"):
        return f"{verb}d"
    if re.search(r"[^aeiou]y$", key):
        return f"{verb[:-1]}ied"
    if key in _DOUBLING or re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", key):
        return f"{verb}{key[-1]}ed"
    return f"{verb}ed"


def _third(verb: str) -> str:
    """Return the form after "it" of a base form."""
    key = _key(verb)
    if key == "have":
        return "has"
    if key.endswith(("s", "sh", "ch", "x", "z", "o")):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if re.search(r"[^aeiou]y$", key) else f"{verb}s"


_FOREIGN = tuple(
    _words(listed)
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
_ARTICLES = _words("la le les los las el il al san são der die das")
_PARTICLES = _words("de del di du da do dos das des van von der den la le el al bin ben ibn y e zu")
"""Small words inside names; they tell a language only after a word that is no name."""

_ENGLISH = _words(
    "who whom whose why when where which what how did does the many much have has this that they their about"
)
"""Small words that no other language here has; they count twice, other words of the tables above a half."""

_TITLED = _words(
    "president minister mayor senator general judge pope king queen prince princess st san vice prime"
)
_BORROWED = _words(
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
    text = unicodedata.normalize("NFC", text[:_LONGEST]).translate(_TYPOGRAPHY)
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
        word in listed or _base_of_third(word) in listed for listed in (_VERBS, _HEADS, _PAST, _ADJECTIVES)
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
