# One image with both programs. It is run as /smack-operator or /smack-room:
#   docker build -t smack .
#   docker run --rm smack /smack-room serve --config room.yaml
FROM --platform=$BUILDPLATFORM golang:1.26-alpine AS build
ARG TARGETOS TARGETARCH VERSION=dev
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY api api
COPY controllers controllers
COPY runtime runtime
# timetzdata: rooms have time zones, and the image has no files of them.
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -trimpath -tags timetzdata -ldflags "-s -w -X main.release=$VERSION" -o /out/ \
    ./controllers/cmd/smack-operator ./runtime/cmd/smack-room

FROM scratch
ARG VERSION=dev
LABEL org.opencontainers.image.title="Smack" \
      org.opencontainers.image.description="SMS group chat on Kubernetes" \
      org.opencontainers.image.source="https://github.com/smackdev/smack" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION"
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/ /
USER 65532:65532
CMD ["/smack-operator"]
