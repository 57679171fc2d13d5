package io.geminiomni.camel.task.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * A node of an earlier version: {@link RepositoryNode} on the classes that this version had, which are in a jar among the test
 * resources. See {@code former/README.md} there for how one is made.
 */
public final class FormerNode {
    private FormerNode() {}

    /** A node of commit 039f059, whose tables have version 1; it makes them where there are none. */
    public static StoreNode of039f059(DataSource dataSource, Supplier<String> now) {
        return of("/former/store-039f059.jar", dataSource, now);
    }

    private static StoreNode of(String jar, DataSource dataSource, Supplier<String> now) {
        URL classes = FormerNode.class.getResource(jar);
        if (classes == null) {
            throw new IllegalStateException("There is no " + jar + " among the test resources");
        }
        try {
            return (StoreNode) new Classes(classes)
                    .loadClass(RepositoryNode.class.getName())
                    .getConstructor(DataSource.class, Supplier.class)
                    .newInstance(dataSource, now);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Finds the classes of the jar, and {@link RepositoryNode} linked against them, before the present ones. */
    private static final class Classes extends URLClassLoader {
        Classes(URL jar) {
            super(new URL[] {jar}, FormerNode.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("io.geminiomni.camel.") || name.equals(StoreNode.class.getName())) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                return name.equals(RepositoryNode.class.getName()) ? defineNode(name) : findClass(name);
            }
        }

        private Class<?> defineNode(String name) throws ClassNotFoundException {
            try (InputStream bytes = RepositoryNode.class.getResourceAsStream("RepositoryNode.class")) {
                byte[] code = bytes.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
