"""How well a speech recogniser understands what is spoken, beside the same network as Python users run it.

Usage: make intelligibility (sets up what is missing, then runs this with target/test-tools/bin/python)

Speaks plain.tsv and mixed.tsv (columns: half, sentence, English words to be spotted) with sara and nicola: by
`altavoce say --lines`, and by Kokoro in onnxruntime with phonemizer, which reads English words as Italian ones. Whisper base
writes down what it hears; case, punctuation and accents do not count. Prints a table in Markdown. Whisper is no
listener: compare the columns of one run, not this table with another one. `--list` prints each sentence with errors.
"""
import argparse
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
HERE = Path(__file__).parent
ROOT = HERE.parent.parent
OUT = ROOT / "target" / "intelligibility"
STYLES = {"sara": "if_sara", "nicola": "im_nicola"}

NUMBERS = ("zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici "
           "diciassette diciotto diciannove venti").split()
DIGITS = {str(n): word for n, word in enumerate(NUMBERS)} | {"100": "cento", "1000": "mille"}


def words(text):
    text = unicodedata.normalize("NFD", text.lower().replace("’", "'"))
    text = "".join(c for c in text if not unicodedata.combining(c))
    return [DIGITS.get(w, w) for w in re.sub(r"[^\w]|_", " ", text).split()]


def errors(said, heard):
    """Words put in, left out or changed: the edit distance."""
    row = list(range(len(heard) + 1))
    for i, a in enumerate(said, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(heard, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def sets(kinds):
    for kind in kinds:
        rows = [line.split("\t") for line in (HERE / f"{kind}.tsv").read_text(encoding="utf-8").splitlines()[1:]]
        yield kind, [(half, sentence, [w for w in spot.split(",") if w]) for half, sentence, spot in rows]


def speak_ours(program, voice, sentences, folder):
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"{s}\n" for s in sentences)
    subprocess.run([program, "say", "-q", "--voice", voice, "--lines", "-o", folder], input=lines, text=True, check=True)


def tokens():
    """The network's number of each phoneme and mark."""
    table = (ROOT / "crates" / "speech" / "src" / "phonemes" / "alphabet.rs").read_text(encoding="utf-8")
    pairs = re.findall(r"\('(\\u\{[0-9a-f]+\}|.)', (\d+)\)", table)
    character = lambda c: chr(int(c[3:-1], 16)) if c.startswith("\\u") else c
    return {character(c): int(n) for c, n in pairs}


class Peer:
    """Kokoro in onnxruntime, its phonemes as misaki makes them: espeak-ng's Italian through a table."""
    TABLE = [("a^ɪ", "I"), ("a^ʊ", "W"), ("d^z", "ʣ"), ("d^ʒ", "ʤ"), ("e^ɪ", "A"), ("o^ʊ", "O"), ("s^s", "S"),
             ("t^s", "ʦ"), ("t^ʃ", "ʧ"), ("ɔ^ɪ", "Y"), ("ə^ʊ", "Q"), ("^", ""), ("-", "")]

    def __init__(self):
        import espeakng_loader
        import onnxruntime
        from phonemizer.backend import EspeakBackend
        from phonemizer.backend.espeak.wrapper import EspeakWrapper

        EspeakWrapper.set_library(espeakng_loader.get_library_path())
        EspeakWrapper.set_data_path(espeakng_loader.get_data_path())
        self.phonemes = EspeakBackend("it", preserve_punctuation=True, with_stress=True, tie="^",
                                      language_switch="remove-flags")
        self.network = onnxruntime.InferenceSession(str(ROOT / "voices" / "kokoro" / "model.onnx"))
        self.tokens = tokens()

    def speak(self, voice, sentences, folder):
        import numpy
        import soundfile

        folder.mkdir(parents=True, exist_ok=True)
        style = numpy.fromfile(ROOT / "voices" / "kokoro" / "styles" / f"{STYLES[voice]}.bin", numpy.float32).reshape(-1, 1, 256)
        for n, sentence in enumerate(sentences):
            phonemes = self.phonemes.phonemize([sentence])[0].strip()
            for a, b in self.TABLE:
                phonemes = phonemes.replace(a, b)
            ids = [self.tokens[c] for c in phonemes if c in self.tokens][:510]
            inputs = {"tokens": numpy.array([[0, *ids, 0]], numpy.int64), "style": style[min(len(ids), 509)],
                      "speed": numpy.array([1.0], numpy.float32)}
            soundfile.write(folder / f"{n:03}.wav", self.network.run(None, inputs)[0].ravel(), 24000, subtype="FLOAT")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default=str(ROOT / "target" / "release" / "altavoce"))
    parser.add_argument("--no-peer", action="store_true", help="our own voice only")
    parser.add_argument("--list", action="store_true", help="every sentence with errors")
    parser.add_argument("--voices", default="sara,nicola")
    parser.add_argument("--kinds", default="plain,mixed")
    parser.add_argument("--each", type=int, default=30, help="how many sentences of each half")
    parser.add_argument("--half", help="only the tuned or the held sentences")
    options = parser.parse_args()
    from faster_whisper import WhisperModel

    ear = WhisperModel(str(ROOT / "target" / "test-tools" / "whisper"), device="cpu", compute_type="int8", cpu_threads=2)
    peer = None if options.no_peer else Peer()
    table = {}
    for kind, rows in sets(options.kinds.split(",")):
        halves = [[row for row in rows if row[0] == half][:options.each] for half in ("tuned", "held")]
        rows = [row for half in halves for row in half if options.half in (None, row[0])]
        for voice in options.voices.split(","):
            for system in ["altavoce"] + (["peer"] if peer else []):
                folder = OUT / system / voice / kind
                sentences = [sentence for _, sentence, _ in rows]
                if system == "altavoce":
                    speak_ours(options.program, voice, sentences, folder)
                else:
                    peer.speak(voice, sentences, folder)
                for n, (half, sentence, spots) in enumerate(rows):
                    heard = " ".join(s.text for s in ear.transcribe(str(folder / f"{n:03}.wav"), language="it", beam_size=5)[0])
                    said, got = words(sentence), words(heard)
                    wrong, flat = errors(said, got), "".join(got)
                    found = [w for w in spots if "".join(words(w)) in flat]
                    cell = table.setdefault((kind, half, voice, system), [0, 0, 0, 0])
                    for at, value in enumerate((wrong, len(said), len(found), len(spots))):
                        cell[at] += value
                    if options.list and wrong:
                        print(f"{system} {voice} {half} {wrong}/{len(said)}\n  {sentence}\n {heard}", file=sys.stderr)
    names = {"plain": "plain Italian", "mixed": "with English", "tuned": "tuned", "held": "held out"}
    print("| sentences | half | voice | word errors: altavoce | peer | English words heard: altavoce | peer |")
    print("|---|---|---|---:|---:|---:|---:|")
    for kind, half, voice in sorted({key[:3] for key in table}, reverse=True):
        cells = [table.get((kind, half, voice, system)) for system in ("altavoce", "peer")]
        rates = [f"{100 * c[0] / c[1]:.1f} % ({c[0]}/{c[1]})" if c else "" for c in cells]
        spots = [f"{c[2]} of {c[3]}" if c and c[3] else "" for c in cells]
        print(f"| {names[kind]} | {names[half]} | {voice} | {rates[0]} | {rates[1]} | {spots[0]} | {spots[1]} |")


if __name__ == "__main__":
    main()
