"""Which change to the voice lets a speech recogniser hear English words in Italian sentences? For development.

Usage: target/test-tools/bin/python benches/pronunciation/english.py VARIANT... (after make intelligibility, which sets up what
it needs, and `target/test-tools/bin/pip install onnx`); --styles FOLDER holds kokoro-js's voices/*.bin, for mixed styles.

Speaks english.tsv and the tuned half of mixed.tsv, never the held half, in onnxruntime with the phonemes of `altavoce lexicon test
--lines`, once as it is and once changed, and lets Whisper base (beam 5) write down both. Prints each sentence that came out
otherwise, then word errors and words heard of both. What was spoken once is kept in target/english. Times of single phonemes
change without a second run of the network: its input `speed` takes one number a token as well.
"""
import argparse
import hashlib
import json
import multiprocessing
import os
import subprocess
import sys

import numpy
from intelligibility import HERE, ROOT, STYLES, errors, words

OUT = ROOT / "target" / "english"
SPEED = 0.92
VOWELS = "aeiouæɑɐɒɔəɛɜɪʊʌAIOWYᵊᵻ"
FRAME = 600                 # samples of a frame of the network


def pace(english=1.0, last=1.0, gap=1.0):
    """English words, the consonants with which they end, the space behind those: below 1 is slower."""
    def change(phonemes, spans):
        speeds = [SPEED] * len(phonemes)
        for start, end in spans:
            speeds[start:end] = [SPEED * english] * (end - start)
            at = end - 1
            while at > start and phonemes[at] not in VOWELS:
                speeds[at] = SPEED * english * last
                at -= 1
            if at < end - 1 and phonemes[end:end + 1] == " ":
                speeds[end] = SPEED * gap
        return {"speeds": speeds}
    return change


def sounds(a, b):
    """Other sounds in the English words."""
    return lambda phonemes, spans: {"phonemes": phonemes.replace(a, b)}


def within(change_word):
    """Other sounds within the English words: what `change_word` makes of each, and of whether a vowel follows."""
    def change(phonemes, spans):
        for start, end in sorted(spans, reverse=True):
            follows = phonemes[end:].lstrip(" ˈˌ")[:1]
            phonemes = phonemes[:start] + change_word(phonemes[start:end], follows and follows in VOWELS) + phonemes[end:]
        return {"phonemes": phonemes}
    return change


ITALIAN_ACCENT = str.maketrans({"æ": "ɛ", "ʌ": "a", "ᵻ": "i", "ɪ": "i", "ʊ": "u", "ɑ": "ɔ", "T": "t", "ɹ": "r"})


def accent(word, _):
    """As Italians say English: their vowels, their r, no flap."""
    return word.translate(ITALIAN_ACCENT)


def doubled(word, vowel_follows):
    """A final stop held before a vowel, so that it does not begin the next word."""
    return word + "ː" if vowel_follows and word[-1] in "ptkbdɡʧ" else word


FULL = "æɑɔʌɛɜʊuAIOWY"


def secondary(word, _):
    """A second stress where English compounds have one (down-load, black-board): espeak-ng rarely marks it."""
    first = word.find("ˈ")
    if first < 0 or "ˌ" in word[first:]:
        return word
    vowels = [n for n, sound in enumerate(word) if n > first and sound in VOWELS]
    for n in vowels[1:]:
        linking = word[n] == "O" and n != vowels[-1]  # micro-, bio-
        if word[n] in FULL and n < len(word) - 1 and word[n - 1] not in VOWELS and not linking:
            return word[:n] + "ˌ" + word[n:]
    return word


def pause(seconds):
    """Silence behind an English word that ends in a consonant, before an Italian one."""
    def change(phonemes, spans):
        starts = {start for start, _ in spans}
        ends = [end for _, end in spans if phonemes[end - 1] not in VOWELS and phonemes[end:end + 1] == " "]
        return {"pauses": [[end, seconds] for end in ends if end + 1 not in starts]}
    return change


