# What the scripts beside it share: saying, failing, installing with apt-get. Read with `.`; NAME is said in front.

say() { printf '%s: %s\n' "$NAME" "$*"; }
have() { command -v "$1" >/dev/null 2>&1; }
fail() { printf '%s: %s\n' "$NAME" "$*" >&2; exit 1; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

apt_add() { # every named package that dpkg does not have
  local missing=() p
  for p in "$@"; do dpkg -s "$p" 2>/dev/null | grep '^Status: .* installed' >/dev/null || missing+=("$p"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "installing with apt-get: ${missing[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

apt_try() { # LACK PACKAGE…: the same, where they can be had; without them there is only that lack
  local lack=$1
  shift
  (apt_add "$@") || say "going on without $*: $lack"
}
