/**
 * Key files in Ethereum's keystore format version 3, as geth, clef and most wallets read and write
 * them.
 *
 * <p>Not here: where passwords come from. Safe on any thread; deriving a key from a password takes
 * tens of milliseconds to seconds of one core, by intention.
 */
@org.jspecify.annotations.NullMarked
package metro.soft.keystore;
