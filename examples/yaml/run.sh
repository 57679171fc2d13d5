#!/usr/bin/env bash
# Makes a video of each file in the inbox with one file of YAML: with an emulator of the gateway, where nothing is paid for, or,
# if JIMMYAI_API_KEY is set, at the gateway itself.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: run.sh [--watch] [--inbox <folder>] [--output <folder>]
  --watch            continue with files that are put into the inbox, until Ctrl-C
  --inbox <folder>   the folder of the requests, which is only read (default: inbox beside this script)
  --output <folder>  where outbox, rejected and failed are made (default: target/yaml of the clone; at the gateway
                     itself the folder output beside this script)
With the environment variable JIMMYAI_API_KEY set, the videos are made and paid for at the gateway (JIMMYAI_BASE_URL, if
set, names another one). Tasks are kept in <output>/tasks: after Ctrl-C or a crash the next run continues, and
nothing is paid for twice. An output folder is for runs at the gateway or for runs with the emulator, not for both.
Without --watch it ends when each request has a video, is rejected or has failed. A task that the gateway accepts and ends as
failed has none of these: the log has the reason, and Ctrl-C ends the run.
TEXT
}

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")") # also where this script is called through a link
root=$(cd "$here/../.." && pwd -P)
. "$root/examples/lib.sh"

inbox=$here/inbox
output=
watch=
read_arguments "inbox output" "watch" "$@"

begin_run_with_inbox yaml
build

options=(-Dcamel.main.routesIncludePattern="file:$here/videos.camel.yaml" -Dcamel.main.shutdownTimeout=10
    -Dcamel.component.gemini-omni.store-directory="$output/tasks"
    -Dinbox="$inbox" -Doutbox="$output/outbox" -Drejected="$output/rejected" -Dfailed="$output/failed"
    # The files stay in the inbox, so a request whose task is deleted would be paid for again.
    -Dcamel.component.gemini-omni.retention=3650d "${log_options[@]}")
if [[ $maker == gateway ]]; then
    echo "The videos are made, and paid for, at ${JIMMYAI_BASE_URL:-the gateway}."
else
    start_emulator 20
    options+=(-Dcamel.component.gemini-omni.poll-interval=500 -Dcamel.component.gemini-omni.max-poll-interval=1000)
    # Deletes the tasks of an earlier emulator, which no longer exist.
    rm -rf "$output/tasks" "$output/outbox" "$output/rejected" "$output/failed"
    echo "The emulator at $JIMMYAI_BASE_URL is used instead of the gateway: nothing is paid for."
fi

rm -f "$output/failed"/*.reason.txt # each run tries them again, unless their outcome is unknown
cat <<TEXT
  requests   $inbox
  videos     $output/outbox
  invalid    $output/rejected
  failed     $output/failed
  log        $output/camel.log
TEXT
if [[ -n $watch ]]; then
    echo "Put .txt and .json files into the folder of requests; Ctrl-C ends the run."
    run_java -cp "$class_path" "${options[@]}" org.apache.camel.main.Main
fi

ended() { # how many requests have a video, are rejected or have failed, since they were written
    local name result count=0
    for name in "${requests[@]}"; do
        for result in "$output/outbox/$name"/*.mp4 "$output/rejected/$name.violations.txt" \
            "$output/failed/$name.reason.txt"; do
            if [[ $result -nt $inbox/$name ]]; then
                count=$((count + 1))
                break
            fi
        done
    done
    echo "$count"
}

requests=()
for path in "$inbox"/*.txt "$inbox"/*.json; do
    [[ -f $path ]] && requests+=("${path##*/}")
done
((${#requests[@]} > 0)) || fail "There is no .txt and no .json file in $inbox"

"$java" -cp "$class_path" "${options[@]}" org.apache.camel.main.Main &
child=$!
while (($(ended) < ${#requests[@]})); do
    kill -0 "$child" 2> /dev/null || fail "Camel has ended: see $output/camel.log"
    sleep 0.5
done
videos=("$output"/outbox/*/*.mp4)
rejected=("$output"/rejected/*.violations.txt)
failed=("$output"/failed/*.reason.txt)
[[ -f ${videos[0]} ]] || videos=()
[[ -f ${rejected[0]} ]] || rejected=()
[[ -f ${failed[0]} ]] || failed=()
echo "${#videos[@]} videos, ${#rejected[@]} rejected, ${#failed[@]} failed"
exit $((${#failed[@]} > 0))
