package io.geminiomni.camel.task.jdbc;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rights to a folder of ours and to a file in it, where the file system has those of POSIX; elsewhere, as on Windows, they
 * are what the folder's parent gives them.
 */
final class PrivateFolder {
    private static final Logger LOG = LoggerFactory.getLogger(PrivateFolder.class);
    private static final Set<PosixFilePermission> OWNERS_FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNERS_FILE = PosixFilePermissions.fromString("rw-------");

    private final Path folder;
    private final boolean posix;

    PrivateFolder(Path folder) {
        this.folder = folder;
        this.posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Makes the folder if there is none, and makes the file, empty if there is none, its owner's only. */
    void prepare(String fileName) throws IOException {
        if (!posix) {
            Files.createDirectories(folder);
            return;
        }
        if (Files.isDirectory(folder)) {
            warnIfOthersWrite();
        } else {
            Files.createDirectories(folder, as(OWNERS_FOLDER));
        }
        protect(folder.resolve(fileName));
    }

    private void warnIfOthersWrite() throws IOException {
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(folder);
        if (rights.contains(PosixFilePermission.GROUP_WRITE) || rights.contains(PosixFilePermission.OTHERS_WRITE)) {
            LOG.warn(
                    "The storeDirectory '{}' can be written to by others than its owner ({}): they can delete the tasks, or put a"
                            + " database in their place that runs code in this program. Take the right away with chmod go-w, or"
                            + " name another folder",
                    folder,
                    PosixFilePermissions.toString(rights));
        }
    }

    /** A file is made by us, as H2 makes it with whatever rights the program gives to new files. */
    private void protect(Path file) throws IOException {
        try {
            Files.createFile(file, as(OWNERS_FILE));
        } catch (FileAlreadyExistsException e) {
            takeFromOthers(file);
        }
    }

    private static void takeFromOthers(Path file) throws IOException {
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
        rights.retainAll(OWNERS_FILE);
        try {
            Files.setPosixFilePermissions(file, rights);
        } catch (IOException e) {
            LOG.warn(
                    "The rights to '{}' cannot be taken from others than its owner, who may read prompts and URLs of videos in"
                            + " it: {}",
                    file,
                    e.toString());
        }
    }

    private static FileAttribute<Set<PosixFilePermission>> as(Set<PosixFilePermission> rights) {
        return PosixFilePermissions.asFileAttribute(rights);
    }
}
