/**
 * Configuration files of the programs: TOML, overridden by environment variables METRO_* and by
 * flags, turned into the configuration records of the modules.
 *
 * <p>Not here: what the values mean. One thread, at start.
 */
@org.jspecify.annotations.NullMarked
package metro.cli.config;
