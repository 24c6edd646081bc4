#!/bin/sh
# build-offline.sh TAG: builds the image without an image registry, from the Node and the packages that are here.
set -eu
cd "$(dirname "$0")/../.."
# Beside the packages, so that hard links reach them.
mkdir -p node_modules/.cache
stage=$(mktemp -d node_modules/.cache/image.XXXXXX)
trap 'rm -rf "$stage"' EXIT
sh dev/docker/base.sh doppelface-base:offline
sh dev/docker/stage.sh "$stage"
# The classic builder: BuildKit would be a further download.
DOCKER_BUILDKIT=0 docker build --quiet --build-arg BASE=doppelface-base:offline --tag "$1" \
  --file "$stage/dev/docker/Dockerfile" "$stage"
# The first stage, and the image that had the tag before: half a gigabyte a build.
docker image prune --force --filter label=doppelface.build >/dev/null
