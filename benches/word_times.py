"""How far the times of words lie from what is heard, with the real voices.

Usage: target/test-tools/bin/python benches/word_times.py [PROGRAM]   (after make test has set up the Python and the voices)

Speaks the sentences below as episodes of both voices and compares the words in episode.json with episode.wav:
- pauses: where a word ends with a mark and another follows, the silence between them is looked for in the samples (2 ms
  with no sample above a hundredth of the passage's loudest); a word's end should be where it begins, the next word's
  start where it ends;
- edges: the same for the first and the last word of each passage;
- hisses: where a word that begins with an s follows one that ends with a vowel, inside running speech, the s is looked
  for: the 5 ms at which what lies above 4 kHz overtakes what lies below;
- recogniser: the words' starts beside those of Whisper base, whose own are no better than some 50 ms: a rough second look.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
import wave
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parent.parent
SENTENCES = """Lunedì, martedì, mercoledì, giovedì, venerdì, sabato, domenica.
Mele, pere, ciliegie, albicocche, pesche, susine, fichi, uva.
Roma, Milano, Napoli, Torino, Palermo, Genova, Bologna, Firenze.
Il treno parte alle 8:30, ferma a Bologna, e arriva a Roma prima di mezzogiorno.
La legge, dicono i giuristi, vale anche per noi: nessuno escluso.
Costa €490 milioni, cioè il 12% in più; nel 2019, però, ne costava la metà.
Il machine learning, come il cloud, non è magia: è statistica, e tanta pazienza.
Se sei solo, senti il suono sottile della sera, e sai che sono sogni.
Questa sera sono salito sulla soffitta silenziosa, senza sapere se serviva.
Una semplice sosta sotto il sole, una sola sigaretta, e poi subito si sale.
Quando arriva la primavera, le api escono; quando piove, restano in casa.
Non ha risposto, non ha scritto, non ha chiamato: è sparito.
Il prezzo è salito, il servizio è sceso, la sostanza è sempre simile.
Davvero? Sì, davvero! Nessuno, finora, aveva osato tanto.
La nuova versione (uscita ieri) costa poco, pesa meno, dura di più.
Il sindaco — lo stesso di prima — ha promesso strade, scuole, e silenzio.
Chi usa questi strumenti, spesso, sbaglia due volte: la prima per fretta, la seconda per fiducia.
L'intelligenza artificiale, l'informatica, l'elettronica: l'Italia c'è.
Sul tavolo ci sono tre cose: un microfono, una scheda, un cavo sottile.
Prima la teoria, poi la pratica, infine la pazienza; sempre, comunque, la prudenza.""".splitlines()
FRAME = 48  # samples: 2 ms at 24 kHz
STEP = 120  # 5 ms, for what needs a spectrum
RATE = 24000


def episode(program, voice, folder):
    (folder / "show.toml").write_text(
        f'title = "Prove"\nvoice = "{voice}"\nquote_voice = ""\nopening = []\nclosing = []\ndisclosure = ""\n')
    (folder / "001.md").write_text("# Prova dei tempi #1\n\n" + "\n\n".join(SENTENCES) + "\n")
    command = [program, "episode", folder / "001.md", "-o", folder / "output", "--voices", ROOT / "voices", "--json", "-q"]
    done = subprocess.run([str(c) for c in command], check=True, capture_output=True, text=True)
    made = Path(json.loads(done.stdout)["folder"])
    with wave.open(str(made / "episode.wav")) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), np.int16) / 32768
    return made, json.loads((made / "episode.json").read_text()), samples


def quiet_frames(samples, start, end):
    """Whether each frame from `start` to `end` (seconds) is silent beside that stretch, and the first frame's number."""
    first, last = int(start * RATE) // FRAME, int(end * RATE) // FRAME
    peaks = np.abs(samples[first * FRAME:last * FRAME].reshape(-1, FRAME)).max(axis=1)
    return peaks < peaks.max() / 100, first


def silence(quiet, first, start, end):
    """The longest silence that touches `start..end`, in seconds; none shorter than 40 ms."""
    best = None
    at = int(start * RATE) // FRAME - first
    limit = int(end * RATE) // FRAME - first
    n = max(at, 0)
    while n < min(limit, len(quiet)):
        if quiet[n]:
            begun = n
            while n < len(quiet) and quiet[n]:
                n += 1
            if n - begun >= 20 and (best is None or n - begun > best[1] - best[0]):
                best = (begun, n)
        n += 1
    return best and tuple((b + first) * FRAME / RATE for b in best)


