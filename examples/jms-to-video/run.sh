#!/usr/bin/env bash
# Makes a video of each prompt on a JMS queue. Another program, with its own key, receives the facts of the videos from a second
# queue, and fetches them. Uses an embedded broker and an emulator of the gateway: nothing is paid for.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: run.sh [--prompts <file>] [--output <folder>]
  --prompts <file>   a prompt on each line (default: prompts.txt beside this script)
  --output <folder>  where the videos, the tasks and the logs are kept (default: target/jms-to-video of the clone)
TEXT
}

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")") # also where this script is called through a link
root=$(cd "$here/../.." && pwd -P)
. "$root/examples/lib.sh"

prompts=$here/prompts.txt
output=$root/target/jms-to-video
read_arguments "prompts output" "" "$@"

[[ -s $prompts ]] || fail "There is no prompt in a file $prompts"
need_java_and_maven
make_output
prompts=$(cd "$(dirname "$prompts")" && pwd -P)/$(basename "$prompts")

begin_run
build
start_emulator 20 --further-api-key sk-fetch
rm -f "$output/broker" # of the run before

cat <<TEXT
The emulator at $JIMMYAI_BASE_URL is used instead of the gateway: nothing is paid for.
  prompts    $prompts
  videos     $output/videos
  logs       $output/*.log
TEXT
(
    until [[ -s $output/broker ]]; do
        sleep 0.2
    done
    export JIMMYAI_API_KEY=sk-fetch
    exec "$java" -cp "$class_path" "${log_options[@]}" -Dorg.slf4j.simpleLogger.logFile="$output/fetch.log" \
        "$here/FetchVideos.java" "$(< "$output/broker")" "$output/videos"
) &
others=$!
run_java -cp "$class_path" "${log_options[@]}" \
    -Dcamel.component.gemini-omni.poll-interval=500 \
    -Dcamel.component.gemini-omni.max-poll-interval=1000 \
    "$here/JmsToVideo.java" "$prompts" "$output"
