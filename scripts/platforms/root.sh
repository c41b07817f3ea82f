# shellcheck shell=bash
# Clean systems of Debian in folders, made by debootstrap, and commands that run inside them; to be sourced. Needs root.
#
#   root_problem              prints why this is not possible here; nothing if it is
#   root_suite                prints the suite of the running system, e.g. bookworm
#   root_make SUITE DIR       makes a minimal system in DIR, which must not exist; apt reaches packages as it does here
#   root_run DIR COMMAND…     runs a command as root inside it; exit code and standard streams are the command's
#   root_apt DIR ARGUMENT…    apt-get inside it, without questions
#
# Commands get /proc, /dev, /dev/shm and /sys in namespaces of their own, and an environment of their own. When a command
# ends, or this shell does, even by SIGKILL, nothing stays mounted and no process is left.
# With $root_cache set, root_make keeps the system of each suite in that folder, and unpacks it the next time.

root_problem() {
    local program
    if ((EUID != 0)); then
        echo "needs root (for debootstrap and chroot). Try sudo"
        return
    fi
    for program in debootstrap unshare setpriv; do
        command -v "$program" >/dev/null || echo "no $program here. Run scripts/setup package"
    done
    unshare --mount --pid --fork true 2>/dev/null || echo "namespaces of mounts and processes cannot be made here"
}

root_suite() (
    # shellcheck source=/dev/null
    source /etc/os-release
    echo "${VERSION_CODENAME:-unknown}"
)

# Runs COMMAND in its own namespaces. Its first process ends on signals, and all others end with it.
root_confine() {
    # shellcheck disable=SC2016 # expanded in the namespace
    setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child=KILL --mount-proc bash -c '
        trap "exit 143" TERM HUP
        trap "exit 130" INT
        "$@" <&0 &
        wait $!' root_confine "$@"
}

# The same mirrors as here, for another suite; nothing if this machine has none of them, and debootstrap's default is taken.
root_sources() {
    # shellcheck disable=SC2016 # apt's own variables
    apt-get indextargets --format 'deb $(REPO_URI) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' |
        grep -E '^deb [^ ]+ [a-z]+(-updates|-security)? main$' | sed -E "s/^(deb [^ ]+) [a-z]+/\1 $1/" | sort -u || true
}

# What apt needs to reach the mirrors from here: sources, proxies, names. No service starts in there.
root_configure() {
    local suite=$1 dir=$2 sources
    sources=$(root_sources "$suite")
    [[ -z $sources ]] || echo "$sources" >"$dir/etc/apt/sources.list"
    {
        apt-config dump Acquire | grep -v '^Acquire::IndexTargets'
        echo 'Acquire::Languages "none";'
        [[ -z ${http_proxy-} ]] || echo "Acquire::http::Proxy \"$http_proxy\";"
        [[ -z ${https_proxy-} ]] || echo "Acquire::https::Proxy \"$https_proxy\";"
    } >"$dir/etc/apt/apt.conf.d/99machine"
    cp --dereference --remove-destination /etc/resolv.conf /etc/hosts "$dir/etc/"
    printf '#!/bin/sh\nexit 101\n' >"$dir/usr/sbin/policy-rc.d"
    chmod 755 "$dir/usr/sbin/policy-rc.d"
}

root_make() {
    local suite=$1 dir=$2 archive=${root_cache:+$root_cache/root-$1.tar} mirror
    mkdir "$dir"
    if [[ $archive && -s $archive ]]; then
        tar --numeric-owner --extract --directory "$dir" --file "$archive"
    else
        mirror=$(root_sources "$suite" | awk -v suite="$suite" '$3 == suite { print $2; exit }')
        root_confine debootstrap --variant=minbase "$suite" "$dir" ${mirror:+"$mirror"}
        rm -rf "$dir"/var/lib/apt/lists/* "$dir"/var/cache/apt/*.bin "$dir"/var/cache/apt/archives/*.deb
        if [[ $archive ]]; then
            mkdir -p "$root_cache"
            tar --numeric-owner --create --directory "$dir" --file "$archive.$$" .
            mv "$archive.$$" "$archive"
        fi
    fi
    root_configure "$suite" "$dir"
}

# Runs in the namespace: mounts what a system needs below $1, then runs the rest inside it.
root_enter() {
    set -e
    local dir=$1 device
    shift
    mount -t proc proc "$dir/proc"
    mount --rbind /sys "$dir/sys"
    mount -t tmpfs -o mode=755 tmpfs "$dir/dev"
    for device in null zero full random urandom tty; do
        touch "$dir/dev/$device"
        mount --bind "/dev/$device" "$dir/dev/$device"
    done
    mkdir "$dir/dev/pts" "$dir/dev/shm"
    mount -t devpts -o newinstance,ptmxmode=666,mode=620 devpts "$dir/dev/pts"
    mount -t tmpfs -o mode=1777 tmpfs "$dir/dev/shm"
    ln -s pts/ptmx "$dir/dev/ptmx"
    ln -s /proc/self/fd "$dir/dev/fd"
    ln -s /proc/self/fd/0 "$dir/dev/stdin"
    ln -s /proc/self/fd/1 "$dir/dev/stdout"
    ln -s /proc/self/fd/2 "$dir/dev/stderr"
    exec chroot "$dir" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        HOME=/root USER=root LANG=C.UTF-8 TERM=dumb DEBIAN_FRONTEND=noninteractive \
        sh -c 'cd /root && exec "$@"' sh "$@"
}

root_run() {
    root_confine bash -c "$(declare -f root_enter); root_enter \"\$@\"" root_enter "$@"
}

root_apt() {
    local dir=$1
    shift
    root_run "$dir" apt-get -qq -o Dpkg::Use-Pty=0 -o APT::Sandbox::User=root -y "$@"
}
