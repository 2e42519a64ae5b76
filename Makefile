# Two commands: `make episode` makes the first episode, `make test` passes the tests. Both set up what they need, and
# both may be run again: set-up looks first and only adds what is missing.

ISSUE ?= issues/001.md
FILES ?= issues
ALTAVOCE = target/release/altavoce
# Asked by the shell line by line, so behind set-up, which installs what features need; make itself would ask before.
FEATURES = $$(.ci/features)

.PHONY: episode test studio-walk voices build provenance package platforms release italian-table intelligibility mastering stress voice-tools visible-words fuzz clean

episode: ## Make the episode of ISSUE, with no more than that needs; the voices go to the user's folder, for all projects
	.ci/setup.sh episode
	cargo build --release --locked $(FEATURES)
	$(ALTAVOCE) voices install sara nicola
	$(ALTAVOCE) episode $(ISSUE)

build:
	.ci/setup.sh build
	cargo build --release --locked $(FEATURES)

voices: build ## The voices that tests and measurements take, in this checkout: they depend on nobody's other files
	$(ALTAVOCE) --voices voices voices install sara nicola giulia marco

# Clippy compiles what it looks at, and the documentation is written before its examples are tested: so the dependencies are
# built once. `cargo clippy` and `cargo doc` would each have them checked once more.
LINTED = RUSTC_WORKSPACE_WRAPPER=clippy-driver CLIPPY_ARGS=-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__ \
	RUSTDOC="$(CURDIR)/.ci/rustdoc" ALTAVOCE_REQUIRE_VOICE=1

test: ## Format, lints, documentation, and every test with the real voice
	.ci/setup.sh test
	cargo fmt --all --check
	$(LINTED) cargo test --locked --workspace --all-targets --no-run $(FEATURES)
	$(LINTED) cargo run --locked --quiet $(FEATURES) -- --voices voices voices install sara nicola giulia marco
	$(LINTED) cargo test --locked --workspace --no-fail-fast $(FEATURES)
	.ci/aarch64

provenance: ## Signatures, which `make test` leaves out: C2PA's library adds a fifth to the time of a build
	.ci/setup.sh test
	.ci/provenance

platforms: ## Windows under wine, Linux on ARM under qemu, macOS as far as types go; half an hour
	.ci/platforms

studio-walk: ## An author's whole way through the studio in a headless Chromium, by keys, with an accessibility checker: some minutes
	.ci/setup.sh test
	$(LINTED) cargo test --locked $(FEATURES) --test main -- --ignored studio::browser

package: ## Pack every crate, and build each from what was packed
	.ci/setup.sh episode
	cargo package --workspace --locked

release: ## The archive of a release for this machine, and on Linux, as root, a first episode from it in a bare Debian
	.ci/release
	[ "$$(uname -s)" != Linux ] || .ci/chroot

italian-table: build ## How right Italian is read, class by class, beside other systems: docs/italian-accuracy.md
	python3 benches/italian/accuracy.py

intelligibility: voices ## How well a recogniser understands what is spoken, beside a Python peer: docs/intelligibility.md
	.ci/setup.sh test
	target/test-tools/bin/pip install --quiet phonemizer-fork espeakng-loader soundfile
	target/test-tools/bin/python benches/pronunciation/intelligibility.py > target/intelligibility.md
	cat benches/pronunciation/intelligibility.head.md target/intelligibility.md > docs/intelligibility.md

mastering: voices ## What equaliser and de-esser do to the voices, with predictors of quality: docs/sound.md
	python3 -m venv target/mastering-tools
	target/mastering-tools/bin/pip install --quiet 'numpy<2' speechmos distillmos librosa onnxruntime faster-whisper==1.2.1
	target/mastering-tools/bin/python benches/mastering.py

stress: build ## How often stress and vowels agree with a dictionary, before and after our table
	.ci/setup.sh test
	target/test-tools/bin/pip install --quiet wordfreq==3.1.1
	target/test-tools/bin/python benches/pronunciation/stress.py

voice-tools: voices ## What benches/voice needs to judge voices: predictors of quality, speaker embeddings, a recogniser
	.ci/setup.sh test
	python3 -m venv target/voice-tools
	target/voice-tools/bin/pip install --quiet -r benches/voice/requirements.txt

visible-words: build ## How many words of the Markdown in FILES a reader sees and a listener does not, told or untold
	python3 -m venv target/page-tools
	target/page-tools/bin/pip install --quiet markdown-it-py==4.3.0 mdit-py-plugins==0.7.0 beautifulsoup4==4.15.0
	target/page-tools/bin/python benches/visible_words.py $(FILES)

fuzz: ## Any text at all against the promises of the Italian stage, for twenty minutes; needs rustup
	command -v cargo-fuzz || cargo install --locked cargo-fuzz
	rustup toolchain list | grep -q nightly || rustup toolchain install nightly --profile minimal
	cargo +nightly fuzz run --sanitizer none italian -- -max_len=300 -max_total_time=1200

clean: ## Remove what was built and made, not the voices
	rm -rf target output/.cache output/.hashes.json output/.published.json output/[0-9]* output/*.png output/*.jpg output/feed.xml output/site output/.github-pages output/.github-pages.git
