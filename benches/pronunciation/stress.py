"""Agreement of our Italian word stress with an independent dictionary, before and after the table of corrections.

Usage: VENV/bin/python benches/pronunciation/stress.py [--list] [--espeak] [--table FILE] [--words N] [--folder DIR]
           [--wordfreq PATH] [-- COMMAND ...]
Needs: espeak-ng; apt-get and dpkg (Debian, Ubuntu); a Python with wordfreq 3.1.1, or --wordfreq with the path of a venv
or of a folder of packages that has it; for the default command `make build`. A minute.

The dictionary is Debian's festlex-ifd (440,000 Italian forms, GPL). It is fetched into --folder (default
target/festlex-ifd), used for measuring only, and nothing of it is shipped. Of the words of wordfreq's large Italian list
the N = 30,000 most frequent that the dictionary holds are read, one a line. Left out are words of one syllable and words
that the dictionary knows as articles, prepositions, conjunctions and pronouns only: alone on a line they are read as they
never are in a sentence; also acronyms, and letters alone. A word agrees if it does with any of the dictionary's readings.

COMMAND reads words on standard input and writes their phonemes, a line for a line: espeak-ng's IPA or the voice's alphabet.
Default: `target/release/altavoce lexicon test --lines`. "Before" is always plain espeak-ng. With --espeak there is no
"after"; with --table FILE "after" is espeak-ng with that table (crates/speech/data/stress.tsv) applied by this script.

Printed: per cent of words that agree, unweighted and weighted by 10^zipf (how often a word meets a listener): the place of
the stress; with the right place, e/ɛ and o/ɔ under it; both. With --list every disagreement above zipf 3.5, tab-separated:
zipf, word, what differs, ours, theirs. Apart from those, voiced and unvoiced z is a line of its own (s between vowels is
not judged: both are good Italian).
"""
import argparse
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ESPEAK = ["espeak-ng", "-q", "-v", "it", "--ipa", "--tie=^"]
FUNCTION = {"R", "E", "C", "P", "PS", "L", "ACR"}
KINDS = ("stress", "vowel", "z")
COMMON = 3.5
VOWELS = "aeiouEO"
# Both alphabets in one letter a sound. Length, glides and vowels without stress are not compared.
OURS = {"t^s": "Z", "d^z": "X", "t^ʃ": "C", "d^ʒ": "G", "ʦ": "Z", "ʣ": "X", "ʧ": "C", "ʤ": "G", "s^s": "s", "S": "s", "a^ɪ": "ai",
        "a^ʊ": "au", "e^ɪ": "ei", "o^ʊ": "ou", "ɔ^ɪ": "Oi", "I": "ai", "W": "au", "A": "ei", "O": "ou", "Y": "Oi", "ɪ": "i", "ʊ": "u",
        "j": "i", "w": "u", "ɾ": "r", "ɛ": "E", "ɔ": "O", "ʎ": "L", "ɲ": "J", "ŋ": "n", "ɱ": "n", "ɡ": "g", "ʃ": "S", "ʒ": "G", "ə": "e",
        "ɐ": "a", "ʌ": "a"}
THEIRS = {"ts": "Z", "dz": "X", "tS": "C", "dZ": "G", "ng": "n", "nf": "n", "j": "i", "w": "u", "Z": "G"}
SYMBOL = re.compile("|".join(re.escape(s) for s in sorted(OURS, key=len, reverse=True)) + "|.", re.S)


def squeeze(letters, stress):
    """Double sounds as one (but two vowels stay two); `stress` is the place of the stressed vowel."""
    kept, place = [], None
    for at, letter in enumerate(letters):
        if not (kept and letter == kept[-1] and letter not in VOWELS):
            kept.append(letter)
        if at == stress:
            place = len(kept) - 1
    return "".join(kept), place


def ours(line):
    """(sounds, place of the stressed one) of a line of phonemes; of several stresses the last counts, and the secondary
    stress of words such as `loro` where there is no other."""
    letters, stress, next_is = [], None, False
    mark = "ˈ" if "ˈ" in line else "ˌ"
    for symbol in SYMBOL.findall(re.sub(r"\([^)]*\)", "", line)):
        if symbol == mark:
            next_is = True
        elif symbol not in "ˈˌː^-_ \u032a\u0361\n":
            for letter in OURS.get(symbol, symbol):
                if next_is and letter in VOWELS:
                    stress, next_is = len(letters), False
                letters.append(letter)
    if stress is None:
        stress = next((at for at, letter in enumerate(letters) if letter in VOWELS), None)
    return squeeze(letters, stress)


def theirs(entry):
    """The same of an entry such as (((e) 0) ((d i1) 1) ((l e) 0))."""
    letters, stress = [], None
    for sound in re.findall(r"[A-Za-z]+[01]?", re.sub(r"\) [01]\)", ") )", entry)):
        if sound.endswith("1"):
            sound, stress = sound[:-1], len(letters)
        letters.append(THEIRS.get(sound, sound))
    return squeeze(letters, stress)


def aligned(left, right):
    """Pairs of places in two strings of sounds, by the cheapest alignment."""
    vowel = [letter in VOWELS for letter in left], [letter in VOWELS for letter in right]
    rows, columns = len(left) + 1, len(right) + 1
    cost = [[0] * columns for _ in range(rows)]
    for i in range(rows):
        for j in range(columns):
            if not i or not j:
                cost[i][j] = 2 * (i + j)
                continue
            change = 0 if left[i - 1] == right[j - 1] else 1 if left[i - 1].lower() == right[j - 1].lower() \
                else 2 if vowel[0][i - 1] == vowel[1][j - 1] else 5
            cost[i][j] = min(cost[i - 1][j - 1] + change, cost[i - 1][j] + 2, cost[i][j - 1] + 2)
    pairs, i, j = [], len(left), len(right)
    while i and j:
        if cost[i][j] == cost[i - 1][j] + 2:
            i -= 1
        elif cost[i][j] == cost[i][j - 1] + 2:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((i, j))
    return pairs


