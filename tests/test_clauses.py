"""Who does what to whom in a sentence: tables of (sentence, clauses)."""

import pytest

from osint.text.clauses import Parse
from osint.text.document import Document


def _parse(text):
    return Parse(Document(text), 0)


def _read(text):
    """Each clause as "agent lemma patient", "-" for nobody."""
    parse = _parse(text)
    return [
        f"{parse.text(clause.agent) or '-'} / {clause.verb.lemma} / {parse.text(clause.patient) or '-'}"
        for clause in parse.clauses
    ]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Norway struck Sweden.", ["Norway / strike / Sweden"]),
        ("Falun was struck by Norway on Monday.", ["Norway / strike / Falun"]),
        ("Oslo threatened to strike Falun.", ["Oslo / threaten / -", "Oslo / strike / Falun"]),
        ("Oslo said it had struck a depot near Falun.", ["Oslo / say / -", "it / strike / a depot"]),
        ("Oslo drone strikes hit Falun overnight.", ["Oslo drone strikes / hit / Falun"]),
        ("Storms batter the coast as flood waters rise.", ["Storms / batter / the coast", "flood waters / rise / -"]),
        ("Police charge protesters in Lima.", ["Police / charge / protesters"]),
        ("The men killed in the raid were buried.", ["- / kill / The men", "- / bury / The men"]),
        ("The ship, struck by a mine, sank.", ["a mine / strike / The ship", "The ship / sink / -"]),
        ("A blast hit the port, killing nine people.", ["A blast / hit / the port", "A blast / kill / nine people"]),
        (
            "The minister who ordered the raid resigned.",
            ["The minister / order / the raid", "The minister / resign / -"],
        ),
        ("Sweden accused Norway of striking Falun.", ["Sweden / accuse / Norway", "Norway / strike / Falun"]),
        ("The court ordered Norway to pay Sweden.", ["The court / order / Norway", "Norway / pay / Sweden"]),
        ("Talks between Norway and Sweden broke down.", ["Talks / break / -"]),
        ("Norway struck Falun and Sweden responded.", ["Norway / strike / Falun", "Sweden / respond / -"]),
        ("Norway seized a trawler and freed its crew.", ["Norway / seize / a trawler", "Norway / free / its crew"]),
        ("Oslo, the capital, was shelled.", ["- / shell / Oslo"]),
        ("“We shall wait,” said Ada Lund.", ["We / wait / -", "Ada Lund / say / -"]),
        ("The navy blew up the bridge.", ["The navy / blow / the bridge"]),
    ],
)
def test_who_does_what_to_whom(text, clauses):
    assert _read(text) == clauses


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Norway struck Falun.", ["asserted"]),
        ("Norway has not struck Falun.", ["denied"]),
        ("Norway will strike Falun.", ["planned"]),
        ("Norway may strike Falun.", ["possible"]),
        ("Norway vowed to strike Falun.", ["asserted", "planned"]),
        ("Norway denied striking Falun.", ["asserted", "denied"]),
        ("Norway did not deny striking Falun.", ["denied", "asserted"]),
        ("Officials feared that the dam had burst.", ["asserted", "possible"]),
        ("If Norway strikes, Sweden reacts.", ["possible", "asserted"]),
        ("The court ordered Norway to pay.", ["asserted", "planned"]),
        ("Lund told reporters that the port was shut.", ["asserted", "asserted"]),
    ],
)
def test_how_a_clause_is_meant(text, modality):
    parse = _parse(text)
    assert [parse.modality(clause) for clause in parse.clauses] == modality


@pytest.mark.parametrize(
    ("text", "noun", "agent", "patient"),
    [
        ("The strike on Falun by Norway killed nine.", "strike", "Norway", "Falun"),
        ("Norway's attack on the port drew protests.", "attack", "Norway", "the port"),
        ("Norwegian strikes against Falun went on.", "strikes", "Norwegian", "Falun"),
        ("The shelling of the town stopped.", "shelling", "", "the town"),
    ],
)
def test_who_does_what_a_noun_means(text, noun, agent, patient):
    parse = _parse(text)
    found = parse.nominal(parse.low.index(noun))
    assert (parse.text(found.agent), parse.text(found.patient)) == (agent, patient)


def test_complements_keep_their_prepositions():
    parse = _parse("In May, Norway fired on a trawler off Bergen and Rana.")
    assert [(word, parse.text(phrase)) for word, phrase in parse.clauses[0].complements] == [
        ("in", "May"),
        ("on", "a trawler"),
        ("off", "Bergen"),
        ("off", "Rana"),
    ]


def test_spans_slice_back():
    text = "It rained. Later, two ships of the Norwegian navy left port."
    parse = Parse(Document(text), 1)
    start, end = parse.span(parse.clauses[0].verb.first, parse.clauses[0].verb.last)
    assert text[start:end] == "left"
    assert parse.text(parse.clauses[0].agent) == "two ships"
