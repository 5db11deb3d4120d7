#!/usr/bin/env bash
# Builds ActorLab and runs all of its tests. The last line is "N passed, M failed".
#   --install   install Debian packages that some tests need and that are missing (needs root)
#   --long      run what takes long too (trait Length): all schedules of faults, of which a few stand for the others, the containers,
#               and all that there is over a cluster
set -uo pipefail

cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" || exit 1

# Tier, Debian package, and the command that must be there. A tier of tests has the trait Tier.
tiers=("terminal bsdutils script" "mount mount mount" "user util-linux setpriv" "broker rabbitmq-server /usr/lib/rabbitmq/bin/rabbitmq-server"
    "containers docker.io dockerd" "containers docker-compose docker-compose" "netns iproute2 ip")

install_missing() {
    local tier package command missing=()
    for entry in "${tiers[@]}"; do
        read -r tier package command <<<"$entry"
        command -v "$command" >/dev/null || missing+=("$package")
    done
    ((${#missing[@]} > 0)) || return 0
    if ((EUID != 0)); then
        printf 'not installed: %s (needs root)\n' "${missing[*]}"
        return 0
    fi
    install_quietly "${missing[@]}" || printf 'not installed: %s (apt-get failed)\n' "${missing[*]}"
}

# A package may start what it brings as a service of this machine, unless a policy forbids it: the tests start their own.
install_quietly() {
    local policy=/usr/sbin/policy-rc.d own="" log result
    if [[ ! -e "$policy" ]]; then
        printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy" && own=yes
    fi
    # A new machine may not know what there is to install: what the first attempt says counts for nothing.
    log="$(apt_install "$@" 2>&1)" || log="$({ apt-get update -q && apt_install "$@"; } 2>&1)"
    result=$?
    [[ -z "$own" ]] || rm -f "$policy"
    ((result == 0)) || printf '%s\n' "$log"
    return "$result"
}

apt_install() {
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}

# Why a tier cannot run here; nothing when it can.
obstacle() {
    case "$1" in
        terminal) command -v script >/dev/null || printf 'needs script, from the package bsdutils' ;;
        user) can_become_another || printf 'needs root and setpriv, from the package util-linux' ;;
        broker) command -v /usr/lib/rabbitmq/bin/rabbitmq-server >/dev/null || printf 'needs rabbitmq-server, from the package of that name' ;;
        mount) can_mount || printf 'needs root that may mount' ;;
        containers) tests/containers/daemon.sh --probe 2>/dev/null || printf 'it cannot be found out whether a Docker daemon can run here' ;;
        netns) can_make_networks || printf 'needs root that may make network namespaces, ip from the package iproute2, and rabbitmq-server from the package of that name' ;;
    esac
}

# Root may read everything: what permissions forbid shows only to somebody else.
can_become_another() {
    ((EUID == 0)) && command -v setpriv >/dev/null && setpriv --reuid=65534 --regid=65534 --clear-groups test -r . -a -x .
}

can_mount() {
    ((EUID == 0)) && command -v mount >/dev/null || return 1
    local probe
    probe="$(mktemp -d)" || return 1
    mount -t tmpfs -o size=64k tmpfs "$probe" 2>/dev/null && umount "$probe"
    local result=$?
    rmdir "$probe"
    return "$result"
}

can_make_networks() {
    ((EUID == 0)) && command -v ip >/dev/null && command -v /usr/lib/rabbitmq/bin/rabbitmq-server >/dev/null || return 1
    local probe="actorlab-probe-$$"
    ip netns add "$probe" 2>/dev/null && ip -n "$probe" link add probe type bridge 2>/dev/null
    local result=$?
    ip netns delete "$probe" 2>/dev/null
    return "$result"
}

install="" filter="Length!=long"
for option in "$@"; do
    case "$option" in
        --install) install=yes ;;
        --long) filter="" ;;
        *)
            printf 'usage: ./test.sh [--install] [--long]\n' >&2
            exit 2
            ;;
    esac
