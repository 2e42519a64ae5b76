"""Accuracy of the Italian reading, class by class, beside other systems on the same rows.

Usage: python3 benches/italian/accuracy.py [--failures [--held-out]] [-o FILE]     (needs `make build`, pip; half a minute)
It writes docs/italian-accuracy.md. With --failures it only prints our wrong rows of the tuned part (and of the held-out
part with --held-out), read as lines and in an issue: how, class, written, said, accepted. The held-out part is not for tuning, so it is not printed unasked.
"""
import argparse
import collections
import pathlib
import re
import unicodedata

import peers

GOLD = peers.ROOT / "crates" / "italian" / "tests"
TABLE = peers.ROOT / "docs" / "italian-accuracy.md"
PARTS = {"tuned": GOLD / "readings.tsv", "held out": GOLD / "held_out.tsv"}
LETTERS = dict(zip("bcdfghjklmnpqrstvwxyz", ("bi", "ci", "di", "effe", "gi", "acca", "i lunga", "cappa", "elle", "emme",
                                             "enne", "pi", "qu", "erre", "esse", "ti", "vu", "doppia vu", "ics", "ipsilon",
                                             "zeta")))
SYSTEMS = {"altavoce": "altavoce", "issue": "altavoce, in an issue", "damga": "damga", "spokenform": "spokenform", "coqui": "coqui/num2words"}

OURS = {"altavoce": peers.ask_ours, "issue": peers.ask_issue}
LETTER_TOTAL = "**total, letters as names**"

HEADING = """# Accuracy of the Italian reading

Made by `make italian-table`; do not edit. Each row of the tests is read by each system, and the table says how many per cent
were read right: equal to one of the accepted readings. Case, punctuation and the kind of apostrophe do not count, a hyphen
counts as a space, and "percento" as "per cento", for all systems alike. In the last total a single letter counts as its
name too: a system may leave the letters of "G P T" to the voice.

The tuned part (`crates/italian/tests/readings.tsv`) was written together with the program, so our number there only says that
nothing was broken. The held-out part (`crates/italian/tests/held_out.tsv`) was not used to write the program: that is the number
to compare. Both parts are ours and follow our choices (an apostrophe written for an accent is one, a picture is not read),
which no other system promises to follow; the classes are listed so that those which matter to you can be compared.

The rows are read twice by altavoce: as lines (`altavoce italian`), and inside the paragraphs of an issue (`altavoce script`), which
are cut into sentences before they are read. There words stand before and behind a row, so that a cut at an abbreviation
cannot be made good by joining short sentences. What an issue loses on purpose counts as wrong there: the script shortens long
addresses and leaves signs out that only decorate.

The others: {others}.
Each is called as its documentation says, with the options that read most of the tuned part right
(`benches/italian/peers.py`).
"""


def unescape(cell):
    return re.sub(r"\\(n|u[0-9a-f]{4})", lambda m: "\n" if m[1] == "n" else chr(int(m[1][1:], 16)), cell)


def rows_of(path):
    """Class, written and accepted readings of each row that is one line."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("# "):
            kind, written, accepted = map(unescape, line.split("\t"))
            if "\n" not in written:
                rows.append((kind, written, accepted.split(" | ")))
    return rows


def fold(text):
    """What of a reading counts: its words, and of two spellings that sound the same either."""
    text = unicodedata.normalize("NFC", text).casefold()
    text = re.sub("[’‘ʼ`´′]", "'", text)
    text = re.sub(r"(?<![^\W_])'|'(?![^\W_])", "", text)  # an apostrophe counts inside a word
    text = "".join(" " if unicodedata.category(c) == "Pd" else c for c in text if c == "'" or
                   unicodedata.category(c) == "Pd" or not unicodedata.category(c).startswith("P"))
    return re.sub(r"\bpercento\b", "per cento", " ".join(text.split()))


def name_letters(folded):
    """A single letter as its name, for a second total: a system may leave spelled letters ("G P T") to the voice."""
    return re.sub(r"\b[b-z]\b(?!')", lambda m: LETTERS.get(m[0], m[0]), folded)


def right(said, accepted, also=str):
    return said is not None and also(fold(said)) in (also(fold(reading)) for reading in accepted)


def table(rows, said):
    """A Markdown table of the per cent of right rows of each class and system."""
    counts = collections.defaultdict(collections.Counter)
    for i, (kind, _, accepted) in enumerate(rows):
        for key in (kind, "**total**"):
            counts[key]["rows"] += 1
            for name in SYSTEMS:
                counts[key][name] += right(said[name][i], accepted)
        counts[LETTER_TOTAL]["rows"] += 1
        for name in SYSTEMS:
            counts[LETTER_TOTAL][name] += right(said[name][i], accepted, name_letters)
    lines = ["| class | rows | " + " | ".join(f"{title} %" for title in SYSTEMS.values()) + " |"]
    lines.append("|---|---:" + "|---:" * len(SYSTEMS) + "|")
    for key in sorted(counts, key=lambda key: (key.startswith("*"), key)):
        cells = [f"{100 * counts[key][name] / counts[key]['rows']:.1f}" for name in SYSTEMS]
        lines.append(f"| {key} | {counts[key]['rows']} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def failures(rows):
    for name, ask in OURS.items():
        said = ask([written for _, written, _ in rows])
        wrong = [(*row, answer) for row, answer in zip(rows, said) if not right(answer, row[2])]
        for kind, written, accepted, answer in wrong:
            print(SYSTEMS[name], kind, written, answer, " | ".join(accepted), sep="\t")
        peers.progress(f"{SYSTEMS[name]}: {len(wrong)} of {len(rows)} rows wrong")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--failures", action="store_true", help="only print our wrong rows of the tuned part")
    parser.add_argument("--held-out", action="store_true", help="with --failures: those of the held-out part too")
    parser.add_argument("-o", "--output", type=pathlib.Path, default=TABLE, help="where the table goes")
    options = parser.parse_args()
    if options.held_out and not options.failures:
        parser.error("--held-out goes with --failures")
    parts = {part: rows_of(path) for part, path in PARTS.items() if path.exists()}
    if options.failures:
        peers.need_ours()
        for part, rows in parts.items():
            if part == "tuned" or options.held_out:
                failures(rows)
        return
    peers.set_up()
    others = ", ".join(peers.PEERS.values())
    document = [HEADING.format(others=others)]
    for part, path in PARTS.items():
        document.append(f"\n## The {part} part\n")
        if part not in parts:
            document.append(f"There is no `{path.relative_to(peers.ROOT)}` yet.")
            peers.progress(f"{part}: no {path.name}, left out")
            continue
        rows = parts[part]
        texts = [written for _, written, _ in rows]
        said = {}
        for name in SYSTEMS:
            peers.progress(f"{part}: {name} reads {len(rows)} rows ...")
            said[name] = OURS[name](texts) if name in OURS else peers.ask(name, texts)[0]
        document.append(table(rows, said))
        peers.progress(document[-1].splitlines()[-1])
    options.output.write_text("\n".join(document) + "\n", encoding="utf-8")
    peers.progress(f"wrote {options.output}")


if __name__ == "__main__":
    main()
