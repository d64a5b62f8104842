"""Lists of English words, and the forms of verbs.

Belongs here: every list that several rules use or that is general (months, nations, verbs, opposites), the
forms of verbs and plurals. Does not belong here: words for numbers and units (`rag.text.number_words`,
`rag.text.units`), words that only one rule looks for (they stand beside it), any rule about questions, claims
or sentences.
"""

from __future__ import annotations

import re

__all__ = [
    "ADJECTIVES",
    "AUXILIARIES",
    "BASE_WORDS",
    "BE",
    "CLAUSE_ENDS",
    "DETERMINERS",
    "DO",
    "FUNCTION_WORDS",
    "HAVE",
    "IRREGULAR",
    "MODALS",
    "MONTHS",
    "MONTH_ABBREVIATIONS",
    "NATIONAL",
    "NOUNS_TOO",
    "OPPOSITES",
    "PAST_FORMS",
    "PEOPLES",
    "PREPOSITIONS",
    "REGULAR",
    "SUBORDINATORS",
    "TITLES",
    "VERBS",
    "WEEKDAYS",
    "base_of_third",
    "is_plural",
    "is_state",
    "is_verb",
    "key_of",
    "past_of",
    "third_person_of",
    "verb_place",
    "word_groups",
    "word_set",
]


def word_set(listed: str) -> frozenset[str]:
    """Read "two three" as a set."""
    return frozenset(listed.split())


def word_groups(listed: str) -> tuple[frozenset[str], ...]:
    """Read "two three|four five" as sets."""
    return tuple(word_set(group) for group in listed.split("|"))


FUNCTION_WORDS = frozenset(
    "a about after again against all also am an and any are as at be because been before being between "
    "both but by can could did do does doing down during each either else ever few for from further get "
    "got had has have having he her here hers him his how i if in into is it its itself just let like "
    "many may me might more most much must my no nor not now of off on once one only or other our out "
    "over own please same say says shall she should so some such tell than that the their them then "
    "there these they this those through to too under until up upon us very was we were what when where "
    "whether which while who whom whose why will with would yes you your s t d ll re ve m".split()
)
"""English function words and question words; all other words carry meaning."""

CLAUSE_ENDS = frozenset(",;:.!?()") | word_set("but while although because which who")
"""Marks and words at which the reach of a negation or of "may" ends."""

MONTHS = tuple(
    "January February March April May June July August September October November December".split()
)
MONTH_ABBREVIATIONS = tuple("Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec".split())
"""A longer form comes before its own beginning, so that a pattern of alternatives tries it first."""
WEEKDAYS = tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())

NATIONAL = re.compile(
    r"(?:\w+(?:ish|ian|ese|ean|ican)|German|French|Dutch|Greek|Swiss|Czech|Thai|Turk|Iraqi|Israeli|Saudi"
    r"|Pakistani)s?"
)
"""A word that names a people or the adjective of one: "Turks", "Syrian"."""

TITLES = word_set(
    "mr mrs ms dr prof professor president vice prime minister chancellor king queen prince princess pope "
    "sen senator rep representative gov governor gen general col colonel lt sgt capt captain judge justice "
    "sir lord lady dame mayor secretary director chief chairman chairwoman chair ceo cfo spokesman "
    "spokeswoman ambassador foreign defense defence interior finance former deputy officer st jr sr ii iii "
    "inc corp ltd llc co plc"
)
"""Words before or behind a name that are no part of it, in lower case."""
PEOPLES = word_groups(
    "us usa american americans america|uk british britain briton britons|french france frenchman|dutch "
    "netherlands holland|greek greece greeks|swiss switzerland|danish denmark dane danes|spanish spain "
    "spaniard|polish poland pole poles|welsh wales|irish ireland|scottish scotland scots|turkish turkey turk "
    "turks|finnish finland finn finns|swedish sweden swede swedes|thai thailand|chinese china|filipino "
    "philippines|cypriot cyprus|english england|norwegian norway|german germany|taiwanese taiwan|ukrainian "
    "ukraine|roman rome romans|tv television|russian russia russians|israeli israel israelis|iranian iran "
    "iranians|iraqi iraq iraqis|indian india indians|pakistani pakistan|japanese japan|italian italy "
    "italians|canadian canada canadians|australian australia|mexican mexico mexicans|brazilian brazil|syrian "
    "syria syrians|egyptian egypt egyptians|korean korea koreans|palestinian palestine|saudi saudis|european "
    "europe europeans|african africa|asian asia"
)
"""Each group names one nation or region: the country, its people, the adjective; in lower case."""

