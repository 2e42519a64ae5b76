"""Which foreign words does a speech recogniser not hear, and which reading would it hear? For development.

Usage, after make intelligibility, which sets up what both need:
  ears.py find [--first N | --words FILE]
      the words of foreign.tsv that Italians write most (wordfreq), but for those of the sentences that are held out, or those
      of a file, parted by commas; each in every sentence of CARRIERS: prints those that were not heard each time, and as what
  ears.py try READINGS.tsv
      rows as in foreign.tsv (written, as, say): the words as they are read now and as the row says, in the sentences of
      CARRIERS and TRIALS: prints how often each was heard

A recogniser knows how words are spelt, not how they are said: what it hears of a reading counts beside how Italians say the
word. What was spoken once is kept in target/english.
"""
import argparse
import multiprocessing
import subprocess
import sys
import tempfile
from pathlib import Path

from english import OUT, heard, network
from intelligibility import HERE, ROOT, STYLES, words

CARRIERS = ["Secondo il giornale {} conta sempre di più.", "Oggi parliamo di {} e di quello che cambia."]
TRIALS = ["Che cosa vuol dire {} in italiano?", "Il capitolo su {} era il più lungo."]


def table(path):
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [(row + ["", ""])[:3] for row in rows if row[0] != "written"]


def frequent(count):
    """The foreign words and names of the table that Italians write most, without those of the held-out sentences."""
    from wordfreq import zipf_frequency

    rows = table(HERE / "../../crates/speech/data/foreign.tsv")
    spots = [line.split("\t")[2] for line in (HERE / "mixed.tsv").read_text(encoding="utf-8").splitlines()
             if line.startswith("held")]
    held = {word for spot in spots for word in spot.split(",")}
    chosen = {written for written, language, say in rows if (language == "en" or say) and written not in held}
    return sorted(chosen, key=lambda w: -zipf_frequency(w.lower(), "it"))[:count]


def phonemes(program, sentences, entries=()):
    """Of each sentence, with these entries in the author's lexicon."""
    with tempfile.TemporaryDirectory() as folder:
        lexicon = Path(folder) / "lexicon.toml"

        def entry(written, language, say):
            key = "ipa" if say.startswith("/") else "say" if say else "as"
            return f'"{written}" = {{ {key} = "{say.strip("/") or language}" }}\n'

        lexicon.write_text("".join(entry(*row) for row in entries), encoding="utf-8")
        (Path(folder) / "show.toml").touch()
        command = [program, "lexicon", "test", "--lines", "--show", Path(folder) / "show.toml"]
        done = subprocess.run(command, input="".join(f"{s}\n" for s in sentences), text=True, capture_output=True)
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout.splitlines()


def is_heard(word, text):
    return "".join(words(word)) in "".join(words(text))


def listen(jobs, count):
    with multiprocessing.Pool(count) as pool:
        return pool.map(heard, jobs, chunksize=1)


def find(options):
    if options.words:
        chosen = [word.strip() for word in options.words.read_text(encoding="utf-8").split(",")]
    else:
        chosen = frequent(options.first)
    takes = [(word, carrier, voice) for word in chosen for carrier in CARRIERS for voice in options.voices]
    sounds = phonemes(options.program, [carrier.format(word) for word, carrier, _ in takes])
    texts = listen([{"voice": voice, "phonemes": p} for (*_, voice), p in zip(takes, sounds)], options.jobs)
    each = len(CARRIERS) * len(options.voices)
    hits = 0
    for n, word in enumerate(chosen):
        mine = texts[n * each:(n + 1) * each]
        got = [is_heard(word, text) for text in mine]
        hits += sum(got)
        if not all(got):
            missed = " | ".join(text for text, hit in zip(mine, got) if not hit)
            print(f"{sum(got)}/{each}\t{word}\t{sounds[n * each]}\t{missed}")
    print(f"{hits} of {each * len(chosen)} heard")


def attempt(options):
    rows = table(options.readings)
    takes = [(row, carrier, voice) for row in rows for carrier in CARRIERS + TRIALS for voice in options.voices]
    sentences = [carrier.format(row[0]) for row, carrier, _ in takes]
    now, then = phonemes(options.program, sentences), []
    each = len(takes) // len(rows)
    for n, row in enumerate(rows):  # a word may have several rows
        then += phonemes(options.program, sentences[n * each:(n + 1) * each], [row])
    texts = listen([{"voice": v, "phonemes": p} for ps in (now, then) for (*_, v), p in zip(takes, ps)], options.jobs)
    totals = [0, 0]
    for n, row in enumerate(rows):
        hits = [sum(is_heard(row[0], text) for text in texts[at + n * each:at + (n + 1) * each]) for at in (0, len(takes))]
        totals = [total + hit for total, hit in zip(totals, hits)]
        print("\t".join(row), f"{hits[0]} -> {hits[1]} of {each}", texts[len(takes) + n * each], sep="\t")
    print(f"{totals[0]} -> {totals[1]} of {len(takes)} heard")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default=str(ROOT / "target" / "release" / "altavoce"))
    parser.add_argument("--voices", default=list(STYLES), type=lambda names: names.split(","))
    parser.add_argument("--jobs", type=int, default=2)
    modes = parser.add_subparsers(required=True)
    finder = modes.add_parser("find")
    finder.add_argument("--first", type=int, default=400)
    finder.add_argument("--words", type=Path)
    finder.set_defaults(run=find)
    trier = modes.add_parser("try")
    trier.add_argument("readings", type=Path)
    trier.set_defaults(run=attempt)
    options = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    if not (OUT / "model.onnx").exists():
        network()
    options.run(options)


if __name__ == "__main__":
    main()
