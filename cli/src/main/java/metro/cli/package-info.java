/**
 * The {@code metro} command: one class for each subcommand, reading its configuration and starting
 * what the other modules offer.
 *
 * <p>Not here: rules of any kind. Commands run on the main thread; what they start has threads of
 * its own.
 */
@org.jspecify.annotations.NullMarked
package metro.cli;
