package io.geminiomni.camel.gateway;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a message of the gateway is about, in English or Chinese, where the code does not say. */
public final class Phrases {
    /** A regular expression for messages about the balance or the quota. */
    public static final String BALANCE = "balance|quota|insufficient (credit|fund|coin|point)"
            + "|not enough (credit|fund|coin|point)|out of credit|余额|额度|配额|欠费|(积分|点数|金币)不足";

    private static final Pattern THROTTLED = phrases("too (frequent|many requests|many calls|fast)|frequently"
            + "|rate.?limit|request limit|throttl|(过于|太|过|请求|访问|操作|调用)频繁|频率(过高|过快|超|限制)|限流|限速|(请求|调用)(过多|太多|过快)");
    private static final Pattern ABOUT_BALANCE = phrases(BALANCE);
    private static final Pattern UNKNOWN_TASK =
            phrases("(task|record|video|job)\\b.*\\b(not found|not exist|doesn'?t exist|unknown)"
                    + "|(no such|unknown|non.?existent) (task|record|video|job)|not found:? *(task|record|video|job)\\b"
                    + "|(任务|记录|视频).{0,20}(不存在|未找到|找不到)|(未找到|找不到|不存在).{0,20}(任务|记录|视频)");

    /** So many characters of a message are searched, as the patterns are slow on long texts. */
    private static final int JUDGED = 500;

    private Phrases() {}

    static boolean throttled(@Nullable String message) {
        return found(THROTTLED, message);
    }

    static boolean balance(@Nullable String message) {
        return found(ABOUT_BALANCE, message);
    }

    static boolean unknownTask(@Nullable String message) {
        return found(UNKNOWN_TASK, message);
    }

    private static boolean found(Pattern phrases, @Nullable String message) {
        return message != null
                && phrases.matcher(message)
                        .region(0, Math.min(message.length(), JUDGED))
                        .find();
    }

    private static Pattern phrases(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }
}
