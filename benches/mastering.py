"""What mastering does to a voice: sibilants, spectrum, predicted quality and what a recogniser understands, without and with.

Usage: make mastering (sets up what is missing, then runs this with target/mastering-tools/bin/python)
       benches/mastering.py [--program PROGRAM] [--sentences N] [VOICE...]

Speaks the first N (24) sentences of pronunciation/plain.tsv with each voice (nicola and sara), once with `[sound]` turned off
and once as it is, and prints for each:
- sibilants: the level from 5 to 9 kHz while a sibilant is heard (where there is more above 4.5 kHz than below 3) against that
  of the vowels, in dB: the mean, the mean of the sharpest twentieth, the sharpest; frames of 43 ms, 10 ms apart;
- the long-term spectrum in third octaves, in dB of the whole, as long as somebody speaks;
- DNSMOS (overall, P.808) and DistillMOS, and the word errors of Whisper base, where their packages are installed; the
  differences pair by pair, with their standard errors.
"""
import argparse
import subprocess
import sys
import tempfile
import wave
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
ROOT = HERE.parent
FRAME, STEP, RATE = 1024, 240, 24000
HERTZ = np.fft.rfftfreq(FRAME, 1 / RATE)
THIRDS = 1000 * 2 ** (np.arange(-9, 11) / 3)
OFF = "[sound]\nequaliser = false\ndeesser = false\n"


def spoken(program, voice, sentences, settings, folder):
    folder.mkdir(parents=True)
    (folder / "show.toml").write_text(settings)
    command = [program, "say", "-q", "--voice", voice, "--show", folder / "show.toml", "--lines", "-o", folder]
    subprocess.run(command, input="".join(f"{s}\n" for s in sentences), text=True, check=True)
    return sorted(folder.glob("*.wav"))


def samples(path):
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768


def decibels(power):
    return 10 * np.log10(np.maximum(power, 1e-20))


def powers(sound):
    """The power spectrum of each frame."""
    sound = np.concatenate([np.zeros(FRAME // 2), sound, np.zeros(FRAME)])
    frames = np.lib.stride_tricks.sliding_window_view(sound, FRAME)[::STEP]
    return np.abs(np.fft.rfft(frames * np.hanning(FRAME), axis=1)) ** 2


def between(power, low, high):
    return power[:, (HERTZ >= low) & (HERTZ < high)].sum(1)


def sibilants(power):
    """The level of each sibilant of a sentence against the sentence's vowels, in dB."""
    low, high, whole = between(power, 80, 3000), between(power, 4500, 11000), between(power, 80, 11000)
    vowels = (low > 0.03 * np.percentile(low, 95)) & (high < 0.1 * low)
    level = decibels(whole[vowels].mean())
    places = np.flatnonzero((high > low) & (decibels(high) > level - 35))
    parts = np.split(places, np.flatnonzero(np.diff(places) > 1) + 1)
    return [decibels(between(power, 5000, 9000)[part].mean()) - level for part in parts if len(part) >= 4]


def spectrum(power):
    whole = power.sum(1)
    mean = power[whole > whole.max() * 1e-5].mean(0)
    edges = [(hertz * 2 ** (-1 / 6), hertz * 2 ** (1 / 6)) for hertz in THIRDS]
    bands = [mean[(HERTZ >= low) & (HERTZ < high)].sum() for low, high in edges]
    return decibels(np.array(bands)) - decibels(mean.sum())


def predictors():
    """What gives DNSMOS, P.808 and DistillMOS of a sentence; none where the packages are missing."""
    try:
        import distillmos
        import librosa
        import torch
        from speechmos import dnsmos
    except ImportError as e:
        return print(f"no prediction: {e}", file=sys.stderr)
    network = distillmos.ConvTransformerSQAModel()
    network.eval()

    def scores(sound):
        # a missing lead alone costs 0.1 of P.808
        sound = np.concatenate([np.zeros(RATE // 4), sound, np.zeros(RATE // 2)]) * 10 ** (-7 / 20)
        sound = np.clip(librosa.resample(sound, orig_sr=RATE, target_sr=16000), -1, 1).astype(np.float32)
        said = dnsmos.run(sound, 16000)
        with torch.no_grad():
            return [said["ovrl_mos"], said["p808_mos"], float(network(torch.from_numpy(sound)[None]))]

    return scores


def recogniser(folder):
    """What counts the word errors of a file; none where the package or the model of intelligibility.py is missing."""
    try:
        from faster_whisper import WhisperModel
        sys.path.insert(0, str(HERE / "pronunciation"))
        from intelligibility import errors, words
        model = WhisperModel(str(folder), device="cpu", compute_type="int8")
    except (ImportError, RuntimeError, ValueError) as e:
        return print(f"no recogniser: {e}", file=sys.stderr)

    def wrong(path, sentence):
        heard = " ".join(part.text for part in model.transcribe(str(path), language="it", beam_size=5)[0])
        return errors(words(sentence), words(heard)), len(words(sentence))

    return wrong


def main():
    options = argparse.ArgumentParser()
    options.add_argument("voices", nargs="*", default=["nicola", "sara"])
    options.add_argument("--program", default=ROOT / "target" / "release" / "altavoce")
    options.add_argument("--sentences", type=int, default=24)
    options.add_argument("--whisper", type=Path, default=ROOT / "target" / "test-tools" / "whisper")
    options = options.parse_args()
    rows = (HERE / "pronunciation" / "plain.tsv").read_text(encoding="utf-8").splitlines()[1:]
    sentences = [row.split("\t")[1] for row in rows][:options.sentences]
    predict, wrong = predictors(), recogniser(options.whisper)
    spectra, scores = {}, {}
    with tempfile.TemporaryDirectory() as folder:
        for voice in options.voices:
            for name, settings in [("without", OFF), ("mastered", "")]:
                files = spoken(options.program, voice, sentences, settings, Path(folder) / voice / name)
                sounds = [samples(file) for file in files]
                frames = [powers(sound) for sound in sounds]
                sharp = np.sort(np.concatenate([sibilants(power) for power in frames]))
                spectra[voice, name] = spectrum(np.concatenate(frames))
                sharpest = sharp[-max(len(sharp) // 20, 1):].mean()
                line = f"{voice}, {name}: {len(sharp)} sibilants, {sharp.mean():.1f} dB, {sharpest:.1f}, {sharp[-1]:.1f}"
                if predict:
                    scores[name] = np.array([predict(sound) for sound in sounds])
                    line += "; DNSMOS {:.3f}, P.808 {:.3f}, DistillMOS {:.3f}".format(*scores[name].mean(0))
                if wrong:
                    counts = np.array([wrong(*pair) for pair in zip(files, sentences)]).sum(0)
                    line += f"; {counts[0]} of {counts[1]} words wrong"
                print(line, flush=True)
            if predict:
                change = scores["mastered"] - scores["without"]
                error = change.std(0, ddof=1) / len(change) ** 0.5
                print(f"{voice}, change: " + ", ".join(f"{d:+.3f} ± {e:.3f}" for d, e in zip(change.mean(0), error)))
    print("\nHz      " + "".join(f"{voice + ' ' + name:>18}" for voice, name in spectra))
    for n, hertz in enumerate(THIRDS):
        print(f"{hertz:6.0f}  " + "".join(f"{levels[n]:18.1f}" for levels in spectra.values()))


main()
