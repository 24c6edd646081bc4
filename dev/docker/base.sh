#!/bin/sh
# base.sh TAG: makes a base image of the Node at hand and of what it needs of this machine, without any registry.
# For Linux with glibc and busybox (Debian: busybox-static).
set -eu
tag=$1
cd "$(dirname "$0")/../.."
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
node=node_modules/node-linux-$(node -p process.arch)/bin/node
[ -x "$node" ] || node=$(command -v node)
node=$(readlink -f "$node")
busybox=$(command -v busybox) || {
  echo "base.sh: busybox is missing, which becomes the image's shell. Install it: apt-get install busybox-static" >&2
  exit 1
}
mkdir -p "$root/usr/local/bin" "$root/bin" "$root/etc" "$root/tmp"
chmod 1777 "$root/tmp"
cp "$node" "$root/usr/local/bin/node"
# librt and libpthread: onnxruntime asks for them; libresolv: libvips; libnss: names of other containers.
libraries=$(dirname "$(ldd "$node" | grep -oE '/[^ ]+/libc\.so\.6')")
for library in librt.so.1 libpthread.so.0 libdl.so.2 libresolv.so.2 libnss_dns.so.2 libnss_files.so.2; do
  printf '%s\n' "$libraries/$library"
done >"$root/libraries"
ldd "$node" "$busybox" 2>/dev/null | grep -oE '[[:space:]]/[^ ]+' >>"$root/libraries" || true
sort -u "$root/libraries" | while read -r library; do
  mkdir -p "$root$(dirname "$library")"
  cp -L "$library" "$root$library"
done
rm "$root/libraries"
cp -L "$busybox" "$root/bin/busybox"
for applet in sh ls cat cp rm mkdir chown chmod uname sleep wget grep id env touch find test; do
  ln -s busybox "$root/bin/$applet"
done
printf 'root:x:0:0::/root:/bin/sh\nnode:x:1000:1000::/app:/bin/sh\n' >"$root/etc/passwd"
printf 'root:x:0:\nnode:x:1000:\n' >"$root/etc/group"
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
tar -C "$root" --numeric-owner --owner=0 --group=0 -c . | docker import -c 'ENV PATH=/usr/local/bin:/bin' - "$tag" >/dev/null
