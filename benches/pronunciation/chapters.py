"""Which words of a whole episode does a speech recogniser not hear?

Usage: target/test-tools/bin/python benches/pronunciation/chapters.py FOLDER [--program PROGRAM]   (after make test has set
up the Python); FOLDER is an episode's, output/001-…

Whisper base writes down each chapter's WAV. What it wrote and what was written are both read as an Italian would
(`altavoce italian`), so that 490 and quattrocentonovanta are the same; case, accents and the cut between words do not
count. Prints each chapter's errors, then every place where the two differ, the most frequent first, with its chapter.
"""
import argparse
import json
import subprocess
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

from intelligibility import ROOT, errors, words


def spoken(program, texts):
    done = subprocess.run([program, "italian", "-q"], input="".join(f"{' '.join(t.split())}\n" for t in texts), text=True,
                          capture_output=True, check=True)
    return [words(line) for line in done.stdout.splitlines()]


def differences(said, heard):
    """What was said and heard where they differ, but for the cut between words."""
    for tag, a, b, c, d in SequenceMatcher(None, said, heard, autojunk=False).get_opcodes():
        if tag != "equal" and "".join(said[a:b]) != "".join(heard[c:d]):
            yield " ".join(said[a:b]) or "–", " ".join(heard[c:d]) or "–"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--program", default=str(ROOT / "target" / "release" / "altavoce"))
    options = parser.parse_args()
    from faster_whisper import WhisperModel

    manifest = json.loads((options.folder / "episode.json").read_text(encoding="utf-8"))
    ear = WhisperModel(str(ROOT / "target" / "test-tools" / "whisper"), device="cpu", compute_type="int8", cpu_threads=2)
    written, heard = [], []
    for number, chapter in enumerate(manifest["chapters"]):
        written.append(" ".join(p["text"] for p in manifest["passages"] if p["chapter"] == number))
        segments = ear.transcribe(str(options.folder / chapter["file"]), language="it", beam_size=5)[0]
        heard.append(" ".join(s.text for s in segments))
    said, got = spoken(options.program, written), spoken(options.program, heard)
    all_differences = Counter()
    wrong = 0
    for number, (a, b) in enumerate(zip(said, got), 1):
        wrong += errors(a, b)
        print(f"chapter {number}: {errors(a, b)} of {len(a)} words ({100 * errors(a, b) / max(len(a), 1):.1f} %)")
        all_differences.update((one, other, number) for one, other in differences(a, b))
    total = sum(map(len, said))
    print(f"all: {wrong} of {total} words ({100 * wrong / total:.1f} %); {sum(all_differences.values())} places differ")
    for (one, other, number), count in all_differences.most_common():
        print(f"{count}\t{number}\t{one}\t{other}")


if __name__ == "__main__":
    main()
