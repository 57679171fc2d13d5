#!/usr/bin/env bash
# Makes a video of each prompt, with metrics for Prometheus and a dashboard for Grafana. With an emulator in place of the gateway:
# nothing is paid for.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: run.sh [--prompts <file>] [--output <folder>] [--port <number>] [--stay]
  --prompts <file>   a prompt on each line (default: prompts.txt beside this script)
  --output <folder>  where the videos, the last scrape and the logs are kept, anew in each run (default:
                     target/observability of the clone)
  --port <number>    the port of the scrape (default: 9464)
  --stay             goes on until Ctrl-C, with the prompts again and again, for a dashboard
The scrape is at http://127.0.0.1:9464/observe/metrics. prometheus.yml scrapes it, and dashboard.json is the dashboard: import it
into Grafana, and choose the Prometheus. The exit status is 0 if all videos are delivered and the scrape has their metrics.
TEXT
}

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")") # also where this script is called through a link
root=$(cd "$here/../.." && pwd -P)
. "$root/examples/lib.sh"

prompts=$here/prompts.txt
output=$root/target/observability
port=9464
stay=
while (($#)); do
    case $1 in
        --prompts | --output | --port)
            (($# > 1)) || fail "$1 needs a value"
            case $1 in
                --prompts) prompts=$2 ;;
                --output) output=$2 ;;
                --port) port=$2 ;;
            esac
            shift
            ;;
        --stay) stay=--stay ;;
        --help) usage && exit 0 ;;
        *) printf 'Unknown argument: %s\n' "$1" >&2 && usage >&2 && exit 2 ;;
    esac
    shift
done

[[ -s $prompts ]] || fail "There is no prompt in a file $prompts"
[[ $port =~ ^[0-9]+$ ]] && ((port > 0 && port < 65536)) || fail "The port must be a number from 1 to 65535"
! (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null || fail "The port $port is in use: choose another one with --port"
need_java_and_maven
mkdir -p "$output" || fail "The folder $output cannot be made"
prompts=$(cd "$(dirname "$prompts")" && pwd -P)/$(basename "$prompts")
output=$(cd "$output" && pwd -P)

begin_run
build_example
run=$output/run
rm -rf "$run" # of the run before, whose emulator is gone
mkdir "$run"
start_emulator 20

cat <<TEXT
The emulator at $JIMMYAI_BASE_URL stands in for the gateway: nothing is paid for. Its page shows the tasks.
  prompts    $prompts
  videos     $run/videos
  log        $output/camel.log
TEXT
run_java -cp "$class_path" \
    -Dorg.slf4j.simpleLogger.logFile="$output/camel.log" \
    -Dorg.slf4j.simpleLogger.showDateTime=true \
    -Dorg.slf4j.simpleLogger.dateTimeFormat="yyyy-MM-dd'T'HH:mm:ss.SSSXXX" \
    io.geminiomni.examples.observability.Observability "$prompts" "$run" "$port" $stay
