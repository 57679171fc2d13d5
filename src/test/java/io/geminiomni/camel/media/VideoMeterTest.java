package io.geminiomni.camel.media;

import static io.geminiomni.camel.media.Boxes.FTYP;
import static io.geminiomni.camel.media.Boxes.MDAT;
import static io.geminiomni.camel.media.Boxes.TURNED;
import static io.geminiomni.camel.media.Boxes.UPRIGHT;
import static io.geminiomni.camel.media.Boxes.all;
import static io.geminiomni.camel.media.Boxes.box;
import static io.geminiomni.camel.media.Boxes.hdlr;
import static io.geminiomni.camel.media.Boxes.header;
import static io.geminiomni.camel.media.Boxes.ints;
import static io.geminiomni.camel.media.Boxes.largeBox;
import static io.geminiomni.camel.media.Boxes.longMdhd;
import static io.geminiomni.camel.media.Boxes.longMehd;
import static io.geminiomni.camel.media.Boxes.longMvhd;
import static io.geminiomni.camel.media.Boxes.longTkhd;
import static io.geminiomni.camel.media.Boxes.longs;
import static io.geminiomni.camel.media.Boxes.mdhd;
import static io.geminiomni.camel.media.Boxes.mehd;
import static io.geminiomni.camel.media.Boxes.minf;
import static io.geminiomni.camel.media.Boxes.moof;
import static io.geminiomni.camel.media.Boxes.mvhd;
import static io.geminiomni.camel.media.Boxes.sidx;
import static io.geminiomni.camel.media.Boxes.sound;
import static io.geminiomni.camel.media.Boxes.tfhd;
import static io.geminiomni.camel.media.Boxes.tkhd;
import static io.geminiomni.camel.media.Boxes.trak;
import static io.geminiomni.camel.media.Boxes.trex;
import static io.geminiomni.camel.media.Boxes.trun;
import static io.geminiomni.camel.media.Boxes.trunOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.geminiomni.camel.net.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is measured of files, whose bytes come in any parts. */
class VideoMeterTest {
    private static final byte[] TRAK = trak(1, 1280, 720);
    private static final byte[] MOOV = box("moov", mvhd(600, 3600), TRAK);

