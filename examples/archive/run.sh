#!/usr/bin/env bash
# Makes a video of each prompt and stores it in an S3 bucket with its metadata. The video is acknowledged only when it is stored.
# Uses an embedded S3 server and an emulator of the gateway: nothing is paid for.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: run.sh [--prompts <file>] [--output <folder>]
  --prompts <file>   a prompt on each line (default: prompts.txt beside this script)
  --output <folder>  where the tasks and the logs are kept, anew in each run (default: target/archive of the clone)
The bucket is created after the first video could not be stored: that video is emitted again. The exit status is 0 if all
videos are stored.
TEXT
}

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")") # also where this script is called through a link
root=$(cd "$here/../.." && pwd -P)
. "$root/examples/lib.sh"

prompts=$here/prompts.txt
output=$root/target/archive
read_arguments "prompts output" "" "$@"

[[ -s $prompts ]] || fail "There is no prompt in a file $prompts"
need_java_and_maven
make_output
prompts=$(cd "$(dirname "$prompts")" && pwd -P)/$(basename "$prompts")

begin_run
build_example
run=$output/run
rm -rf "$run" # of the run before, whose emulator is gone
mkdir "$run"
start_emulator 20

cat <<TEXT
The emulator at $JIMMYAI_BASE_URL is used instead of the gateway: nothing is paid for.
  prompts    $prompts
  log        $output/camel.log
TEXT
run_java -cp "$class_path" \
    -Dcamel.component.gemini-omni.poll-interval=500 \
    -Dcamel.component.gemini-omni.max-poll-interval=1000 \
    "${log_options[@]}" \
    io.geminiomni.examples.archive.Archive "$prompts" "$run"
