/** Tasks in an SQL database, shared by all nodes that use it. */
@NullMarked
package io.geminiomni.camel.task.jdbc;

import org.jspecify.annotations.NullMarked;
