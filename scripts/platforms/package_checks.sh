# shellcheck shell=bash
# What a user does with the packages of scripts/package, on a clean system; sourced by scripts/test-package.
# $packages is the folder with them, $scratch one for the clean systems, $suite theirs.
# shellcheck disable=SC2154 # the three come from scripts/test-package

root=$scratch/root

# The name of the one package that ends so.
package_ending() {
    local found
    mapfile -t found < <(find "$packages" -maxdepth 1 -name "balmer*$1" -printf '%f\n')
    ((${#found[@]} == 1)) || { echo "$packages has ${#found[@]} files balmer*$1: ${found[*]}" >&2; return 1; }
    echo "${found[0]}"
}

# A clean system with a user.
make_root() {
    root_make "$suite" "$root"
    root_apt "$root" update
    root_run "$root" useradd --create-home --shell /bin/bash physicist
}

remove_root() { rm -rf "$root"; }

# as_user SCRIPT [ARGUMENT…]: in bash, in the home of the user.
as_user() {
    local script=$1
    shift
    root_run "$root" runuser -u physicist -- env HOME=/home/physicist bash -euo pipefail -c "cd; $script" bash "$@"
}

must_print() {
    local wanted=$1
    shift
    "$@" | tee /dev/stderr | grep -xF "$wanted" >/dev/null || { echo "must print: $wanted"; return 1; }
}

project_version() { sed -nE 's/^project\(balmer VERSION ([0-9.]+).*/\1/p' CMakeLists.txt; }

# with_balmer BIN SHARE: events, a search on two ranks and its results, by the sample job below SHARE.
with_balmer() {
    # shellcheck disable=SC2016 # expanded by the user's shell
    as_user '
        PATH=$1:$PATH share=$2
        rm -rf work && mkdir work && cd work
        grep "^# data: balmer generate" "$share/jobs/wbf_f0_quick.toml"
        events=$("$share/scripts/make-data" --events 2000 "$share/jobs/wbf_f0_quick.toml")
        balmer inspect "$events"
        source "$share/scripts/mpi_environment.sh"
        mpirun -n 2 balmer search "$share/jobs/wbf_f0_quick.toml" --run run --set "data.file=$events" \
            --set search.islands=4 --set search.population_size=50 --set search.iterations=3
        # Another MPI than that of mpirun would run both ranks as separate searches.
        grep "2 ranks on 1 host" run/log.txt
        balmer show run
        balmer show run --csv >front.csv
        entries=$(($(wc -l <front.csv) - 1))
        echo "$entries formulas"
        ((entries >= 3)) && test -s run/hall_of_fame.csv && test -s run/checkpoint.h5' "$1" "$2"
}

# completes FILE: bash loads it, and completes a command and a file.
completes() {
    # shellcheck disable=SC2016 # expanded by the user's shell
    as_user '
        source "$1"
        complete -p balmer
        complete_last() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _balmer; echo "${COMPREPLY[*]}"; }
        [[ $(complete_last balmer se) == search ]]
        [[ $(complete_last balmer search --fr) == --fresh ]]
        touch only.toml
        [[ $(complete_last balmer search onl) == only.toml ]]
        rm only.toml' "$1"
}

# Nothing of balmer is on the system, but for the results of the user.
nothing_left() {
    local left
    left=$(find "$root" -xdev \( -path "$root/home" -o -path "$root/proc" -o -path "$root/sys" \) -prune -o -iname '*balmer*' -print)
    [[ -z $left ]] || { echo "left behind:"; echo "$left"; return 1; }
}

# ---- the .deb

check_deb_installs() {
    local deb
    deb=$(package_ending .deb)
    nothing_left
    cp "$packages/$deb" "$root/root/"
    # Without what is only recommended: the dependencies must be enough.
    root_apt "$root" install --no-install-recommends "./$deb"
    rm "$root/root/$deb"
    # shellcheck disable=SC2016 # a field of dpkg
    [[ $(root_run "$root" dpkg-query --show --showformat '${db:Status-Abbrev}' balmer) == 'ii ' ]]
    must_print "balmer $(project_version)" as_user 'balmer --version'
    as_user '! ldd /usr/bin/balmer | grep "not found"'
    as_user 'cd /usr/share/doc/balmer && test -s copyright && test -s LICENSE && test -s docs/tutorial.md && test -s CITATION.cff'
}

check_deb_pages() {
    root_apt "$root" install --no-install-recommends man-db
    as_user 'man balmer | grep -F "human-readable formulas"'
    as_user 'man balmer-search | grep -e --fresh'
    as_user '! man --warnings balmer-generate-wbf 2>&1 >/dev/null | grep .'
    completes /usr/share/bash-completion/completions/balmer
}

check_deb_searches() { with_balmer /usr/bin /usr/share/balmer; }

check_deb_is_removed() {
    root_apt "$root" remove balmer
    ! as_user 'balmer --version'
    ! root_run "$root" dpkg-query --status balmer
    nothing_left
}

# ---- the tarball

check_tarball_needs_mpi_only() {
    root_apt "$root" install --no-install-recommends openmpi-bin
    nothing_left
}

# check_tarball_in FOLDER: unpacks, uses and deletes it there.
check_tarball_in() {
    local tarball name folder=$1
    tarball=$(package_ending .tar.gz)
    name=${tarball%.tar.gz}
    install -m 644 "$packages/$tarball" "$root/var/tmp/events.tar.gz"
    # shellcheck disable=SC2016 # expanded by the user's shell
    root_run "$root" bash -euc 'mkdir -p "$1" && tar -C "$1" -xzf /var/tmp/events.tar.gz && rm /var/tmp/events.tar.gz' bash "$folder"
    # shellcheck disable=SC2016
    must_print "balmer $(project_version)" as_user '"$1/bin/balmer" --version' "$folder/$name"
    # shellcheck disable=SC2016
    as_user '! ldd "$1/bin/balmer" | grep "not found"; ldd "$1/bin/balmer" | grep "libfmt.*$1/"' "$folder/$name"
    # shellcheck disable=SC2016
    as_user 'zgrep -q "TH BALMER-SEARCH" "$1/share/man/man1/balmer-search.1.gz"' "$folder/$name"
    completes "$folder/$name/share/bash-completion/completions/balmer"
    with_balmer "$folder/$name/bin" "$folder/$name/share/balmer"
    rm -rf "${root:?}$folder"
    nothing_left
}
