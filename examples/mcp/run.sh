#!/usr/bin/env bash
# Lets an agent make videos, over the Model Context Protocol. Without --serve it acts as the agent and its user, and uses an
# emulator of the gateway: nothing is paid for.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: run.sh [--serve] [--auto-approve] [--prices <file>] [--output <folder>]
  --serve            run the MCP server on standard input and output, for the configuration of an agent; if JIMMYAI_API_KEY is
                     set, videos are made and paid for at the gateway (JIMMYAI_BASE_URL, if set, names another one)
  --auto-approve     with --serve: spend money without approval. By default the user is asked for approval, by MCP
                     elicitation, and requests of a client that cannot ask its user are refused
  --prices <file>    the price list, in JSON, for estimates (default: made-up prices with the emulator, none at the
                     gateway)
  --output <folder>  where the tasks, the videos and the log are kept (default: target/mcp of the clone; at the gateway
                     itself the folder output beside this script)
Without --serve, the script acts as an agent that requests a video twice with one key. The video is paid for once. The
environment variable JIMMYAI_API_KEY is not used. The exit status is 0 if the video was written.
TEXT
}

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")") # also where this script is called through a link
root=$(cd "$here/../.." && pwd -P)
. "$root/examples/lib.sh"

serve=
auto_approve=
prices=
output=
read_arguments "output prices" "serve auto-approve" "$@"
[[ -n $serve || -z $auto_approve ]] || fail "--auto-approve needs --serve"

gateway=
[[ -z $serve || -z ${JIMMYAI_API_KEY:-} ]] || gateway=true
if [[ -z $output ]]; then
    # Paid videos are not written below target, which a clean build deletes.
    if [[ -n $gateway ]]; then output=$here/output; else output=$root/target/mcp; fi
fi
[[ -n $prices || -n $gateway ]] || prices=$root/examples/prices.json
[[ -z $prices || -f $prices ]] || fail "There is no file $prices"
[[ -z $prices ]] || prices=$(readlink -f "$prices")
need_java_and_maven
make_output

[[ -z $serve ]] || exec 3>&1 4<&0 1>&2 # what this script says is no message of the protocol
begin_run
build_example
if [[ -n $gateway ]]; then
    folder=$output/gateway
    settings=()
    echo "The videos are made, and paid for, at ${JIMMYAI_BASE_URL:-the gateway}."
else
    folder=$output/emulator
    rm -rf "$folder" # of the run before, whose emulator is gone
    settings=(-Dcamel.component.gemini-omni.poll-interval=500 -Dcamel.component.gemini-omni.max-poll-interval=1000)
    start_emulator 20
    echo "The emulator at $JIMMYAI_BASE_URL is used instead of the gateway: nothing is paid for."
fi
cat <<TEXT
  videos     $folder/videos
  log        $output/camel.log
TEXT

if [[ -z $serve ]]; then
    run_java -cp "$class_path" -Dorg.slf4j.simpleLogger.defaultLogLevel=warn \
        io.geminiomni.examples.mcp.Agent "$folder" "$output/camel.log" "$prices"
fi
[[ -z $prices ]] || settings+=(-Dcamel.component.gemini-omni.price-list="file:$prices")
"$java" -cp "$class_path" ${settings[@]+"${settings[@]}"} \
    "${log_options[@]}" \
    io.geminiomni.examples.mcp.VideoServer ${auto_approve:+--auto-approve} "$folder" <&4 >&3 &
exit_as $!
