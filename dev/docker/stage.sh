#!/bin/sh
# stage.sh DIR: puts into DIR what the image is built from, with its packages in the folder `installed`.
set -eu
mkdir -p "$1/installed"
target=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.."
cp -R package.json package-lock.json .npmrc tsconfig.json LICENSE NOTICE dev infra handler fixtures "$target/"
rm -rf "$target/dev/docs" "$target/infra/cdk.out"
# Pictures of the user's own.
find "$target/fixtures/inbox" -mindepth 1 ! -name .gitkeep -exec rm -rf '{}' +
# With its own .dockerignore the folder would go into the build without its packages.
rm -f "$target/dev/docker/Dockerfile.dockerignore"
# Those that are installed are those of the lockfile: `npm ci` put them there. Hard links take no room.
node dev/docker/production-packages.mjs | while read -r package; do
  mkdir -p "$target/installed/$(dirname "$package")"
  cp -al "$package" "$target/installed/$package" 2>/dev/null || cp -R "$package" "$target/installed/$package"
done
cd "$target/installed"
sh ../dev/docker/install.sh
