package io.geminiomni.camel.poll;

import io.geminiomni.camel.gateway.Phrases;
import io.geminiomni.camel.task.VideoTask;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The kind of a failure, by what the gateway says of it in English or Chinese: the gateway has no codes for that. The first
 * category fits whose pattern is found in the message, a user's own before the built-in ones.
 */
public final class FailureCategories {
    /** No end was seen in time. */
    public static final String ABANDONED = VideoTask.ABANDONED;
    /** No pattern fits. */
    public static final String OTHER = "other";

    /** A message says what it is about at its start; patterns would be slow on an endless one. */
    private static final int JUDGED = 500;

    private static final Map<String, Pattern> STANDARD = standard();

    private final Map<String, Pattern> patterns;

    private FailureCategories(Map<String, Pattern> patterns) {
        this.patterns = patterns;
    }

    /**
     * The built-in categories, and before them those of a user.
     *
     * @param own regular expressions by category, in any letter case; a category may be a new one or one of the built-in
     * @throws IllegalArgumentException naming the category whose expression is none
     */
    public static FailureCategories with(Map<String, ?> own) {
        Map<String, Pattern> first = new LinkedHashMap<>();
        own.forEach((category, regex) -> first.put(category, compiled(category, String.valueOf(regex))));
        return new FailureCategories(first);
    }

    /** The category of a failure with this message. */
    public String of(@Nullable String message) {
        String category = firstFound(patterns, message);
        if (category == null) {
            category = firstFound(STANDARD, message);
        }
        return category == null ? OTHER : category;
    }

    private static @Nullable String firstFound(Map<String, Pattern> patterns, @Nullable String message) {
        if (message == null) {
            return null;
        }
        String start = message.substring(0, Math.min(message.length(), JUDGED));
        return patterns.entrySet().stream()
                .filter(entry -> entry.getValue().matcher(start).find())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    private static Pattern compiled(String category, String regex) {
        try {
            return phrases(regex);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "The option failureCategory." + category + " is not a regular expression: " + e.getDescription()
                            + " near index " + e.getIndex(),
                    e);
        }
    }

    private static Pattern phrases(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    private static Map<String, Pattern> standard() {
        Map<String, Pattern> standard = new LinkedHashMap<>();
        standard.put(
                "moderation",
                phrases("moderat|polic(y|ies)|safety|sensitive|inappropriate|prohibited|nsfw|unsafe|harmful|copyright"
                        + "|content.?filter|content.{0,20}(violat|reject|block)"
                        + "|敏感|违规|违禁|违反|审核|安全(策略|检查|检测)|不合规|不当内容|侵权|版权|涉黄|涉政|涉暴"));
        standard.put("balance", phrases(Phrases.BALANCE));
        standard.put(
                "media-fetch",
                phrases("(fail|unable|could ?n.?t|can ?n.?t|error).{0,40}(download|fetch|load|access|retriev|read|open)"
                        + "|(image|video|media|file|picture|url|link).{0,40}(download|fetch|retriev|(un|not |in)(reach|access)ible"
                        + "|unreachable|expired|not found|\\b40[34]\\b)"
                        + "|(下载|获取|读取|拉取|访问|加载).{0,12}(图|视频|素材|文件|链接|媒体)"
                        + "|(图|视频|素材|文件|链接|媒体).{0,20}((下载|获取|读取|拉取|访问|加载).{0,6}(失败|超时|错误|不到)|失效|过期|无法访问)"));
        standard.put(
                "parameters",
                phrases("param|argument|(invalid|illegal|unsupported|missing|malformed|bad|wrong).{0,40}"
                        + "(field|value|prompt|duration|resolution|ratio|format|model|size|image|video|request|url)"
                        + "|is (required|not supported|not valid)|参数|不支持|格式(错误|不正确|有误)|无效|非法|缺少|不能为空|超出(范围|限制)"));
        standard.put(
                "upstream",
                phrases(
                        "upstream|time.?out|timed out|internal|server error|overload|busy|unavailable|bad gateway|capacity"
                                + "|try again|retry|too many requests|rate.?limit|provider|generation (failed|error)"
                                + "|上游|超时|繁忙|服务(器)?(异常|错误|不可用|故障)|系统(异常|错误|故障)|内部错误|稍后|重试|限流|频繁|算力|生成(失败|异常)"));
        return standard;
    }
}
