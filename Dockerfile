# altavoce in a slim Debian.
#   docker build -t altavoce .
#   docker run --rm -v "$PWD":/show -v altavoce-voices:/voices altavoce voices install sara nicola   # once, 95 MB
#   docker run --rm -v "$PWD":/show -v altavoce-voices:/voices altavoce episode issues/001.md
# With the voices in the image, as a layer of it: docker build --build-arg VOICES="sara nicola" -t altavoce .
FROM rust:1.95-slim-bookworm AS build
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends ca-certificates cmake curl g++ libasound2-dev make pkg-config \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /altavoce
COPY . .
RUN .ci/release && mv target/distrib/altavoce-*/ /opt/altavoce

FROM debian:bookworm-slim
# git and the certificates are for publishing
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends ca-certificates git openssh-client \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/altavoce /opt/altavoce
RUN ln -s /opt/altavoce/altavoce /usr/local/bin/altavoce
ENV ALTAVOCE_VOICES=/voices
ARG VOICES=""
RUN mkdir -p /voices && if [ -n "$VOICES" ]; then altavoce voices install $VOICES; fi
WORKDIR /show
ENTRYPOINT ["altavoce"]
