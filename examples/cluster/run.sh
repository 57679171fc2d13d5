#!/usr/bin/env bash
# Three nodes share a channel and a PostgreSQL; one of them is killed half way. Uses an emulator of the gateway: nothing is paid for.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: run.sh [--requests <n>] [--output <folder>]
  --requests <n>     the number of requests (default: 200)
  --output <folder>  where inbox, outbox, the database and the logs are made, anew in each run (default: target/cluster of
                     the clone)
The exit status is 0 if every request has one paid task, whose video was emitted at least once. Requests of unknown
outcome are counted, and are not sent again.
TEXT
}

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")") # also where this script is called through a link
root=$(cd "$here/../.." && pwd -P)
. "$root/examples/lib.sh"

requests=200
output=$root/target/cluster
read_arguments "requests output" "" "$@"

[[ $requests =~ ^[1-9][0-9]{0,4}$ ]] || fail "--requests must be a number from 1 to 99999, not $requests"
need_java_and_maven
make_output

begin_run
build
run=$output/run
rm -rf "$run" # of the run before, whose emulator is gone
mkdir "$run"
"${java}c" -proc:none -d "$run/classes" -cp "$class_path" "$here/Cluster.java" "$here/Node.java"
start_emulator 40

cat <<TEXT
The emulator at $JIMMYAI_BASE_URL is used instead of the gateway: nothing is paid for.
  requests   $run/inbox
  emitted    $run/outbox
  logs       $run/*.log
TEXT
run_java -cp "$class_path:$run/classes" -Dorg.slf4j.simpleLogger.logFile="$run/cluster.log" Cluster "$run" "$requests"
