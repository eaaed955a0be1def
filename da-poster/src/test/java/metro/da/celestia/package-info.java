/** Tests of Celestia's bytes, against published vectors and golden ones of our own. */
@org.jspecify.annotations.NullMarked
package metro.da.celestia;