def glottal(phonemes, spans):
    """An Italian vowel behind an English consonant begins anew, as in careful speech."""
    for _, end in sorted(spans, reverse=True):
        follows = phonemes[end + 1:].lstrip("ˈˌ")[:1]
        if phonemes[end:end + 1] == " " and phonemes[end - 1] not in VOWELS and follows and follows in VOWELS:
            phonemes = phonemes[:end + 1] + "ʔ" + phonemes[end + 1:]
    return {"phonemes": phonemes}


def mixed(sara, nicola, half=slice(0, 256)):
    """A share of other styles; the first half of a style is the sound, the second half time and melody."""
    return lambda phonemes, spans: {"style": {"sara": sara, "nicola": nicola}, "half": [half.start, half.stop]}


def both(*changes):
    return lambda phonemes, spans: {key: value for change in changes for key, value in change(phonemes, spans).items()}


VARIANTS = {
    "whole": lambda phonemes, spans: {"speeds": [0.86] * len(phonemes)},
    "slower": pace(english=0.85),
    "last": pace(last=0.6, gap=0.4),
    "pause": pause(0.05),
    "glottal": glottal,
    "gap": pace(gap=0.3),
    "no-flap": sounds("T", "t"),
    "edges": both(pause(0.05), pace(last=0.7), sounds("T", "t")),
    "accent": within(accent),
    "secondary": within(secondary),
    "doubled": within(doubled),
    "siwis": mixed({"ff_siwis": 0.3}, {"ff_siwis": 0.3}),
    "americans": mixed({"af_heart": 0.2}, {"am_michael": 0.2}),
    "americans-melody": mixed({"af_heart": 0.3}, {"am_michael": 0.3}, slice(128, 256)),
    "americans-sound": mixed({"af_heart": 0.3}, {"am_michael": 0.3}, slice(0, 128)),
}


