# The harness and its agent in one small image: `docker build -t sims-id-harness .`, then docs/ci.md.
ARG NODE=node:20-slim

FROM ${NODE} AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY build.mjs tsconfig.json ./
COPY mock-server mock-server
COPY agent agent
COPY fixtures fixtures
COPY contract contract
COPY cli cli
COPY vitest-fixture vitest-fixture
# Everything that is needed to run is bundled, so the image needs no node_modules.
RUN node build.mjs && find dist -name '*.map' -delete

FROM ${NODE}
WORKDIR /app
COPY package.json ./
COPY scenarios scenarios
COPY --from=build /src/dist dist
# Keys and the development CA; others may pass through to its certificate, which is for everybody, and see nothing else.
RUN install -d -o node -g node -m 711 /data /data/sims-id-harness /data/sims-id-harness/tls
# The agent's vault, and apart from it the key that opens it.
RUN install -d -o node -g node -m 700 /agent
ENV NODE_ENV=production XDG_DATA_HOME=/data SIMS_HARNESS_HOST=0.0.0.0
ENV SIMS_STATE_DIR=/agent/state XDG_CONFIG_HOME=/agent/config
USER node
VOLUME ["/data", "/agent"]
EXPOSE 4400 4401 4402 4403
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.SIMS_HARNESS_CONTROL_PORT || 4400) + '/api/health').then(answer => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# The `--` keeps Node from taking options that are ours.
ENTRYPOINT ["node", "--", "/app/dist/sims-harness.js"]
CMD ["serve"]
