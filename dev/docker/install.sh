#!/bin/sh
# Installs the production packages of the folder it runs in, unless they are there, and takes out what no container uses.
set -eu
[ -d node_modules ] || npm ci --omit=dev --prefer-offline --no-audit --no-fund
cd node_modules
# The image has a Node of its own, and runs on one platform.
rm -rf node-linux-* .bin/node onnxruntime-node/bin/napi-v*/darwin onnxruntime-node/bin/napi-v*/win32
for arch in onnxruntime-node/bin/napi-v*/linux/*; do
  case "$(uname -m)/${arch##*/}" in x86_64/x64 | aarch64/arm64) ;; *) rm -rf "$arch" ;; esac
done
# The cdk CLI is for deploys to AWS, photographs are for tests, and TypeScript's compiler reads the declarations.
rm -rf aws-cdk @vladmandic/face-api/demo @typescript typescript .cache
find . -type f '(' -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.map' ')' -exec rm -f '{}' +
