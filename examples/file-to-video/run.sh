#!/usr/bin/env bash
# Makes a video of each file in the inbox: with an emulator of the gateway, where nothing is paid for, or, if JIMMYAI_API_KEY is
# set, at the gateway itself.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: run.sh [--watch] [--inbox <folder>] [--output <folder>]
  --watch            continue with files that are put into the inbox, until Ctrl-C
  --inbox <folder>   the folder of the requests, which is only read (default: inbox beside this script)
  --output <folder>  where outbox, rejected and failed are made (default: target/file-to-video of the clone; at the
                     gateway itself the folder output beside this script)
With the environment variable JIMMYAI_API_KEY set, the videos are made and paid for at the gateway (JIMMYAI_BASE_URL, if
set, names another one). Tasks are kept in <output>/tasks: after Ctrl-C or a crash the next run continues, and
nothing is paid for twice. An output folder is for runs at the gateway or for runs with the emulator, not for both.
TEXT
}

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")") # also where this script is called through a link
root=$(cd "$here/../.." && pwd -P)
. "$root/examples/lib.sh"

inbox=$here/inbox
output=
watch=
read_arguments "inbox output" "watch" "$@"

begin_run_with_inbox file-to-video
build

options=("${log_options[@]}")
if [[ $maker == gateway ]]; then
    echo "The videos are made, and paid for, at ${JIMMYAI_BASE_URL:-the gateway}."
else
    start_emulator 20
    options+=(-Dcamel.component.gemini-omni.poll-interval=500 -Dcamel.component.gemini-omni.max-poll-interval=1000)
    rm -rf "$output/tasks" # those of an earlier emulator, which are gone with it
    echo "The emulator at $JIMMYAI_BASE_URL is used instead of the gateway: nothing is paid for."
fi

cat <<TEXT
  requests   $inbox
  videos     $output/outbox
  invalid    $output/rejected
  log        $output/camel.log
TEXT
[[ -z $watch ]] || echo "Put .txt and .json files into the folder of requests; Ctrl-C ends the run."

run_java -cp "$class_path" "${options[@]}" \
    "$here/FileToVideo.java" "$inbox" "$output" ${watch:+--watch}
