package io.geminiomni.camel.poll;

/** Takes a prompt out of what the gateway says of its task: messages are logged, and a prompt may be confidential. */
final class Quotes {
    /** So many characters of a prompt in a row may be shown. */
    private static final int SHOWN = 40;

    private Quotes() {}

    /** The message without any longer part of the prompt. */
    static String cut(String message, String prompt) {
        String cut = message;
        int from = 0;
        while (from + SHOWN < prompt.length() && cut.length() > SHOWN) {
            int at = cut.indexOf(prompt.substring(from, from + SHOWN + 1));
            if (at < 0) {
                from++;
                continue;
            }
            int length = SHOWN + 1;
            while (at + length < cut.length()
                    && from + length < prompt.length()
                    && cut.charAt(at + length) == prompt.charAt(from + length)) {
                length++;
            }
            cut = cut.substring(0, at) + "…" + cut.substring(at + length);
        }
        return cut;
    }
}
