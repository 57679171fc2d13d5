package io.geminiomni.camel.simulation;

/** Repeats one history, for a developer, and prints its steps. */
public final class Replay {
    private Replay() {}

    /** @param arguments the name of the history; and, if it has one, the name of the planted fault */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        PlantedFault planted = arguments.length > 1 ? PlantedFault.valueOf(arguments[1]) : PlantedFault.NONE;
        SilentLogs logs = new SilentLogs();
        try {
            Result result = Simulation.run(HistoryName.parse(arguments[0]).plan(), planted);
            System.out.print(Report.of(result));
            System.out.println("Its hash is " + result.hash());
        } finally {
            logs.close();
        }
    }
}
