"""What any number of extracted articles share: `reuse` and `claims`, joined by Dask from parts and written in parts."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from osint import cases, compare, store
from osint.cases import Case
from osint.compare import copies, ngrams
from osint.compare.copies import Passage
from osint.compare.ngrams import Grams
from osint.compare.unionfind import UnionFind
from osint.tables import Knowledge, Tables

if TYPE_CHECKING:
    from distributed import Client

#: So many characters of text go into one partition of the join of words in a row.
PARTITION_CHARACTERS = 6_000_000
#: No story has more articles than this.
STORY_ARTICLES = 1_000
#: A paragraph's number is its article's and, in the lower bits, its own.
_PARAGRAPH_BITS = 20
_COPIES = 5_000
_PLACED = tuple(column for column in Grams._fields if column != "key")
_SMALL = {"owner": "int32", "word": "int32", "start": "int32", "end": "int32",
          "low": "int32", "n_low": "int8", "n": "int8"}  # fmt: skip
_CLAIMED = ("articles", "sentences", "mentions", "quotes", "places", "events", "framing", "figures", "dates", "reuse")


def write(case: Case, *, client: Client | None = None, step: Callable[[], Any] = bool) -> dict[str, int]:
    """Write the tables ``reuse`` and ``claims`` of an extracted case into its folder, both or none.

    Parameters
    ----------
    case
        A case that :func:`osint.batch.cluster.extract` wrote.
    client
        A Dask client whose workers share the file system of the case; without one, this process does the work.
    step
        Called when a part is written.

    Returns
    -------
    dict
        How many rows each of the two tables has.

    Notes
    -----
    ``reuse`` is what :func:`osint.compare.reuse` finds in all articles at once: two and three words in a row go, from
    wherever they stand, to the partition of their hash, where they meet; what meets goes to the partition of the
    later of the two articles, where it is chained. ``claims`` is what :func:`osint.compare.claims` finds in the
    articles of one story. Up to `STORY_ARTICLES` articles are one story; more are parted by the passages that they
    share, those that share most together, and a claim's name then ends with the first article of its story.
    """
    root = case.path.resolve()
    scratch = root / "tables" / ".joins"
    for place in (scratch, _draft(root, "reuse"), _draft(root, "claims")):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
    roll = _roll(root, client)
    if roll.empty:
        for name in ("reuse", "claims"):
            store.write(_draft(root, name) / "part-00000.parquet", name, store.part(None, name))
        return _finish(root, scratch)
    shared = _write_reuse(root, roll, _filed(scratch, roll), client, step)
    stories = _stories(roll["article_id"].tolist(), shared)
    _write_claims(case, stories, _filed(scratch, stories), client, step)
    return _finish(root, scratch)


def _finish(root: Path, scratch: Path) -> dict[str, int]:
    """Put both tables in their places; count their rows."""
    # Claims first out and last in: a stop in between leaves no claims beside another reuse.
    for name in ("claims", "reuse"):
        shutil.rmtree(store.shelf(root, name), ignore_errors=True)
    for name in ("reuse", "claims"):
        _draft(root, name).rename(store.shelf(root, name))
    shutil.rmtree(scratch)
    return {name: store.count(root, name) for name in ("reuse", "claims")}


def _draft(root: Path, name: str) -> Path:
    return root / "tables" / f".{name}"


def _run(jobs: Sequence[Any], client: Client | None, step: Callable[[], Any] = bool) -> list[Any]:
    """Compute delayed calls together; their results in the order of the calls."""
    import dask

    if client is None:
        with dask.config.set(scheduler="synchronous"):
            found = dask.compute(*jobs)
        for _ in found:
            step()
        return list(found)
    from distributed import as_completed

    futures = client.compute(list(jobs))
    for _ in as_completed(futures):
        step()
    return list(client.gather(futures))


def _shuffled(frame: Any, column: str, partitions: int, client: Client | None) -> Any:
    """Lay the partitions of `frame` anew, so that the rows of one value of `column` are together."""
    if partitions == 1:
        return frame.repartition(npartitions=1)
    return frame.shuffle(column, npartitions=partitions, shuffle_method="p2p" if client else "tasks")


def _filed(scratch: Path, table: pd.DataFrame) -> str:
    """Write a table that all tasks read, under a name that no other table has."""
    name = blake2b(table.to_csv().encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    table.to_parquet(scratch / f"{name}.parquet")
    return str(scratch / f"{name}.parquet")


@lru_cache(maxsize=2)
def _file(path: str) -> pd.DataFrame:
    return pd.read_parquet(path)


# ---------------------------------------------------------------------------------------------- articles


def _roll(root: Path, client: Client | None) -> pd.DataFrame:
    """All articles that are analysed, numbered in their order: the part each is in, and the first of the same text."""
    from dask import delayed

    jobs = [delayed(_called)(str(path)) for path in store.parts(root, "articles")]
    roll = pd.concat(_run(jobs, client), ignore_index=True).sort_values("article_id", ignore_index=True)
    roll["first"] = roll.index.to_series().groupby(roll["digest"]).transform("min")
    return roll.drop(columns="digest")


def _called(path: str) -> pd.DataFrame:
    table = cases.readable(store.part(path, "articles", ("article_id", "text", "n_words", "language")))
    digests = [blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest() for text in table["text"]]
    sizes = [len(text) for text in table["text"]]
    return pd.DataFrame({"article_id": table["article_id"], "part": path, "digest": digests, "size": sizes})


class _Texts:
    """The ids and texts of some articles by their numbers, read from their parts."""

    def __init__(self, roll: pd.DataFrame) -> None:
        self.ids: dict[int, str] = {}
        self.texts: dict[int, str] = {}
        for path, rows in roll.groupby("part"):
            numbers = dict(zip(rows["article_id"], rows.index, strict=True))
            table = store.part(str(path), "articles", ("article_id", "text"))
            for name, text in zip(table["article_id"], table["text"], strict=True):
                if name in numbers:
                    self.ids[numbers[name]], self.texts[numbers[name]] = name, text

    def paragraphs(self) -> dict[int, ngrams.Piece]:
        """Give the paragraphs in which shared passages are sought, by their numbers, in order."""
        return {
            number << _PARAGRAPH_BITS | k: piece
            for number in sorted(self.texts)
            for k, piece in enumerate(copies.paragraphs(self.texts[number], number))
        }


# ------------------------------------------------------------------------------------------------- reuse


def _write_reuse(
    root: Path, roll: pd.DataFrame, roll_file: str, client: Client | None, step: Callable[[], Any]
) -> pd.DataFrame:
    """Write the parts of ``reuse``; return how many characters each two articles share."""
    import dask.dataframe as dd
    from dask import delayed

    partitions = int(-(-roll["size"].sum() // PARTITION_CHARACTERS)) or 1
    grams = dd.from_map(_collected, store.parts(root, "articles"), roll_file=roll_file, meta=_words(ngrams.collect([])))
    none = ngrams.collect([])
    seeds = _shuffled(grams, "key", partitions, client).map_partitions(_matched, meta=_matched(_words(none)))
    # By the later article: the first may share with all. Neighbours in number are mostly of one part, read once then.
    seeds = seeds.assign(place=seeds["owner_b"].astype("int64") * partitions // max(len(roll), 1))
    jobs = [
        delayed(_extended)(one, roll_file, str(root), i)
        for i, one in enumerate(_shuffled(seeds, "place", partitions, client).to_delayed())
    ]
    again = roll.index[roll["first"] != roll.index].tolist()
    for i, begin in enumerate(range(0, len(again), _COPIES), partitions):
        jobs.append(delayed(_copied)(again[begin : begin + _COPIES], roll_file, str(root), i))
    return pd.concat(_run(jobs, client, step), ignore_index=True)


def _words(grams: Grams) -> pd.DataFrame:
    return pd.DataFrame(grams._asdict()).astype(_SMALL)


def _collected(path: Path, roll_file: str) -> pd.DataFrame:
    """The words in a row of the articles of a part, of identical texts those of the first."""
    roll = _file(roll_file)
    pieces = _Texts(roll[(roll["part"] == str(path)) & (roll["first"] == roll.index)]).paragraphs()
    return _words(ngrams.collect(list(pieces.values()), numbers=list(pieces)))


def _matched(table: pd.DataFrame) -> pd.DataFrame:
    """The seeds among words in a row that came together by their hash: a row for the two places of each."""
    order = np.lexsort((table["word"], table["piece"]))
    grams = Grams(*(table[column].to_numpy()[order] for column in Grams._fields))
    a, b = (_words(side).drop(columns="key") for side in ngrams.match(grams))
    return pd.concat([a.add_suffix("_a"), b.add_suffix("_b")], axis=1)


def _extended(seeds: pd.DataFrame, roll_file: str, root: str, part: int) -> pd.DataFrame:
    """Chain the seeds of a partition into passages and write them; return what each two articles share."""
    a, b = (
        Grams(np.zeros(len(seeds), np.uint64), *(seeds[f"{column}_{side}"].to_numpy(np.int64) for column in _PLACED))
        for side in "ab"
    )
    stretches = ngrams.extend(a, b)
    owners = np.unique(np.concatenate([stretches.piece_a, stretches.piece_b]) >> _PARAGRAPH_BITS)
    held = _Texts(_file(roll_file).loc[owners])
    found = [
        Passage(x.a >> _PARAGRAPH_BITS, x.start_a, x.end_a, x.b >> _PARAGRAPH_BITS, x.start_b, x.end_b)
        for x in ngrams.widen(stretches, held.paragraphs())
    ]
    return _kept(found, held, root, part)


def _copied(numbers: Sequence[int], roll_file: str, root: str, part: int) -> pd.DataFrame:
    """Write the articles that have the very text of an earlier one."""
    roll = _file(roll_file)
    firsts = roll["first"].loc[list(numbers)].tolist()
    held = _Texts(roll.loc[sorted({*numbers, *firsts})])
    found = [Passage(a, 0, len(held.texts[a]), b, 0, len(held.texts[b])) for a, b in zip(firsts, numbers, strict=True)]
    return _kept(found, held, root, part)


def _kept(found: Sequence[Passage], held: _Texts, root: str, part: int) -> pd.DataFrame:
    table = copies.passages(sorted(found), held.ids, held.texts)
    store.write(_draft(Path(root), "reuse") / f"part-{part:05}.parquet", "reuse", table)
    sizes = (table["end_a"] - table["start_a"]).groupby([table["article_a"], table["article_b"]]).sum()
    return sizes.rename("shared").reset_index()


# ------------------------------------------------------------------------------------------------ claims


def _stories(ids: Sequence[str], shared: pd.DataFrame) -> pd.DataFrame:
    """Part the articles into stories: `article_id`, `story` (its first article), `bundle` (stories read together)."""
    heads = _heads(ids, shared) if len(ids) > STORY_ARTICLES else [0] * len(ids)
    bundles: dict[int, int] = {}
    filled = 0
    for head, size in sorted(Counter(heads).items()):
        bundles[head] = filled // STORY_ARTICLES
        filled += size
    columns = {"story": [ids[head] for head in heads], "bundle": [bundles[head] for head in heads]}
    return pd.DataFrame({"article_id": ids, **columns})


def _heads(ids: Sequence[str], shared: pd.DataFrame) -> list[int]:
    """The first article of each article's story; those that share most are joined first."""
    numbers = {name: i for i, name in enumerate(ids)}
    sets, sizes = UnionFind(len(ids)), [1] * len(ids)
    summed = shared.groupby(["article_a", "article_b"])["shared"].sum().reset_index()
    order = summed.sort_values(["shared", "article_a", "article_b"], ascending=[False, True, True])
    for a, b in zip(order["article_a"].map(numbers), order["article_b"].map(numbers), strict=True):
        one, other = sorted((sets.find(a), sets.find(b)))
        if one != other and sizes[one] + sizes[other] <= STORY_ARTICLES:
            sets.union(one, other)
            sizes[one] += sizes[other]
    return [sets.find(i) for i in range(len(ids))]


