#!/usr/bin/env bash
# Makes a video of each prompt on a JMS queue, with an embedded broker, and with an emulator in place of the gateway: nothing
# is paid for.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: run.sh [--prompts <file>] [--output <folder>]
  --prompts <file>   a prompt on each line (default: prompts.txt beside this script)
  --output <folder>  where the tasks and the log are kept (default: target/jms-to-video of the clone)
TEXT
}

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
root=$(cd "$here/../.." && pwd -P)
prompts=$here/prompts.txt
output=$root/target/jms-to-video
while (($#)); do
    case $1 in
        --prompts | --output)
            (($# > 1)) || fail "$1 needs a value"
            if [[ $1 == --prompts ]]; then prompts=$2; else output=$2; fi
            shift
            ;;
        --help) usage && exit 0 ;;
        *) printf 'Unknown argument: %s\n' "$1" >&2 && usage >&2 && exit 2 ;;
    esac
    shift
done

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
[[ -s $prompts ]] || fail "There is no prompt in a file $prompts"
command -v "${java}c" > /dev/null || fail "A JDK is needed, version 17 or later: install one, or let JAVA_HOME name it"
command -v mvn > /dev/null || fail "Maven is needed: install it, version 3.8.7 or later"
mkdir -p "$output" || fail "The folder $output cannot be made"
prompts=$(cd "$(dirname "$prompts")" && pwd -P)/$(basename "$prompts")
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

"$java" -jar "$emulator_jar" --port 0 --speed 20 > "$output/emulator.log" 2>&1 &
emulator=$!
base_url=
while [[ -z $base_url ]]; do
    kill -0 "$emulator" 2> /dev/null || fail "The emulator did not start: $(cat "$output/emulator.log")"
    sleep 0.2
    base_url=$(sed -n 's/^Gemini Omni emulator at \(http[^ ]*\) .*/\1/p' "$output/emulator.log")
done

cat <<TEXT
The emulator at $base_url stands in for the gateway: nothing is paid for.
  prompts    $prompts
  log        $output/camel.log
TEXT

# In the background, so that a signal to this script is heeded at once.
status=0
JIMMYAI_BASE_URL=$base_url JIMMYAI_API_KEY=sk-test "$java" \
    -cp "$jar:$(< "$classpath")" \
    -Dcamel.component.gemini-omni.poll-interval=500 \
    -Dcamel.component.gemini-omni.max-poll-interval=1000 \
    -Dorg.slf4j.simpleLogger.logFile="$output/camel.log" \
    -Dorg.slf4j.simpleLogger.showDateTime=true \
    "$here/JmsToVideo.java" "$prompts" "$output" &
child=$!
wait "$child" || status=$?
child=
exit "$status"
