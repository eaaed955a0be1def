package metro.da.batch;

import metro.state.MalformedException;

/** How a rollup's part is written; hashes are of the content and do not depend on it. */
public enum PartEncoding {
  /** A zstd frame of the content. */
  PLAIN(0),
  /** The content's fields by columns. */
  COLUMNS(1);

  private final int code;

  PartEncoding(int code) {
    this.code = code;
  }

  /** The byte that stands for it. */
  int code() {
    return code;
  }

  static PartEncoding of(int code) {
    for (PartEncoding encoding : values()) {
      if (encoding.code == code) {
        return encoding;
      }
    }
    throw new MalformedException("rollup blob encoding " + code + " is not known");
  }
}
