# Smack's targets; `make help` lists them. Needs Go, make and git; what else a target needs it
# gets by itself: tools build from nested modules, Kubernetes programs by config/envtest/assets,
# Redis by config/envtest/redis-server, a browser by config/envtest/browser.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory --no-builtin-rules

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
IMAGE ?= ghcr.io/smackdev/smack:$(VERSION)
PLATFORMS ?=
PKG ?= ./...

TOOLS := bin/tools
PROGRAMS := bin/smack-room bin/smack-operator bin/smack-sandbox
# The race detector needs a C compiler.
RACE := $(if $(filter 1,$(shell go env CGO_ENABLED)),-race)
ASSETS = $(shell config/envtest/assets --path)
WITH_ASSETS = KUBEBUILDER_ASSETS="$(ASSETS)"
WITH_BROWSER = $(shell config/envtest/browser --print)
# The operator reads its cache without copies: with this client-go panics if anyone changes one.
WATCHED_CACHE = KUBE_CACHE_MUTATION_DETECTOR=true

##@ See it and prove it

.PHONY: run
run: build envtest redis ## Run the whole of Smack on this machine, with phones on a page (CHECK=1: verify and exit)
	$(WITH_ASSETS) bin/smack-sandbox up $(if $(filter-out 0,$(CHECK)),--check)

.PHONY: test
test: build envtest redis browser $(TOOLS)/helm vet ## Run all tests that need no container runtime (PKG=./runtime/chat/... for some)
	@$(if $(RACE),,echo "no C compiler: tests run without the race detector" >&2)
	$(WITH_ASSETS) $(WITH_BROWSER) $(WATCHED_CACHE) HELM="$(CURDIR)/$(TOOLS)/helm" go test $(RACE) -timeout 30m $(PKG)
	$(if $(RACE),$(if $(filter ./...,$(PKG)),go test -timeout 30m ./controllers/fault,@:),@:)

# First pods that wait less, so that more goes wrong; then the program as it is.
.PHONY: soak
soak: redis bin/smack-room ## Kill pods and Redis for long while the carrier misbehaves (SMACK_SOAK=10m, SMACK_CRASH_SEED=n)
	SMACK_SOAK=$(or $(SMACK_SOAK),10m) go test -v -count 1 -timeout 0 ./runtime/crash -ginkgo.timeout 24h
	SMACK_SOAK=$(or $(SMACK_SOAK),10m) SMACK_CRASH_BINARY=$(CURDIR)/bin/smack-room go test -v -count 1 -timeout 0 ./runtime/crash -ginkgo.timeout 24h

# config/e2e/cluster says which ways to a cluster there are.
KIND = $(if $(filter kind,$(shell config/e2e/cluster way 2>/dev/null)),$(TOOLS)/kind)

.PHONY: e2e
e2e: redis $(TOOLS)/helm ## Install the chart on a real cluster and disturb rooms there (FOCUS=regexp for some specs, E2E_KEEP=1 to look around after)
	@[ -z "$(KIND)" ] || $(MAKE) $(KIND)
	SMACK_E2E=1 HELM="$(CURDIR)/$(TOOLS)/helm" config/e2e/cluster run \
	  go test -v -count 1 -timeout 45m ./config/e2e -ginkgo.timeout 40m -ginkgo.focus '$(FOCUS)'

# What strangers and operators write is tried for a minute each, the rest for ten seconds.
FUZZTIME ?= 1m
FUZZ_LONG := runtime/webhook:FuzzReadForm runtime/chat:FuzzRead runtime/carrier:FuzzSegments api/roomfile:FuzzParse
# The reconciler has a target of its own: its build takes minutes.
FUZZ_APART := controllers/fault:FuzzReconcile

.PHONY: fuzz
fuzz: ## Feed chance to what reads foreign input (FUZZTIME=1m for each of the four that matter most)
	@for target in $$(grep -ro --include='*_test.go' 'func Fuzz[A-Za-z]*' api controllers runtime | sed -E 's,/[^/]*:func ,:,' | sort); do \
	  case " $(FUZZ_APART) " in *" $$target "*) continue ;; esac; \
	  case " $(FUZZ_LONG) " in *" $$target "*) time=$(FUZZTIME) ;; *) time=10s ;; esac; \
	  config/fuzz/target "$$target" "$$time"; \
	done

# Ways through Kubernetes' packages are neither counted nor looked for; see config/fuzz/ours. Go
# would make each input that it keeps smaller for a minute, which is time for 5,000 lives.
.PHONY: fuzz-reconcile
fuzz-reconcile: ## Feed chance to the whole reconciler, for FUZZTIME (the first build takes minutes)
	go test -toolexec "$(CURDIR)/config/fuzz/ours" -run '^$$' -fuzz '^FuzzReconcile$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 20x ./controllers/fault

# The table goes to stdout, progress to stderr.
.PHONY: bench
bench: redis ## Measure what is promised: a table, and bin/bench.json (BENCH_QUICK=1: little of each; BENCH=Name: Go's benchmarks of that name)
ifdef BENCH
	go test -run '^$$' -bench '$(BENCH)' -benchmem -benchtime '$(or $(BENCHTIME),1s)' ./runtime/...
else
	@go test -c -o bin/bench.test ./runtime/bench
	@BENCH_OUT=$(CURDIR)/bin/bench.json bin/bench.test
endif

