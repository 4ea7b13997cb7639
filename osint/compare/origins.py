"""From whom a claim comes: how many texts, copies counted once, and how many distinct persons, bodies or outlets."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from osint.compare.assertions import Assertion
from osint.compare.unionfind import UnionFind
from osint.tables import Knowledge, Tables
from osint.text.roster import Roster

#: From this likeness on a shared passage is a copy: the same text, edited.
_COPY = 0.8
#: Two reports that share one sentence are two texts; two sentences, or half of a short text, are a copy.
_MUCH = 250
_MOSTLY = 0.5
#: So much of a passage must lie in what is copied.
_WITHIN = 0.5
#: Of the carriers of a claim each is compared with so many before it.
_PAIRED = 50
_HEAD = 600  # characters of an article in which its dateline stands
#: "LIMA (NTB) – A train …": the agency whose text an article prints.
_DATELINE = re.compile(r"^[^\n]{0,60}?\(([A-Z][\w .&-]{1,30})\)\s*[-–—]", re.MULTILINE)
#: Words by which a body speaks; without them its name is left: "the Foreign Ministry press service".
_MOUTH = re.compile(
    r"(?:[’']s)?\s(?:news agency|press (?:service|office|secretary)|spokes(?:man|woman|person|people)|statement"
    r"|officials?)\b.*",
    re.IGNORECASE,
)
_LEADING = re.compile(r"^(?:the|a|an|its|their|his|her|mr|mrs|ms|dr)\.?\s", re.IGNORECASE)

Span = tuple[int, int]


def agency(text: str) -> re.Match[str] | None:
    """Find the agency whose copy an article prints, as its dateline names it: group 1.

    >>> agency("LIMA (NTB) – A train left the rails on Monday.").group(1)
    'NTB'
    """
    return _DATELINE.search(text[:_HEAD])


class Sources:
    """Who stands behind the passages of a case: shared copy, outlets, agencies, and for whom each speaks."""

    def __init__(self, t: Tables) -> None:
        self._outlets = dict(
            zip(t.articles["article_id"], t.articles["outlet"].fillna(t.articles["article_id"]), strict=True)
        )
        self._agencies = {article: match.group(1) for article, text in t.texts.items() if (match := agency(text))}
        self._roster = t.case.compiled(_roster)
        self._heads = _heads(t)
        self._organizations = {actor for actor, kind in self._roster.kinds.items() if kind == "organization"}
        self._copies = _copies(t)

    def texts(self, versions: Sequence[Assertion]) -> dict[str, int]:
        """Return the text that each carrier counts as: one for each outlet, and one for those that print one copy."""
        spans: dict[str, list[Span]] = defaultdict(list)
        for version in versions:
            spans[version.article].append((version.start, version.end))
        articles = list(spans)
        sets = UnionFind(len(articles))
        by_outlet: dict[str, int] = {}
        is_quote = versions[0].kind == "quote"
        for i, article in enumerate(articles):
            sets.union(i, by_outlet.setdefault(self._outlets[article], i))
            for k in range(0 if is_quote else min(i, _PAIRED)):
                if self._is_copy(articles[k], article, spans) or self._is_copy(article, articles[k], spans):
                    sets.union(k, i)
        return {article: sets.find(i) for i, article in enumerate(articles)}

    def _is_copy(self, a: str, b: str, spans: Mapping[str, list[Span]]) -> bool:
        shared = self._copies.get((a, b), ())
        return any(_holds(spans[a], x[:2]) and _holds(spans[b], x[2:]) for x in shared)

    def n_origins(self, versions: Sequence[Assertion]) -> int:
        """Count the distinct persons, bodies and outlets from whom a claim comes.

        Who speaks for another that is named too is no second origin; what an outlet tells itself is its own, and an
        agency's copy its agency's.
        """
        groups = self.texts(versions)
        told: dict[int, str] = {}
        named = set()
        for version in versions:
            if version.origin:
                named.add(self._body(version.origin))
            elif version.kind not in ("quote", "statement"):
                agency = self._agencies.get(version.article)
                told[groups[version.article]] = f"agency {agency}" if agency else f"text {groups[version.article]}"
        own = set(told.values()) - {f"agency {name}" for name in named}
        return min(max(len(self._roots(named)) + len(own), 1), len(versions))

    def _body(self, origin: str) -> str:
        """The person or body that an origin is: a press service is its ministry's, and "Police" is "police"."""
        bare = _bare(origin)
        entry = self._roster.actor(bare)
        return entry.actor if entry else bare[:1].upper() + bare[1:]

    def _roots(self, named: set[str]) -> set[str]:
        """The names less those that stand for another that is named: of a body its spokesman, of a full name a part."""
        chains = {name: self._chain(name) for name in named}
        bodies = {name for name in named if not any(name in chains[other] for other in named if other != name)}
        # Two who speak for one ministry are one origin; two ministers of one state are two.
        heads = {head if (head := next(iter(chains[name]), name)) in self._organizations else name for name in bodies}
        return {name for name in heads if not any(name != other and _is_part(name, other) for other in heads)}

    def _chain(self, name: str) -> list[str]:
        """For whom an actor speaks, one after the other; a person for a state speaks for himself."""
        found: list[str] = []
        head = self._heads.get(name)
        while head is not None and head not in found and head != name:
            found.append(head)
            head = self._heads.get(head)
        return found


def _bare(name: str) -> str:
    """A name without its article and the words by which a body speaks: "Norwegian Foreign Ministry press service"."""
    return _MOUTH.sub("", _LEADING.sub("", name)) or name


def _is_part(part: str, whole: str) -> bool:
    """Whether a name is the end of another: "Kowal" of "Jan Kowal"."""
    return whole.lower().endswith(f" {part.lower()}")


def _roster(knowledge: Knowledge) -> Roster:
    return Roster(knowledge.actors)


def _heads(t: Tables) -> dict[str, str]:
    """For whom each actor speaks."""
    known = t.case.actors[t.case.actors["of"].notna() & (t.case.actors["of"] != "")]
    return dict(zip(known["actor"], known["of"], strict=True))


def _copies(t: Tables) -> dict[tuple[str, str], list[tuple[int, int, int, int]]]:
    """Passages that two articles share as copy: nearly the same words, of a length that is no single sentence's."""
    held: dict[tuple[str, str], list[tuple[int, int, int, int]]] = defaultdict(list)
    copied = t.reuse[~t.reuse["is_quote"] & (t.reuse["similarity"] >= _COPY)]
    for row in copied.to_dict("records"):
        pair = str(row["article_a"]), str(row["article_b"])
        held[pair].append((int(row["start_a"]), int(row["end_a"]), int(row["start_b"]), int(row["end_b"])))
    return {pair: shared for pair, shared in held.items() if _is_much(shared, *(t.texts[name] for name in pair))}


def _is_much(shared: Sequence[tuple[int, int, int, int]], text_a: str, text_b: str) -> bool:
    """Whether two texts share so much that one is the other's copy, or both a third's."""
    n = sum(end - start for start, end, *_ in shared)
    return n >= min(_MUCH, _MOSTLY * min(len(text_a), len(text_b)))


def _holds(spans: Sequence[Span], copied: Span) -> bool:
    return any(min(end, copied[1]) - max(start, copied[0]) >= _WITHIN * (end - start) for start, end in spans)
