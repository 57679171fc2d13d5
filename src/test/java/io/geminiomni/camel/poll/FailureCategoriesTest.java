package io.geminiomni.camel.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureCategoriesTest {
    private final FailureCategories standard = FailureCategories.with(Map.of());

    @ParameterizedTest
    @CsvSource({
        "The prompt violates our content policy, moderation",
        "Blocked by safety filters, moderation",
        "提示词包含敏感内容, moderation",
        "图片审核不通过, moderation",
        "Failed to download the image, media-fetch",
        "image_url returned 404, media-fetch",
        "图片下载失败, media-fetch",
        "无法获取视频链接, media-fetch",
        "invalid duration, parameters",
        "aspect_ratio is not supported, parameters",
        "参数错误, parameters",
        "不支持的分辨率, parameters",
        "Insufficient balance, balance",
        "余额不足, balance",
        "Upstream timeout, upstream",
        "Internal error, upstream",
        "服务器繁忙，请稍后再试, upstream",
        "生成失败, upstream",
        "a hitherto unseen reason, other",
        "其他原因, other"
    })
    void aMessageHasTheCategoryOfWhatItSays(String message, String category) {
        assertThat(standard.of(message)).isEqualTo(category);
    }

    @Test
    void withoutAMessageItIsOther() {
        assertThat(standard.of(null)).isEqualTo("other");
    }

    @Test
    void aUsersPatternsAreTriedFirstInAnyLetterCaseAndMayBeOfNewCategories() {
        FailureCategories own = FailureCategories.with(Map.of("studio", "CLOSED|internal", "moderation", "forbidden"));

        assertThat(own.of("The studio is closed")).isEqualTo("studio");
        assertThat(own.of("Internal error")).isEqualTo("studio");
        assertThat(own.of("That is Forbidden")).isEqualTo("moderation");
        assertThat(own.of("Upstream timeout")).isEqualTo("upstream");
    }

    @Test
    void anExpressionThatIsNoneIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FailureCategories.with(Map.of("studio", "(")))
                .withMessageContaining("failureCategory.studio");
    }

    @Test
    void anEndlessMessageIsJudgedByItsStart() {
        assertThat(standard.of("x".repeat(1_000_000) + " timeout")).isEqualTo("other");
    }
}