done
[[ -z "$install" ]] || install_missing

if ! command -v dotnet >/dev/null; then
    printf 'dotnet was not found; install the .NET SDK 10\n' >&2
    exit 1
fi

previous=""
for entry in "${tiers[@]}"; do
    tier="${entry%% *}"
    # A tier that needs several packages has an entry for each.
    [[ "$tier" != "$previous" ]] || continue
    previous="$tier"
    reason="$(obstacle "$tier")"
    if [[ -n "$reason" ]]; then
        printf 'not run: %s (%s)\n' "$tier" "$reason"
        filter+="${filter:+&}Tier!=$tier"
    fi
done

if ! log="$(dotnet build ActorLab.sln -c Release -v q -nologo 2>&1)"; then
    printf '%s\n' "$log"
    printf 'the build failed\n0 passed, 0 failed\n'
    exit 1
fi

results="$(mktemp -d)"
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$results"' EXIT
passed=0
failed=0
broken=0

# Runs the tests of one project; one that hangs is named, and ends them. What comes of it is left in files of its name: trx, log, status and seconds.
run_project() {
    local name="$1" started="$SECONDS"
    # A shell lets what it runs in the background ignore Ctrl-C.
    env --default-signal=INT,QUIT dotnet test "tests/$name" -c Release --no-build --nologo --logger "console;verbosity=minimal" \
        --blame-hang-timeout 20m --blame-hang-dump-type none \
        --results-directory "$results" --logger "trx;LogFileName=$name.trx" ${filter:+--filter "$filter"} \
        >"$results/$name.log" 2>&1
    printf '%d\n' "$?" >"$results/$name.status"
    printf '%d\n' "$((SECONDS - started))" >"$results/$name.seconds"
}

# One attribute of the counters that a test run leaves in its results file.
counter() {
    sed -n "s/.*<Counters [^>]*\b$2=\"\([0-9]*\)\".*/\1/p" "$1"
}

# Counts and tells what came of a project.
report_project() {
    local name="$1" status project_passed project_failed
    status="$(<"$results/$name.status")"
    if [[ ! -f "$results/$name.trx" ]]; then
        if ((status != 0)); then
            printf '%s did not run:\n%s\n' "$name" "$(<"$results/$name.log")"
            broken=$((broken + 1))
        fi
        return
    fi
    project_passed="$(counter "$results/$name.trx" passed)"
    project_failed="$(counter "$results/$name.trx" failed)"
    passed=$((passed + project_passed))
    failed=$((failed + project_failed))
    if ((status != 0)); then
        printf '%s\n' "$(<"$results/$name.log")"
        # A run that crashed may have counted no failure: it is one all the same.
        ((project_failed > 0)) || broken=$((broken + 1))
    fi
    printf '%s: passed %d, failed %d, %d s\n' "$name" "$project_passed" "$project_failed" "$(<"$results/$name.seconds")"
}

# Waits for one of the projects that run, and tells what came of it.
await_project() {
    local process
    wait -n -p process
    report_project "${running[$process]}"
    unset "running[$process]"
}

# Three projects at a time: the tests with processes, and those with brokers and networks, mostly wait.
declare -A running=()
for project in tests/*.Tests; do
    name="$(basename "$project")"
    # Without this, what an earlier build left would be tested.
    if ! grep -qF "$name.csproj" ActorLab.sln; then
        printf '%s did not run: it is not in ActorLab.sln\n' "$name"
        broken=$((broken + 1))
        continue
    fi
    ((${#running[@]} < 3)) || await_project
    run_project "$name" &
    running[$!]="$name"
done
while ((${#running[@]} > 0)); do await_project; done

failed=$((failed + broken))
printf '%d passed, %d failed\n' "$passed" "$failed"
((failed == 0 && passed > 0))
