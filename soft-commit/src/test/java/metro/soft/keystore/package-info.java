/** Tests of key files. */
@org.jspecify.annotations.NullMarked
package metro.soft.keystore;
