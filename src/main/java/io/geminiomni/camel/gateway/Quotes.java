package io.geminiomni.camel.gateway;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/**
 * Removes a prompt from messages of the gateway: messages are logged, and a prompt may be confidential. The time is linear in
 * the length of both texts.
 */
public final class Quotes {
    /** The longest part of a prompt that may be shown. */
    static final int SHOWN = 40;

    /** The shortest part of a prompt that is removed. */
    private static final int PART = SHOWN + 1;

    /** The base of the rolling hash; odd, so that each character counts. */
    private static final long BASE = 0x9E37_79B9_7F4A_7C15L;

    private static final long FIRST_DIGIT = power(BASE, PART - 1);

    private Quotes() {}

    /**
     * The message without longer parts of the prompt. A control character counts as a blank. Parts are compared by hashes of
     * 64 bits, so no equal part is missed.
     */
    public static String cut(String message, String prompt) {
        Set<Long> parts = new HashSet<>();
        forEachPart(message, (place, hash) -> parts.add(hash));
        Set<Long> quotes = new HashSet<>();
        forEachPart(prompt, (place, hash) -> {
            if (parts.contains(hash)) {
                quotes.add(hash);
            }
        });
        BitSet quoted = new BitSet(message.length());
        forEachPart(message, (place, hash) -> {
            if (quotes.contains(hash)) {
                quoted.set(place, place + PART);
            }
        });
        return without(message, quoted);
    }

    private interface PartVisitor {
        void visit(int place, long hash);
    }

    /** Each hash is computed from the one before. */
    private static void forEachPart(String text, PartVisitor visitor) {
        long hash = 0;
        for (int i = 0; i < text.length(); i++) {
            if (i >= PART) {
                hash -= digit(text, i - PART) * FIRST_DIGIT;
            }
            hash = hash * BASE + digit(text, i);
            if (i >= PART - 1) {
                visitor.visit(i - PART + 1, hash);
            }
        }
    }

    private static long digit(String text, int place) {
        char c = text.charAt(place);
        return Character.isISOControl(c) ? ' ' : c;
    }

    private static long power(long base, int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= base;
        }
        return power;
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
