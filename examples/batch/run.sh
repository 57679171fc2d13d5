#!/usr/bin/env bash
# Makes a video of each row of a CSV file, after it has said what all of them cost: with an emulator of the gateway, where nothing
# is paid for, or, if JIMMYAI_API_KEY is set, at the gateway itself.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: run.sh [--csv <file>] [--name <batch>] [--prices <file>] [--budget <text>] [--yes] [--output <folder>]
  --csv <file>       a request in each row; the first row names the columns (default: prompts.csv beside this script)
  --name <batch>     the name with which the keys of the rows begin (default: that of the file, without .csv)
  --prices <file>    the price list, in JSON (default: made-up prices with the emulator, none at the gateway)
  --budget <text>    what may be spent, such as 5/1d or 200/month; needs a price list (default: none)
  --yes              make the videos without a question
  --output <folder>  where the videos, the results and the tasks are kept (default: target/batch of the clone; at the
                     gateway itself the folder output beside this script)
With the environment variable JIMMYAI_API_KEY set, the videos are made and paid for at the gateway (JIMMYAI_BASE_URL, if
set, names another one). Tasks are kept in <output>/tasks: after Ctrl-C or a crash the next run with the same file
continues, and nothing is paid for twice. The exit status is 0 if every row has its video.
TEXT
}

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")") # also where this script is called through a link
root=$(cd "$here/../.." && pwd -P)
. "$root/examples/lib.sh"

csv=$here/prompts.csv
name=
prices=
budget=
yes=
output=
read_arguments "csv name prices budget output" "yes" "$@"

[[ -f $csv ]] || fail "There is no file $csv"
csv=$(cd "$(dirname "$csv")" && pwd -P)/$(basename "$csv")
[[ -z $prices || -f $prices ]] || fail "There is no file $prices"
begin_run_at_maker batch
[[ $output != *:* ]] || fail "The path of the output folder cannot have a colon in it, as a class path has it: $output"
[[ -n $prices || $maker == gateway ]] || prices=$root/examples/prices.json
[[ -z $prices ]] || prices=$(readlink -f "$prices")
exec 3<&0 # the answer to the question
build

options=("${log_options[@]}")
if [[ $maker == gateway ]]; then
    echo "The videos are made, and paid for, at ${JIMMYAI_BASE_URL:-the gateway}."
else
    start_emulator 20
    options+=(-Dcamel.component.gemini-omni.poll-interval=500 -Dcamel.component.gemini-omni.max-poll-interval=1000)
    # Tasks that an earlier emulator did not finish are gone with it.
    [[ -f $output/.ended ]] || rm -rf "$output/tasks"
    rm -f "$output/.ended"
    echo "The emulator at $JIMMYAI_BASE_URL is used instead of the gateway: nothing is paid for."
fi

cat <<TEXT
  requests   $csv
  videos     $output/videos
  log        $output/camel.log
TEXT
"${java}c" -proc:none -d "$output/.classes" -cp "$class_path" "$here"/*.java
"$java" -cp "$class_path:$output/.classes" "${options[@]}" Batch "$csv" "$output" \
    ${name:+--name "$name"} ${prices:+--prices "$prices"} ${budget:+--budget "$budget"} ${yes:+--yes} <&3 &
child=$!
status=0
wait "$child" || status=$?
child=
[[ $status != 0 ]] || touch "$output/.ended"
exit "$status"