.PHONY: bench-operator
bench-operator: envtest ## Measure the operator with a thousand rooms: a table, and bin/bench-operator.json (BENCH_QUICK=1: with fifty; BENCH_ROOMS=n, BENCH_ONLY=regexp of subjects, BENCH_PROFILE=dir)
	@go test -c -o bin/bench-operator.test ./controllers/bench
	@$(WITH_ASSETS) BENCH_OUT=$(CURDIR)/bin/bench-operator.json bin/bench-operator.test

.PHONY: vet
vet:
	go vet $(PKG)

.PHONY: lint
lint: $(TOOLS)/golangci-lint ## Check style, mistakes and who may import whom
	$(TOOLS)/golangci-lint run $(PKG)

##@ Build it

.PHONY: build
build: $(PROGRAMS) ## Build smack-room, smack-operator and smack-sandbox into bin/

# go build knows what is new better than make does. Dockerfile builds what is released.
.PHONY: $(PROGRAMS)
bin/smack-operator: ; go build -o $@ ./controllers/cmd/smack-operator
bin/smack-room bin/smack-sandbox: bin/%: ; go build -o $@ ./runtime/cmd/$*

.PHONY: image
image: ## Build the container image (IMAGE=name:tag, PLATFORMS=linux/amd64,linux/arm64 for several)
	$(or $(firstword $(foreach c,docker podman buildah,$(shell command -v $(c)))),$(error no docker, podman or buildah here)) \
	  build $(if $(PLATFORMS),--platform $(PLATFORMS)) --build-arg VERSION=$(VERSION) -t $(IMAGE) .

.PHONY: chart
chart: $(TOOLS)/helm manifests ## Lint the Helm chart and package it into bin/
	$(TOOLS)/helm lint --strict charts/smack
	$(TOOLS)/helm package charts/smack --destination bin

##@ Generate it

.PHONY: generate
generate: manifests $(TOOLS)/controller-gen $(TOOLS)/crd-ref-docs ## Generate code, schemas, manifests and the API reference
	$(TOOLS)/controller-gen object paths=./api/...
	$(TOOLS)/controller-gen applyconfiguration paths=./api/v1alpha1
	go generate ./...
	$(TOOLS)/crd-ref-docs --source-path=api --config=config/crd/reference.yaml --renderer=markdown --output-path=bin/fields.md --log-level=ERROR
	go run ./api/v1alpha1/refgen api/v1alpha1 bin/fields.md config/crd/REFERENCE.md

.PHONY: manifests
manifests: $(TOOLS)/controller-gen ## Generate the CRD and the operator's RBAC, for kustomize and for the chart
	$(TOOLS)/controller-gen crd paths=./api/... output:crd:dir=config/crd/bases
	$(TOOLS)/controller-gen rbac:roleName=smack-operator paths=./controllers/... output:rbac:dir=config/rbac
	mkdir -p charts/smack/files
	cp config/crd/bases/smack.dev_smackrooms.yaml charts/smack/files/crd.yaml
	cp config/rbac/role.yaml charts/smack/files/role.yaml

GENERATED = api config/crd config/rbac charts/smack/files
CHECKSUMS = find $(GENERATED) -type f \( -name 'zz_*' -o -path '*applyconfiguration*' -o -name '*.yaml' -o -name '*.json' -o -name '*.md' \) \
  -exec cksum {} + | sort -k3

.PHONY: verify
verify: ## Fail when a generated file is not what `make generate` makes
	@mkdir -p bin && $(CHECKSUMS) >bin/.generated
	@$(MAKE) generate
	@diff bin/.generated <($(CHECKSUMS)) || { echo "generated files were not current: commit what make generate made" >&2; exit 1; }

##@ What they stand on

.PHONY: envtest
envtest: ## Make sure of the Kubernetes programs that tests and the sandbox run
	@config/envtest/assets >/dev/null

.PHONY: envtest-path
envtest-path: envtest ## Print the directory with kube-apiserver, etcd, kubectl and kube-controller-manager
	@echo "$(ASSETS)"

.PHONY: redis
redis:
	@config/envtest/redis-server >/dev/null

.PHONY: browser
browser: ## Make sure of a Chromium for the tests of the admin screen
	@config/envtest/browser >/dev/null

.PHONY: tools
tools: $(TOOLS)/controller-gen $(TOOLS)/crd-ref-docs $(TOOLS)/golangci-lint $(TOOLS)/helm ## Build the tools into bin/tools

$(TOOLS)/controller-gen $(TOOLS)/crd-ref-docs: $(TOOLS)/%: config/tools/go.mod
	cd config/tools && go build -o $(CURDIR)/$@ $$(go list tool | grep '/$*$$')
$(TOOLS)/golangci-lint $(TOOLS)/helm $(TOOLS)/kind: $(TOOLS)/%: config/tools/%/go.mod
	@echo "building $* from its module (minutes, the first time)"
	cd config/tools/$* && go build -o $(CURDIR)/$@ tool

.PHONY: tidy
tidy: ## Tidy every go.mod
	@for mod in . config/tools config/tools/* config/envtest/kubernetes config/envtest/etcd config/envtest/gateway; do \
	  [ ! -e $$mod/go.mod ] || (cd $$mod && go mod tidy); done

.PHONY: help
help:
	@awk 'BEGIN { FS = ":.*## " } /^##@/ { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
