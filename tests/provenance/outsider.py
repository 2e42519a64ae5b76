"""What C2PA's own library and mutagen read in sound files.

outsider.py read MEDIA_TYPE FILE              the manifest store, as C2PA's library reads it
outsider.py sign MEDIA_TYPE FROM TO FOLDER    signs by that library, with certificate me.pem and key key.pem of FOLDER
outsider.py tags FILE                         what mutagen reads, without the manifest's frame
"""

import json
import sys
from pathlib import Path


def read(media_type, path):
    from c2pa import Reader

    with open(path, "rb") as file:
        print(Reader(media_type, file).json())


def sign(media_type, source, target, folder):
    from c2pa import Builder, C2paSignerInfo, Signer

    certificate, key = Path(folder, "me.pem").read_bytes(), Path(folder, "key.pem").read_bytes()
    signer = Signer.from_info(C2paSignerInfo(b"es256", certificate, key, None))
    created = {
        "action": "c2pa.created",
        "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
    }
    manifest = {
        "claim_generator_info": [{"name": "Registratore", "version": "3"}],
        "title": "Prova",
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [created]}}],
    }
    with open(source, "rb") as from_, open(target, "w+b") as to:
        Builder(json.dumps(manifest)).sign(signer, media_type, from_, to)


def tags(path):
    import mutagen

    file = mutagen.File(path)
    seen = {name: repr(value)[:300] for name, value in (file.tags or {}).items() if not name.startswith("GEOB")}
    info = {name: repr(value) for name, value in vars(file.info).items() if name != "frame_offset"}
    print(json.dumps({"tags": seen, "info": info, "length": file.info.length}, sort_keys=True))


{"read": read, "sign": sign, "tags": tags}[sys.argv[1]](*sys.argv[2:])