    static Stream<Arguments> wholeFiles() {
        return Stream.of(
                arguments("values before the pictures", all(FTYP, MOOV, MDAT), "PT6S", 1280, 720),
                arguments("values after the pictures", all(FTYP, MDAT, MOOV), "PT6S", 1280, 720),
                arguments("no file type", all(MDAT, MOOV), "PT6S", 1280, 720),
                arguments("pictures to the end", all(FTYP, MOOV, header(0, "mdat"), new byte[99]), "PT6S", 1280, 720),
                arguments(
                        "values to the end",
                        all(FTYP, MDAT, header(0, "moov"), mvhd(600, 3600), TRAK),
                        "PT6S",
                        1280,
                        720),
                arguments(
                        "sizes of 64 bits",
                        all(FTYP, largeBox("mdat", new byte[77]), largeBox("moov", mvhd(600, 3600), TRAK)),
                        "PT6S",
                        1280,
                        720),
                arguments("a text behind", all(FTYP, MOOV, MDAT, text("\r\nadded by a host\r\n")), "PT6S", 1280, 720),
                arguments("an invalid box behind", all(FTYP, MDAT, MOOV, header(7, "mdat")), "PT6S", 1280, 720),
                arguments("a long invalid box", all(FTYP, MDAT, MOOV, header(1, "fill"), longs(3)), "PT6S", 1280, 720),
                arguments("a part of an unknown box", all(FTYP, MDAT, MOOV, header(1, "fill")), "PT6S", 1280, 720),
                arguments(
                        "pictures that are not enabled",
                        all(FTYP, box("moov", mvhd(600, 3600), notEnabled(trak(1, 1920, 1080)), trak(2, 1280, 720))),
                        "PT6S",
                        1280,
                        720),
                arguments(
                        "only pictures that are not enabled",
                        all(FTYP, box("moov", mvhd(600, 3600), sound(1), notEnabled(TRAK))),
                        "PT6S",
                        1280,
                        720),
                arguments(
                        "the largest of several",
                        all(FTYP, box("moov", mvhd(600, 3600), trak(1, 160, 90), TRAK, trak(3, 640, 360))),
                        "PT6S",
                        1280,
                        720),
                arguments(
                        "still pictures only",
                        all(
                                FTYP,
                                box(
                                        "moov",
                                        mvhd(1, 6),
                                        box("trak", box("mdia", hdlr("vide"), minf("mjpa", 640, 360))))),
                        "PT6S",
                        640,
                        360),
                arguments("a cover", withCover("jpeg"), "PT6S", 1280, 720),
                arguments("a cover of another kind", withCover("png "), "PT6S", 1280, 720),
                arguments("a cover of fields", withCover("mjpa"), "PT6S", 1280, 720),
                arguments("a cover of other fields", withCover("mjpb"), "PT6S", 1280, 720),
                arguments("zeros behind", all(FTYP, MOOV, MDAT, new byte[64]), "PT6S", 1280, 720),
                arguments("a byte behind", all(FTYP, MOOV, MDAT, new byte[1]), "PT6S", 1280, 720),
                arguments(
                        "bytes behind the boxes of a container",
                        all(FTYP, box("moov", mvhd(600, 3600), TRAK, new byte[4]), MDAT),
                        "PT6S",
                        1280,
                        720),
                arguments(
                        "boxes that are not read",
                        all(FTYP, box("moov", box("udta", ints(0)), mvhd(600, 3600), TRAK, box("moov")), MDAT),
                        "PT6S",
                        1280,
                        720),
                arguments("the first of two", all(MOOV, box("moov", mvhd(1, 9), trak(1, 2, 2))), "PT6S", 1280, 720),
                arguments(
                        "values of 64 bits",
                        all(FTYP, box("moov", longMvhd(90_000, 900_000), box("trak", longTkhd(1, 640, 360)))),
                        "PT10S",
                        640,
                        360),
                arguments(
                        "sound before the pictures",
                        all(FTYP, box("moov", mvhd(1000, 4004), sound(1), TRAK)),
                        "PT4.004S",
                        1280,
                        720),
                arguments(
                        "a turned video",
                        all(
                                FTYP,
                                box(
                                        "moov",
                                        mvhd(1, 6),
                                        box("trak", tkhd(1, 1280, 720, TURNED), box("mdia", hdlr("vide"))))),
                        "PT6S",
                        720,
                        1280),
                arguments(
                        "the size of the pictures",
                        all(
                                FTYP,
                                box(
                                        "moov",
                                        mvhd(1, 6),
                                        box(
                                                "trak",
                                                tkhd(1, 0, 0, UPRIGHT),
                                                box("mdia", hdlr("vide"), minf(1920, 1088))))),
                        "PT6S",
                        1920,
                        1088),
                arguments(
                        "the duration of a track",
                        all(
                                FTYP,
                                box(
                                        "moov",
                                        mvhd(600, 0xFFFFFFFFL),
                                        box(
                                                "trak",
                                                tkhd(1, 1280, 720, UPRIGHT),
                                                box("mdia", longMdhd(24_000, 192_000), hdlr("vide"))))),
                        "PT8S",
                        1280,
                        720),
                arguments(
                        "an unknown duration of 64 bits",
                        all(
                                FTYP,
                                box(
                                        "moov",
                                        longMvhd(600, -1),
                                        box(
                                                "trak",
                                                tkhd(1, 1280, 720, UPRIGHT),
                                                box("mdia", mdhd(25, 100), hdlr("vide"))))),
                        "PT4S",
                        1280,
                        720),
                arguments("no duration", all(FTYP, box("moov", mvhd(0, 3600), TRAK)), null, 1280, 720),
                arguments("no size", all(FTYP, box("moov", mvhd(1, 6), trak(1, 0, 0))), "PT6S", null, null),
                arguments(
                        "short values",
                        all(FTYP, box("moov", box("mvhd", ints(0, 0)), box("mvhd"), TRAK)),
                        null,
                        1280,
                        720));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] notEnabled(byte[] track) {
        byte[] changed = track.clone();
        changed[19] = 2;
        return changed;
    }

