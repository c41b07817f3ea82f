# shellcheck shell=bash
# podman and buildah with separate storage, a base image made by debootstrap, and the project's images; to be sourced.
# Needs $storage (a folder on a disk), $scratch (a folder that is removed after the test) and $debian (12 or 13); sets the
# variables of podman.
# shellcheck disable=SC2154 # these three come from scripts/test-container

engine_base=docker.io/library/debian:$debian

# Prints why containers are not possible here; nothing if they are.
engine_problem() {
    local program
    if ((EUID != 0)); then
        echo "needs root (for debootstrap, and for networks between containers). Try sudo"
        return
    fi
    for program in podman buildah runc debootstrap; do
        command -v "$program" >/dev/null || echo "no $program here. Run scripts/setup container"
    done
}

# All state is below $storage and $scratch: images and containers of the machine are not touched.
engine_configure() {
    # Leftovers of a killed run would be taken for running containers.
    rm -rf "$storage/run"
    mkdir -p "$storage/tmp" "$storage/run" "$scratch/networks"
    cat >"$scratch/storage.conf" <<END
[storage]
driver = "overlay"
graphroot = "$storage/images"
runroot = "$storage/run/storage"
END
    # Limits below the inherited ones, which a container may not raise; runc, because crun refuses hybrid cgroups.
    cat >"$scratch/containers.conf" <<END
[containers]
default_ulimits = ["nofile=16384:16384", "nproc=8192:8192"]
log_driver = "k8s-file"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "none"
runtime = "runc"
tmp_dir = "$storage/run/engine"
[network]
network_backend = "netavark"
network_config_dir = "$scratch/networks"
END
    export CONTAINERS_STORAGE_CONF=$scratch/storage.conf CONTAINERS_CONF=$scratch/containers.conf
    # buildah keeps the cache mounts of a Dockerfile below TMPDIR.
    export TMPDIR=$storage/tmp
}

# The mirror of this machine and what apt needs to reach it; debootstrap's default if the machine uses none of Debian.
engine_base_image() {
    local mirror root=$scratch/rootfs archive=$storage/debian$debian.tar suite=bookworm
    podman image exists "$engine_base" && return
    if [[ ! -s $archive ]]; then
        # shellcheck disable=SC2016 # apt's own variable
        mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' | sed -n 1p)
        ((debian == 12)) || suite=trixie
        debootstrap --variant=minbase "$suite" "$root" ${mirror:+"$mirror"}
        rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*.bin "$root"/var/cache/apt/archives/*.deb
        tar -C "$root" -cf "$archive.new" .
        mv "$archive.new" "$archive"
        rm -rf "$root"
    fi
    podman import -q "$archive" "$engine_base"
}

# engine_build TARGET TAG: builds the image from docker/Dockerfile. Only apt's access to the mirror is mounted from here.
engine_build() {
    {
        apt-config dump Acquire | grep -v '^Acquire::IndexTargets'
        echo 'Acquire::Languages "none";'
    } >"$scratch/apt.conf"
    buildah bud --layers --isolation chroot --pull-never --build-arg BASE="$engine_base" --volume "$scratch/apt.conf:/etc/apt/apt.conf.d/99machine:ro" \
        --build-arg REVISION="$(git describe --always --dirty --abbrev=12 2>/dev/null || echo unknown)" \
        --target "$1" --tag "localhost/$2" --file docker/Dockerfile .
}

# Removes every container, network and volume of this storage, and the images unless they are to be kept.
engine_clean() {
    podman rm --all --force --time 2 || true
    podman network prune --force || true
    podman volume prune --force || true
    buildah rm --all || true
    # Each rebuild leaves unnamed layers behind, which would accumulate.
    podman image prune --force --filter until=72h || true
    umount "$storage/images/overlay" 2>/dev/null || true
    rm -rf "$storage/run"
}
