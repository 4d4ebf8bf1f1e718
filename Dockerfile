# One image for all services and the commands that look after their stores; the first argument says which:
#
#   docker build --tag rewards .
#   docker run --rm rewards gateway
#
# Node is the repository's own, of the version in package.json: what the tests ran on.

FROM node:24.11.0-bookworm-slim AS build
WORKDIR /app
COPY . .
# Beside its program the package of Node keeps a second copy of it, and headers; that of the API page, maps for debuggers.
RUN --mount=type=cache,target=/var/cache/pnpm \
    npx --yes pnpm@12.21.0 install --prod --frozen-lockfile --filter '@rewards/deployment...' \
      --config.minimum-release-age=0 --config.store-dir=/var/cache/pnpm \
 && rm -r node_modules/.pnpm/node@*/node_modules/node/node_modules \
 && rm node_modules/.pnpm/swagger-ui-dist@*/node_modules/swagger-ui-dist/*.map \
 && chmod -R a+rX,go-w .

FROM debian:12.11-slim
# Node is linked with libatomic, which the slim image leaves out. The tag above fixes the distribution's version.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libatomic1 \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -o 10001 -g 10001 -m 0700 /data
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/tools/deployment/node_modules/.bin:/usr/local/bin:/usr/bin:/bin \
    NODE_ENV=production \
    REWARDS_HOST=0.0.0.0 \
    REWARDS_DATA_DIR=/data
USER 10001:10001
EXPOSE 3000 50051 50052 50053 50054 9464
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=120s --start-interval=1s --retries=3 \
  CMD ["node", "tools/deployment/src/image/main.ts", "healthcheck"]
ENTRYPOINT ["node", "tools/deployment/src/image/main.ts"]
