#!/usr/bin/env bash
# Makes stand-ins for the official images that the Dockerfile and the compose file name, since the tests pull nothing, and gives
# them to the Docker daemon at DOCKER_HOST under the official names: a root of Debian packages (from the mirrors that apt uses on
# this machine), with RabbitMQ or with this machine's .NET. The roots are made once and kept in the user's cache. Needs root.
set -euo pipefail
shopt -s inherit_errexit

here="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"
repository="$(cd "$here/../.." && pwd)"
cache="${XDG_CACHE_HOME:-$HOME/.cache}/actorlab/containers"

# What .NET needs, what the official images' scripts lean on, and usr-is-merged, without which perl would come along.
minimal=(base-files base-passwd bash coreutils dash findutils grep hostname libc-bin libgcc-s1 libssl3 libstdc++6 mawk sed tar
  usr-is-merged util-linux zlib1g)

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# FOLDER PACKAGE...: apt as if nothing were installed, so that it fetches into the folder all that the packages need.
apt_of_nothing() {
    local folder="$1"
    shift
    mkdir -p "$folder/partial"
    apt-get -q -y --no-install-recommends -o Dir::State::status=/dev/null -o Dir::Cache::archives="$folder" -o APT::Sandbox::User=root "$@"
}

# File name, size and digest of each package. What has been fetched would not be named.
plan() {
    apt_of_nothing "$work/nothing" --print-uris install "$@" | sed -n "s/^'[^']*' //p" | LC_ALL=C sort
}

# Prints the folder of a root with these packages: the one in the cache if it was made of the same.
root_of() {
    local name="$1" packages="$work/$1.plan" key folder
    shift
    plan "$@" >"$packages" || true
    # A new machine may not know what there is.
    [[ -s "$packages" ]] || { apt-get -q update >/dev/null && plan "$@" >"$packages"; }
    [[ -s "$packages" ]] || {
        printf 'apt knows no packages: apt-get update first\n' >&2
        return 1
    }
    key="$(cat "$packages" "$here/images.sh" | sha256sum | cut -c 1-16)"
    folder="$cache/$name-$key"
    if [[ ! -d "$folder" ]]; then
        mkdir -p "$cache"
        apt_of_nothing "$work/debs" --download-only install "$@" >"$work/$name.log" 2>&1 || {
            cat "$work/$name.log" >&2
            return 1
        }
        unpack "$work/$name" "$packages"
        "finish_$name" "$work/$name"
        # Into its place at once, so that nobody finds half of it. Another run may have been sooner.
        cp -a "$work/$name" "$folder.$$"
        mv -T "$folder.$$" "$folder" 2>/dev/null || rm -rf "$folder.$$"
        find "$cache" -mindepth 1 -maxdepth 1 -mtime +7 ! -path "$folder" -exec rm -rf {} +
    fi
    touch "$folder"
    printf '%s\n' "$folder"
}

