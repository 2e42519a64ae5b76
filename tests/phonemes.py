"""Makes the reference that tests/phonemes.rs compares with: each line of standard input, a tab, its phonemes as misaki
0.9.4 gives them for Italian over the espeak-ng library of this system.

Usage: pip install --no-deps misaki==0.9.4; pip install phonemizer-fork espeakng-loader regex
       python tests/phonemes.py LIBRARY DATA <SENTENCES >tests/phonemes.tsv      (one spoken sentence a line)
LIBRARY is libespeak-ng.so.1 and DATA the folder espeak-ng-data of the espeak-ng on the PATH: its dictionary changes with
the version. Quotation marks are taken out before, as altavoce does.
"""
import sys

from misaki.espeak import EspeakG2P
from phonemizer.backend.espeak.wrapper import EspeakWrapper

EspeakWrapper.set_library(sys.argv[1])
EspeakWrapper.set_data_path(sys.argv[2])
g2p = EspeakG2P("it")
for line in sys.stdin:
    text = line.rstrip("\n")
    plain = "".join(c for c in text if c not in '"“”«»').replace(".. ", ". ")
    phonemes = g2p(plain)[0].replace("\u032a", "")
    print(text, phonemes, sep="\t")