BASE_WORDS = {
    form: base
    for base, *forms in (
        group.split()
        for group in (
            "win won victory|lose lost loss defeat|rise rose risen|fall fell fallen|buy bought|sell sold "
            "sale sales|leave left|meet met|begin began begun|give gave given|take took taken|make made|hold "
            "held|keep kept|pay paid|send sent|build built|spend spent|go went gone|come came|say said|tell "
            "told|lead led|grow grew grown growth|shrink shrank shrunk|die death dead|fight fought|find "
            "found|get got|know knew|run ran|see saw seen|steal stole stolen|strike struck|think "
            "thought|write wrote written|bring brought|break broke broken|choose chose chosen|draw drew|flee "
            "fled|forbid forbade|withdraw withdrew withdrawn|arrive arrival|depart departure|approve "
            "approval|reject rejection|accept acceptance|refuse refusal|become became"
        ).split("|")
    )
    for form in forms
}
"""Irregular form, or noun of the same event, → the verb: "fell" → "fall", "victory" → "win"."""

OPPOSITES = tuple(
    tuple(word_set(side) for side in pair.split("/"))
    for pair in (
        "increase rise grow climb jump surge soar gain raise/decrease fall drop decline shrink plunge "
        "plummet reduce cut lower|win/lose|accept agree approve/reject refuse oppose veto|before/after|"
        "more/fewer less|higher/lower|larger bigger/smaller|best/worst|better/worse|strong/weak|"
        "strengthen/weaken|join enter/leave quit exit withdraw|support back favor/oppose|buy "
        "purchase/sell|open/close shut|first/last final|ally/enemy foe rival|begin start launch/end "
        "finish stop conclude halt|allow permit/ban forbid prohibit bar|north northern/south southern|"
        "east eastern/west western|include/exclude|success successful/failure unsuccessful|succeed/fail|"
        "guilty/innocent acquit|confirm admit acknowledge/deny|convict/acquit|arrive/depart leave|"
        "import/export|borrow/lend|hire/fire dismiss|male/female|man/woman|public/private|legal/illegal|"
        "positive/negative|advantage/disadvantage|majority/minority|maximum/minimum|most/least|"
        "always/never|alive/dead die|survive/die|attack/defend|advance/retreat|praise/criticize criticise|"
        "optimistic/pessimistic|expand/shrink contract|upper/lower|early earlier/late later|old/new young|"
        "love/hate|like/dislike|remember/forget|create/destroy|encourage/discourage|improve/worsen|"
        "inside/outside|left/right|domestic/foreign|cheap/expensive|easy/difficult hard|safe/dangerous|"
        "wide/narrow|major/minor"
    ).split("|")
)
"""Pairs of sets of words: each word of one is the opposite of each word of the other."""

