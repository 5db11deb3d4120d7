#!/usr/bin/env bash
# Runs a Docker daemon that has nothing to do with the machine's own: it has its processes, mounts and network to itself, keeps what
# it has in a folder, listens on docker.sock there, and ends with all of its containers when standard input does. Needs root.
#   daemon.sh FOLDER          until standard input ends
#   daemon.sh --probe         says why none can run here, or nothing
set -euo pipefail

self="$(readlink -f "${BASH_SOURCE[0]}")"

# The first process of the new namespaces: with it the kernel ends all others, whatever they do.
inside() {
    local folder="$1" daemon status=0
    ip link set lo up
    dockerd --config-file "$folder/daemon.json" --data-root "$folder/data" --exec-root "$folder/exec" --pidfile "$folder/docker.pid" \
        --host "unix://$folder/docker.sock" --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent "$2" >"$folder/dockerd.log" 2>&1 </dev/null &
    daemon=$!
    while kill -0 "$daemon" 2>/dev/null; do
        read -r -t 1 _ || status=$?
        # More than 128: nothing came within the second.
        if ((status <= 128)); then
            thaw "$2"
            return 0
        fi
        status=0
    done
    tail -n 5 "$folder/dockerd.log" >&2
    return 1
}

# The processes of a paused container cannot even be killed.
thaw() {
    local state
    for state in /sys/fs/cgroup/freezer"$1"/*/freezer.state; do
        [[ ! -e "$state" ]] || printf 'THAWED\n' >"$state"
    done
}

remove_groups() {
    find /sys/fs/cgroup -depth -type d -path "*/$1*" -exec rmdir {} + 2>/dev/null || true
}

run() {
    local folder groups="actorlab-$$"
    folder="$(readlink -f "$1")"
    printf '{}\n' >"$folder/daemon.json"
    # shellcheck disable=SC2064
    trap "remove_groups '$groups'" EXIT
    unshare --net --mount --pid --fork --kill-child --mount-proc -- "$self" --inside "$folder" "/$groups"
}

probe() {
    local command
    ((EUID == 0)) || {
        printf 'needs root'
        return
    }
    for command in dockerd:docker.io docker:docker.io docker-compose:docker-compose iptables:iptables ip:iproute2; do
        command -v "${command%:*}" >/dev/null || {
            printf 'needs %s, from the package %s' "${command%:*}" "${command#*:}"
            return
        }
    done
    local folder
    folder="$(mktemp -d)"
    mkfifo "$folder/until"
    "$self" "$folder" <"$folder/until" >"$folder/log" 2>&1 &
    local daemon=$!
    exec 9>"$folder/until"
    while kill -0 "$daemon" 2>/dev/null && ! docker --host "unix://$folder/docker.sock" version >/dev/null 2>&1; do sleep 0.2; done
    if kill -0 "$daemon" 2>/dev/null; then
        docker --host "unix://$folder/docker.sock" network create probe >/dev/null 2>>"$folder/log" || printf 'needs a kernel with bridges and iptables'
    else
        printf 'no Docker daemon can run here: %s' "$(tail -n 1 "$folder/log" | cut -c 1-200)"
    fi
    exec 9>&-
    wait "$daemon" || true
    rm -rf "$folder"
}

case "${1:-}" in
    --inside) inside "$2" "$3" ;;
    --probe) probe ;;
    "" | -*)
        printf 'usage: daemon.sh FOLDER | --probe\n' >&2
        exit 2
        ;;
    *) run "$1" ;;
esac
