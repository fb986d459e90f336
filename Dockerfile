# Dial-in Desk for production: compiled, without what only development needs, as a user without rights, on a root file
# system that may be read-only. `docker build --tag dial-in-desk .` makes it.

FROM node:22-bookworm-slim AS build
WORKDIR /desk
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:22-bookworm-slim
ENV NODE_ENV=production
WORKDIR /desk
COPY --from=build /desk/package.json /desk/LICENSE ./
COPY --from=build /desk/node_modules ./node_modules
COPY --from=build /desk/build ./build
RUN ln -s /desk/build/cli/dialin-desk.cjs /usr/local/bin/dialin-desk && chmod +x /desk/build/cli/dialin-desk.cjs
# By its number, so that Kubernetes can see that it is not root.
USER 1000:1000
EXPOSE 3978
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3978) + '/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "build/bot/index.js"]
