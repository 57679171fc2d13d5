package io.geminiomni.camel.gateway;

import java.util.BitSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Removes a prompt from messages of the gateway: messages are logged, and a prompt may be confidential. The time is linear in
 * the length of both texts.
 */
public final class Quotes {
    /** The longest part of a prompt that may be shown. */
    static final int SHOWN = 40;

    /** The shortest part of a prompt that is removed. */
    private static final int PART = SHOWN + 1;

    private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

    private Quotes() {}

    /** The message without longer parts of the prompt. A control character counts as a blank. */
    public static String cut(String message, String prompt) {
        String plain = CONTROL.matcher(message).replaceAll(" ");
        Set<String> parts = parts(plain).collect(Collectors.toSet());
        Set<String> quotes = parts(CONTROL.matcher(prompt).replaceAll(" "))
                .filter(parts::contains)
                .collect(Collectors.toSet());
        BitSet quoted = new BitSet(plain.length());
        for (int at = 0; at + PART <= plain.length(); at++) {
            if (quotes.contains(plain.substring(at, at + PART))) {
                quoted.set(at, at + PART);
            }
        }
        return without(message, quoted);
    }

    private static Stream<String> parts(String text) {
        return IntStream.rangeClosed(0, text.length() - PART).mapToObj(at -> text.substring(at, at + PART));
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
