# shellcheck shell=bash
# The steps of scripts/test-platforms, after root.sh; each in a shell of its own. $root is the clean system, in which the
# project is /balmer.
# shellcheck disable=SC2154,SC2016 # $root; scripts in quotes are expanded in the system

fail() {
    echo "$*" >&2
    exit 1
}

# in_root SCRIPT: a bash script inside the system, in the project's folder.
in_root() {
    root_run "$root" bash -c "set -euo pipefail; cd /balmer; $1"
}

make_system() {
    root_make "$1" "$root"
    root_apt "$root" update
    mkdir "$root/balmer"
    # The files under version control as they are in the working tree.
    git ls-files -z | xargs -0 tar --create --file - | tar --extract --directory "$root/balmer" --file -
}

check_setup() {
    in_root 'scripts/setup build'
    # A second call has nothing to do.
    in_root 'scripts/setup build' | grep -q 'all there' || fail "a second setup is not quiet"
    in_root 'for program in "g++ --version" "cmake --version" "mpirun --version"; do echo "version: $($program 2>&1 | sed -n 1p)"; done'
}

check_build() {
    in_root 'cmake --preset release -DBALMER_BUILD_TESTS=OFF'
    in_root 'time cmake --build --preset release --target balmer'
    in_root 'build/release/bin/balmer --version | sed -n "/HDF5\|Boost/s/^/version: /p"'
}

check_commands() {
    in_root '
        balmer=build/release/bin/balmer
        $balmer --version
        $balmer generate wbf --events 20000 --theta 0 --seed 1 --out /root/events.h5
        $balmer inspect /root/events.h5
        $balmer fit --expression "a*x_p1*x_p2*sin(dphi) + b" --data /root/events.h5 --target score --json >/root/fit.json
        grep -q "\"mse\"" /root/fit.json
        $balmer evaluate --expression "-0.88*x_p1*x_p2*sin(dphi)" --data /root/events.h5 --target score
        $balmer bench evaluator --help >/dev/null'
}

# (search BALMER RUN RANKS [OPTION…]) ends with the search; in the background, $! is mpirun itself.
search='search() {
    local balmer=$1 run=$2 ranks=$3
    shift 3
    source scripts/mpi_environment.sh
    exec mpirun -n "$ranks" "$balmer" search jobs/wbf_f0_quick.toml --set data.file=/root/events.h5 --set search.population_size=60 \
        --set search.cycles_per_iteration=20 --set search.iterations=8 --run "$run" "$@"
}'

check_search() {
    in_root "$search"'
        (search build/release/bin/balmer /root/run 3)
        grep -q "on 2 workers" /root/run/log.txt
        build/release/bin/balmer show /root/run
        (($(wc -l </root/run/hall_of_fame.csv) > 4))'
}

# A signal to mpirun ends the search with a checkpoint, and another number of ranks resumes it.
check_resume() {
    in_root "$search"'
        search build/release/bin/balmer /root/stopped 3 --set search.iterations=1000000 &
        for try in {1..300}; do
            [[ ! -s /root/stopped/hall_of_fame.csv ]] || break
            sleep 0.1
        done
        kill -USR1 $!
        code=0
        wait $! || code=$?
        ((code == 75)) || { echo "exit code $code after SIGUSR1, not 75"; exit 1; }
        test -s /root/stopped/checkpoint.h5
        code=0
        (search build/release/bin/balmer /root/stopped 2 --set search.iterations=1000000 --set run.max_hours=0.001) || code=$?
        ((code == 75)) || { echo "exit code $code after the time limit, not 75"; exit 1; }
        grep -q "\"event\":\"restart\"" /root/stopped/progress.jsonl'
}

# In a fresh copy of the project, so that all is built again; what it installs is there already.
check_quickstart() {
    in_root '
        mkdir /fresh
        git --version >/dev/null 2>&1 || true
        tar --create --exclude=./build --exclude=./data --exclude=./runs . | tar --extract --directory /fresh
        cd /fresh
        scripts/quickstart | tee /root/quickstart.log
        sed -n "s/^Built\|^== Searching.*after [0-9]* s\|^Took/time: &/p" /root/quickstart.log'
}

check_tests() {
    in_root 'scripts/test --preset dev'
}

# check_compiler g++-13: the program with this compiler, warnings as errors, and a search.
check_compiler() {
    local compiler=$1 package=${1/clang++/clang}
    root_apt "$root" install --no-install-recommends "$package" >/dev/null
    in_root "$search
        cmake --preset release -B build/$compiler -DCMAKE_CXX_COMPILER=$compiler -DBALMER_WERROR=ON -DBALMER_BUILD_TESTS=OFF
        cmake --build build/$compiler --target balmer
        build/$compiler/bin/balmer --version | sed -n '/^compiler/s/^/version: /p'
        (search build/$compiler/bin/balmer /root/run-$compiler 3)"
}

check_mpich() {
    in_root 'scripts/setup test'
    root_apt "$root" install --no-install-recommends mpich libmpich-dev >/dev/null
    in_root '
        cmake --preset release -B build/mpich -DBALMER_WERROR=ON -DBALMER_BUILD_TESTS=ON -DMPI_C_COMPILER=mpicc.mpich \
            -DMPIEXEC_EXECUTABLE=/usr/bin/mpiexec.mpich
        cmake --build build/mpich
        build/mpich/bin/balmer --version | sed -n "/MPI/s/^/version: /p"
        ctest --test-dir build/mpich --label-regex "^unit$" --parallel 2 --no-tests=error --output-on-failure
        ctest --test-dir build/mpich --tests-regex "^(mailbox|collectives|communicator)_mpi_test" --no-tests=error --output-on-failure'
}
