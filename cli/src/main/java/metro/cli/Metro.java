package metro.cli;

import java.io.PrintWriter;
import java.security.Security;
import java.util.logging.Level;
import java.util.logging.Logger;
import metro.cli.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Spec;

/** The {@code metro} command. */
@Command(
    name = "metro",
    mixinStandardHelpOptions = true,
    version = "metro 0.1.0",
    description = "A shared sequencer for lazy rollups.",
    subcommands = {
      InitCommand.class,
      NodeCommand.class,
      RejoinCommand.class,
      DaCommand.class,
      RollupCommand.class,
      DevCommand.class,
      TxCommand.class,
      StatusCommand.class,
      EvmCommand.class,
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:it was tried and failed: refused, unreachable, tests failed",
      "2:the command line is wrong",
      "3:a configuration is wrong",
      "4:a bug",
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  metro dev                              a whole world on this machine",
      "  metro init --members 3 --dir committee  keys, certificates and files of a committee",
      "  metro node --config committee/member-1/node.toml",
      "  metro COMMAND --help                   more of each command",
    })
public final class Metro implements Runnable {
  private static final Logger JUL_ROOT = Logger.getLogger("");

  /** It was tried and failed. */
  static final int FAILED = 1;

  /** A configuration is wrong. */
  static final int WRONG_CONFIGURATION = 3;

  /** A bug. */
  static final int BUG = 4;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before run()
  private CommandLine.Model.CommandSpec spec;

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    // Names on this machine change rarely, and a failed look-up must not stick.
    Security.setProperty("networkaddress.cache.negative.ttl", "1");
    // Libraries that log by java.util.logging tell nothing that matters below WARNING.
    JUL_ROOT.setLevel(Level.WARNING);
    System.exit(commandLine().execute(arguments));
  }

  /** The command with its error handling. */
  static CommandLine commandLine() {
    return new CommandLine(new Metro())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((e, command, _) -> report(e, command.getErr()));
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int report(Exception e, PrintWriter err) {
    return switch (e) {
      case ConfigException c -> {
        err.println("metro: " + c.getMessage());
        yield WRONG_CONFIGURATION;
      }
      case FailedException f -> {
        err.println("metro: " + f.getMessage());
        yield FAILED;
      }
      default -> {
        err.println("metro: this is a bug, please report it with the lines below");
        e.printStackTrace(err);
        yield BUG;
      }
    };
  }
}
