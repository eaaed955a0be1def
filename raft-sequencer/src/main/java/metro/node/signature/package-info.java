/**
 * What this member knows of senders so that their signatures can be checked together: public keys
 * by address. Only speed depends on it.
 */
@org.jspecify.annotations.NullMarked
package metro.node.signature;
