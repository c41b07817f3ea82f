# shellcheck shell=bash
# What a search command means, for scripts that start one; to be sourced.

# toml_string FILE SECTION KEY: a string of a job file, under [SECTION], as SECTION.KEY = "…" or SECTION = { KEY = "…" };
# nothing where there is none. This reads what people write, not all of TOML: it fails and names the line where it cannot
# be sure (escapes, strings of several lines, no string).
toml_string() {
    awk -v wanted="$2" -v key="$3" '
        function plain(text) { gsub(/[[:space:]"\047]/, "", text); return text }
        function unsure() { print FILENAME ":" FNR ": " $0; failed = 1; exit }
        function print_string(text,    quote, end, value) {
            quote = substr(text, 1, 1)
            text = substr(text, 2)
            end = index(text, quote)
            value = substr(text, 1, end - 1)
            if ((quote != "\"" && quote != "\047") || !end || (quote == "\"" && value ~ /\\/) ||
                substr(text, end + 1) !~ /^[[:space:]]*([#,}]|$)/) unsure()
            print value
            exit
        }
        /^[[:space:]]*(#|$)/ { next }
        /"""|\047\047\047/ { unsure() }
        /^[[:space:]]*\[[^],]*\][[:space:]]*(#.*)?$/ {
            if (/^[^#]*\\/) unsure()
            sub(/#.*/, "")
            section = plain($0)
            gsub(/[][]/, "", section)
            next
        }
        !index($0, "=") { next }
        {
            name = substr($0, 1, index($0, "=") - 1)
            if (name ~ /\\/) unsure()
            full_name = (section == "" ? "" : section ".") plain(name)
            value = substr($0, index($0, "=") + 1)
            sub(/^[[:space:]]*/, "", value)
        }
        full_name == wanted "." key { print_string(value) }
        full_name == wanted {
            if (match(value, "[{,][[:space:]]*[\"\047]?" key "[\"\047]?[[:space:]]*=[[:space:]]*")) {
                print_string(substr(value, RSTART + RLENGTH))
            }
            if (value !~ /}[[:space:]]*(#.*)?$/ || value ~ /\\/) unsure()
        }
        END { exit failed }' "$1"
}

# job_string SECTION KEY JOB [OPTION…]: that string as "balmer search JOB OPTION…" takes it: of the last --set, else of the
# job file. Fails and prints the place where it cannot be read for sure.
job_string() {
    local section=$1 key=$2 job='' is_set='' set_value='' option name value
    shift 2
    while (($#)); do
        option=''
        case $1 in
            --set) option=${2-} && shift ;;
            --set=*) option=${1#--set=} ;;
            --run | --backend) shift ;;
            -*) ;;
            *) job=${job:-$1} ;;
        esac
        shift || break
        name=${option%%=*} value=${option#*=}
        name=${name//[[:space:]\"\']/}
        # A whole table.
        [[ $name != "$section" || -z $option ]] || { echo "--set $option"; return 1; }
        [[ $name == "$section.$key" ]] || continue
        value=${value#"${value%%[![:space:]]*}"}
        value=${value%"${value##*[![:space:]]}"}
        if [[ $value == [\"\']* ]]; then
            value=$(echo "$section.$key = $value" | toml_string - "$section" "$key") || { echo "--set $option"; return 1; }
        fi
        is_set=yes set_value=$value
    done
    if [[ $is_set ]]; then
        echo "$set_value"
    elif [[ -f $job ]]; then
        toml_string "$job" "$section" "$key"
    fi
}

# run_directory_of JOB [OPTION…]: the run directory of "balmer search JOB OPTION…". Where it cannot be read for sure, it
# fails and prints the place that is to blame.
run_directory_of() {
    local job='' directory='' words=("$@")
    while (($#)); do
        case $1 in
            --run) directory=${2-} && shift ;;
            --run=*) directory=${1#--run=} ;;
            --set | --backend) shift ;;
            -*) ;;
            *) job=${job:-$1} ;;
        esac
        shift || break
    done
    [[ -n $directory ]] || directory=$(job_string run directory "${words[@]}") || { echo "$directory"; return 1; }
    if [[ -z $directory && -n $job ]]; then
        job=$(basename "$job")
        directory=runs/${job%.*}
    fi
    echo "$directory"
}

# ended_by_request RUN [LOG_BYTES]: somebody asked the run to end, by a file STOP or a signal, as far as its log says beyond its
# first LOG_BYTES. The next start removes STOP, so it is of the last. The end of a slot in SLURM is nobody's wish.
ended_by_request() {
    [[ -e $1/STOP ]] || tail -c "+$((${2:-0} + 1))" "$1/log.txt" 2>/dev/null | grep 'ended early: stop requested' |
        grep -qv "SLURM's time limit"
}
