"""Makes voice_reference.toml: what the published network gives in ONNX Runtime, its own runtime, for a few sentences.

Usage: python voice_reference.py MODEL.onnx STYLES > voice_reference.toml
MODEL.onnx is the published int8 file, not the repaired one; STYLES is the folder of the style tables, `voices` of the npm package
kokoro-js, which are mixed as the manifests say. Needs numpy and onnxruntime 1.32.

Of each sound it keeps what shows the faults that a wrong graph makes without a word: seconds; the level of all of it,
of the first 0.15 s and of the last 0.15 s (dBFS, RMS, not below -120); and the mean spectrum over time in bands of
500 Hz (mean power of Hann frames of 1024 samples every 512, dB relative to the loudest band, not below -60).
"""
import pathlib, re, sys, tomllib
import numpy as np, onnxruntime as ort

RATE = 24000
SENTENCES = [
    ("sara", "bwonʤˈorno a tˈuttɪ, e bentornˈatɪ: ˈɔʤʤɪ parljˌamo dɪ lˈibrɪ."),
    ("sara", "kwˌando abbjˌamo komɪnʧˈato, nessˈuno krˈedeva ke ˌuna pˈikkola redatsjˈone potˈesse arɾivˈaɾe fˈino a kwˈɪ."),
    ("nicola", "nˈon ˈɛ dˈetto ke sˈia ˌuna bwˈɔna notˈitsja, ma kwalkˈɔza sɪ mwˈɔve."),
]

def db(power, floor):
    return max(10 * np.log10(power + 1e-30), floor)

def features(x):
    edge = int(0.15 * RATE)
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(1024) / 1024)
    frames = np.array([x[i:i + 1024] * window for i in range(0, len(x) - 1024, 512)])
    power = (np.abs(np.fft.rfft(frames)) ** 2).mean(0)
    hertz = np.arange(513) * RATE / 1024
    bands = np.array([power[(hertz >= f) & (hertz < f + 500)].mean() for f in range(0, RATE // 2, 500)])
    return {"seconds": len(x) / RATE, "level": db((x ** 2).mean(), -120), "lead": db((x[:edge] ** 2).mean(), -120),
            "trail": db((x[-edge:] ** 2).mean(), -120), "bands": [round(db(b / bands.max(), -60), 1) for b in bands]}

ROOT = pathlib.Path(__file__).resolve().parent.parent

def style(voice, styles, tokens):
    """The row of a voice's style for so many tokens."""
    recipe = tomllib.loads((ROOT / "voices" / voice / "voice.toml").read_text(encoding="utf-8"))["style"]
    table = lambda name: np.fromfile(f"{styles}/{name}.bin", np.float32).reshape(-1, 1, 256)[min(tokens, 509)]
    timbre, prosody = (sum(np.float32(share) * table(name) for name, share in recipe[half].items()) for half in ("timbre", "prosody"))
    return np.concatenate([timbre[:, :128], prosody[:, 128:]], axis=1)

def main(model, styles):
    source = (ROOT / "crates/speech/src/phonemes/alphabet.rs").read_text(encoding="utf-8")
    vocabulary = {c: int(n) for c, n in re.findall(r"\('(.)', (\d+)\)", source)}
    session = ort.InferenceSession(model)
    print("# Made by voice_reference.py; read there what it says.")
    for voice, phonemes in SENTENCES:
        ids = [vocabulary[c] for c in phonemes]
        x = session.run(None, {"tokens": np.array([[0, *ids, 0]], np.int64), "style": style(voice, styles, len(ids)),
                               "speed": np.array([0.92], np.float32)})[0].ravel().astype(np.float64)
        print(f'\n[[sound]]\nvoice = "{voice}"\nphonemes = "{phonemes}"')
        for key, value in features(x).items():
            print(f"{key} = {[float(v) for v in value] if isinstance(value, list) else round(float(value), 3)}")

main(*sys.argv[1:])