unpack() {
    local root="$1" link file
    mkdir -p "$root"/{usr/{bin,sbin,lib,lib64},etc,proc,sys,dev,run,root,home,opt,var/tmp,tmp}
    for link in bin sbin lib lib64; do ln -s "usr/$link" "$root/$link"; done
    chmod 1777 "$root/tmp" "$root/var/tmp"
    while read -r file _; do
        dpkg-deb --fsys-tarfile "$work/debs/$file" | tar -x -C "$root" --keep-directory-symlink \
            --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' --exclude='./usr/share/locale/*'
    done <"$2"
    # What the packages' own scripts would have done, as far as it is needed here.
    cp "$root/usr/share/base-passwd/passwd.master" "$root/etc/passwd"
    cp "$root/usr/share/base-passwd/group.master" "$root/etc/group"
    ln -sf mawk "$root/usr/bin/awk"
    ldconfig -r "$root"
}

# The user that the official images have, and no source of packages: a build that would need the network fails.
finish_dotnet() {
    printf 'app:x:1654:1654::/home/app:/bin/sh\n' >>"$1/etc/passwd"
    printf 'app:x:1654:\n' >>"$1/etc/group"
    install -d -o 1654 -g 1654 "$1/home/app"
    ln -s ../share/dotnet/dotnet "$1/usr/bin/dotnet"
    mkdir -p "$1/root/.nuget/NuGet"
    printf '<configuration><packageSources><clear /></packageSources></configuration>\n' >"$1/root/.nuget/NuGet/NuGet.Config"
}

finish_broker() {
    printf 'rabbitmq:x:999:999::/var/lib/rabbitmq:/bin/sh\n' >>"$1/etc/passwd"
    printf 'rabbitmq:x:999:\n' >>"$1/etc/group"
    rm -r "$1/var/lib/rabbitmq"
    local folder
    for folder in /var/lib/rabbitmq /var/log/rabbitmq /etc/rabbitmq /etc/rabbitmq/conf.d; do
        install -d -o 999 -g 999 -m 1777 "$1$folder"
    done
}

# The packages that the projects name, as they lie in the folder into which this machine restored them.
restored_packages() {
    local folder="$1" assets=("$repository"/src/*/obj/project.assets.json) path
    [[ -f "${assets[0]}" ]] || {
        printf 'the projects have not been restored: dotnet restore first\n' >&2
        return 1
    }
    sed -n 's|^ *"path": "\([^"]*\)".*|\1|p' "${assets[@]}" | LC_ALL=C sort -u | while read -r path; do
        [[ ! -d "$folder/$path" ]] || printf 'packages/%s\n' "$path"
    done
}

# NAME CHANGES... <archive
import() {
    local name="$1" change options=()
    shift
    for change in "$@"; do options+=(--change "$change"); done
    docker import "${options[@]}" - "$name" >/dev/null
    printf 'stand-in for %s\n' "$name"
}

# The names come from the committed files, so that a change of a tag is followed.
sdk_image="$(sed -n 's/^FROM \([^ ]*\/sdk:[^ ]*\).*/\1/p' "$repository/Dockerfile")"
runtime_image="$(sed -n 's/^FROM \([^ ]*\/runtime:[^ ]*\).*/\1/p' "$repository/Dockerfile")"
broker_image="$(sed -n 's/^ *image: \(rabbitmq:.*\)/\1/p' "$repository/docker-compose.yml")"

dotnet="$(dirname "$(readlink -f "$(command -v dotnet)")")"
place="$(dirname "$dotnet")" folder="$(basename "$dotnet")"
packages="$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //; s|/$||')"
moves=(--transform "s|^${folder//./\\.}/|usr/share/dotnet/|S" --transform "s|^packages/|root/.nuget/packages/|S")
plain_dotnet=("ENV DOTNET_NOLOGO=1" "ENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1" "ENV APP_UID=1654" "ENV DOTNET_RUNNING_IN_CONTAINER=true")

dotnet_root="$(root_of dotnet "${minimal[@]}")"
broker_root="$(root_of broker "${minimal[@]}" rabbitmq-server)"
mapfile -t needed < <(restored_packages "$packages")

tar -c "${moves[@]}" -C "$dotnet_root" . -C "$place" "$folder/dotnet" "$folder/host" "$folder/shared/Microsoft.NETCore.App" |
    import "$runtime_image" "${plain_dotnet[@]}"
# Without what other languages need. (Czech lies where C# does.)
tar -c "${moves[@]}" --exclude="$folder/sdk/*/"{de,es,fr,it,ja,ko,pl,pt-BR,ru,tr,zh-Hans,zh-Hant} --exclude="$folder/sdk/*/FSharp" \
    -C "$dotnet_root" . -C "$place" "$folder" -C "$(dirname "$packages")" "${needed[@]/#packages/$(basename "$packages")}" |
    import "$sdk_image" "${plain_dotnet[@]}" "ENV DOTNET_CLI_TELEMETRY_OPTOUT=1"
tar -c -C "$broker_root" . | import "$broker_image" "ENV HOME=/var/lib/rabbitmq" "ENV RABBITMQ_LOGS=-" \
    "ENV PATH=/usr/lib/rabbitmq/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" "ENV LANG=C.UTF-8" \
    "VOLUME /var/lib/rabbitmq" "EXPOSE 5672" 'CMD ["rabbitmq-server"]'
