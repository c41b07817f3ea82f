# shellcheck shell=bash
# What a search command means, for scripts that start one; to be sourced.

# toml_string FILE SECTION KEY: a string of a job file, written under [SECTION] or as SECTION.KEY; nothing where there is none.
toml_string() {
    awk -v section="[$2]" -v key="$3" '
        BEGIN { dotted = section; gsub(/[][]/, "", dotted); dotted = dotted "[.]" key; pattern = dotted }
        /^[[:space:]]*\[/ { pattern = key; sub(/[[:space:]]*(#.*)?$/, ""); sub(/^[[:space:]]*/, ""); inside = $0 == section; next }
        (inside || pattern == dotted) && match($0, "^[[:space:]]*" pattern "[[:space:]]*=[[:space:]]*") {
            value = substr($0, RSTART + RLENGTH)
            quote = substr(value, 1, 1)
            if (quote != "\"" && quote != "\047") next
            value = substr(value, 2)
            print substr(value, 1, index(value, quote) - 1)
            exit
        }' "$1"
}

# run_directory_of JOB [OPTION…]: the run directory of "balmer search JOB OPTION…".
run_directory_of() {
    local job='' directory='' from_set=''
    while (($#)); do
        case $1 in
            --run) directory=${2-} && shift ;;
            --run=*) directory=${1#--run=} ;;
            --set) [[ ${2-} != run.directory=* ]] || from_set=${2#run.directory=}; shift ;;
            --set=run.directory=*) from_set=${1#--set=run.directory=} ;;
            --backend) shift ;;
            -*) ;;
            *) job=${job:-$1} ;;
        esac
        shift || break
    done
    directory=${directory:-${from_set//[\"\']/}}
    if [[ -z $directory && -f $job ]]; then
        directory=$(toml_string "$job" run directory)
    fi
    if [[ -z $directory && -n $job ]]; then
        directory=runs/$(basename "${job%.*}")
    fi
    echo "$directory"
}

# ended_by_request RUN [LOG_BYTES]: somebody asked the run to end, by a file STOP or a signal, as far as its log says beyond its
# first LOG_BYTES. The next start removes STOP, so it is of the last. The end of a slot in SLURM is nobody's wish.
ended_by_request() {
    [[ -e $1/STOP ]] || tail -c "+$((${2:-0} + 1))" "$1/log.txt" 2>/dev/null | grep 'ended early: stop requested' |
        grep -qv "SLURM's time limit"
}