    /** A still picture that is larger than the video. */
    private static byte[] withCover(String format) {
        byte[] cover = box(
                "trak",
                tkhd(1, 1920, 1080, UPRIGHT),
                box("mdia", mdhd(600, 0), hdlr("vide"), minf(format, 1920, 1080)));
        return all(FTYP, box("moov", mvhd(600, 3600), cover, trak(2, 1280, 720)), MDAT);
    }

    static Stream<Arguments> fragmentedFiles() {
        byte[] extended = box("mvex", trex(1, 100));
        byte[] moov = box("moov", mvhd(600, 0), TRAK, extended);
        return Stream.of(
                arguments(
                        "the stated duration",
                        all(FTYP, box("moov", mvhd(600, 0), TRAK, box("mvex", mehd(3600))), moof(), MDAT),
                        "PT6S"),
                arguments(
                        "the stated duration of 64 bits",
                        all(FTYP, box("moov", mvhd(600, 0), TRAK, box("mvex", longMehd(6000)))),
                        "PT10S"),
                arguments(
                        "samples of the track's duration",
                        all(FTYP, moov, moof(tfhd(1), trun(12)), MDAT, moof(tfhd(1), trun(12)), MDAT),
                        "PT4S"),
                arguments(
                        "samples of the track's duration, which comes before the track",
                        all(FTYP, box("moov", mvhd(600, 0), extended, TRAK), moof(tfhd(1), trun(36)), MDAT),
                        "PT6S"),
                arguments(
                        "samples of the fragment's duration",
                        all(FTYP, moov, moof(tfhd(1, 300), trun(4)), MDAT),
                        "PT2S"),
                arguments(
                        "samples of their own durations",
                        all(FTYP, moov, moof(tfhd(1), trunOf(600, 1200, 1800), trunOf(600))),
                        "PT7S"),
                arguments("an index", all(FTYP, sidx(1, 1000, 2000, 2000, 4000), sidx(2, 1000, 7000), moov), "PT8S"),
                arguments(
                        "fragments rather than an index",
                        all(FTYP, sidx(1, 1000, 9000), moov, moof(tfhd(1), trun(6))),
                        "PT1S"),
                arguments("a track that is not there", all(FTYP, moov, moof(tfhd(7, 600), trun(6))), null),
                arguments(
                        "more samples than bytes", all(FTYP, moov, moof(tfhd(1), box("trun", ints(0x100, -1)))), null),
                arguments(
                        "more time than there is",
                        all(FTYP, moov, moof(tfhd(1, -2), trun(-1), trun(-1), trun(-1))),
                        null));
    }

