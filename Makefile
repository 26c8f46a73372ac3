# Runup. `make test` is all that CI runs.

# One set of flags everywhere: another one would compile SQLite again.
GOFLAGS ?=
export GOFLAGS

TOOL = go tool -modfile=tools.mod

.PHONY: test install format vet fresh unit nocgo web e2e dist bench soak seeded generate build clean

test: install format vet fresh web unit nocgo e2e

install:
	@.ci/install

format:
	@wrong="$$(gofmt -l $$(git ls-files '*.go'))"; if [ -n "$$wrong" ]; then echo "gofmt these:"; echo "$$wrong"; exit 1; fi

vet:
	go vet ./...
	$(TOOL) staticcheck ./...

# The generated code and copies are those of openapi.yaml as it stands.
fresh:
	@before=$$(mktemp) && cat api/wire/wire.gen.go api/wire/openapi.json api/server.gen.go | sha256sum > $$before \
	&& go generate ./... \
	&& cat api/wire/wire.gen.go api/wire/openapi.json api/server.gen.go | sha256sum | cmp -s - $$before \
	|| { echo "generated code is stale: run make generate and commit it"; exit 1; }

unit:
	.ci/postgres go test $(if $(CI),-count=1) -timeout 20m ./...

# Where there is no C compiler the pure-Go driver takes over: one run of the whole job is enough to know that it does.
nocgo:
	CGO_ENABLED=0 go test -count=1 -run 'TestSmoke' ./api/server

# The tablet app: types, its tests, that dist is what its sources give, and its weight. Building the server needs none of it.
web: web/node_modules/.installed
	cd web && npm test

# The tablet app in a real browser against the real server.
e2e: web/node_modules/.installed
	cd web && npm run -s e2e

# Builds the app into web/dist, which is committed.
dist: web/node_modules/.installed
	cd web && npm run -s build

web/node_modules/.installed: web/package-lock.json
	cd web && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

bench:
	.ci/postgres go test -run '^$$' -bench . -benchtime 5s -timeout 60m ./...

soak:
	RUNUP_TEST_SOAK=1 .ci/postgres go test -count=1 -timeout 60m ./...

# Breaks the code in one place after the other, elsewhere, and looks that the test of each property notices.
seeded:
	.ci/postgres go test -tags seeded -count=1 -timeout 60m -run 'TestEachSeededBugIsNoticed' -v .

generate:
	go generate ./...

build:
	CGO_ENABLED=1 go build -o bin/runup .

clean:
	rm -rf bin
