#!/bin/sh
# image.sh TAG RUNTIME: makes an image of the LocalStack that install.sh has installed, for docker-compose.yml, with
# functions in containers of the image RUNTIME, where LocalStack's own image is out of reach. For Linux, with busybox.
set -eu
tag=$1
runtime=$2
cd "$(dirname "$0")/../../.."
installed=$(pwd)/node_modules/.cache/localstack
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
python=$("$installed/venv/bin/python" -c 'import sys; print(sys.base_prefix)')
java=$(readlink -f "$installed/lib/java/21")
mkdir -p "$root/bin" "$root/etc" "$root/tmp" "$root/root" "$root/var/run" "$root/usr/lib/localstack" "$root/usr/local/bin"
chmod 1777 "$root/tmp"
tar -C / -c "${python#/}" "${installed#/}/venv" usr/share/zoneinfo | tar -C "$root" -x
# Debian keeps what configures Java in /etc, behind links.
tar -C / --dereference -c "${java#/}" | tar -C "$root" -x
rm -rf "$root$python/lib/"python3*/test "$root$java/jmods" "$root$java/lib/src.zip"
# Where LocalStack looks for what comes with its image.
cp -a "$installed/lib/." "$root/usr/lib/localstack/"
init="$root/usr/lib/localstack/lambda-runtime/stand-in/$(uname -m | sed 's/aarch64/arm64/')/var/rapid/init"
mkdir -p "$(dirname "$init")"
cp test/integration/localstack/runtime-init.mjs "$init"
cp test/integration/localstack/docker-without-pull.sh "$root/usr/local/bin/docker-without-pull"
chmod 755 "$init" "$root/usr/local/bin/docker-without-pull"
cp -L "$(command -v docker)" "$(command -v curl)" "$root/usr/local/bin/"
cp -L "$(command -v busybox)" "$root/bin/busybox"
for applet in sh env ls cat cp rm mkdir chmod sleep id uname ps kill zip unzip tar; do ln -s busybox "$root/bin/$applet"; done
# Every library that a program or a module of these asks for.
{
  find "$root" -type f \( -name '*.so' -o -name '*.so.*' \) -print
  printf '%s\n' "$root$python/bin/python3" "$root$java/bin/java" "$root/usr/local/bin/curl" "$root/usr/local/bin/docker"
} | xargs ldd 2>/dev/null | grep -oE '[[:space:]]/[^ :]+' | sort -u | while read -r library; do
  if [ -e "$root$library" ] || [ ! -e "$library" ]; then continue; fi
  mkdir -p "$root$(dirname "$library")"
  cp -L "$library" "$root$library"
done
libraries=$(dirname "$(ldd "$(command -v curl)" | grep -oE '/[^ ]+/libc\.so\.6')")
cp -L "$libraries"/libnss_dns.so.2 "$libraries"/libnss_files.so.2 "$root$libraries/"
printf 'root:x:0:0::/root:/bin/sh\n' >"$root/etc/passwd"
printf 'root:x:0:\n' >"$root/etc/group"
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
tar -C "$root" --numeric-owner --owner=0 --group=0 -c . | docker import \
  -c "ENV PATH=$installed/venv/bin:/usr/local/bin:/bin" \
  -c 'ENV LEGACY_DOCKER_CLIENT=1 DOCKER_CMD=docker-without-pull LAMBDA_INIT_RELEASE_VERSION=stand-in' \
  -c "ENV LAMBDA_RUNTIME_IMAGE_MAPPING={\\\"nodejs24.x\\\":\\\"$runtime\\\"}" \
  -c 'ENV SKIP_SSL_CERT_DOWNLOAD=1 DISABLE_EVENTS=1' \
  -c 'EXPOSE 4566' -c 'CMD ["localstack-supervisor"]' - "$tag" >/dev/null
