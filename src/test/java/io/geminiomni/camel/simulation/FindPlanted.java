package io.geminiomni.camel.simulation;

/** dev only */
public final class FindPlanted {
    private FindPlanted() {}

    public static void main(String[] args) throws Exception {
        long max = Long.parseLong(args[0]);
        try (SilentLogs silent = new SilentLogs()) {
            for (PlantedFault fault : PlantedFault.values()) {
                if (fault == PlantedFault.NONE || (args.length > 1 && !fault.name().equals(args[1]))) {
                    continue;
                }
                long seed = 0;
                Result r = null;
                do {
                    r = Simulation.run(Plan.of(++seed), fault);
                } while (r.violations().isEmpty() && seed < max);
                System.out.println(fault + " " + seed + " " + r.violations());
            }
        }
    }
}