def rows():
    """Sentences and the English words to be heard in each."""
    own = [line.split("\t") for line in (HERE / "english.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    tuned = [line.split("\t") for line in (HERE / "mixed.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    return [(s, w.split(",")) for s, w in own] + [(s, w.split(",")) for half, s, w in tuned if half == "tuned"]


def spans(sentence, phonemes, spots):
    """Where the English words stand among the phonemes: words are counted in both; nowhere if that fails."""
    spelt, spoken = sentence.split(), phonemes.split(" ")
    if len(spelt) != len(spoken):
        return []
    english = {"".join(words(part)) for spot in spots for part in spot.split()}
    found, at = [], 0
    for word, sound in zip(spelt, spoken):
        if "".join(words(word.split("'")[-1])) in english:
            found.append((at, at + len(sound.rstrip(".,;:?!"))))
        at += len(sound) + 1
    return found


def network():
    import onnx
    import onnxruntime

    path = OUT / "model.onnx"
    if not path.exists():
        model = onnx.load(str(ROOT / "voices" / "kokoro" / "model.onnx"))
        speed = next(i for i in model.graph.input if i.name == "speed").type.tensor_type.shape.dim[0]
        speed.ClearField("dim_value")
        speed.dim_param = "tokens"
        times = onnx.helper.make_tensor_value_info("/encoder/Clip_output_0", onnx.TensorProto.FLOAT, None)
        model.graph.output.append(times)
        part = path.with_suffix(f".{os.getpid()}")
        onnx.save(model, part)
        part.rename(path)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options)


def silenced(sound, frames, pauses):
    """The sound with a pause in the quietest moment around each place."""
    ends = numpy.cumsum(frames).astype(int) * FRAME
    step, fade = 120, numpy.linspace(0, 1, 360)
    made, at = [], 0
    for place, seconds in pauses:
        near = range(max(at, ends[place] - 5 * step), min(ends[place + 1] + 5 * step, len(sound)), step // 2)
        quiet = min(near, key=lambda x: float((sound[x:x + 2 * step] ** 2).sum())) + step
        piece = sound[at:quiet].copy()
        piece[-len(fade):] *= fade[::-1][-len(piece):]
        piece[:len(fade)] *= fade[:len(piece)] if at else 1
        made += [piece, numpy.zeros(int(seconds * 24000), numpy.float32)]
        at = quiet
    piece = sound[at:].copy()
    piece[:len(fade)] *= fade[:len(piece)] if at else 1
    return numpy.concatenate([*made, piece])


TOOLS = {}


def heard(job):
    """What the recogniser writes of a job: voice, phonemes, and what the variant changes."""
    kept = OUT / (hashlib.sha1(json.dumps(job, sort_keys=True).encode()).hexdigest() + ".json")
    if kept.exists():
        return json.loads(kept.read_text(encoding="utf-8"))
    import soundfile

    if not TOOLS:
        import intelligibility
        from faster_whisper import WhisperModel

        TOOLS["network"] = network()
        TOOLS["tokens"] = intelligibility.tokens()
        model = str(ROOT / "target" / "test-tools" / "whisper")
        TOOLS["ear"] = WhisperModel(model, device="cpu", compute_type="int8", cpu_threads=1)
    phonemes = job["phonemes"]
    table = lambda path: numpy.fromfile(path, numpy.float32).reshape(-1, 256)
    style = table(ROOT / "voices" / "kokoro" / "styles" / f"{STYLES[job['voice']]}.bin")[min(len(phonemes), 509)].copy()
    part = slice(*job.get("half", [0, 256]))
    other = job.get("style", {}).get(job["voice"], {})
    style[part] *= 1 - sum(other.values())
    for name, share in other.items():
        style[part] += share * table(f"{job['styles']}/{name}.bin")[min(len(phonemes), 509), part]
    speeds = job.get("speeds", [SPEED] * len(phonemes))
    inputs = {"tokens": numpy.array([[0, *(TOOLS["tokens"][c] for c in phonemes), 0]], numpy.int64), "style": style[None],
              "speed": numpy.array([SPEED, *speeds, SPEED], numpy.float32)}
    sound, frames = TOOLS["network"].run(None, inputs)
    sound = silenced(sound.ravel(), frames.ravel(), job.get("pauses", []))
    wav = kept.with_suffix(".wav")
    soundfile.write(wav, sound, 24000, subtype="FLOAT")
    text = " ".join(s.text for s in TOOLS["ear"].transcribe(str(wav), language="it", beam_size=5)[0]).strip()
    kept.write_text(json.dumps(text), encoding="utf-8")
    return text


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("variants", nargs="+", choices=list(VARIANTS), metavar="VARIANT", help=", ".join(VARIANTS))
    parser.add_argument("--program", default=str(ROOT / "target" / "release" / "altavoce"))
    parser.add_argument("--styles", help="the folder of the style tables")
    parser.add_argument("--voices", default=",".join(STYLES))
    parser.add_argument("--first", type=int, help="only so many sentences")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    if not (OUT / "model.onnx").exists():
        network()
    sentences = rows()[:options.first]
    lines = subprocess.run([options.program, "lexicon", "test", "--lines"], input="".join(f"{s}\n" for s, _ in sentences),
                           text=True, capture_output=True, check=True).stdout.splitlines()
    for name in options.variants:
        for voice in options.voices.split(","):
            plain = [{"voice": voice, "phonemes": phonemes} for phonemes in lines]
            changes = [VARIANTS[name](p, spans(s, p, spots)) for (s, spots), p in zip(sentences, lines)]
            changed = [job | change | ({"styles": options.styles} if "style" in change else {})
                       for job, change in zip(plain, changes)]
            with multiprocessing.Pool(options.jobs) as pool:
                texts = pool.map(heard, plain + changed, chunksize=1)
            totals = [[0, 0], [0, 0]]
            for n, (sentence, spots) in enumerate(sentences):
                found = []
                for total, text in zip(totals, (texts[n], texts[len(plain) + n])):
                    got = words(text)
                    hit = [w for w in spots if "".join(words(w)) in "".join(got)]
                    found.append((errors(words(sentence), got), hit))
                    total[0] += found[-1][0]
                    total[1] += len(hit)
                if found[0] != found[1]:
                    print(f"{found[0][0]} -> {found[1][0]}  {texts[n]}\n        {texts[len(plain) + n]}", file=sys.stderr)
            said, spots = sum(len(words(s)) for s, _ in sentences), sum(len(w) for _, w in sentences)
            shown = [f"{wrong}/{said} words wrong, {hits} of {spots} heard" for wrong, hits in totals]
            print(f"{name} {voice}: {shown[0]} as it is; {shown[1]} changed", flush=True)


if __name__ == "__main__":
    main()