BE = word_set("is are was were am")
DO = word_set("do does did")
HAVE = word_set("has have had")
MODALS = word_set("will would can could may might must shall should")
AUXILIARIES = BE | DO | HAVE | MODALS
PREPOSITIONS = word_set(
    "of in on at for from to with between against behind under over by about among across around near "
    "inside outside within without along beyond off through toward towards into onto above below beneath "
    "aboard during until since up out down back away"
)
SUBORDINATORS = word_set(
    "that because before after when while if which who whose although though whether than where"
)
DETERMINERS = (
    word_set("a an the this that these those his her its their our your my no some any every each")
    | PREPOSITIONS
)
_PLURALS = word_set(
    "people men women children police countries criteria media data feet teeth mice phenomena"
)
IRREGULAR = {
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
REGULAR = word_set(
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
NOUNS_TOO = word_set(
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
VERBS = REGULAR | NOUNS_TOO | frozenset(IRREGULAR)
PAST_FORMS = frozenset(past for past, _ in IRREGULAR.values())
_PARTICIPLES = frozenset(participle for _, participle in IRREGULAR.values()) | {"born", "shown"}
ADJECTIVES = word_set(
    "able afraid alive angry anxious asleep available aware bad better worse big careful close closed "
    "common confident cold controversial crucial dangerous dark dead difficult dry easy empty eager "
    "expensive famous free full good guilty happy hard high hot ill important impossible keen late likely "
    "low necessary new nervous old open popular possible poor present proud ready reluctant responsible "
    "rich rising sad safe scarce sceptical sensitive short significant small so special strong successful "
    "suspicious too uneasy unable unhappy unlikely unpopular unsafe unwilling upset urgent valuable visible "
    "vital weak wet willing worried wrong aboard essential attractive"
)
_PAST_EXCEPTIONS = {"bid": "bid"}
"""Where the first form that the dictionary gives is not the one that news writes: "bade"."""
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]{2,}(?:-[A-Za-z]+)*")


def key_of(word: str) -> str:
    """Return the key of a word: in lower case, without the marks around it."""
    return word.strip("\"',;:()?!.").lower()


def is_plural(word: str) -> bool:
    """Say whether a word in lower case has the form of a plural."""
    return word in _PLURALS or bool(re.search(r"..[^s'ui]s$", word) and word != "news")


def verb_place(keys: list[str]) -> int:
    """Return the place of the verb behind the noun phrase that opens the keys; their number if none is."""
    for place, key in enumerate(keys[:7]):
        plural = place > 0 and is_plural(keys[place - 1])
        third = place > 0 and not plural and key.endswith("s") and base_of_third(key) in VERBS
        base = plural and key in VERBS
        if key in AUXILIARIES or key.endswith("n't") or key in PAST_FORMS or third or base:
            return place
        follows = " ".join(keys[place + 1 : place + 2])
        if key.endswith("ed") and (place > 1 or not is_plural(follows) or (place and follows in _PLURALS)):
            return place
    return len(keys)


def base_of_third(key: str) -> str:
    """Return the base form of "wins", "carries", "does"; any other word as it is."""
    for ending, base in (("ies", "y"), ("es", ""), ("es", "e"), ("s", "")):
        if key.endswith(ending) and key[: -len(ending)] + base in VERBS:
            return key[: -len(ending)] + base
    return {"has": "have", "goes": "go", "does": "do"}.get(key, key)


def is_state(key: str) -> bool:
    """Say whether a word may follow "be": a participle or an adjective."""
    participle = key.endswith("ed") or key in _PARTICIPLES or key in {"been", "being"}
    return participle or (key[2:].endswith("ing") and key not in {"thing", "during"}) or key in ADJECTIVES


def is_verb(key: str) -> bool:
    """Say whether a word in lower case is the base form of an English verb, any that the dictionary has."""
    from lemminflect import getAllInflections  # noqa: PLC0415 - its first call reads a dictionary

    return key in VERBS or bool(getAllInflections(key, upos="VERB"))


def past_of(verb: str) -> str:
    """Return the past form of a base form; a word that is not in Latin letters stays as it is."""
    key = key_of(verb)
    if key in IRREGULAR:
        return IRREGULAR[key][0]
    return _PAST_EXCEPTIONS.get(key) or _inflected(verb, "VBD")


def third_person_of(verb: str) -> str:
    """Return the form after "it" of a base form; a word that is not in Latin letters stays as it is."""
    return _inflected(verb, "VBZ")


def _inflected(verb: str, tag: str) -> str:
    """Return the most frequent form of a verb for a tag of the Penn Treebank, the marks around it kept."""
    from lemminflect import getInflection  # noqa: PLC0415 - its first call reads a dictionary

    found = _LATIN_WORD.search(verb)
    if not found:
        return verb
    form = getInflection(found[0], tag=tag)[0]
    return f"{verb[: found.start()]}{form}{verb[found.end() :]}"
