# refgate in an image of its own: what judges, without what writes Terraform. Alpine's node, not root, and nothing is written, so that
# it runs with `--read-only`:
#   docker build -t refgate .
#   docker run --rm --read-only --network none -v "$PWD:/work:ro" refgate check infra/
# Pin the base by its digest where you build it: `--build-arg NODE=node:22-alpine@sha256:…`.
ARG NODE=node:22-alpine

FROM ${NODE} AS build
WORKDIR /src
COPY . .
RUN npm ci --no-audit --no-fund && npm pack --pack-destination /tmp && mv /tmp/refgate-*.tgz /tmp/refgate.tgz

# The tarball, with the versions of its packages that the lockfile pins.
FROM ${NODE} AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=peer --ignore-scripts --no-audit --no-fund
COPY --from=build /tmp/refgate.tgz /tmp/refgate.tgz
RUN tar xzf /tmp/refgate.tgz --strip-components=1 -C /app

FROM ${NODE}
COPY --from=packages /app /opt/refgate
RUN ln -s /opt/refgate/dist/refgate.mjs /usr/local/bin/refgate
USER node
WORKDIR /work
ENTRYPOINT ["refgate"]
CMD ["--help"]
