package metro.bench.rawlog;

import java.util.List;

/**
 * What one process of the bare log is started with; JSON on its command line.
 *
 * @param self its name
 * @param directory the committee's, with one directory for each member
 * @param names of all members
 * @param ports of all members' logs, in the same order
 * @param tls whether members speak mutual TLS, as a committee's do
 * @param starter process id it ends with
 * @param result where the leader writes its figures
 * @param steps what the leader measures
 */
record RawMemberPlan(
    String self,
    String directory,
    List<String> names,
    List<Integer> ports,
    boolean tls,
    long starter,
    String result,
    List<RawStepPlan> steps) {}
