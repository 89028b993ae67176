# `make run` and `make test` are all a new machine needs; the others are for daily work.
.PHONY: run test setup ui bindings docs pictures icons lint bench kills model clean

# Opens the program (without a display: vets the sample list in the terminal).
run:
	@scripts/run

# Checks everything that CI checks.
test:
	@scripts/test

# Installs what building and testing need, and nothing that is there already.
setup:
	@scripts/setup test

# Builds the window's pages.
ui:
	@scripts/ui build

# Writes the window's types anew from the Rust code.
bindings:
	MAILVET_WRITE_BINDINGS=1 cargo test --quiet -p mailvet-desktop --features custom-protocol --lib bindings

# Writes the tables of the docs anew from the Rust code.
docs:
	MAILVET_WRITE_DOCS=1 cargo test --quiet -p mailvet-tests --test docs

# Makes the pictures of the docs anew.
pictures:
	@scripts/pictures

# Makes the icons of every system anew from the one drawing.
icons:
	@scripts/icons

# Format and lints alone.
lint:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --features mailvet-desktop/custom-protocol -- -D warnings

# Makes the model anew from public sources (docs/model.md tells how).
model:
	@scripts/model

# Measures; asserts nothing.
bench:
	@scripts/bench

# Kills a run over the practice world two hundred times (`make test` does it too, daily work fewer times).
kills:
	cargo build --quiet --workspace --features mailvet-desktop/custom-protocol
	MAILVET_KILLS=200 cargo test --workspace --features mailvet-desktop/custom-protocol --test kills

clean:
	cargo clean
	rm -rf ui/dist ui/node_modules