def differences(mine, entry):
    """Which of "stress", "vowel", "z" differ; the vowel is compared only where the stress agrees."""
    (left, at), (right, there) = mine, entry
    if mine == entry:
        return set()
    pairs = aligned(left, right)
    found = {"z"} if any({left[i], right[j]} == {"Z", "X"} for i, j in pairs) else set()
    if at is None or there is None:
        return found
    if (at, there) not in pairs:
        return found | {"stress"}
    return found | ({"vowel"} if left[at] != right[there] and {left[at], right[there]} in ({"e", "E"}, {"o", "O"}) else set())


def judge(mine, entries):
    """The fewest differences, counted by gravity, from any of the readings."""
    return min((differences(mine, entry) for entry in entries), key=lambda d: ("stress" in d, "vowel" in d, "z" in d))


def dictionary(folder):
    """word -> (grammar tags, readings)."""
    lexicon = folder / "usr" / "share" / "festival" / "dicts" / "ifd" / "lex.out"
    if not lexicon.exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["apt-get", "download", "-q", "festlex-ifd"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        package = next(folder.glob("festlex-ifd_*.deb"))
        subprocess.run(["dpkg", "-x", package.name, "."], cwd=folder, check=True)
    words = {}
    for line in lexicon.read_text(encoding="latin-1").splitlines():
        if match := re.fullmatch(r'\("([^"]+)" (\S+) (\(\(.*)\)', line):
            tags, readings = words.setdefault(match[1], (set(), []))
            tags.add(match[2].split("-")[0])
            if match[3] not in readings:
                readings.append(match[3])
    return words


def frequent(words, count, path):
    """The `count` most frequent content words of the dictionary: [(word, zipf, readings)]."""
    if path:
        inside = [path, *path.glob("lib/python*/site-packages"), path / "Lib" / "site-packages"]
        sys.path[:0] = [str(folder) for folder in inside if folder.exists()]
    import wordfreq

    chosen = []
    for word in wordfreq.iter_wordlist("it", "large"):
        tags, readings = words.get(word, (FUNCTION, ()))
        entries = [theirs(reading) for reading in readings]
        syllables = max((reading.count(" 0)") + reading.count(" 1)") for reading in readings), default=0)
        if syllables > 1 and not tags <= FUNCTION and word.isalpha():
            chosen.append((word, wordfreq.zipf_frequency(word, "it", "large"), entries))
            if len(chosen) == count:
                break
    return chosen


def spoken(command, words):
    text = "".join(word + "\n" for word in words)
    lines = subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8", check=True).stdout.splitlines()
    if len(lines) != len(words):
        sys.exit(f"{command[0]}: {len(words)} words, {len(lines)} lines of phonemes")
    return lines


def corrected(table, words):
    """espeak-ng with our table: a respelling is read in the word's stead, /phonemes/ are taken as they are."""
    rows = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    say = {row[0]: row[1] for row in rows[1:]}
    said = spoken(ESPEAK, [say.get(word, word).strip("/") for word in words])
    return [say[word].strip("/") if say.get(word, "").startswith("/") else line for word, line in zip(words, said)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--espeak", action="store_true")
    parser.add_argument("--table", type=pathlib.Path)
    parser.add_argument("--words", type=int, default=30_000)
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "target" / "festlex-ifd")
    parser.add_argument("--wordfreq", type=pathlib.Path)
    parser.add_argument("command", nargs="*", default=[str(ROOT / "target" / "release" / "altavoce"), "lexicon", "test", "--lines"])
    options = parser.parse_args()
    chosen = frequent(dictionary(options.folder), options.words, options.wordfreq)
    words = [word for word, _, _ in chosen]
    lines = {"before": spoken(ESPEAK, words)}
    if options.table:
        lines["after"] = corrected(options.table, words)
    elif not options.espeak:
        lines["after"] = spoken(options.command, words)
    found = {name: [judge(ours(line), entries) for line, (_, _, entries) in zip(said, chosen)] for name, said in lines.items()}
    weights = {"words": [1] * len(chosen), "running words": [10**zipf for _, zipf, _ in chosen]}
    print(f"{len(chosen)} words, down to zipf {chosen[-1][1]:.2f}; {sum(zipf > COMMON for _, zipf, _ in chosen)} above {COMMON}")
    print("| | " + " | ".join(f"{name}, {unit}" for unit in weights for name in found) + " |")
    print("|---|" + "---|" * len(weights) * len(found))
    for label, kinds in (("place of the stress", {"stress"}), ("e/ɛ and o/ɔ under it", {"vowel"}), ("both", {"stress", "vowel"}),
                         ("z voiced or not", {"z"})):
        cells = []
        for weight in weights.values():
            for judged in found.values():
                of = [w for w, d in zip(weight, judged) if label[0] != "e" or "stress" not in d]
                right = sum(w for w, d in zip(weight, judged) if not d & kinds and (label[0] != "e" or "stress" not in d))
                cells.append(f"{100 * right / sum(of):.2f}")
        print(f"| {label} | " + " | ".join(cells) + " |")
    if options.list:
        last = list(found)[-1]
        for (word, zipf, entries), line, judged in zip(chosen, lines[last], found[last]):
            if zipf > COMMON and judged:
                heard = " ".join(dict.fromkeys(sounds[:at] + "'" + sounds[at:] for sounds, at in entries if at is not None))
                print(f"{zipf:.2f}", word, "+".join(k for k in KINDS if k in judged), line.strip(), heard, sep="\t")


if __name__ == "__main__":
    main()
