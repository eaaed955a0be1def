package metro.da.batch;

import metro.state.MalformedException;

/** Where the parts of a batch stand. */
public enum Layout {
  /** Each in a blob of its own in its rollup's namespace: whoever reads one reads no other. */
  PER_NAMESPACE(0),
  /** All in one blob in the committee's namespace: few shares are filled up in vain. */
  DENSE(1);

  private final int code;

  Layout(int code) {
    this.code = code;
  }

  /** The byte that stands for it. */
  int code() {
    return code;
  }

  static Layout of(int code) {
    for (Layout layout : values()) {
      if (layout.code == code) {
        return layout;
      }
    }
    throw new MalformedException("batch layout " + code + " is not known");
  }
}
