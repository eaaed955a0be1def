package metro.rollup.da;

import java.util.Optional;

/**
 * How far the DA path is.
 *
 * @param daHeight newest height taken
 * @param batch newest batch taken
 * @param toHeight last sequencer height in it
 * @param seconds closed so far by this process
 * @param reorganisations of the soft chain so far by this process
 * @param trouble why the last read failed, empty when it did not
 * @param halted why nothing is derived any more
 */
public record DaProgress(
    long daHeight,
    long batch,
    long toHeight,
    long seconds,
    long reorganisations,
    String trouble,
    Optional<String> halted) {}
