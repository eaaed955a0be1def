/** What a member does before its disk is full: a log that cannot be written would end it. */
@org.jspecify.annotations.NullMarked
package metro.node.disk;
