#!/bin/sh
# compose-offline.sh [ARGUMENT…]: docker compose with the image that is built here; without arguments `up --wait`.
# npm run compose:offline -- down -v   ends it, whichever profile was up
set -eu
cd "$(dirname "$0")/../.."
PWD=$(pwd)
export PWD
DOPPELFACE_USER=${DOPPELFACE_USER:-$(id -u):$(id -g)}
export DOPPELFACE_USER
[ $# -gt 0 ] || set -- up --wait
case " $* " in *" up "*) sh dev/docker/build-offline.sh doppelface:offline ;; esac
profile=
if [ "$1" = down ]; then profile='--profile=*'; fi
exec docker compose ${profile:+"$profile"} -f docker-compose.yml -f test/integration/compose.offline.yml "$@"
