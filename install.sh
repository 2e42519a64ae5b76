#!/bin/sh
# Installs the latest altavoce for this user, with what lies beside it:
#   curl -fsSL https://github.com/altavoce/altavoce/releases/latest/download/install.sh | sh
# The program goes to ~/.local/lib/altavoce, a link to it to ~/.local/bin; run it again to update. To remove it, remove both.
# ALTAVOCE_PREFIX is another place than ~/.local, ALTAVOCE_RELEASE another address of the files of a release.
set -eu

release=${ALTAVOCE_RELEASE:-https://github.com/altavoce/altavoce/releases/latest/download}
prefix=${ALTAVOCE_PREFIX:-$HOME/.local}
fail() { printf 'install: %s\n' "$*" >&2; exit 1; }

case "$(uname -s)" in
  Linux) system=unknown-linux-gnu ;;
  Darwin) system=apple-darwin ;;
  *) fail "there is no archive for $(uname -s); on Windows use install.ps1" ;;
esac
case "$(uname -m)" in
  x86_64 | amd64) name=altavoce-x86_64-$system ;;
  arm64 | aarch64) name=altavoce-aarch64-$system ;;
  *) fail "there is no archive for $(uname -m); build it from its source" ;;
esac

fetch() { # URL FILE
  if command -v curl >/dev/null; then curl -fsSL -o "$2" "$1"; elif command -v wget >/dev/null; then wget -qO "$2" "$1"; else
    fail "curl or wget is needed"
  fi || fail "$1 cannot be fetched"
}
sum() { if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d' ' -f1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf 'install: fetching %s\n' "$name"
fetch "$release/$name.tar.gz" "$work/archive"
fetch "$release/$name.tar.gz.sha256" "$work/sum"
[ "$(sum "$work/archive")" = "$(cut -d' ' -f1 "$work/sum")" ] || fail "$name.tar.gz is not what was published; try again"
tar -xzf "$work/archive" -C "$work"
"$work/$name/altavoce" --version >/dev/null || fail "the program does not run on this system"

mkdir -p "$prefix/lib" "$prefix/bin"
rm -rf "$prefix/lib/altavoce.old"
[ ! -e "$prefix/lib/altavoce" ] || mv "$prefix/lib/altavoce" "$prefix/lib/altavoce.old"
mv "$work/$name" "$prefix/lib/altavoce"
rm -rf "$prefix/lib/altavoce.old"
ln -sf ../lib/altavoce/altavoce "$prefix/bin/altavoce"
printf 'install: %s is in %s\n' "$("$prefix/bin/altavoce" --version)" "$prefix/bin"
case ":$PATH:" in
  *":$prefix/bin:"*) ;;
  *) printf 'install: %s is not on your PATH; add to your profile: export PATH="%s:$PATH"\n' "$prefix/bin" "$prefix/bin" ;;
esac
printf 'next: altavoce new DIR, and altavoce voices install sara nicola\n'
