#!/usr/bin/env bash
# Runs a command as root in a copy of the system, in which every change is forgotten when it ends:
#
#     tests/in_a_copy.sh COMMAND...
#
# The copy is an overlay in a mount namespace of its own, so it costs nothing. The status is that of the command, or 125 if
# there is no copy to be had: without root and sudo, or in a container that allows no mounts.
set -u
[ $# -gt 0 ] || { sed -n '4s/^# *//p' "$0" >&2; exit 2; }

as_root=()
if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || { echo "in_a_copy: not root, and no sudo without a password" >&2; exit 125; }
    as_root=(sudo)
fi
place=$(mktemp -d)
trap 'rmdir "$place"' EXIT

"${as_root[@]}" env PATH="$PATH:/usr/sbin:/sbin" unshare --mount bash -s -- "$place" "$PWD" "$@" <<'INSIDE'
place=$1 here=$2
shift 2
refuse() { echo "in_a_copy: $1" >&2; exit 125; }
mount -t tmpfs -o mode=755 tmpfs "$place" 2>/dev/null || refuse "no mounts are allowed"
mkdir "$place/upper" "$place/work" "$place/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$place/upper,workdir=$place/work" "$place/root" 2>/dev/null ||
    refuse "no overlay can be mounted"
# Other file systems are not in the overlay. They are as they are outside, unless packages would be installed there.
while read -r _ target _; do
    target=$(printf %b "$target")
    case $target in
    / | "$place"*) continue ;;
    /proc/* | /sys/* | /dev/*) continue ;;
    esac
    [ -d "$target" ] && [ -d "$place/root$target" ] || continue
    case $target in
    /usr* | /etc* | /var* | /lib* | /opt*) refuse "$target is a file system of its own" ;;
    esac
    mount --rbind "$target" "$place/root$target" || refuse "$target cannot be mounted"
done </proc/self/mounts
exec chroot "$place/root" bash -c 'cd "$1" && shift && exec "$@"' - "$here" "$@" </dev/null
INSIDE
