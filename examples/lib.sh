# Functions that the run.sh of the examples source. A run.sh sets root, the clone, and output, an existing folder. It runs its
# program as $child and other processes as $others, so that all of them end with the script.

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Reads the arguments of a run.sh: each option sets the variable of its name, with an underscore for a hyphen. The first two
# arguments are the names of the options that have a value, and of those that have none and are set to yes.
read_arguments() {
    local with_value=" $1 " without_value=" $2 "
    shift 2
    while (($#)); do
        local option=${1#--}
        if [[ $1 == --help ]]; then
            usage && exit 0
        elif [[ $1 == --?* && $with_value == *" $option "* ]]; then
            (($# > 1)) || fail "$1 needs a value"
            printf -v "${option//-/_}" %s "$2"
            shift
        elif [[ $1 == --?* && $without_value == *" $option "* ]]; then
            printf -v "${option//-/_}" yes
        else
            printf 'Unknown argument: %s\n' "$1" >&2 && usage >&2 && exit 2
        fi
        shift
    done
}

# Makes the output folder, and sets output to its absolute path, and log_options to those of a program that logs into it.
make_output() {
    mkdir -p "$output" || fail "The folder $output cannot be made"
    output=$(cd "$output" && pwd -P)
    log_options=(-Dorg.slf4j.simpleLogger.logFile="$output/camel.log" -Dorg.slf4j.simpleLogger.showDateTime=true
        -Dorg.slf4j.simpleLogger.dateTimeFormat="yyyy-MM-dd'T'HH:mm:ss.SSSXXX")
}

# Ends the run if the path of a folder cannot be a part of an endpoint URI.
check_paths() {
    local path
    for path in "$@"; do
        [[ $path != *[?%]* && $path != *'{{'* ]] || fail "The path of a folder cannot have ?, % or {{ in it: $path"
    done
}

# Begins a run at the gateway if JIMMYAI_API_KEY is set, else with the emulator, and sets maker to one of the two. The argument is
# the name of the example, which is the default of the output folder below target.
begin_run_at_maker() {
    maker=$([[ -n ${JIMMYAI_API_KEY:-} ]] && echo gateway || echo emulator)
    if [[ -z $output ]]; then
        # Paid videos are not written below target, which a clean build deletes.
        if [[ $maker == gateway ]]; then output=$here/output; else output=$root/target/$1; fi
    fi
    need_java_and_maven
    make_output
    check_paths "$output"
    begin_run
    # Paid videos and those of the emulator have different folders, because their names could be equal.
    if [[ $(cat "$output/.made-by" 2> /dev/null || echo "$maker") != "$maker" ]]; then
        fail "The folder $output is that of runs with the $(cat "$output/.made-by"), and this one is with the $maker, as \
JIMMYAI_API_KEY is $([[ $maker == gateway ]] && echo set || echo not set): use --output with another folder"
    fi
    [[ -f $output/.made-by ]] || echo "$maker" > "$output/.made-by"
}

# The same, for the requests in the folder inbox.
begin_run_with_inbox() {
    [[ -d $inbox ]] || fail "There is no folder $inbox"
    inbox=$(cd "$inbox" && pwd -P)
    check_paths "$inbox"
    begin_run_at_maker "$1"
}

need_java_and_maven() {
    java=${JAVA_HOME:+$JAVA_HOME/bin/}java
    command -v "${java}c" > /dev/null || fail "A JDK is needed, version 17 or later: install one, or let JAVA_HOME name it"
    command -v mvn > /dev/null || fail "Maven is needed: install it, version 3.8.7 or later"
}

# Locks the output folder for this run, and ends the started processes with this script.
begin_run() {
    if ! (set -o noclobber && echo $$ > "$output/.lock") 2> /dev/null; then
        [[ -w $output ]] || fail "The folder $output cannot be written"
        local other
        other=$(cat "$output/.lock")
        if kill -0 "$other" 2> /dev/null; then
            fail "Another run (process $other) is writing to $output: wait for its end, or use --output with another folder"
        fi
        echo $$ > "$output/.lock"
    fi
    child=
    others=
    emulator=
    trap end_run EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

end_run() {
    local process
    for process in $child $others $emulator; do # the program first: it may still be fetching a video
        kill "$process" 2> /dev/null && wait "$process" || true
    done
    rm -f "$output/.lock"
}

# Builds the component and the emulator, unless they are newer than their sources. Sets class_path to the class path of programs.
build() {
    jar=$root/target/camel-gemini-omni-1.0.0-SNAPSHOT.jar
    emulator_jar=${jar%.jar}-emulator.jar
    libraries=$root/target/examples.classpath
    built || package
    class_path=$jar:$(< "$libraries")
}

package() {
    printf 'Building the component and the emulator. The first time Maven downloads what it needs: some minutes '
    run_maven "$root" package
    echo
}

# Runs Maven without tests in a folder, with a dot every two seconds.
run_maven() {
    local folder=$1
    shift
    (cd "$folder" && exec mvn -B -DskipTests "$@") > "$output/build.log" 2>&1 &
    child=$!
    while kill -0 "$child" 2> /dev/null; do
        sleep 2
        printf .
    done
    wait "$child" || {
        echo
        grep -F '[ERROR]' "$output/build.log" >&2 || tail "$output/build.log" >&2
        fail "The build failed; all that Maven said is in $output/build.log"
    }
    child=
}

built() {
    [[ -f $jar && -f $emulator_jar && -f $libraries ]] || return 1
    [[ -z $(find "$root/pom.xml" "$root/src/main" "$root/src/test/java/io/geminiomni/camel/emulator" \
        -newer "$libraries" -print) ]] || return 1
    all_there
}

# Whether all libraries of the class path still exist.
all_there() {
    local IFS=: part
    for part in $(< "$libraries"); do
        [[ -f $part ]] || return 1
    done
}

# Builds the example in the folder $here, which has its own POM, unless it is newer than its sources and the component. Sets
# class_path to the class path of its programs, with the component of this clone.
build_example() {
    build
    libraries=$here/target/example.classpath
    example_built || package_example
    class_path=$here/target/classes:$jar:$(< "$libraries")
}

package_example() {
    printf 'Building the example %s. The first time Maven downloads what it needs: some minutes ' "${here##*/}"
    install_component
    printf ' '
    run_maven "$here" package
    echo
}

# Installs the component into the local Maven repository, from which the project of an example resolves it.
install_component() {
    local install=org.apache.maven.plugins:maven-install-plugin:3.1.4:install-file
    run_maven "$root" "$install" -DpomFile="$root/pom.xml" -Dfile="$jar"
    run_maven "$root" "$install" -DpomFile="$root/pom.xml" -Dfile="$emulator_jar" -Dclassifier=emulator
}

# Builds an example that is packaged as one jar.
build_application() {
    install_component
    run_maven "$here" package
}

example_built() {
    [[ -f $libraries ]] || return 1
    [[ -z $(find "$here/pom.xml" "$here/src" "$jar" "$emulator_jar" -newer "$libraries" -print) ]] || return 1
    all_there
}

# Starts the emulator, at a multiple of the gateway's speed, and sets the base URL to it. Further arguments are passed to it.
start_emulator() {
    "$java" -jar "$emulator_jar" --port 0 --speed "$@" > "$output/emulator.log" 2>&1 &
    emulator=$!
    local base_url=
    while [[ -z $base_url ]]; do
        kill -0 "$emulator" 2> /dev/null || fail "The emulator did not start: $(cat "$output/emulator.log")"
        sleep 0.2
        base_url=$(sed -n 's/^Gemini Omni emulator at \(http[^ ]*\) .*/\1/p' "$output/emulator.log")
    done
    export JIMMYAI_BASE_URL=$base_url JIMMYAI_API_KEY=sk-test
}

# Runs a Java program in the background, so that this script handles a signal at once. Returns the exit status of the program.
run_java() {
    "$java" "$@" &
    exit_as $!
}

exit_as() {
    local status=0
    child=$1
    wait "$child" || status=$?
    child=
    exit "$status"
}
