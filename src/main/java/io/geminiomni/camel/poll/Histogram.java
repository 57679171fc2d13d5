package io.geminiomni.camel.poll;

/**
 * How often which numbers occurred, on a logarithmic scale. The latest {@value #LATEST} or so count; earlier ones fade. It is
 * immutable, and as large with many numbers as with few.
 */
final class Histogram {
    private static final int LATEST = 300;
    private static final double LN_2 = Math.log(2);

    private final double smallest;
    private final int binsPerDoubling;
    /** The weight of the numbers below the lower bound of each bin; the last entry is that of all. */
    private final double[] below;

    private final int added;

    private Histogram(double smallest, int binsPerDoubling, double[] below, int added) {
        this.smallest = smallest;
        this.binsPerDoubling = binsPerDoubling;
        this.below = below;
        this.added = added;
    }

    /** Without numbers. Numbers outside of {@code smallest} and {@code smallest * 2^doublings} count as these. */
    static Histogram empty(double smallest, int doublings, int binsPerDoubling) {
        return new Histogram(smallest, binsPerDoubling, new double[doublings * binsPerDoubling + 1], 0);
    }

    /** This and one number more, of which is known only that it is between these two. */
    Histogram with(double from, double to) {
        double first = position(Math.min(from, to));
        double last = position(to);
        double fading = weight() < LATEST ? 1 : 1 - 1.0 / LATEST;
        double[] changed = new double[below.length];
        for (int bound = 1; bound < changed.length; bound++) {
            double share = last - first < 1e-9
                    ? (bound > last ? 1 : 0)
                    : Math.max(0, Math.min(1, (bound - first) / (last - first)));
            changed[bound] = below[bound] * fading + share;
        }
        return new Histogram(smallest, binsPerDoubling, changed, Math.min(added + 1, LATEST));
    }

    /** How many numbers were added; at most {@value #LATEST}. */
    int size() {
        return added;
    }

    /** The weight of all numbers. */
    double weight() {
        return below[below.length - 1];
    }

    /** The weight of the numbers below this one. */
    double weightBelow(double number) {
        double position = position(number);
        int bin = (int) position;
        return below[bin] + (below[bin + 1] - below[bin]) * (position - bin);
    }

    /** The number below which this share of the weight is; there must be some weight. */
    double quantile(double share) {
        double wanted = share * weight();
        int bin = 0;
        while (bin < below.length - 2 && below[bin + 1] < wanted) {
            bin++;
        }
        double ofBin = below[bin + 1] - below[bin];
        return number(ofBin == 0 ? bin : bin + (wanted - below[bin]) / ofBin);
    }

    /** How much the numbers above this one exceed it, on average; 0 if there are none. */
    double meanExcess(double number) {
        double sum = 0;
        double weight = 0;
        for (int bin = 0; bin < below.length - 1; bin++) {
            double middle = number(bin + 0.5);
            if (middle > number) {
                double ofBin = below[bin + 1] - below[bin];
                sum += ofBin * (middle - number);
                weight += ofBin;
            }
        }
        return weight == 0 ? 0 : sum / weight;
    }

    /** Where a number is, in bins; it may be negative, if the clock of a store was set back. */
    private double position(double number) {
        double position = Math.log(Math.max(number, smallest) / smallest) / LN_2 * binsPerDoubling;
        return Math.min(below.length - 1 - 1e-6, position);
    }

    private double number(double position) {
        return smallest * Math.pow(2, position / binsPerDoubling);
    }
}
