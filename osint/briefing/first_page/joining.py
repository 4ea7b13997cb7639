"""What texts tell of one event, brought together: by kind and day, by what the clauses share, by what is claimed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise, product
from typing import Any, NamedTuple

import pandas as pd

from osint import evidence
from osint.briefing.first_page.pieces import SPAN, records, that_count, voices
from osint.compare.concepts import befallen, concepts, meanings
from osint.compare.unionfind import UnionFind
from osint.tables import Tables

#: Types of events by what they are; only events of one group can be the same: "killed" in one text is the "sinking" of
#: another and the "attack" of a third. What is only said (support, demand, disapproval) is for *Who says what*.
_GROUPS = {
    "force": ("fight", "assault", "accident", "disaster"),
    "pressure": ("coerce", "sanction"),
    "movement": ("mobilize", "aid"),
    "leaving": ("retreat",),
    "meeting": ("consult",),
    "inquiry": ("investigate",),
    "protest": ("protest",),
}
_GROUP_OF = {event: group for group, events in _GROUPS.items() for event in events}
#: What several texts tell that is of no such type: "the court annulled the election".
OTHER = "other"
#: Two clauses tell of one event if they share two signs, one of them a word, not only names.
_SHARED = 2
#: Two sentences that only a claim joins must share three, and more than half of what the shorter one has.
_SHARED_CLAIMED, _SHARE_CLAIMED = 3, 0.5
_LAG = pd.Timedelta(days=1)  # a noun in a sentence of the next day ("the sinking", said on Wednesday) is given that day
_NARROW = pd.Timedelta(days=3)
#: That each side blames the other is what is disputed, and no event.
MUTUAL = re.compile(
    r"\b(?:accus|blam)(?:es?|ed|ing)\b[^.;]{0,20}\b(?:each other|one another|the other(?=[,.;]|\s(?:of|for)\b))"
    r"|\b(?:each|both|either) sides?\b[^.;]{0,20}\b(?:accus|blam)(?:es?|ed|ing)\b",
    re.IGNORECASE,
)
#: Groups in which words of two known meanings tell two deeds: to expel one envoy and to recall another.
_SINGLE_DEEDS = frozenset({"pressure", "leaving"})
#: Somebody spoke: what matters is what he said.
_TO_THE_PRESS = re.compile(r"\b(?:press|news)\s(?:conference|briefing)s?\b", re.IGNORECASE)
_STATES = ("state", "country")


def rows_of_events(t: Tables) -> pd.DataFrame:
    """Return the rows that can tell of a main event, each with its `group`, its sentence (`first`, `last`), its `sign`.

    They are the rows of ``events`` that happened or are planned, and sentences of ``claims`` that several texts tell
    and in which no event is known.
    """
    every = that_count("events", t)
    every = every[every["event"].isin(_GROUP_OF)]
    rows = every[every["status"].isin(["happened", "planned"])]
    rows = rows[rows[["agent", "target", "killed", "injured"]].notna().any(axis=1)]
    rows = rows[~((rows["event"] == "consult") & rows["text"].str.contains(_TO_THE_PRESS))]
    rows = _in_sentences(rows.assign(group=rows["event"].map(_GROUP_OF)), t)
    rows = rows[~are_mutual(rows, t)].reset_index(drop=True)
    claimed = that_count("claims", t)
    claimed = claimed[(claimed["kind"] == "event") & (claimed["n_texts"] > 1)]
    claimed = _in_sentences(claimed[~_is_covered(claimed, every)], t)
    claimed = claimed[~are_mutual(claimed, t)]
    if claimed.empty:
        return rows.assign(sign=_signs(rows, t))
    found = claimed.groupby(["article_id", "first", "last"], sort=False).agg(start=("start", "min"), end=("end", "max"))
    found = found.reset_index()
    found["text"] = [t.texts[row.article_id][row.start : row.end] for row in records(found)]
    told = found.assign(group=OTHER, status="happened", cue=found["text"], voice=voices(found, t))
    whole = rows.iloc[:0].reindex(told.index)
    whole[told.columns] = told
    bounds = dict.fromkeys(("start", "end", "first", "last"), "int64")
    rows = pd.concat([rows, whole], ignore_index=True).astype(bounds)
    return rows.assign(sign=_signs(rows, t))


def are_mutual(rows: pd.DataFrame, t: Tables) -> pd.Series:
    """Tell of each passage whether its sentence says that each side blames the other."""
    found = evidence.passages(rows, t)
    told = [MUTUAL.search(t.texts[passage.article_id][passage.first : passage.last]) is not None for passage in found]
    return pd.Series(told, rows.index, dtype=bool)


def described(rows: pd.DataFrame, t: Tables) -> pd.DataFrame:
    """Add to rows of ``events`` their `group`, their sentence, `first` and `last`, and what they are about, `sign`."""
    rows = _in_sentences(rows.assign(group=rows["event"].map(_GROUP_OF)), t)
    return rows.assign(sign=_signs(rows, t))


def _is_covered(claimed: pd.DataFrame, events: pd.DataFrame) -> pd.Series:
    """Tell of each passage of a claim whether an event is known in most of it."""
    pairs = claimed.reset_index()[["index", *SPAN]].merge(events[SPAN], on="article_id", suffixes=("", "_of_event"))
    shared = pairs[["end", "end_of_event"]].min(axis=1) - pairs[["start", "start_of_event"]].max(axis=1)
    covered = pairs.loc[2 * shared > pairs["end"] - pairs["start"], "index"]
    return pd.Series(claimed.index.isin(covered), claimed.index)


def _in_sentences(rows: pd.DataFrame, t: Tables) -> pd.DataFrame:
    found = evidence.passages(rows, t)
    bounds = {"first": [passage.first for passage in found], "last": [passage.last for passage in found]}
    return rows.assign(**bounds).reset_index(drop=True)


def joined(rows: pd.DataFrame, t: Tables) -> Iterator[list[int]]:
    """Bring together the rows that tell of one event; yield the numbers of each event's rows.

    The row that tells most leads; another belongs to it if both are of one group, both days can be the same, and their
    clauses share a word and a name or word more. A row that belongs to several goes to the one with which it shares
    most. Then claims join what they say is one: the number of the dead of one event, one thing that several texts tell.
    """
    signs = rows["sign"].tolist()
    sets = UnionFind(len(rows))
    told = rows[["agent", "target", "place", "earliest", "killed"]].notna().sum(axis=1)
    told += (rows["voice"] == "narrator").astype(int)
    told_as = rows.to_dict("records")
    leads: list[int] = []
    for i in told.sort_values(ascending=False, kind="stable").index:
        fit = _is_much if told_as[i]["group"] == OTHER else share
        fitting = [
            lead
            for lead in leads
            if _can_be_one(told_as[i], told_as[lead])
            and fit(signs[i], signs[lead])
            and not _are_sides(told_as[i], told_as[lead], signs[i], signs[lead])
        ]
        if fitting:
            sets.union(i, max(fitting, key=lambda lead: len(both(signs[i], signs[lead]))))
        else:
            leads.append(i)
    for i, j in _tolled(rows, t):
        if told_as[i]["group"] == told_as[j]["group"]:
            sets.union(i, j)
    for i, j in (*_beside(rows), *_claimed(rows, t)):
        if sets.find(i) == sets.find(j):
            continue
        members = {sets.find(some[0]): some for some in sets.groups()}
        pairs = product(members[sets.find(i)], members[sets.find(j)])
        if all(_can_be_one(told_as[a], told_as[b]) for a, b in pairs):
            sets.union(i, j)
    yield from sets.groups()


def _can_be_one(one: dict[Any, Any], other: dict[Any, Any]) -> bool:
    """Tell whether two rows can be of one event: types of one group, days that do not exclude each other."""
    if one["group"] != other["group"]:
        return False
    if one["group"] in _SINGLE_DEEDS and _are_other_deeds(one["cue"], other["cue"]):
        return False
    if any(pd.isna(row[key]) for row in (one, other) for key in ("earliest", "latest")):
        return True
    return bool(one["earliest"] - _LAG <= other["latest"] and other["earliest"] - _LAG <= one["latest"])


def _are_other_deeds(one: str, other: str) -> bool:
    """Tell whether two cues have meanings that the list of synonyms knows, and none of them both.

    >>> _are_other_deeds("expelled", "recalled"), _are_other_deeds("expelled", "barred")
    (True, False)
    """
    known = [concepts(cue, 0, len(cue)) & meanings() for cue in (one, other)]
    return bool(known[0] and known[1]) and not known[0] & known[1]


class Sign(NamedTuple):
    """What a clause is about: the words that carry matter, as groups of one meaning, the names, and both parties."""

    words: frozenset[str]
    names: frozenset[str]
    agent: frozenset[str]
    target: frozenset[str]


def both(one: Sign, other: Sign) -> frozenset[str]:
    """Return the words and names that two clauses share."""
    return (one.words & other.words) | (one.names & other.names)


def share(one: Sign, other: Sign) -> bool:
    """Tell whether two clauses share enough to tell of one event."""
    return bool(one.words & other.words) and len(both(one, other)) >= _SHARED and not is_turned(one, other)


def is_turned(one: Sign, other: Sign) -> bool:
    """Tell whether one clause has done to its agent what the other has its agent do: "A rammed B", "B rammed A"."""
    return bool(one.agent & other.target and one.target & other.agent)


def _are_sides(one: dict[Any, Any], other: dict[Any, Any], sign: Sign, other_sign: Sign) -> bool:
    """Tell whether two speakers say of two that they did it: "the cutter rammed the boat", "the trawler rammed it"."""
    are_speakers = one["voice"] != other["voice"] and "narrator" not in (one["voice"], other["voice"])
    return are_speakers and bool(sign.agent and other_sign.agent) and not sign.agent & other_sign.agent


def _party(name: Any) -> frozenset[str]:
    return frozenset() if pd.isna(name) else concepts(str(name), 0, len(str(name))) | {str(name)}


def _parties(row: Any) -> tuple[frozenset[str], frozenset[str]]:
    """Agent and target where one can act on the other; who meets whom is the same either way."""
    return (_party(row.agent), _party(row.target)) if row.group == "force" else (frozenset(), frozenset())


def _further(row: Any, role: str, name: str, owners: Mapping[Any, Any]) -> Iterator[str]:
    """For whom an agent or target acts; of a meeting, what its agent is: a state has more than one meeting a day."""
    if row.group != "meeting":
        yield f"{role}: {owners.get(name, name)}"
    elif role == "agent":
        yield from (f"meeting: {word}" for word in concepts(name, 0, len(name)))


def _known(row: Any) -> frozenset[str]:
    """The words of a cue that its group says already: that people met."""
    return concepts(row.cue, 0, len(row.cue)) if row.group == "meeting" else frozenset()


def _signs(rows: pd.DataFrame, t: Tables) -> pd.Series:
    """Return what each row's clause is about.

    Its names are its agent and its target, each with whom it belongs to or speaks for, and who else is named, but for
    states and countries: two strikes of one country on another are two.
    """
    named = pd.concat(
        [
            t.mentions[[*SPAN, "actor", "kind"]].rename(columns={"actor": "name"}),
            t.places[[*SPAN, "place", "kind"]].rename(columns={"place": "name"}),
        ]
    ).sort_values("start", kind="stable")
    of_article = {key: list(records(some)) for key, some in named.groupby("article_id")}
    countries = set(t.places.loc[t.places["kind"].isin(_STATES), "place"])
    owners = t.case.actors.dropna(subset=["of"]).drop_duplicates("actor").set_index("actor")["of"].to_dict()
    signs: list[Any] = []
    for row in records(rows):
        start, end = (row.first, row.last) if row.group == OTHER else (row.start, row.end)
        here = [one for one in of_article.get(row.article_id, ()) if start <= one.start < end]
        words = concepts(t.texts[row.article_id], start, end, [(one.start, one.end) for one in here])
        names = {str(one.name) for one in here if pd.notna(one.name) and one.kind not in _STATES}
        if pd.notna(row.place) and row.place not in countries:
            names.add(str(row.place))
        for role, name in (("agent", row.agent), ("target", row.target)):
            if pd.notna(name):
                names -= {name}
                names |= {f"{role}: {name}", *_further(row, role, name, owners)}
        signs.append(Sign(words - _known(row), frozenset(names), *_parties(row)))
    return pd.Series(signs, rows.index, dtype=object)


def _beside(rows: pd.DataFrame) -> Iterator[tuple[int, int]]:
    """Yield the victims of a sentence with the deed told next to them: "39 were killed when two rockets hit"."""
    for _, some in rows[rows["group"] == "force"].groupby(["article_id", "first"], sort=False):
        ordered = some.sort_values("start", kind="stable")
        is_toll = ordered[["killed", "injured"]].notna().any(axis=1) | ordered["cue"].map(_is_victims)
        numbers = ordered.index.tolist()
        for (i, j), (one, other) in zip(pairwise(numbers), pairwise(is_toll), strict=True):
            if one or other:
                yield i, j


def _is_victims(cue: str) -> bool:
    return befallen(cue, (0, len(cue)), (len(cue), len(cue))) is not None


def _tolled(rows: pd.DataFrame, t: Tables) -> Iterator[tuple[int, int]]:
    """Yield the pairs of rows whose numbers of dead are of one claim."""
    numbers = _of_several(t, ("figure",)).merge(t.figures[[*SPAN, "value", "low"]], on=SPAN)
    numbers["killed"] = numbers["low"].fillna(numbers["value"])
    dead = rows.dropna(subset=["killed"]).reset_index()[["index", "article_id", "killed"]]
    found = dead.merge(numbers[["article_id", "killed", "claim"]], on=["article_id", "killed"])
    for _, some in found.groupby("claim", sort=False):
        first, *others = some["index"].tolist()
        yield from ((first, i) for i in others)


def _claimed(rows: pd.DataFrame, t: Tables) -> Iterator[tuple[int, int]]:
    """Yield the pairs of rows that lie in passages of one claim and share much."""
    signs = rows["sign"]
    claims = _of_several(t, ("event", "statement"))
    pairs = rows[SPAN].reset_index().merge(claims, on="article_id", suffixes=("", "_of_claim"))
    pairs = pairs[(pairs["start"] < pairs["end_of_claim"]) & (pairs["start_of_claim"] < pairs["end"])]
    for _, some in pairs.groupby("claim", sort=False):
        first, *others = some["index"].tolist()
        yield from ((first, i) for i in others if _is_much(signs[first], signs[i]))


def _of_several(t: Tables, kinds: tuple[str, ...]) -> pd.DataFrame:
    """Return the passages of the claims that several texts carry."""
    claims = that_count("claims", t)
    return claims.loc[(claims["n_texts"] > 1) & claims["kind"].isin(kinds), [*SPAN, "claim"]]


def _is_much(one: Sign, other: Sign) -> bool:
    shared = len(both(one, other))
    least = min(len(one.words | one.names), len(other.words | other.names))
    return len(one.words & other.words) >= _SHARED and shared >= _SHARED_CLAIMED and shared > _SHARE_CLAIMED * least


def day_of(rows: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """Return the first and last day of an event, no more than a few apart: what most of its dated rows allow.

    A day that a single row gives may be that of another clause of its sentence. None where no row says it so closely.
    """
    dated = rows.dropna(subset=["earliest", "latest"])
    spans = Counter(zip(dated["earliest"], dated["latest"], strict=True))
    narrow = [span for span in spans if span[1] - span[0] <= _NARROW]
    if not narrow:
        return None

    def rank(span: tuple[pd.Timestamp, pd.Timestamp]) -> tuple[int, int, pd.Timedelta]:
        allowing = sum(n for other, n in spans.items() if other[0] <= span[0] and span[1] <= other[1])
        return allowing, spans[span], span[0] - span[1]

    return max(narrow, key=rank)
