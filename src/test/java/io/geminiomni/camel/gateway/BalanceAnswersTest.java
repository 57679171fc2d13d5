package io.geminiomni.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BalanceAnswersTest {
    private static Balance.Key key(String figures) throws Exception {
        return BalanceAnswers.key(new ObjectMapper().readTree("{" + figures.replace('\'', '"') + "}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'total_quota':0,'used_quota':3.5,'available_quota':null",
                "'total_quota':0,'used_quota':'3.5'",
                "'total_quota':10,'used_quota':3.5,'unlimited':true"
            })
    void aKeyWithoutALimitNeedsNoAvailableFigure(String figures) throws Exception {
        assertThat(key(figures)).isNotNull().returns(true, Balance.Key::unlimited);
        assertThat(key(figures).used()).isEqualTo(new BigDecimal("3.5"));
    }

    @Test
    void aKeyWithALimitNeedsAllFigures() throws Exception {
        assertThat(key("'total_quota':10,'used_quota':3.5")).isNull();
        assertThat(key("'total_quota':10,'available_quota':6.5")).isNull();
        assertThat(key("'total_quota':10,'used_quota':3.5,'available_quota':6.5"))
                .isNotNull();
    }
}
