/** What the other packages report to listeners, such as those for metrics and traces. It knows none of them. */
@NullMarked
package io.geminiomni.camel.observe;

import org.jspecify.annotations.NullMarked;
