"""The first page: every number is the count of the rows behind it, and every sentence is made from rows."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

import osint
from osint import evidence, tables
from osint.briefing import first_page
from osint.briefing.first_page import happened, in_plain_words
from osint.briefing.first_page.pieces import with_article


@pytest.fixture(scope="module")
def sections(t):
    return first_page.sections(t)


def written(sections, anchor):
    (section,) = [section for section in sections if section.anchor == anchor]
    return [in_plain_words(finding) for finding in section.findings]


def opened(folder, texts, *, days=None, **tables_of):
    (folder / "articles").mkdir()
    for name, text in texts.items():
        (folder / "articles" / f"{name}.txt").write_text(text, encoding="utf-8")
    columns = ["file", "outlet", "outlet_basis", "outlet_evidence", "title", "author", "published"]
    columns += ["published_earliest", "published_latest", "published_evidence", "genre", "url", "retrieved"]
    columns += ["archived_url", "reliability", "counts", "derives_from", "note"]
    rows = [
        {"file": f"{name}.txt", "outlet": name.title(), "outlet_basis": "stated"}
        | {"published": (days or {}).get(name, "2031-05-20")}
        for name in texts
    ]
    pd.DataFrame(rows, columns=columns).to_csv(folder / "sources.csv", index=False)
    for name, table in tables_of.items():
        (folder / f"{name}.csv").write_text(table, encoding="utf-8")
    return osint.extract(osint.cases.open(folder))


@pytest.mark.slow
def test_every_part_is_there_and_says_something(sections):
    assert [section.heading for section in sections] == [
        "What happened",
        "What is disputed",
        "Who says what",
        "How the outlets differ",
    ]
    assert all(section.findings for section in sections)


@pytest.mark.slow
def test_every_number_is_counted_from_its_rows_and_every_link_has_some(t, sections):
    texts = dict(zip(t.articles["article_id"], t.articles["text"], strict=True))
    pieces = [piece for section in sections for finding in section.findings for piece in finding]
    links = [piece for piece in pieces if not isinstance(piece, str)]
    assert len(links) > 20
    for piece in links:
        passages = {(row.article_id, row.start, row.end) for row in piece.rows.itertuples()}
        assert passages
        if isinstance(piece, first_page.Link):
            continue
        counted = {
            "passages": len(passages),
            "texts": len({article_id for article_id, _, _ in passages}),
            "words": sum(len(texts[article_id][start:end].split()) for article_id, start, end in passages),
        }
        assert piece.value == counted[piece.unit]


@pytest.mark.slow
def test_every_quotation_on_the_page_stands_in_an_article(t, sections):
    plain = " ".join(" ".join(t.texts.values()).split())
    for mark in "“”‘’\"'":
        plain = plain.replace(mark, "")
    for section in sections:
        for finding in section.findings:
            for piece in finding:
                if isinstance(piece, first_page.Link) and piece.words.startswith("“"):
                    words = piece.words.removesuffix("…”").strip("“” ")
                    for mark in "“”‘’\"'":
                        words = words.replace(mark, "")
                    assert words in plain


@pytest.mark.slow
def test_events_come_in_order_of_day_in_the_words_of_a_text(tmp_path):
    t = opened(
        tmp_path,
        {
            "post": "On 12 May 2031 a bomb exploded in Antwerp, killing six people. Police arrested two men in Ghent.",
            "wire": "A bomb exploded in Antwerp on 12 May 2031 and killed eight people. The city is calm.",
            "echo": "Thousands marched in Rotterdam on 10 May 2031 against the law.",
        },
    )
    said = written(first_page.sections(t), "happened")
    assert said[0].startswith("10 May 2031. “Thousands marched in Rotterdam")
    assert said[1].startswith("12 May 2031. “") and "Found in 2 of 3 texts" in said[1]
    assert "Dead: 6 (1 text) or 8 (1 text)." in said[1]
    assert "The number of dead differs: 6 (Post) or 8 (Wire)." in written(first_page.sections(t), "disputed")


@pytest.mark.slow
def test_what_texts_call_by_different_words_is_one_event_with_the_day_by_which_it_was_told(tmp_path):
    actors = "alias,actor,kind,of\nIron Guard,Iron Guard,organization,\nPavel Orlov,Pavel Orlov,person,Iron Guard\n"
    texts = {
        "post": "The Iron Guard mutinied against the army of Belarus. The city is calm.",
        "wire": "The revolt by the Iron Guard ended within hours. The city is calm.",
        "echo": "After the uprising of Pavel Orlov the ministry in Minsk was silent. The city is calm.",
    }
    said = written(first_page.sections(opened(tmp_path, texts, actors=actors)), "happened")
    assert said[0].startswith("By 20 May 2031. “")
    assert "Found in 3 of 3 texts" in said[0]


@pytest.mark.slow
def test_what_several_texts_tell_is_told_also_where_it_is_of_no_type_of_event(tmp_path):
    texts = {
        "post": "The Supreme Court of Peru annulled the referendum of last month, citing irregularities.",
        "wire": "Peru's Supreme Court has annulled the referendum of last month because of irregularities.",
    }
    t = opened(tmp_path, texts)
    columns = {"article_id": t.articles["article_id"], "start": [0, 0], "end": t.articles["text"].str.len()}
    made = {**columns, "text": t.articles["text"], "claim": ["annulled"] * 2, "kind": ["event"] * 2, "n_texts": [2, 2]}
    claims = tables.frame("claims", {**made, "wording": ["changed"] * 2, "n_origins": [2, 2]})
    said = " ".join(written(first_page.sections(t.replace(claims=claims)), "happened"))
    assert "annulled the referendum" in said and "Found in 2 of 2 texts" in said


@pytest.mark.slow
def test_a_part_of_the_dead_is_no_other_number_of_them(tmp_path):
    texts = {
        "post": "A bomb exploded in Antwerp on 12 May 2031 and killed at least 60 people, police said.",
        "wire": "A bomb exploded in Antwerp on 12 May 2031. "
        "It killed 60 people, and 12 children were killed, a nurse said.",
    }
    said = " ".join(written(first_page.sections(opened(tmp_path, texts)), "happened"))
    assert "60" in said and "Dead: 12" not in said and "or 12" not in said


@pytest.mark.parametrize(
    "part",
    ["The dead include 17 nurses and 12 guards.",
     "Officials fear that the death toll could pass 90.",
     "It killed 40 people, and if 90 were killed, as some claim, the dam is to blame.",
     "A clerk said 21 of the dead had been named.",
     "Five attackers were killed by the police, a clerk said.",
     "It killed 40 people, among them six guards.",
     "It hurt the 69-year-old mayor; a clerk said the 25-year-old bishop was killed.",
     "Three Danish and two Dutch guards were killed in the blast, a clerk said.",
     "One guard was killed at the gate, a clerk said."],
)  # fmt: skip
@pytest.mark.slow
def test_a_part_a_fear_and_a_condition_are_no_number_of_the_dead(tmp_path, part):
    texts = {
        "post": "A bomb exploded in Antwerp on 12 May 2031 and killed 40 people, police said.",
        "wire": f"A bomb exploded in Antwerp on 12 May 2031. {part}",
    }
    said = written(first_page.sections(opened(tmp_path, texts)), "disputed")
    assert said == ["No number and no assertion was found that another text contradicts."]


@pytest.mark.slow
def test_a_text_that_gives_only_the_number_of_the_dead_tells_the_event(tmp_path):
    t = opened(
        tmp_path, {"post": "A bomb exploded in Antwerp on 12 May 2031 and killed 40 people.", "wire": "It is calm."}
    )
    (one,) = happened.main(t)
    toll = one.victims["killed"].assign(article_id="wire.txt")
    both = replace(one, victims={**one.victims, "killed": pd.concat([one.victims["killed"], toll])})
    assert (one.n_texts, both.n_texts) == (1, 2)
    (line,) = map(in_plain_words, happened.findings([both], t))
    assert "Found in 2 of 2 texts, each time in the outlet’s own voice. Dead: 40 (2 texts)." in line


@pytest.mark.slow
def test_a_toll_that_rises_is_told_in_order(tmp_path):
    texts = {
        "post": "A bomb exploded in Antwerp on 12 May 2031 and killed 40 people, police said.",
        "wire": "The death toll from the bomb that exploded in Antwerp on 12 May 2031 rose to 52 on Friday.",
        "echo": "The bomb that exploded in Antwerp on 12 May 2031 killed 61 people, police said.",
    }
    days = {"post": "2031-05-13", "wire": "2031-05-16", "echo": "2031-05-20"}
    said = " ".join(written(first_page.sections(opened(tmp_path, texts, days=days)), "disputed"))
    assert "The number of dead grows from day to day: 40 (police, in Post), 52 (Wire), then 61 (" in said


@pytest.mark.parametrize(
    ("sentence", "line"),
    [("The ministry denied reports that the dam had been blown up by its own men.", "Denied: “The ministry"),
     ("Norway took the harbour, a claim denied by the Swedish ministry on Monday.", "Denied: “Norway took"),
     ("The mayor dismissed the photographs of the harbour as propaganda of the rebels.", "Denied: “The mayor"),
     ("Norway and Sweden blamed each other for the fire in the harbour.", "Each blames the other: “Norway"),
     ("The ministry denied him entry to the harbour on Monday, and he left.", "No number"),
     ("The council rejected the budget for the new harbour on Monday evening.", "No number")],
)  # fmt: skip
@pytest.mark.slow
def test_a_sentence_that_says_what_is_denied_is_a_dispute(tmp_path, sentence, line):
    texts = {"post": f"A fire broke out in Narvik on 12 May 2031. {sentence}", "wire": "Narvik is calm."}
    said = written(first_page.sections(opened(tmp_path, texts)), "disputed")
    assert len(said) == 1 and said[0].startswith(line)


@pytest.mark.slow
def test_mutual_blame_is_no_event_and_one_denial_is_told_once(tmp_path):
    texts = {
        "post": "On 12 May 2031 Norway captured nine Swedish sailors off Narvik. Each side blamed the other for it.",
        "wire": "Sweden denied that Norway captured nine Swedish sailors off Narvik. Both sides blamed each other.",
        "echo": "Sweden insisted that none of its sailors was captured by Norway off Narvik on 12 May 2031.",
    }
    made = first_page.sections(opened(tmp_path, texts))
    assert "blamed" not in " ".join(written(made, "happened"))
    said = written(made, "disputed")
    assert [line.split(":")[0] for line in said] == ["Asserted", "Each blames the other"]


@pytest.mark.slow
def test_to_expel_one_envoy_and_to_recall_another_are_two(tmp_path):
    texts = {
        "post": "On 12 May 2031 Norway expelled the Swedish ambassador. Norway recalled its ambassador from Sweden.",
        "wire": "Norway barred the Swedish ambassador on 12 May 2031.",
        "echo": "Norway recalled its ambassador from Sweden on 12 May 2031.",
    }
    said = written(first_page.sections(opened(tmp_path, texts)), "happened")
    assert len(said) == 2 and all("Found in 2 of 3 texts" in line for line in said)


@pytest.mark.slow
def test_each_side_saying_that_the_other_did_it_is_a_dispute(tmp_path):
    texts = {
        "post": "Norway said: “The Swedish cutter rammed the trawler near Narvik.”",
        "wire": "Sweden said the trawler rammed the cutter near Narvik on Monday.",
    }
    said = " ".join(written(first_page.sections(opened(tmp_path, texts)), "disputed"))
    assert "One side says: “" in said and "The other: “" in said


def test_a_description_is_written_small_and_a_name_is_not(t):
    told = t.replace(
        articles=t.articles.assign(
            text="Officials met officials. Other officials of the port left NATO (nato.int, gull.org). Gull met Gull."
        )
    )
    assert [with_article(name, told) for name in ("Officials of the port", "NATO", "Gull")] == [
        "officials of the port",
        "NATO",
        "Gull",
    ]


@pytest.mark.slow
def test_a_title_alone_is_no_speaker(tmp_path):
    texts = {
        "post": "“We shall rebuild every house in the valley,” the president said. “It will take years,” Ana Pop said."
    }
    said = " ".join(written(first_page.sections(opened(tmp_path, texts)), "speakers"))
    assert "Ana Pop, quoted in 1 of 1 text" in said and "resident, quoted" not in said


@pytest.mark.slow
def test_two_meetings_of_one_side_are_two(tmp_path):
    texts = {
        "post": "On 12 May 2031 Norway’s king held a meeting with army chiefs on the herring.",
        "wire": "The king of Norway held a meeting with army chiefs on 12 May 2031.",
        "echo": "Norwegian army officers met Swedish officers near Narvik on 12 May 2031.",
    }
    said = written(first_page.sections(opened(tmp_path, texts)), "happened")
    assert len(said) == 2 and "Found in 2 of 3 texts" in said[0] and "Narvik" in said[1]


@pytest.mark.slow
def test_background_of_years_ago_is_no_news(tmp_path):
    t = opened(tmp_path, {"post": "On 3 June 1998 a bomb exploded in Antwerp and killed six people. It is calm now."})
    assert written(first_page.sections(t), "happened") == ["No text tells of an event."]


@pytest.mark.parametrize(
    ("denial", "is_dispute"),
    [("“The cutter did not ram the trawler near the port,” the coast guard said.", True),
     ("“The cutter did not leave the trawler near the port,” the coast guard said.", False)],
)  # fmt: skip
@pytest.mark.slow
def test_what_one_asserts_and_another_denies_is_disputed(tmp_path, denial, is_dispute):
    texts = {"post": "The cutter rammed the trawler near the port on 12 May 2031.", "wire": denial}
    said = " ".join(written(first_page.sections(opened(tmp_path, texts)), "disputed"))
    assert ("Denied: “" in said) == is_dispute


@pytest.mark.slow
def test_a_speaker_takes_a_side_only_where_passages_agree(t):
    one = t.quotes.loc[t.quotes["kind"] == "direct", "speaker"].value_counts().index[0]
    rows = t.stance.head(1).assign(holder=one, target="The Mill", label="favor", score=0.8)
    spans = [rows.assign(start=start, end=start + 3) for start in (0, 5)]
    twice = t.replace(stance=pd.concat(spans, ignore_index=True))
    assert any("speaks for The Mill (2)" in line for line in written(first_page.sections(twice), "speakers"))
    spans[1] = spans[1].assign(label="against", score=-0.8)
    split = t.replace(stance=pd.concat(spans, ignore_index=True))
    assert not any("The Mill" in line for line in written(first_page.sections(split), "speakers"))


def test_nothing_is_said_of_an_outlet_from_fewer_than_five(t, sections):
    for section in sections:
        if section.anchor == "differences":
            for finding in section.findings:
                wholes = [piece for piece in finding if isinstance(piece, first_page.Count) and "all" in piece.label]
                assert all(piece.value >= 5 for piece in wholes)


@pytest.mark.slow
def test_what_is_not_there_is_said(t):
    empty = {name: tables.frame(name, {}) for name in tables.TABLES if name != "articles"}
    made = first_page.sections(t.replace(**empty))
    assert written(made, "happened") == ["No text tells of an event."]
    assert written(made, "disputed") == ["No number and no assertion was found that another text contradicts."]
    assert written(made, "speakers") == ["No text quotes anybody directly."]
    assert written(made, "differences") == ["Too few passages of each outlet to say how they differ."]
    one = t.articles.assign(outlet="The Post", outlet_basis="stated")
    only = "All texts are of one outlet: there is nothing to compare."
    assert written(first_page.sections(t.replace(articles=one)), "differences") == [only]


def test_names_lead_to_passages_of_the_articles(t, sections):
    known = set(evidence.outlets(t.articles))
    for section in sections:
        for finding in section.findings:
            for piece in finding:
                assert isinstance(piece, str) or set(piece.rows["article_id"]) <= known


@pytest.mark.parametrize(
    ("text", "is_flagged"),
    [
        ("Rain fell. [citation: News]\n\nIt fell again. [source: other]", True),
        ("Rain fell. [citation: News]", False),
        ("“Rain fell,” she said. [citation: News] [citation: other]", False),
        ("Rain fell.", False),
    ],
)
@pytest.mark.slow
def test_texts_like_a_paraphrase_without_sources_are_flagged(tmp_path, text, is_flagged):
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    t = osint.extract(osint.cases.open(tmp_path))
    assert list(first_page.traced(t)) == (["a.txt"] if is_flagged else [])


@pytest.mark.slow
def test_a_notebook_shows_the_same_sentences(t, sections):
    shown = osint.briefing.summary(t)
    said = [in_plain_words(finding) for section in sections for finding in section.findings]
    assert [line.removeprefix("- ") for line in repr(shown).splitlines() if line.startswith("- ")] == said
    assert shown._repr_html_().count("<li>") == len(said)


@pytest.mark.slow
def test_what_is_quoted_is_the_same_number_on_the_page_and_in_the_chart(t, sections):
    """Each speaker's words on the first page, and each outlet's in the chart, are those of one function."""
    rows = evidence.quoted(t)
    rows = rows.assign(
        words=rows["text"].str.split().str.len(), outlet=rows["article_id"].map(evidence.outlets(t.articles))
    )
    words = rows.groupby("speaker")["words"].sum()
    (section,) = [section for section in sections if section.anchor == "speakers"]
    pieces = [piece for finding in section.findings for piece in finding if isinstance(piece, first_page.Count)]
    told = {piece.label.removesuffix(", words quoted"): piece.value for piece in pieces if piece.unit == "words"}
    assert told and told == {name: int(words[name]) for name in told}
    texts = osint.charts.speakers(t).figure.findobj(lambda artist: hasattr(artist, "get_text"))
    drawn = " ".join(text.get_text() for text in texts)
    for n in rows.groupby("outlet")["words"].sum():
        assert f"{n} quoted word" in drawn
