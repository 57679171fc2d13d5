package io.geminiomni.camel.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.geminiomni.camel.emulator.Lettering.Picture;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LetteringTest {

    private static final int WHITE = 0xFFFFFF;

    private final Picture picture = new Picture(new int[64 * 48], 64, 48, WHITE);

    @Test
    void textIsBrokenBetweenWordsAndLongWordsWithin() {
        assertThat(Lettering.wrap(" A lighthouse\nat dawn ", 7, String::length))
                .containsExactly("A", "lightho", "use at", "dawn");
        assertThat(Lettering.wrap("dawn", 0, String::length)).containsExactly("d", "a", "w", "n");
        assertThat(Lettering.wrap("", 7, String::length)).containsExactly("");
    }

    @Test
    void theBitmapFontDrawsTheDotsOfALetter() {
        Lettering.writeWithBitmapFont("I", picture, 0, 48);

        assertThat(rows(7))
                .containsExactly(
                        ".XXX.", //
                        "..X..", "..X..", "..X..", "..X..", "..X..", ".XXX.");
    }

    @Test
    void charactersBeyondAsciiBecomeQuestionMarks() {
        Picture other = new Picture(new int[64 * 48], 64, 48, WHITE);

        Lettering.writeWithBitmapFont("灯", picture, 0, 48);
        Lettering.writeWithBitmapFont("?", other, 0, 48);

        assertThat(picture.pixels()).isEqualTo(other.pixels());
    }

    @Test
    void linesThatDoNotFitAreLeftOut() {
        Lettering.writeWithBitmapFont("aaaaa bbbbb ccccc ddddd", picture, 0, 20);

        assertThat(Arrays.stream(picture.pixels()).skip(64 * 20)).containsOnly(0);
        assertThat(picture.pixels()).contains(WHITE);
    }

    @Test
    void aPictureCanBeSmallerThanALetter() {
        Picture tiny = new Picture(new int[4], 2, 2, WHITE);

        Lettering.write("A lighthouse", tiny, 0, 100);

        assertThat(tiny.pixels()).hasSize(4);
    }

    private String[] rows(int count) {
        String[] rows = new String[count];
        for (int y = 0; y < count; y++) {
            StringBuilder row = new StringBuilder();
            for (int x = 0; x < 5; x++) {
                row.append(picture.pixels()[y * 2 * 64 + x * 2] == WHITE ? 'X' : '.');
            }
            rows[y] = row.toString();
        }
        return rows;
    }
}
