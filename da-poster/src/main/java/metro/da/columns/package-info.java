/**
 * Transactions by columns: all nonces beside each other, all fees, all receivers, all words of call
 * data, so that a compressor sees like beside like. Lossless to the canonical bytes; what is no
 * canonical transaction of the chain travels as it is. Pure functions; what they read may be
 * anybody's bytes and is refused with {@link metro.state.MalformedException} naming the field.
 */
@org.jspecify.annotations.NullMarked
package metro.da.columns;
