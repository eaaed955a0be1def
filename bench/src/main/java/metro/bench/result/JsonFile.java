package metro.bench.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import metro.jsonrpc.Json;
import tools.jackson.core.JacksonException;

/** Records as JSON files. */
final class JsonFile {
  private JsonFile() {}

  /** Writes a record with all that is in it. */
  static void write(Path file, Object value) throws IOException {
    Files.writeString(file, Json.of(value).toPrettyString() + "\n");
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException when the file cannot be read or is of another format
   */
  static <T> T read(Path file, Class<T> type) throws IOException {
    try {
      return Json.mapper().readValue(Files.readString(file), type);
    } catch (JacksonException e) {
      throw new IOException(file + " is not of this bench: " + e.getOriginalMessage(), e);
    }
  }
}
