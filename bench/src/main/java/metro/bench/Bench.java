package metro.bench;

import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Spec;

/** The {@code bench} command. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures a committee against what this machine can do.",
    subcommands = {
      RunCommand.Quick.class,
      RunCommand.Full.class,
      RunCommand.Smoke.class,
      ScaleCommand.class,
      RollupCommand.class,
      SoakCommand.class,
      TrainCommand.class,
      CompareCommand.class,
      ReportCommand.class,
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bench quick                       under five minutes on two processors",
      "  bench full --out target/bench/a   five rounds, all mixes and ways in",
      "  bench compare a/run.json b/run.json",
      "  bench soak --minutes 30           what a long load does to members' memory",
    })
public final class Bench implements Runnable {
  private static final Logger JUL_ROOT = Logger.getLogger("");

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before run()
  private CommandLine.Model.CommandSpec spec;

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    JUL_ROOT.setLevel(Level.WARNING);
    System.exit(new CommandLine(new Bench()).execute(arguments));
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
