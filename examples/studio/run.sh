#!/usr/bin/env bash
# Starts the studio, a web application that creates videos, keeps them, and shows tasks. Without an API key it uses an emulator
# of the gateway: nothing is paid for.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: run.sh [--port <port>] [--operate] [--prices <file>] [--account-exclusive]
              [--output <folder>] [--check]
  --port <port>      where the studio listens, on this machine only (default: 8090)
  --operate          the page "Needs you" may resolve requests, unpark and adopt tasks; without it that page is read-only
  --prices <file>    the price list, in JSON, for the estimate before a video is created (default: made-up prices with
                     the emulator, none at the gateway)
  --account-exclusive  nobody else spends from the account of the gateway, so that its balance shows whether a request of
                     unknown outcome was charged
  --output <folder>  where the tasks, the videos and the log are kept (default: target/studio of the clone; at the gateway
                     itself the folder output beside this script)
  --check            end when the studio has answered one request
If the environment variable JIMMYAI_API_KEY is set, videos are made and paid for at the gateway (JIMMYAI_BASE_URL, if set, names
another one). Otherwise an emulator is used, and the folder of the run before with the emulator is deleted. Ctrl-C ends the studio.
TEXT
}

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")") # also where this script is called through a link
root=$(cd "$here/../.." && pwd -P)
. "$root/examples/lib.sh"

port=8090
operate=
output=
check=
prices=
account_exclusive=
read_arguments "port output prices" "operate account-exclusive check" "$@"
[[ $port =~ ^[0-9]+$ ]] && ((port >= 1 && port <= 65535)) || fail "--port is '$port', but must be a number of 1 to 65535"
gateway=
[[ -z ${JIMMYAI_API_KEY:-} ]] || gateway=true
if [[ -z $output ]]; then
    # Paid videos are not written below target, which a clean build deletes.
    if [[ -n $gateway ]]; then output=$here/output; else output=$root/target/studio; fi
fi
[[ -n $prices || -n $gateway ]] || prices=$root/examples/prices.json
[[ -z $prices || -f $prices ]] || fail "There is no file $prices"
[[ -z $prices ]] || prices=$(readlink -f "$prices")
need_java_and_maven
make_output
check_paths "$output"
begin_run
build_example
if [[ -n $gateway ]]; then
    folder=$output/gateway
    settings=()
    echo "The videos are made, and paid for, at ${JIMMYAI_BASE_URL:=https://www.jimmyai.cn}."
else
    folder=$output/emulator
    rm -rf "$folder" # of the run before, whose emulator is gone
    settings=(-Dcamel.component.gemini-omni.poll-interval=500 -Dcamel.component.gemini-omni.max-poll-interval=1000)
    start_emulator 10
    echo "The emulator at $JIMMYAI_BASE_URL is used instead of the gateway: nothing is paid for."
fi
cat <<TEXT
  videos     $folder/videos
  log        $output/camel.log
TEXT
[[ -z $prices ]] || settings+=(-Dcamel.component.gemini-omni.price-list="file:$prices")
[[ -z $account_exclusive ]] || settings+=(-Dcamel.component.gemini-omni.account-exclusive=true)
studio=("$java" -cp "$class_path" ${settings[@]+"${settings[@]}"} "${log_options[@]}" io.geminiomni.examples.studio.Studio
    ${operate:+--operate} ${emulator:+--emulator} "$port" "$folder" "$JIMMYAI_BASE_URL")
"${studio[@]}" &
child=$!
if [[ -z $check ]]; then
    exit_as "$child"
fi
answers() {
    local line=
    exec 3<> "/dev/tcp/127.0.0.1/$port" || return 1
    printf 'GET / HTTP/1.0\r\nHost: 127.0.0.1:%s\r\n\r\n' "$port" >&3
    read -r line <&3
    [[ $line == *' 200 '* ]]
}
until answers 2> /dev/null; do
    kill -0 "$child" 2> /dev/null || fail "The studio did not start; its log is $output/camel.log"
    sleep 0.2
done
echo "It has answered."
