#!/usr/bin/env bash
# Makes a video of each prompt in a folder with a Spring Boot application. Uses an emulator of the gateway: nothing is paid for.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: run.sh [--prompts <folder>] [--output <folder>] [--port <number>] [--watch]
  --prompts <folder>  .txt files, each with a prompt (default: prompts beside this script)
  --output <folder>   where the videos, the tasks and the log are kept (default: target/spring-boot of the clone)
  --port <number>     where the actuator listens, on this machine only (default: 8080)
  --watch             continue with files that are put into the folder inbox of the output, until Ctrl-C
TEXT
}

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")") # also where this script is called through a link
root=$(cd "$here/../.." && pwd -P)
. "$root/examples/lib.sh"

prompts=$here/prompts
output=$root/target/spring-boot
port=8080
watch=
read_arguments "prompts output port" "watch" "$@"

[[ -n $(find "$prompts" -maxdepth 1 -name '*.txt' -print -quit 2> /dev/null) ]] || fail "There is no .txt file in a folder $prompts"
need_java_and_maven
make_output
prompts=$(cd "$prompts" && pwd -P)
check_paths "$output"

begin_run
build
build_application
start_emulator 20

# Deletes the tasks of an earlier emulator, which no longer exist.
rm -rf "$output/tasks.mv.db" "$output/inbox" "$output/outbox"
mkdir "$output/inbox" "$output/outbox"
cp "$prompts"/*.txt "$output/inbox"
expected=$(find "$output/inbox" -name '*.txt' | wc -l)

cat <<TEXT
The emulator at $JIMMYAI_BASE_URL is used instead of the gateway: nothing is paid for.
  prompts    $output/inbox
  videos     $output/outbox
  health     http://127.0.0.1:$port/actuator/health
  log        $output/application.log
TEXT
[[ -z $watch ]] || echo "Put .txt files into the folder of prompts; Ctrl-C ends the run."

"$java" -jar "$here/target/spring-boot-example.jar" \
    --inbox="$output/inbox" \
    --outbox="$output/outbox" \
    --server.port="$port" \
    --spring.datasource.url="jdbc:h2:file:$output/tasks;WRITE_DELAY=0" \
    --camel.component.gemini-omni.poll-interval=500ms \
    --camel.component.gemini-omni.max-poll-interval=1s \
    > "$output/application.log" 2>&1 &
child=$!

videos=0
for ((tries = 0; tries < 600 && videos < expected; tries++)); do
    kill -0 "$child" 2> /dev/null || fail "The application has ended: see $output/application.log"
    sleep 0.2
    videos=$(find "$output/outbox" -name '*.mp4' ! -name '.*' | wc -l)
done
((videos >= expected)) || fail "Only $videos of $expected videos were made within two minutes: see $output/application.log"
find "$output/outbox" -name '*.mp4' ! -name '.*' | sort
if [[ -n $watch ]]; then
    wait "$child"
fi
