"""Make ``armed_groups.csv`` from the list of armed groups that petrarch2 packages (MIT licence).

The list is written in capitals with underscores; names that are English words, given names or places in another
sense are left out, as are those with marks or codes inside. The same input gives the same bytes.

    python scripts/make_armed_groups.py Phoenix.MilNonState.actors.txt
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from osint.knowledge import gazetteer, lexicons
from osint.knowledge.letters import fold
from osint.knowledge.name_words import is_generic, is_given

DATA = Path(__file__).resolve().parents[1] / "osint" / "data"
#: Words that stay small inside a name, also between hyphens: "Lashkar-e-Taiba".
SMALL = {
    "e",
    "ul",
    "us",
    "of",
    "the",
    "and",
    "for",
    "in",
    "on",
    "to",
    "de",
    "del",
    "la",
    "el",
    "y",
    "da",
    "do",
    "al",
    "i",
}
#: Words that show a group in a name of several words, beside the generic words of bodies.
WARLIKE = re.compile(
    r"army|brigade|battalion|front|force|guerrilla|liberation|resistance|militia|jihad|martyrs|mujahid|islamic|"
    r"revolutionary|popular|people|national|movement|party|command|cell|faction|group|struggle|defen[cs]e|youth|"
    r"justice|separatist|united|democratic|red|organi[sz]ation|lashkar|jaish|harakat|hizb|ansar|tehrik|sipah|jamaat"
)

FORM = re.compile(r"\w-\w|hizb|hezb|shabaab|ansar|jaish|lashkar|mujah|jihad")


def entries(text: str) -> Iterator[tuple[str, str]]:
    """Yield each name with the group's main name, as they stand in the list."""
    main = ""
    for line in text.splitlines():
        name = re.split(r"\s*[\[#\t]", line.lstrip("+"))[0]
        if not name or not re.match(r"[+A-Z]", line):
            continue
        if not line.startswith("+"):
            main = name
        yield name, main


def written(name: str) -> str | None:
    """Return a name of the list as news writes it, None where it cannot be known.

    >>> written("LORD'S_RESISTANCE_ARMY"), written("AL-SHABAAB"), written("ARMY_(OF)_X")
    ("Lord's Resistance Army", 'Al-Shabaab', None)
    """
    plain = re.sub(r"_\([A-Z]+\)$", "", name.strip("_ ")).strip("_ ")
    if re.search(r"[^A-Z_'\-]", plain) or len(plain) < 4:
        return None
    words = [word.lower() for word in plain.split("_") if word]
    return " ".join(word if k and word in SMALL else cased(word) for k, word in enumerate(words))


def cased(word: str) -> str:
    """Return a word with a capital, also behind a hyphen."""
    parts = word.split("-")
    return "-".join(part if k and part in SMALL else part[:1].upper() + part[1:] for k, part in enumerate(parts))


def is_name(name: str) -> bool:
    """Tell whether a name means the group and nothing else."""
    words = name.split()
    if len(words) == 1:
        # A single word is kept where its form shows the group: "Lashkar-e-Taiba", "Hizbullah".
        return bool(FORM.search(name.lower())) and not is_given(name)
    if gazetteer.candidates(name) or (is_given(words[0]) and len(words) == 2):
        return False
    # "National Liberation Front" may be anybody's; one word must be the group's own: "Free Aceh Movement".
    rare = [word for word in words if len(word) > 3 and not WARLIKE.search(word.lower())]
    return any(not is_generic(word, "last") for word in rare) and (
        bool(WARLIKE.search(name.lower())) or is_generic(words[-1], "last")
    )


def main(path: str) -> None:
    """Write the packaged file."""
    rows, seen = [], set()
    listed = {fold(row["alias"]) for row in lexicons.rows("organizations")}
    for name, group in entries(Path(path).read_text(encoding="utf-8", errors="replace")):
        alias, actor = written(name), written(group)
        if alias and actor and is_name(alias) and fold(alias) not in listed | seen:
            seen.add(fold(alias))
            rows.append((alias, actor))
    with (DATA / "armed_groups.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(
            "# Armed groups that are no state's: alias: how the text may name it; actor: the group's main name.\n"
        )
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["alias", "actor"])
        writer.writerows(sorted(rows))
    print(f"armed_groups.csv: {len(rows)} names of {len({actor for _, actor in rows})} groups")


if __name__ == "__main__":
    main(sys.argv[1])
