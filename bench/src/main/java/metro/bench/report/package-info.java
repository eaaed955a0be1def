/** A run as Markdown and SVG, and two runs side by side. */
@NullMarked
package metro.bench.report;

import org.jspecify.annotations.NullMarked;