def _write_claims(
    case: Case, stories: pd.DataFrame, stories_file: str, client: Client | None, step: Callable[[], Any]
) -> None:
    """Write the parts of ``claims``: the tables are laid anew by story, and each story is read by itself."""
    import dask.dataframe as dd
    from dask import delayed

    root = case.path.resolve()
    bundles = int(stories["bundle"].max()) + 1 if len(stories) else 1
    laid = []
    for name in _CLAIMED:
        paths = sorted(_draft(root, name).iterdir()) if name == "reuse" else store.parts(root, name)
        grouped = dd.from_map(_grouped, paths, name=name, stories_file=stories_file, meta=_in_group(name, stories[:0]))
        laid.append(_shuffled(grouped, "bundle", bundles, client).to_delayed())
    is_one = stories["story"].nunique() < 2
    knows = Knowledge(actors=case.actors, framing=case.framing, focus=case.focus)
    jobs = [
        delayed(_claimed)(dict(zip(_CLAIMED, parts, strict=True)), knows, str(root), i, is_one=is_one)
        for i, parts in enumerate(zip(*laid, strict=True))
    ]
    _run(jobs, client, step)


def _grouped(path: Path, name: str, stories_file: str) -> pd.DataFrame:
    """A part of a table with the story of each row; rows of articles that are not analysed go."""
    return _in_group(name, _file(stories_file), store.part(path, name))


def _in_group(name: str, stories: pd.DataFrame, table: pd.DataFrame | None = None) -> pd.DataFrame:
    table = store.part(None, name) if table is None else table
    if name != "reuse":
        return table.merge(stories, on="article_id")
    one, other = (stories.rename(columns={"article_id": f"article_{side}"}) for side in "ab")
    return table.merge(one, on="article_a").merge(other, on=["article_b", "story", "bundle"])


def _claimed(laid: Mapping[str, pd.DataFrame], knows: Knowledge, root: str, part: int, *, is_one: bool) -> None:
    """Write the claims of the stories of a partition."""
    by_story = {name: {str(story): rows for story, rows in table.groupby("story")} for name, table in laid.items()}
    stories = by_story["articles"]
    made = []
    for story in sorted(stories):
        rows = {name: store.ordered(found.get(story, laid[name][:0]), name) for name, found in by_story.items()}
        claims = compare.claims(Tables(knows, **rows))
        made.append(claims if is_one else claims.assign(claim=claims["claim"] + f" ({story})"))
    table = pd.concat(made, ignore_index=True) if made else store.part(None, "claims")
    store.write(_draft(Path(root), "claims") / f"part-{part:05}.parquet", "claims", table)
