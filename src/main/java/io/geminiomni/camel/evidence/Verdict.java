package io.geminiomni.camel.evidence;

/** What the balance of an account says about a request of unknown outcome. */
enum Verdict {
    CHARGED("charged"),
    NOT_CHARGED("not charged"),
    CANNOT_TELL("cannot tell");

    private final String text;

    Verdict(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
