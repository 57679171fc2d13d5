package io.geminiomni.camel.option;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Suggests the right word for a mistyped one. */
public final class Nearest {
    /** Longer words are not compared: the cost grows with the square of the length. */
    private static final int LONGEST_WORD = 64;

    private static final int SHORTEST_PART = 2;

    private Nearest() {}

    /** The most similar candidate, if any is similar; letter case and punctuation do not matter. */
    public static Optional<String> of(String word, Collection<String> candidates) {
        String letters = word.length() > LONGEST_WORD ? "" : letters(word);
        if (letters.isEmpty()) {
            return Optional.empty();
        }
        return candidates.stream()
                .filter(candidate -> isNear(letters, letters(candidate)))
                .min(Comparator.comparingInt(candidate -> distance(letters, letters(candidate))));
    }

    private static boolean isNear(String word, String candidate) {
        return distance(word, candidate) <= Math.max(word.length(), candidate.length()) / 3
                || contains(word, candidate)
                || contains(candidate, word);
    }

    private static boolean contains(String text, String part) {
        return part.length() >= SHORTEST_PART && text.contains(part);
    }

    private static String letters(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }

    /** The Levenshtein distance. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