def hiss(samples, start, end):
    """When what lies above 4 kHz overtakes what lies below, between `start` and `end`; none if it does so not just once."""
    size = 480
    above = []
    places = range(int(start * RATE), int(end * RATE), STEP)
    for at in places:
        frame = samples[at - size // 2:at + size // 2]
        if len(frame) < size:
            return None
        spectrum = np.abs(np.fft.rfft(frame * np.hanning(size))) ** 2
        edge = 4000 * size // RATE
        above.append(spectrum[edge:].sum() > spectrum[:edge].sum())
    changes = [n for n in range(1, len(above)) if above[n] and not above[n - 1]]
    return places[changes[0]] / RATE if len(changes) == 1 else None


def plain(word):
    return re.sub(r"[^\w]", "", word.lower())


def look(manifest, samples):
    errors = {"ends at pauses": [], "starts behind pauses": [], "first words": [], "last words": [], "hisses": []}
    for passage in manifest["passages"]:
        words = passage["words"]
        quiet, first = quiet_frames(samples, passage["start"], passage["end"])
        loud = np.nonzero(~quiet)[0]
        errors["first words"].append(words[0]["start"] - (loud[0] + first) * FRAME / RATE)
        errors["last words"].append(words[-1]["end"] - (loud[-1] + 1 + first) * FRAME / RATE)
        sounding = [w for w in words if plain(w["text"])]
        for one, two in zip(sounding, sounding[1:]):
            between = words[words.index(one) + 1:words.index(two)]
            if re.search(r"[.,;:!?)…]$", one["text"]) or between or two["text"].startswith("("):
                gap = silence(quiet, first, (one["start"] + one["end"]) / 2, (two["start"] + two["end"]) / 2)
                if gap:
                    errors["ends at pauses"].append(one["end"] - gap[0])
                    errors["starts behind pauses"].append(two["start"] - gap[1])
            elif re.match("s[aeiou]", two["text"].lower()) and re.search("[aeioàèìòù]$", one["text"].lower()):
                heard = hiss(samples, (one["start"] + one["end"]) / 2, two["start"] + 0.12)
                if heard:
                    errors["hisses"].append(two["start"] - heard)
    return errors


def recognised(made, manifest):
    os.environ["HF_HUB_OFFLINE"] = "1"
    from faster_whisper import WhisperModel

    model = WhisperModel(str(ROOT / "target" / "test-tools" / "whisper"), device="cpu", compute_type="int8", cpu_threads=2)
    segments, _ = model.transcribe(str(made / "episode.wav"), language="it", beam_size=5, word_timestamps=True)
    heard = [(plain(w.word), w.start) for s in segments for w in s.words]
    ours = [(plain(w["text"]), w["start"]) for p in manifest["passages"] for w in p["words"] if plain(w["text"])]
    matcher = SequenceMatcher(None, [w for w, _ in ours], [w for w, _ in heard], autojunk=False)
    pairs = [(a + n, b + n) for a, b, size in matcher.get_matching_blocks() for n in range(size)]
    return [ours[a][1] - heard[b][1] for a, b in pairs], len(ours)


def told(name, errors):
    if not errors:
        return f"{name}: none"
    ms = np.array(errors) * 1000
    far = np.abs(ms)
    return (f"{name}: {len(ms)}, median of the distance {np.median(far):.0f} ms, 95th percentile {np.percentile(far, 95):.0f}, "
            f"largest {far.max():.0f}; median shift {np.median(ms):+.0f}")


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "target" / "release" / "altavoce")
    everything = []
    for voice in ("sara", "nicola"):
        with tempfile.TemporaryDirectory() as folder:
            made, manifest, samples = episode(program, voice, Path(folder))
            errors = look(manifest, samples)
            for name, some in errors.items():
                print(f"{voice}: {told(name, some)}")
            everything += [e for some in errors.values() for e in some]
            shifts, count = recognised(made, manifest)
            print(f"{voice}: {told(f'recogniser, of {count} words', shifts)}")
    print(told("all looks at the samples", everything))
    print(f"within 30 ms: {100 * np.mean(np.abs(everything) <= 0.03):.1f} %")


if __name__ == "__main__":
    main()
