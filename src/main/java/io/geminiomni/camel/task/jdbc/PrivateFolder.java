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
 * The access rights to a folder and a file in it, if the file system has POSIX rights. Otherwise, as on Windows, the rights are
 * inherited from the parent folder.
 */
final class PrivateFolder {
    private static final Logger LOG = LoggerFactory.getLogger(PrivateFolder.class);
    private static final Set<PosixFilePermission> FOLDER_RIGHTS = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE_RIGHTS = PosixFilePermissions.fromString("rw-------");

    private final Path folder;
    private final boolean posix;

    PrivateFolder(Path folder) {
        this.folder = folder;
        this.posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Creates the folder and the empty file if they are missing. Only the owner has rights to the file. */
    void prepare(String fileName) throws IOException {
        if (!posix) {
            Files.createDirectories(folder);
            return;
        }
        if (Files.isDirectory(folder)) {
            warnIfOthersWrite();
        } else {
            Files.createDirectories(folder, as(FOLDER_RIGHTS));
        }
        protect(folder.resolve(fileName));
    }

    private void warnIfOthersWrite() throws IOException {
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(folder);
        if (rights.contains(PosixFilePermission.GROUP_WRITE) || rights.contains(PosixFilePermission.OTHERS_WRITE)) {
            LOG.warn(
                    "The storeDirectory '{}' is writable by others than its owner ({}): they can delete the tasks, or replace the"
                            + " database by one that runs code in this program. Remove the right with chmod go-w, or use"
                            + " another folder",
                    folder,
                    PosixFilePermissions.toString(rights));
        }
    }

    /** The file is created here, as H2 would create it with the default rights. */
    private void protect(Path file) throws IOException {
        try {
            Files.createFile(file, as(FILE_RIGHTS));
        } catch (FileAlreadyExistsException e) {
            restrict(file);
        }
    }

    private static void restrict(Path file) throws IOException {
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
        rights.retainAll(FILE_RIGHTS);
        try {
            Files.setPosixFilePermissions(file, rights);
        } catch (IOException e) {
            LOG.warn(
                    "The access of others to '{}' cannot be removed: they may read prompts and URLs of videos in it: {}",
                    file,
                    e.toString());
        }
    }

    private static FileAttribute<Set<PosixFilePermission>> as(Set<PosixFilePermission> rights) {
        return PosixFilePermissions.asFileAttribute(rights);
    }
}
