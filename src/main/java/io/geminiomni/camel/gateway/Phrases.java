package io.geminiomni.camel.gateway;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a message of the gateway is about, in English or Chinese, where the code does not say. A message may quote the request, whose
 * prompt can have any words: a phrase that is also in the request does not count.
 *
 * @param message of the gateway, if there is one
 * @param sent the JSON of the request; empty if it has no text of a user
 */
public record Phrases(@Nullable String message, String sent) {
    /** A regular expression for messages about the balance or the quota. */
    public static final String BALANCE =
            "(insufficient|not enough|out of|too low) (account )?(balance|quota|credit|fund|coin|point)"
                    + "|(balance|quota) (is )?(insufficient|not enough|too low|exceeded|exhausted|used up)"
                    + "|(?<!re|im)balance(?!r|d|s\\b)|quota(?!t)|(余额|额度|配额|积分|点数|金币)(不足|不够)|余额|额度|配额|欠费";

    private static final Pattern THROTTLED = phrases(
            "too (frequent|many requests|many calls|fast)|frequently"
                    + "|(?<!(frame|bit)[ -]?)rate.?limit|request limit|throttl|(过于|太|过|请求|访问|操作|调用)频繁|频率(过高|过快|超|限制)|限流|限速|(请求|调用)(过多|太多|过快)");
    private static final Pattern ABOUT_BALANCE = phrases(BALANCE);

    /** The balance is too low, so that nothing was taken from it. */
    private static final Pattern TOO_LOW = phrases(
            "insufficient|not.?enough|too low|(balance|quota) (is )?(exceeded|exhausted|used up)|out of (balance|quota|credit)|不足|不够|欠费|用完|耗尽");
    /** Something was taken from the balance. */
    private static final Pattern CHARGED = phrases("deduct|charged|debit|consumed|扣");
    /** The call was taken: nobody rejects a call by a time-out. */
    private static final Pattern TIMED_OUT = phrases("time[ds]?[ -]?out|超时");

    private static final Pattern UNKNOWN_TASK =
            phrases("(task|record|video|job)\\b.*\\b(not found|not exist|doesn'?t exist)"
                    + "|(no such|unknown|non.?existent) (task|record|video|job)|not found:? *(task|record|video|job)\\b"
                    + "|(task|record|video|job)( id)?:?( ['\"]?[\\w-]*\\d[\\w-]*['\"]?)?:? ((is|was) )?unknown"
                    + "(?! (error|host|exception|reason|cause))"
                    + "|(任务|记录|视频).{0,20}(不存在|未找到|找不到)|(未找到|找不到|不存在).{0,20}(任务|记录|视频)");

    /** Of JSON, for white space. */
    private static final Pattern ESCAPE = Pattern.compile("\\\\[bfnrt]");

    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    /** So many characters of a message are searched, as the patterns are slow on long texts. */
    private static final int JUDGED = 500;

    boolean throttled() {
        return found(THROTTLED) && !has(TIMED_OUT);
    }

    boolean balance() {
        return found(ABOUT_BALANCE);
    }

    /** Whether the message names the balance, and not because something was taken from it, or its check timed out. */
    boolean refusedByBalance() {
        return balance() && !has(TIMED_OUT) && (!has(CHARGED) || has(TOO_LOW));
    }

    boolean unknownTask() {
        return found(UNKNOWN_TASK);
    }

    /** Whether the message has such a phrase, of the request or not. */
    private boolean has(Pattern phrases) {
        return message != null && judged(phrases, message).find();
    }

    private static Matcher judged(Pattern phrases, String message) {
        return phrases.matcher(message).region(0, Math.min(message.length(), JUDGED));
    }

    private boolean found(Pattern phrases) {
        if (message == null) {
            return false;
        }
        Matcher matcher = judged(phrases, message);
        if (!matcher.find()) {
            return false;
        }
        String ofRequest = words(sent);
        do {
            if (!ofRequest.contains(words(matcher.group()))) {
                return true;
            }
        } while (matcher.find());
        return false;
    }

    /** In lower case, with one space for all that is no letter or digit: a quotation may have other line breaks and spaces. */
    private static String words(String text) {
        String unescaped = ESCAPE.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(" ");
        return NO_WORD.matcher(unescaped).replaceAll(" ");
    }

    private static Pattern phrases(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }
}
