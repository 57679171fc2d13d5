#!/usr/bin/env bash
# Makes a video of each file in the inbox: with an emulator in place of the gateway, so that nothing is paid for, or with
# JIMMYAI_API_KEY set at the gateway itself.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: run.sh [--watch] [--inbox <folder>] [--output <folder>]
  --watch            keep running, and take what is dropped into the inbox, until Ctrl-C
  --inbox <folder>   where requests are (default: the folder inbox beside this script); it is only read
  --output <folder>  where outbox, rejected and failed are made (default: target/file-to-video of the clone; at the
                     gateway itself the folder output beside this script)
With the environment variable JIMMYAI_API_KEY set, the videos are made and paid for at the gateway (JIMMYAI_BASE_URL, if
set, names another one). Tasks are kept in <output>/tasks: after Ctrl-C or a crash the next run goes on where this one was,
and pays for nothing twice.
TEXT
}

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
root=$(cd "$here/../.." && pwd -P)
inbox=$here/inbox
output=
watch=()
while (($#)); do
    case $1 in
        --watch) watch=(--watch) ;;
        --inbox | --output)
            (($# > 1)) || fail "$1 needs a folder"
            if [[ $1 == --inbox ]]; then inbox=$2; else output=$2; fi
            shift
            ;;
        --help) usage && exit 0 ;;
        *) printf 'Unknown argument: %s\n' "$1" >&2 && usage >&2 && exit 2 ;;
    esac
    shift
done

if [[ -z $output ]]; then
    # What is paid for does not belong below target, which a clean build deletes.
    if [[ -n ${JIMMYAI_API_KEY:-} ]]; then output=$here/output; else output=$root/target/file-to-video; fi
fi

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
[[ -d $inbox ]] || fail "There is no folder $inbox"
command -v "${java}c" > /dev/null || fail "A JDK is needed, version 17 or later: install one, or let JAVA_HOME name it"
command -v mvn > /dev/null || fail "Maven is needed: install it, version 3.8.7 or later"
mkdir -p "$output" || fail "The folder $output cannot be made"
inbox=$(cd "$inbox" && pwd -P)
output=$(cd "$output" && pwd -P)

# One run at a time per output folder.
if ! (set -o noclobber && echo $$ > "$output/.lock") 2> /dev/null; then
    [[ -w $output ]] || fail "The folder $output cannot be written"
    other=$(cat "$output/.lock")
    if kill -0 "$other" 2> /dev/null; then
        fail "Another run (process $other) is writing to $output: wait for its end, or use --output with another folder"
    fi
    echo $$ > "$output/.lock"
fi

child=
emulator=
finish() {
    for process in $child $emulator; do # the program first: it may still be fetching a video
        kill "$process" 2> /dev/null && wait "$process" || true
    done
    rm -f "$output/.lock"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Builds the component and the emulator, unless they are there and newer than their sources.
jar=$root/target/camel-gemini-omni-1.0.0-SNAPSHOT.jar
emulator_jar=${jar%.jar}-emulator.jar
classpath=$root/target/examples.classpath

built() {
    [[ -f $jar && -f $emulator_jar && -f $classpath ]] || return 1
    [[ -z $(find "$root/pom.xml" "$root/src/main" "$root/src/test/java/io/geminiomni/camel/emulator" \
        -newer "$classpath" -print) ]] || return 1
    local IFS=: part
    for part in $(< "$classpath"); do
        [[ -f $part ]] || return 1
    done
}

if ! built; then
    printf 'Building the component and the emulator. The first time Maven downloads what it needs: some minutes '
    (cd "$root" && exec mvn -B -DskipTests package) > "$output/build.log" 2>&1 &
    child=$!
    while kill -0 "$child" 2> /dev/null; do
        sleep 2
        printf .
    done
    echo
    wait "$child" || {
        grep -F '[ERROR]' "$output/build.log" >&2 || tail "$output/build.log" >&2
        fail "The build failed; all that Maven said is in $output/build.log"
    }
    child=
fi

start_emulator() {
    "$java" -jar "$emulator_jar" --port 0 --speed 20 > "$output/emulator.log" 2>&1 &
    emulator=$!
    base_url=
    while [[ -z $base_url ]]; do
        kill -0 "$emulator" 2> /dev/null || fail "The emulator did not start: $(cat "$output/emulator.log")"
        sleep 0.2
        base_url=$(sed -n 's/^Gemini Omni emulator at \(http[^ ]*\) .*/\1/p' "$output/emulator.log")
    done
    export JIMMYAI_BASE_URL=$base_url JIMMYAI_API_KEY=sk-test
}

options=(-Dorg.slf4j.simpleLogger.logFile="$output/camel.log" -Dorg.slf4j.simpleLogger.showDateTime=true)
if [[ -n ${JIMMYAI_API_KEY:-} ]]; then
    echo "The videos are made, and paid for, at ${JIMMYAI_BASE_URL:-the gateway}."
else
    start_emulator
    options+=(-Dcamel.component.gemini-omni.poll-interval=500 -Dcamel.component.gemini-omni.max-poll-interval=1000)
    rm -rf "$output/tasks" # those of an earlier emulator, which are gone with it
    echo "The emulator at $JIMMYAI_BASE_URL stands in for the gateway: nothing is paid for."
fi

cat <<TEXT
  requests   $inbox
  videos     $output/outbox
  invalid    $output/rejected
  log        $output/camel.log
TEXT
((${#watch[@]} == 0)) || echo "Drop .txt and .json files into the folder of requests; Ctrl-C ends it."

# In the background, so that a signal to this script is heeded at once.
status=0
"$java" -cp "$jar:$(< "$classpath")" "${options[@]}" \
    "$here/FileToVideo.java" "$inbox" "$output" ${watch[@]+"${watch[@]}"} &
child=$!
wait "$child" || status=$?
child=
exit "$status"
