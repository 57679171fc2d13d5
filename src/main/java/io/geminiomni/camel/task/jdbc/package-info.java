/** The repository of tasks in an SQL database. */
@NullMarked
package io.geminiomni.camel.task.jdbc;

import org.jspecify.annotations.NullMarked;