    static Stream<Arguments> defects() {
        byte[] file = all(FTYP, MOOV, MDAT);
        return Stream.of(
                arguments(new byte[] {1}, "no MP4 file"),
                arguments("<!DOCTYPE html><p>Not found</p>".getBytes(StandardCharsets.UTF_8), "no MP4 file"),
                arguments(new byte[5000], "no MP4 file"),
                arguments(all(FTYP, MDAT), "no MP4 file: it has no box moov"),
                arguments(Arrays.copyOf(file, file.length - 1), "cut off: it ends within its box mdat"),
                arguments(Arrays.copyOf(file, FTYP.length + 40), "cut off: it ends within its box moov"),
                arguments(Arrays.copyOf(file, FTYP.length + 9), "cut off: it ends within its box moov"),
                arguments(all(FTYP, MOOV, header(1, "mdat"), ints(0)), "cut off: it ends within its box mdat"),
                arguments(all(FTYP, MOOV, header(1, "mdat"), longs(-1)), "cut off: it ends within its box mdat"),
                arguments(
                        all(FTYP, MOOV, header(1, "mdat"), longs(Long.MAX_VALUE)),
                        "cut off: it ends within its box mdat"),
                arguments(all(file, header(99, "mdat")), "cut off: it ends within its box mdat"),
                arguments(all(file, header(99, "moof")), "cut off: it ends within its box moof"),
                arguments(all(FTYP, MOOV, header(99, "fill")), "cut off: it ends within its box fill"),
                arguments(all(FTYP, MDAT, header(99, "fill")), "cut off: it ends within its box fill"),
                arguments(all(FTYP, MOOV, header(7, "mdat"), new byte[99]), "an invalid box mdat"),
                arguments(all(FTYP, header(1, "mo\0v"), longs(15), MOOV), "an invalid box mo?v"),
                arguments(all(FTYP, box("moov", header(100, "trak")), MDAT), "an invalid box trak"),
                arguments(all(FTYP, box("moov", mvhd(1, 6), sound(1)), MDAT), "without a video track"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wholeFiles")
    void durationAndSizeAreThoseOfTheFile(String name, byte[] file, Duration duration, Integer width, Integer height) {
        MeasuredVideo measured = measured(file, file.length);

        assertThat(measured).isEqualTo(new MeasuredVideo(duration, width, height, Sha256.of(file), file.length, null));
        assertThat(measured(file, 1)).isEqualTo(measured);
        assertThat(measured(file, 13)).isEqualTo(measured);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fragmentedFiles")
    void theDurationOfAFragmentedFileIsThatOfAllItsFragments(String name, byte[] file, Duration duration) {
        MeasuredVideo measured = measured(file, file.length);

        assertThat(measured).isEqualTo(new MeasuredVideo(duration, 1280, 720, Sha256.of(file), file.length, null));
        assertThat(measured(file, 1)).isEqualTo(measured);
    }

    @ParameterizedTest
    @MethodSource("defects")
    void aFileThatIsNoWholeMp4FileWithAVideoSaysSo(byte[] file, String defect) {
        MeasuredVideo measured = measured(file, file.length);

        assertThat(measured.defect()).contains(defect);
        assertThat(measured.sha256()).isEqualTo(Sha256.of(file));
        assertThat(measured.bytes()).isEqualTo(file.length);
        assertThat(measured(file, 1)).isEqualTo(measured);
    }

    @Test
    void aFileMayHaveMoreTracksAndIndexesThanAreKept() {
        byte[][] tracks = new byte[1000][];
        byte[][] indexes = new byte[1000][];
        for (int i = 0; i < tracks.length; i++) {
            tracks[i] = trak(i, 2 * (i + 1), 2);
            indexes[i] = sidx(i, 1000, 5000);
        }

        MeasuredVideo measured = measured(all(FTYP, all(indexes), box("moov", all(tracks), box("mvex"))), 1000);

        assertThat(measured.duration()).isEqualTo(Duration.ofSeconds(5));
        assertThat(measured.width()).as("the largest that is kept").isEqualTo(128);
    }

    @Test
    void itsTextAndItsJsonHaveWhatIsKnown() throws Exception {
        byte[] file = all(FTYP, box("moov", mvhd(1000, 4004), TRAK));
        String hash = Sha256.of(file);
        MeasuredVideo measured = measured(file, 100);

        assertThat(measured).hasToString("4.004 s, 1280x720, " + file.length + " bytes, SHA-256 " + hash);
        assertThat(new ObjectMapper().writeValueAsString(measured))
                .isEqualTo("{\"duration\":4.004,\"width\":1280,\"height\":720,\"sha256\":\"" + hash + "\",\"bytes\":"
                        + file.length + "}");
        assertThat(measured(new byte[3], 3)).asString().startsWith("unknown duration, unknown size, 3 bytes");
        assertThat(measured(new byte[3], 3).facts()).containsOnlyKeys("sha256", "bytes", "defect");
    }

    private static MeasuredVideo measured(byte[] file, int part) {
        VideoMeter meter = new VideoMeter();
        for (int at = 0; at < file.length; at += part) {
            meter.add(file, at, Math.min(part, file.length - at));
        }
        MeasuredVideo measured = meter.end();
        assertThat(meter.end()).isSameAs(measured);
        return measured;
    }
}
