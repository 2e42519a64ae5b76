"""How much a narration varies: the melodies of an episode's sentences beside each other, and its pauses.

Usage: target/test-tools/bin/python benches/melody.py EPISODE-FOLDER... (after make test has set up the Python and the voices), of
episodes that have their WAV; without a folder benches/voice/paragraphs.md is spoken twice, with `liveliness` 0 and 1, by
target/release/altavoce.

For each folder, of the sentences of running text by the voice that has the most of them: the spread of their median pitches
in semitones (standard deviation); the mean correlation of their contours pair by pair (40 points each, unvoiced places
interpolated, the first and last 2 % left out); the range between the 5th and the 95th percentile; where sentences end, the
last 60 ms against the sentence's own median; and how many lengths the silences between passages have, to 10 ms.
"""
import json
import subprocess
import sys
import tempfile
import wave
from itertools import combinations
from pathlib import Path
from statistics import mean, median, stdev

import numpy as np

from prosody import ROOT, pitch

POINTS = 40
STEP = 0.01


def semitones(samples, rate):
    """The pitch of what is voiced, in semitones from 100 Hz, with its places; slips of an octave are left out."""
    hertz = pitch(samples, rate, 65, 480)
    places = np.nonzero(hertz)[0]
    found = 12 * np.log2(hertz[places] / 100)
    near = np.abs(found - np.median(found)) < 11
    return places[near], found[near]


def contour(places, found):
    """The contour at points evenly spread over the sentence."""
    margin = 0.02 * (places[-1] - places[0])
    at = np.linspace(places[0] + margin, places[-1] - margin, POINTS)
    smooth = np.convolve(np.pad(found, 3, "edge"), np.ones(7) / 7, "valid")
    return np.interp(at, places, smooth)


def kinds(passages):
    """What each passage is: its place among those of its role up to the paragraph's end."""
    told = []
    before = None
    for n, passage in enumerate(passages):
        follows = passages[n + 1] if n + 1 < len(passages) else {"role": "", "chapter": -1}
        begins = before is None or before["pause"] != "sentence" or before["role"] != passage["role"]
        ends = passage["pause"] != "sentence" or follows["role"] != passage["role"]
        if passage["role"] == "item":
            last = follows["role"] != "item" or follows["chapter"] != passage["chapter"]
            told.append("last item" if last else "item")
        elif passage["role"] != "text":
            told.append(passage["role"])
        else:
            told.append({(1, 1): "alone", (1, 0): "first", (0, 0): "middle", (0, 1): "last"}[begins, ends])
        before = passage
    return told


def measure(folder):
    manifest = json.loads((folder / "episode.json").read_text())
    passages = manifest["passages"]
    with wave.open(str(next(folder.glob("*.wav")))) as file:
        rate, channels = file.getframerate(), file.getnchannels()
        samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)[::channels] / 32768
    by_role = [p for p in passages if p["role"] == "text"]
    voice = max({p["voice"] for p in by_role}, key=lambda v: sum(p["voice"] == v for p in by_role))
    rows = []
    for passage, kind in zip(passages, kinds(passages)):
        heard = samples[int(passage["start"] * rate):int(passage["end"] * rate)]
        places, found = semitones(heard, rate)
        if passage["voice"] == voice and len(found) > 30:
            middle = np.median(found)
            end = np.median(found[places > places[-1] - 30][-6:]) - middle
            wide = np.percentile(found, 95) - np.percentile(found, 5)
            rows.append((kind, middle, contour(places, found) - middle, end, wide))
    text = [row for row in rows if row[0] in ("alone", "first", "middle", "last")]
    alike = mean(np.corrcoef(a[2], b[2])[0, 1] for a, b in combinations(text, 2))
    print(f"{folder.name}: {len(text)} sentences by {voice}: medians spread {stdev(row[1] for row in text):.2f} semitones, "
          f"contours correlate {alike:.2f}, range {mean(row[4] for row in text):.1f}")
    whole = median(row[1] for row in text)
    for kind in dict.fromkeys(row[0] for row in rows):
        of = [row for row in rows if row[0] == kind]
        print(f"  {kind:<10} {len(of):>3}: lies {median(row[1] for row in of) - whole:+.1f}, ends at "
              f"{median(row[3] for row in of):+.1f} (mean {mean(row[3] for row in of):+.1f})")
    silences = [round(b["start"] - a["end"], 2) for a, b in zip(passages, passages[1:])]
    for pause in ("sentence", "paragraph", "transition", "chapter"):
        of = [s for s, p in zip(silences, passages) if p["pause"] == pause]
        if of:
            print(f"  pause {pause:<10} {len(of):>3}: {min(of):.2f} to {max(of):.2f}, mean {mean(of):.2f}")
    print(f"  {len(set(silences))} lengths of pause")


def main():
    if folders := sys.argv[1:]:
        for folder in folders:
            measure(Path(folder))
        return
    issue = ROOT / "benches" / "voice" / "paragraphs.md"
    for liveliness in (0, 1):
        with tempfile.TemporaryDirectory() as folder:
            show = Path(folder) / "show.toml"
            show.write_text(f'liveliness = {liveliness}\nquote_voice = ""\n[music]\nintro = ""\nsting = ""\noutro = ""\n')
            command = [str(ROOT / "target" / "release" / "altavoce"), "episode", "-q", "--show", str(show)]
            subprocess.run([*command, "-o", folder, str(issue)], check=True, cwd=ROOT)
            measure(next(path.parent for path in Path(folder).glob("*/episode.json")))


if __name__ == "__main__":
    main()
