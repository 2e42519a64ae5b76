"""The systems beside which the Italian reading is measured, each in a Python process of its own, and ours.

Imported, it sets the peers up under target/peers and asks a system to say texts. Run by the Python of that folder
(`peers.py NAME [ROUNDS]`), it is one peer: a JSON list of texts on standard input, what the peer says and the seconds of
each round on standard output. Only the calls are timed, after one call that loads what a peer loads late.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
HOME = ROOT / "target" / "peers"
PYTHON = HOME / "venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
ALTAVOCE = ROOT / "target" / "release" / ("altavoce.exe" if sys.platform == "win32" else "altavoce")
INSTALLED = ["damga==1.0.5", "spokenform==0.4.5", "num2words==0.5.14"]
COQUI = "coqui-tts==0.28.0"
# What stands around a row in an issue, in the same paragraph: a short sentence would be spoken together with its neighbour,
# and that it was cut in two would not be seen.
BEFORE = "Come racconta con ampiezza il giornale di questa sera a chi lo compra: "
BEHIND = " Poi il pubblico venuto da lontano torna a casa con molta calma."
PEERS = {"damga": "damga 1.0.5", "spokenform": "spokenform 0.4.5", "coqui": "coqui-tts 0.28.0 with num2words 0.5.14"}


def damga():
    """Its README's call for written to spoken; the one reading of its default."""
    from damga import TextNormalizer

    return TextNormalizer(lang="it").normalize


def spokenform():
    """Its README's call, with the options of its documentation that read more of our rows right than its defaults do:
    addresses, long numbers, acronyms where it is sure. What it would spell everywhere costs it more rows than it wins."""
    from spokenform import PreparationConfig, prepare

    config = PreparationConfig(language="it", use_spacy=False, normalize_literals=True, long_number_mode="cardinal",
                               generic_acronym_mode="conservative_unknown")
    return lambda text: prepare(text, config=config).spoken_text


def coqui():
    """What XTTS does to Italian before its tokens. The wheel is read as it is, without its gigabytes of dependencies:
    what the file imports and Italian does not need is an empty stand-in."""
    import types

    wheel = next(HOME.glob("coqui_tts-*.whl"))
    stand_ins = {"torch": ["Tensor"], "tokenizers": ["Tokenizer"], "ko_speech_tools": ["hangul_romanize"],
                 "anyascii": ["anyascii"]}
    for name, contents in stand_ins.items():
        sys.modules[name] = types.ModuleType(name)
        vars(sys.modules[name]).update(dict.fromkeys(contents, object))
    # Its packages import models when they are imported, so they too are stand-ins that only know their folder.
    for name in ("TTS", "TTS.tts", "TTS.tts.layers", "TTS.tts.layers.xtts", "TTS.tts.utils", "TTS.tts.utils.text"):
        sys.modules[name] = types.ModuleType(name)
        sys.modules[name].__path__ = [f"{wheel}/{name.replace('.', '/')}"]
    from TTS.tts.layers.xtts.tokenizer import multilingual_cleaners

    return lambda text: multilingual_cleaners(text, "it")


def progress(*words):
    print(*words, file=sys.stderr, flush=True)


def need_ours():
    if not ALTAVOCE.exists():
        sys.exit(f"{ALTAVOCE.relative_to(ROOT)} is missing: run `make build`")


def set_up():
    """Install the peers, once."""
    need_ours()
    if not PYTHON.exists():
        progress("making the environment of the peers in target/peers ...")
        subprocess.run([sys.executable, "-m", "venv", HOME / "venv"], check=True)
    marker = HOME / "installed"
    wanted = "\n".join([*INSTALLED, COQUI])
    if not marker.exists() or marker.read_text() != wanted:
        progress("installing the peers ...")
        for old in HOME.glob("*.whl"):
            old.unlink()
        pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "-q"]
        subprocess.run([*pip, "install", *INSTALLED], check=True)
        subprocess.run([*pip, "download", "--no-deps", "--only-binary", ":all:", "-d", HOME, COQUI], check=True)
        marker.write_text(wanted)


def ask(name, texts, rounds=0):
    """What a peer says for each text (None where it failed), and the seconds of each round."""
    process = subprocess.run([PYTHON, __file__, name, str(rounds)], input=json.dumps(texts), stdout=subprocess.PIPE,
                             text=True, encoding="utf-8", check=True)
    answer = json.loads(process.stdout)
    return answer["said"], answer["seconds"]


def ask_ours(texts):
    """What altavoce says for each text, a line for a line."""
    process = subprocess.run([ALTAVOCE, "italian", "-q"], input="".join(text + "\n" for text in texts),
                             stdout=subprocess.PIPE, text=True, encoding="utf-8", check=True)
    said = process.stdout.split("\n")[:-1]
    if len(said) != len(texts):
        sys.exit(f"altavoce italian wrote {len(said)} lines for {len(texts)}")
    return said


def carried(text):
    """The text within a paragraph of Markdown; another sentence can follow only where it ends as one."""
    escaped = re.sub(r"([][\\`*_<>#|~!&+-])", r"\\\1", text)
    return BEFORE + escaped + (BEHIND if text.rstrip("\"”»’)]").endswith((".", "!", "?", "…")) else "")


def ask_issue(texts):
    """What altavoce says for each text where it stands in a paragraph of an issue: cut into sentences first."""
    heading = ["---\ntitle: Prova\n---\n", "## Righe\n"]
    first = "\n".join(heading).count("\n") + 2
    with tempfile.TemporaryDirectory() as folder:
        issue = pathlib.Path(folder) / "1.md"
        issue.write_text("\n".join(heading + [carried(text) + "\n" for text in texts]), encoding="utf-8")
        process = subprocess.run([ALTAVOCE, "script", "-q", "--format", "json", issue], stdout=subprocess.PIPE, text=True,
                                 encoding="utf-8", check=True)
    said = {}
    for chapter in json.loads(process.stdout)["chapters"]:
        for passage in chapter["passages"]:
            if passage["role"] not in ("opening", "closing", "transition"):
                said.setdefault(passage["line"], []).append(passage["spoken"])
    lines = [" ".join(said.get(first + 2 * i, [])) for i in range(len(texts))]
    return [line.removeprefix(BEFORE).removesuffix(BEHIND) for line in lines]


def serve(name, rounds):
    say = {"damga": damga, "spokenform": spokenform, "coqui": coqui}[name]()

    def safe(text):
        try:
            return say(text)
        except Exception as error:  # a peer may fail on a text: that text counts as wrong, the others go on
            progress(f"{name}: {type(error).__name__} on {text!r}")

    texts = json.loads(sys.stdin.buffer.read())
    said, seconds = [safe(text) for text in texts], []
    for _ in range(rounds):
        begun = time.perf_counter()
        for text in texts:
            safe(text)
        seconds.append(time.perf_counter() - begun)
    print(json.dumps({"said": said, "seconds": seconds}))


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0)
