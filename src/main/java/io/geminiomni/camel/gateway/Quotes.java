package io.geminiomni.camel.gateway;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes a prompt out of what the gateway says of its request: messages are logged, and a prompt may be confidential. */
public final class Quotes {
    /** So many characters of a prompt in a row may be shown. */
    private static final int SHOWN = 40;

    private Quotes() {}

    /** The message without any longer part of the prompt. */
    public static String cut(String message, String prompt) {
        BitSet quoted = new BitSet(message.length());
        Map<String, List<Integer>> places = places(message, SHOWN + 1);
        for (int from = 0; !places.isEmpty() && from + SHOWN < prompt.length(); from++) {
            for (int place : places.getOrDefault(prompt.substring(from, from + SHOWN + 1), List.of())) {
                quoted.set(place, place + SHOWN + 1);
            }
        }
        return without(message, quoted);
    }

    private static Map<String, List<Integer>> places(String message, int length) {
        Map<String, List<Integer>> places = new HashMap<>();
        for (int place = 0; place + length <= message.length(); place++) {
            places.computeIfAbsent(message.substring(place, place + length), part -> new ArrayList<>())
                    .add(place);
        }
        return places;
    }

    private static String without(String message, BitSet quoted) {
        StringBuilder cut = new StringBuilder();
        int at = 0;
        while (at < message.length()) {
            int quote = quoted.nextSetBit(at);
            if (quote < 0) {
                return cut.append(message, at, message.length()).toString();
            }
            cut.append(message, at, quote).append('…');
            at = quoted.nextClearBit(quote);
        }
        return cut.toString();
    }
}
