/** Tests. */
@org.jspecify.annotations.NullMarked
package metro.cli;
