/**
 * Data on an alt-DA server (the OP Stack's HTTP interface), ordered by another layer that carries
 * what names it. Not here: how that other layer works.
 */
@org.jspecify.annotations.NullMarked
package metro.da.altda;
