"""Makes the two tables by which English words are told from Italian ones: words.tsv and letters.tsv, in the folder of data
of the stage `pronunciation`.

Usage: pip install wordfreq==3.1.1, then python3 benches/pronunciation/words.py

The frequencies are those of wordfreq 3.1.1 (Robyn Speer), whose data may be shared under CC BY-SA 4.0; so may the two
tables. A frequency is a zipf value: the logarithm to base 10 of how often a word comes in a billion words.

words.tsv    word, and how much more frequent it is in English than in Italian, in tenths of zipf (at most 50); words
             of more than zipf 2.7 in either language. Negative: an Italian word.
letters.tsv  three letters (`_` is an end of the word), and how much more frequent they are in words that are clearly
             English than in words that are clearly Italian, in tenths of a decade.
"""
import math
import re
from collections import Counter
from pathlib import Path

from wordfreq import get_frequency_list

DATA = Path(__file__).parent.parent.parent / "src" / "pronunciation" / "data"
LEAST = 2.7
UNKNOWN = 1.0  # the zipf value of a word that the list does not have: it would be below
WORD = re.compile(r"[a-zàâäáçèéêëíìîïñóòôöùúûüß]+")
SOURCE = "# Derived by benches/pronunciation/words.py from wordfreq 3.1.1 by Robyn Speer; CC BY-SA 4.0.\n"


def zipf(language):
    words = {}
    for centibels, bin_ in enumerate(get_frequency_list(language, "large")[1:], 1):
        words.update((word, 9 - centibels / 100) for word in bin_)
    return words


def main():
    english, italian = zipf("en"), zipf("it")
    rows = {}
    for word in english.keys() | italian.keys():
        e, i = english.get(word, UNKNOWN), italian.get(word, UNKNOWN)
        if len(word) > 1 and WORD.fullmatch(word) and max(e, i) >= LEAST:
            rows[word] = max(-50, min(50, round(10 * (e - i))))
    lines = "".join(f"{word}\t{tenths}\n" for word, tenths in sorted(rows.items()))
    (DATA / "words.tsv").write_text(SOURCE + "word\ttenths\n" + lines, encoding="utf-8")

    counts = {True: Counter(), False: Counter()}
    for word, tenths in rows.items():
        if abs(tenths) >= 10:
            bounded = f"_{word}_"
            # a word counts by how frequent it is, but not as much: a language is its words, not its commonest ones
            weight = max(english.get(word, 0), italian.get(word, 0)) - 1
            for at in range(len(bounded) - 2):
                counts[tenths > 0][bounded[at:at + 3]] += weight
    total = {side: sum(c.values()) for side, c in counts.items()}
    few = 5.0
    lines = []
    for letters in sorted(counts[True].keys() | counts[False].keys()):
        odds = (counts[True][letters] + few) / total[True] / ((counts[False][letters] + few) / total[False])
        tenths = round(10 * math.log10(odds))
        if abs(tenths) >= 2:
            lines.append(f"{letters}\t{tenths}\n")
    (DATA / "letters.tsv").write_text(SOURCE + "letters\ttenths\n" + "".join(lines), encoding="utf-8")
    print(f"{len(rows)} words, {len(lines)} groups of letters")


if __name__ == "__main__":
    main()
