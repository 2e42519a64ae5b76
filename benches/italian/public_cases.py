"""Our Italian reading on the test cases that the other systems publish.

Usage: python3 benches/italian/public_cases.py      (needs `make build`, pip)
Printed: for each source how many of its cases we read as it does, then every difference: written, ours, theirs. A difference
is no error by itself: some of their cases are wrong, or are a matter of choice.
"""
import ast
import json
import subprocess
import tarfile
import zipfile

import accuracy
import peers

ITALIAN = ("it", "it_IT", "it-IT")


def source(package):
    """The files of a package's source distribution, which has the tests that its wheel leaves out."""
    name, version = package.split("==")
    archive = peers.HOME / f"{name}-{version}.tar.gz"
    if not archive.exists():
        peers.progress(f"fetching the source of {package} ...")
        pip = [peers.PYTHON, "-m", "pip", "--disable-pip-version-check", "-q"]
        subprocess.run([*pip, "download", "--no-deps", "--no-binary", name, "-d", peers.HOME, package], check=True)
    with tarfile.open(archive) as files:
        return {file.name.split("/", 1)[1]: files.extractfile(file).read().decode() for file in files
                if file.isfile() and "/tests/" in file.name and file.name.endswith((".py", ".json", ".tsv"))}


def damga():
    lines = source(peers.INSTALLED[0])["tests/golden/it/tn.tsv"].splitlines()
    return [tuple(line.split("\t")[:2]) for line in lines if line and not line.startswith("#")]


def spokenform():
    """Its Italian table, every `prepare("...", language="it").spoken_text == "..."` of its tests, and the dictionaries
    of written and spoken of its Italian ones."""
    files = source(peers.INSTALLED[1])
    cases = [(case["input"], case["expected"]) for case in json.loads(files["tests/data/it_kokorog2p_parity.json"])]
    for name, text in files.items():
        for node in ast.walk(ast.parse(text)) if name.endswith(".py") else ():
            match node:
                case ast.Compare(ast.Attribute(ast.Call(ast.Name("prepare"), [ast.Constant(written)], options), "spoken_text"),
                                 [ast.Eq()], [ast.Constant(str(spoken))]):
                    language = [option.value for option in options if option.arg == "language"]
                    if language and isinstance(language[0], ast.Constant) and language[0].value in ITALIAN:
                        cases.append((written, spoken))
                case ast.Dict([ast.Constant(str()), *_]) if name.endswith("test_it_structured.py"):
                    cases += ast.literal_eval(node).items()
    return cases


def coqui():
    """The Italian tuples (written, spoken, "it") of the tests at the end of its tokenizer."""
    with zipfile.ZipFile(next(peers.HOME.glob("coqui_tts-*.whl"))) as wheel:
        tree = ast.parse(wheel.read("TTS/tts/layers/xtts/tokenizer.py"))
    tuples = [node.elts for node in ast.walk(tree) if isinstance(node, ast.Tuple) and len(node.elts) == 3]
    rows = [[element.value for element in elements] for elements in tuples
            if all(isinstance(element, ast.Constant) for element in elements)]
    return [(written, spoken) for written, spoken, language in rows if language == "it"]


def main():
    peers.set_up()
    for name, cases in (("damga", damga()), ("spokenform", spokenform()), ("coqui", coqui())):
        cases = list(dict.fromkeys(case for case in cases if "\n" not in case[0]))
        said = peers.ask_ours([written for written, _ in cases])
        theirs = peers.ask(name, [written for written, _ in cases])[0]
        other = [(written, ours, spoken) for (written, spoken), ours in zip(cases, said)
                 if not accuracy.right(ours, [spoken])]
        own = sum(accuracy.right(answer, [spoken]) for answer, (_, spoken) in zip(theirs, cases))
        print(f"{peers.PEERS[name]}: {len(cases) - len(other)} of {len(cases)} cases the same (itself {own})")
        for row in other:
            print("", *row, sep="\t")


if __name__ == "__main__":
    main()
