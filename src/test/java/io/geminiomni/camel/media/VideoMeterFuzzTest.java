package io.geminiomni.camel.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.geminiomni.camel.net.Sha256;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a file has: it is measured without an exception, and the same however its bytes are divided. */
class VideoMeterFuzzTest {
    private static final byte[] FILE = Boxes.all(
            Boxes.FTYP,
            Boxes.sidx(1, 1000, 2000, 4000),
            Boxes.box(
                    "moov",
                    Boxes.mvhd(600, 3600),
                    Boxes.box(
                            "trak",
                            Boxes.tkhd(1, 1280, 720, Boxes.UPRIGHT),
                            Boxes.box("mdia", Boxes.mdhd(600, 3600), Boxes.hdlr("vide"), Boxes.minf(1280, 720))),
                    Boxes.box("mvex", Boxes.mehd(3600), Boxes.trex(1, 100))),
            Boxes.moof(Boxes.tfhd(1, 100), Boxes.trun(6), Boxes.trunOf(100, 200, 300)),
            Boxes.MDAT);

    /** An input is a file. */
    @FuzzTest(maxDuration = "10m")
    @DictionaryEntries({
        "ftyp", "moov", "mvhd", "trak", "tkhd", "mdia", "mdhd", "hdlr", "vide", "minf", "stbl", "stsd", "mvex", "mehd",
        "trex", "moof", "traf", "tfhd", "trun", "sidx", "mdat"
    })
    void file(byte[] input) {
        check(input);
    }

    @Property(tries = 2000)
    void aFileWithAnyBytesChanged(@ForAll("changes") int[] changes) {
        byte[] file = FILE.clone();
        for (int change : changes) {
            file[(change >>> 8) % file.length] = (byte) change;
        }
        check(file);
    }

    @Property(tries = 1000)
    void aFileWithAnySizes(@ForAll("changes") int[] changes) {
        byte[] file = FILE.clone();
        for (int change : changes) {
            int at = (change >>> 8) % (file.length - Integer.BYTES);
            System.arraycopy(Boxes.ints(change % 64), 0, file, at, Integer.BYTES);
        }
        check(Arrays.copyOf(file, Math.floorMod(Arrays.hashCode(changes), file.length)));
    }

    @Property(tries = 500)
    void anyBytesBehindAFileType(@ForAll byte[] bytes) {
        check(Boxes.all(Boxes.FTYP, bytes));
        check(Boxes.all(Boxes.FTYP, Boxes.header(0, "moov"), bytes));
    }

    @Provide
    Arbitrary<int[]> changes() {
        return Arbitraries.integers()
                .between(0, Integer.MAX_VALUE)
                .array(int[].class)
                .ofMinSize(1)
                .ofMaxSize(12);
    }

    private static void check(byte[] file) {
        VideoMeter whole = new VideoMeter();
        whole.add(file, 0, file.length);
        MeasuredVideo measured = whole.end();
        assertThat(measured.bytes()).isEqualTo(file.length);
        assertThat(measured.sha256()).isEqualTo(Sha256.of(file));
        assertThat(measured.duration() == null || measured.duration().toSeconds() >= 0)
                .isTrue();
        assertThat(measured.width() == null || measured.width() > 0).isTrue();
        assertThat(measured.facts()).isNotEmpty();
        assertThat(inParts(file)).isEqualTo(measured);
    }

    private static MeasuredVideo inParts(byte[] file) {
        Random random = new Random(file.length);
        VideoMeter meter = new VideoMeter();
        int at = 0;
        while (at < file.length) {
            int length = Math.min(1 + random.nextInt(20), file.length - at);
            meter.add(file, at, length);
            at += length;
        }
        return meter.end();
    }
}
