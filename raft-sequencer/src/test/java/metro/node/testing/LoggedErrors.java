package metro.node.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Everything logged as an ERROR while open: a test that saw one fails, unless it expected it. */
public final class LoggedErrors extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final List<String> messages = new CopyOnWriteArrayList<>();

  /** Starts watching all loggers. */
  public static LoggedErrors watch() {
    LoggedErrors errors = new LoggedErrors();
    errors.start();
    root().addAppender(errors);
    return errors;
  }

  /** What was logged. */
  public List<String> messages() {
    return List.copyOf(messages);
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (event.getLevel().isGreaterOrEqual(Level.ERROR) && !isOfClosingMember(event)) {
      messages.add(event.getLoggerName() + ": " + event.getFormattedMessage());
    }
  }

  /** Ratis logs an error for what reaches a server that is being closed. */
  private static boolean isOfClosingMember(ILoggingEvent event) {
    IThrowableProxy cause = event.getThrowableProxy();
    return event.getLoggerName().startsWith("org.apache.ratis.")
        && cause != null
        && (isOfClosingServer(cause) || isOfClosedLog(event, cause));
  }

  private static boolean isOfClosingServer(IThrowableProxy cause) {
    return cause.getClassName().endsWith(".ServerNotReadyException")
        && cause.getMessage().contains("current state is CLOS");
  }

  /** Entries that came in before the server closed, and reached its log after. */
  private static boolean isOfClosedLog(ILoggingEvent event, IThrowableProxy cause) {
    return event.getLoggerName().equals("org.apache.ratis.server.RaftServer$Division")
        && event.getMessage().startsWith("{}: Failed appendEntries* ")
        && cause.getClassName().equals(IllegalStateException.class.getName())
        && cause.getMessage().contains(" is expected to be opened but it is CLOSED")
        && Arrays.stream(cause.getStackTraceElementProxyArray())
            .limit(2)
            .anyMatch(
                frame -> frame.getStackTraceElement().getMethodName().equals("checkLogState"));
  }

  @Override
  public void close() {
    root().detachAppender(this);
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}
