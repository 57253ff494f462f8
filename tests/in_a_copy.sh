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

if ! "${as_root[@]}" unshare --mount true 2>/dev/null; then
    echo "in_a_copy: no namespace is allowed" >&2
    exit 125
fi
"${as_root[@]}" env PATH="$PATH:/usr/sbin:/sbin" unshare --mount bash -s -- "$place" "$PWD" "$@" <<'INSIDE'
place=$1 here=$2
shift 2
refuse() { echo "in_a_copy: $1" >&2; exit 125; }
mount -t tmpfs -o mode=755 tmpfs "$place" 2>/dev/null || refuse "no mounts are allowed"
count=0
# overlay FOLDER TO: what is written below TO stays there, and goes with it.
overlay() {
    count=$((count + 1))
    mkdir -p "$place/$count/upper" "$place/$count/work" "$2" &&
        mount -t overlay overlay -o "lowerdir=$1,upperdir=$place/$count/upper,workdir=$place/$count/work" "$2" 2>/dev/null
}
overlay / "$place/root" || refuse "no overlay can be mounted"
# Other file systems are not in the overlay of /, and get one each; but what the kernel makes up is as it is outside.
while read -r _ target _; do
    target=$(printf %b "$target")
    case $target in
    / | "$place"* | /proc/* | /sys/* | /dev/*) continue ;;
    /proc | /sys | /dev) mount --rbind "$target" "$place/root$target" || refuse "$target cannot be mounted" ;;
    *)
        [ -d "$target" ] && [ -d "$place/root$target" ] || continue
        overlay "$target" "$place/root$target" || refuse "no overlay can be mounted on $target"
        ;;
    esac
done </proc/self/mounts
exec chroot "$place/root" bash -c 'cd "$1" && shift && exec "$@"' - "$here" "$@" </dev/null
INSIDE
