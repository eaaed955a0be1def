/**
 * HTTP for the clients of DA layers: calls bounded in time and size. Not here: what the calls mean.
 */
@org.jspecify.annotations.NullMarked
package metro.da.http;
