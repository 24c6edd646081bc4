#!/bin/sh
# compose-offline.sh [ARGUMENT…]: docker compose with the image that is built here; without arguments `up --wait`.
# npm run compose:offline -- down -v   ends it
set -eu
cd "$(dirname "$0")/../.."
PWD=$(pwd)
export PWD
DOPPELFACE_USER=${DOPPELFACE_USER:-$(id -u):$(id -g)}
export DOPPELFACE_USER
[ $# -gt 0 ] || set -- up --wait
case " $* " in *" up "*) sh dev/docker/build-offline.sh "${DOPPELFACE_IMAGE:-doppelface:offline}" ;; esac
exec docker compose -f docker-compose.yml -f test/integration/compose.offline.yml "$@"
