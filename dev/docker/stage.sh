#!/bin/sh
# stage.sh DIR: puts into DIR what the image's build has in /app after its first stage, packages included.
set -eu
mkdir -p "$1"
target=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.."
cp -R package.json package-lock.json .npmrc tsconfig.json LICENSE NOTICE dev infra handler fixtures "$target/"
rm -rf "$target/dev/docs" "$target/infra/cdk.out"
# With its own .dockerignore the folder would go into the build without its packages.
rm -f "$target/dev/docker/Dockerfile.dockerignore"
# Those that are installed are those of the lockfile: `npm ci` put them there. Hard links take no room.
node dev/docker/production-packages.mjs | while read -r package; do
  mkdir -p "$target/$(dirname "$package")"
  cp -al "$package" "$target/$package" 2>/dev/null || cp -R "$package" "$target/$package"
done
cd "$target"
sh dev/docker/install.sh
