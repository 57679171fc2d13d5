package io.geminiomni.camel.emulator;

import io.geminiomni.camel.emulator.Lettering.Picture;

/** The letters of ASCII, 5 by 7 dots each, for machines without fonts. Other characters become a question mark. */
final class BitmapFont {

    /** The size of a dot in pixels. */
    private static final int DOT = 2;

    private static final int COLUMNS = 5;
    private static final int ROWS = 7;
    private static final int ADVANCE = (COLUMNS + 1) * DOT;
    private static final char FIRST = ' ';
    private static final char LAST = '~';

    /** The height of a line in pixels. */
    static final int HEIGHT = ROWS * DOT;

    /** The space between two lines. */
    static final int LEADING = 2 * DOT;

    /** Five columns for each character from the space on, as two hexadecimal digits; the lowest bit is the top row. */
    private static final String GLYPHS = """
            0000000000 00005F0000 0007000700 147F147F14 242A7F2A12 2313086462 3649552250 0005030000
            001C224100 0041221C00 082A1C2A08 08083E0808 0050300000 0808080808 0060600000 2010080402
            3E5149453E 00427F4000 4261514946 2141454B31 1814127F10 2745454539 3C4A494930 0171090503
            3649494936 064949291E 0036360000 0056360000 0008142241 1414141414 4122140800 0201510906
            324979413E 7E1111117E 7F49494936 3E41414122 7F4141221C 7F49494941 7F09090101 3E41415132
            7F0808087F 00417F4100 2040413F01 7F08142241 7F40404040 7F0204027F 7F0408107F 3E4141413E
            7F09090906 3E4151215E 7F09192946 4649494931 01017F0101 3F4040403F 1F2040201F 7F2018207F
            6314081463 0304780403 6151494543 00007F4141 0204081020 41417F0000 0402010204 4040404040
            0001020400 2054545478 7F48444438 3844444420 384444487F 3854545418 087E090102 081454543C
            7F08040478 00447D4000 2040443D00 007F102844 00417F4000 7C04180478 7C08040478 3844444438
            7C14141408 081414187C 7C08040408 4854545420 043F444020 3C4040207C 1C2040201C 3C4030403C
            4428102844 0C5050503C 4464544C44 0008364100 00007F0000 0041360800 0804081008
            """.replaceAll("\\s", "");

    private BitmapFont() {}

    static int width(String text) {
        return text.length() * ADVANCE;
    }

    /** Writes one line. What does not fit into the picture is cut off. */
    static void write(String text, Picture picture, int left, int top) {
        for (int i = 0; i < text.length(); i++) {
            for (int column = 0; column < COLUMNS; column++) {
                writeColumn(dots(text.charAt(i), column), picture, left + i * ADVANCE + column * DOT, top);
            }
        }
    }

    private static int dots(char character, int column) {
        char known = character >= FIRST && character <= LAST ? character : '?';
        int at = ((known - FIRST) * COLUMNS + column) * 2;
        return Integer.parseInt(GLYPHS.substring(at, at + 2), 16);
    }

    private static void writeColumn(int dots, Picture picture, int left, int top) {
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < DOT; x++) {
                boolean set = (dots >> y / DOT & 1) == 1;
                if (set && left + x < picture.width() && top + y < picture.height()) {
                    picture.pixels()[(top + y) * picture.width() + left + x] = picture.colour();
                }
            }
        }
    }
}
