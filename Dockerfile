# Built where a C compiler is (SQLite is C), shipped on a small base that has glibc, certificates and no shell.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=1 go build -trimpath -ldflags '-s -w' -o /runup . && mkdir -p /volumes/data /volumes/keys

FROM gcr.io/distroless/base-debian12:nonroot
COPY --from=build /runup /runup
COPY --from=build --chown=nonroot:nonroot /volumes /
# The record and its key lie in different volumes: a copy of the one must not hold the other.
ENV RUNUP_ADDR=:8080 RUNUP_DATA=/data/runup RUNUP_KEY_FILE=/keys/runup.key
VOLUME ["/data", "/keys"]
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["/runup", "health"]
ENTRYPOINT ["/runup"]
CMD ["serve"]
