"""Small tables, written by hand, for the tests of what people look at."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd

from osint import tables
from osint.tables import Knowledge, Tables
from osint.text import document

TEXTS = {
    "one.txt": (
        "Quay opens in Rotterdam\n\n"
        "The Port Union welcomed the good news in Rotterdam on Monday. “The quay is safe,” said Mayor Jansen. "
        "The Port Union called the old crane dangerous. The Port Union praised the wonderful crew. "
        "Brussels has warned the Port Union. Dutch crews met 20 km east of Antwerp.\n\n"
        "The Port Union welcomed the good news in Rotterdam on Monday."
    ),
    "two.txt": (
        "“The quay is safe,” said Mayor Jansen. A fire hit Antwerp on Tuesday. "
        "Mayor Jansen will travel to Zeeland in July. The Port Union fears a terrible loss. About 400 workers struck."
    ),
    "three.txt": "Nothing much was said at the quay. About 500 workers struck. Belgium is far from Honolulu.",
}
CUES = {"dangerous": "danger", "terrible": "danger", "good": "progress", "wonderful": "progress"}
#: Place: kind, country, latitude, longitude.
POINTS = {
    "Rotterdam": ("city", "NL", 51.92, 4.48),
    "Antwerp": ("city", "BE", 51.22, 4.40),
    "Brussels": ("city", "BE", 50.85, 4.35),
    "Zeeland": ("region", "NL", 51.45, 3.80),
    "Belgium": ("country", "BE", 50.6, 4.6),
    "Honolulu": ("city", "US", 21.31, -157.86),
}


def span(article_id: str, words: str, nth: int = 0) -> dict[str, Any]:
    """The nth place of some words in an article, as the first columns of a row."""
    start = -1
    for _ in range(nth + 1):
        start = TEXTS[article_id].index(words, start + 1)
    return {"article_id": article_id, "start": start, "end": start + len(words), "text": words}


def table(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    return tables.frame(
        name, {column: [row.get(column) for row in rows] for column in tables.TABLES[name].columns} if rows else {}
    )


def articles() -> pd.DataFrame:
    outlets = {
        "one.txt": ("Harbour Times", "stated"),
        "two.txt": ("The Ledger", "inferred"),
        "three.txt": (None, "unknown"),
    }
    return table(
        "articles",
        [
            {
                "article_id": key,
                "text": text,
                "outlet": outlets[key][0],
                "outlet_basis": outlets[key][1],
                "counts": True,
                "reliability": "F",
                "n_words": len(text.split()),
                "path": key,
            }
            for key, text in TEXTS.items()
        ],
    )


def sentences() -> pd.DataFrame:
    rows = []
    for key, text in TEXTS.items():
        for i, s in enumerate(document.Document(text, key).sentences):
            words = text[s.start : s.end]
            polarity = 0.5 * ("good" in words or "wonderful" in words) - 0.5 * (
                "dangerous" in words or "terrible" in words
            )
            rows.append(
                {
                    "article_id": key,
                    "sentence": i,
                    "paragraph": s.paragraph,
                    "start": s.start,
                    "end": s.end,
                    "text": words,
                    "zone": s.zone,
                    "repeat_of": s.repeat_of,
                    "polarity": polarity,
                    "subjectivity": 0.5,
                    "polarity_vader": -polarity,
                }
            )
    return table("sentences", rows)


def mentions() -> pd.DataFrame:
    union = {"actor": "Port Union", "kind": "organization", "form": "name", "voice": "narrator"}
    mayor = {"actor": "Mayor Jansen", "kind": "person", "form": "title", "voice": "narrator"}
    rows = [{**span("one.txt", "Port Union", i), **union} for i in range(5)]
    rows += [{**span("two.txt", "Port Union"), **union}]
    rows += [{**span(key, "Mayor Jansen"), **mayor} for key in ("one.txt", "two.txt")]
    return table("mentions", rows)


def quotes() -> pd.DataFrame:
    return table(
        "quotes",
        [
            {**span(key, "The quay is safe,"), "kind": "direct", "speaker": "Mayor Jansen", "cue": "said", "group": 0}
            for key in ("one.txt", "two.txt")
        ],
    )


def places() -> gpd.GeoDataFrame:
    said = [
        ("one.txt", "Rotterdam", 0, "literal", False),
        ("one.txt", "Rotterdam", 1, "literal", True),
        ("one.txt", "Rotterdam", 2, "literal", True),
        ("one.txt", "Brussels", 0, "metonym", False),
        ("two.txt", "Antwerp", 0, "literal", True),
        ("two.txt", "Zeeland", 0, "literal", False),
        ("three.txt", "Belgium", 0, "literal", False),
        ("three.txt", "Honolulu", 0, "literal", False),
        ("one.txt", "Antwerp", 0, "literal", False),
    ]
    rows = []
    for key, name, nth, role, is_event in said:
        kind, country, lat, lon = POINTS[name]
        rows.append(
            {
                **span(key, name, nth),
                "place": name,
                "country": country,
                "kind": kind,
                "role": role,
                "lat": lat,
                "lon": lon,
                "is_event": is_event,
                "voice": "narrator",
                "n_candidates": 1,
                "confidence": 0.9,
            }
        )
    rows[-1] |= {"relation": "20 km east of", "km_low": 20.0, "km_high": 20.0, "bearing": 90.0}
    plain = table("places", rows).drop(columns="geometry")
    points = gpd.points_from_xy(plain["lon"].astype(float), plain["lat"].astype(float))
    made = gpd.GeoDataFrame(plain, geometry=points, crs=4326)
    sector = gpd.GeoSeries([made.geometry.iloc[-1].buffer(0.05)], crs=4326).translate(0.29)
    made.loc[made.index[-1], "geometry"] = sector.iloc[0]
    return made


def stance() -> pd.DataFrame:
    said = [
        ("one.txt", "welcomed", "narrator", 0.6, "favor"),
        ("one.txt", "praised", "narrator", 0.8, "favor"),
        ("one.txt", "dangerous", "narrator", -0.7, "against"),
        ("one.txt", "The quay is safe", "Mayor Jansen", 0.5, "favor"),
        ("two.txt", "terrible", "narrator", -0.9, "against"),
    ]
    return table(
        "stance",
        [
            {
                **span(key, words),
                "holder": holder,
                "target": "Port Union",
                "score": score,
                "label": label,
                "basis": "narration",
            }
            for key, words, holder, score, label in said
        ],
    )


def framing() -> pd.DataFrame:
    rows = sentences()
    found = []
    for word, frame in (
        ("dangerous", "danger"),
        ("terrible", "danger"),
        ("good", "progress"),
        ("wonderful", "progress"),
    ):
        for row in rows[rows["text"].str.contains(word) & rows["repeat_of"].isna()].to_dict("records"):
            found.append(
                {
                    **{key: row[key] for key in ("article_id", "start", "end", "text")},
                    "frame": frame,
                    "about": "Port Union",
                    "voice": "narrator",
                    "cue": word,
                }
            )
    return table("framing", found)


def dates() -> pd.DataFrame:
    said = [
        ("one.txt", "on Monday", "2031-05-05", "2031-05-05", "past"),
        ("two.txt", "on Tuesday", "2031-05-06", "2031-05-06", "past"),
        ("two.txt", "in July", "2031-07-01", "2031-07-31", "planned"),
        ("three.txt", "Nothing", None, None, "past"),
    ]
    return table(
        "dates",
        [
            {**span(key, words), "earliest": first, "latest": last, "anchor": "published", "status": status}
            for key, words, first, last, status in said
        ],
    )


def events() -> pd.DataFrame:
    said = [
        ("one.txt", "Port Union praised", "support", "Port Union", "Mayor Jansen", None, "2031-05-05", "happened"),
        ("two.txt", "A fire hit Antwerp", "accident", None, None, "Antwerp", "2031-05-06", "happened"),
        ("two.txt", "will travel to Zeeland", "consult", "Mayor Jansen", None, "Zeeland", "2031-07-01", "planned"),
        ("two.txt", "workers struck", "protest", "workers", None, None, None, "happened"),
    ]
    names = ("event", "agent", "target", "place", "earliest", "status")
    rows = [
        {**span(key, words), **dict(zip(names, told, strict=True)), "latest": told[4], "cue": "", "voice": "narrator"}
        for key, words, *told in said
    ]
    return table("events", rows)


def reuse() -> pd.DataFrame:
    a, b = span("one.txt", "The quay is safe,"), span("two.txt", "The quay is safe,")
    c, d = span("two.txt", "workers struck"), span("three.txt", "workers struck")
    rows = []
    for one, other, is_quote in ((a, b, True), (c, d, False)):
        sides = {f"{key.removesuffix('_id')}_a": value for key, value in one.items()}
        sides |= {f"{key.removesuffix('_id')}_b": value for key, value in other.items()}
        rows.append({**sides, "similarity": 1.0, "is_quote": is_quote})
    return table("reuse", rows)


def claims() -> pd.DataFrame:
    quote, figure = "The quay is safe,", "workers on strike"
    rows = [
        {
            "claim": quote,
            "kind": "quote",
            **span(key, quote),
            "wording": "same",
            "n_texts": 2,
            "n_origins": 1,
            "agrees": True,
        }
        for key in ("one.txt", "two.txt")
    ]
    for key, words in (("two.txt", "400"), ("three.txt", "500")):
        row = {"claim": figure, "kind": "figure", **span(key, words), "wording": "changed", "agrees": False}
        rows.append({**row, "n_texts": 2, "n_origins": 2})
    return table("claims", rows)


def case() -> Knowledge:
    actors = pd.DataFrame(
        [("Port Union", "Port Union", "organization", None), ("Mayor Jansen", "Mayor Jansen", "person", None)],
        columns=["alias", "actor", "kind", "of"],
    )
    cues = pd.DataFrame([("danger", "dangerous"), ("progress", "good news")], columns=["frame", "cue"])
    listed = pd.DataFrame([("Zeeland", "Zeeland", 30.0)], columns=["name", "place", "extent_km"])
    return Knowledge(
        title="Quays", focus="Port Union", about=("Rotterdam", "Antwerp"), actors=actors, places=listed, framing=cues
    )


def made() -> Tables:
    """All tables of three short articles."""
    return Tables(
        case(),
        articles=articles(),
        sentences=sentences(),
        mentions=mentions(),
        quotes=quotes(),
        places=places(),
        stance=stance(),
        framing=framing(),
        dates=dates(),
        events=events(),
        reuse=reuse(),
        claims=claims(),
    )


def empty() -> Tables:
    """The same articles, and nothing found in them."""
    return Tables(case(), articles=articles(), sentences=sentences())
