package metro.evm.chain;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.SplittableRandom;
import metro.ethereum.Address;
import metro.ethereum.Bytes;

/** Code that does something: instructions mostly find the stack items they need. */
final class RandomCode {
  private static final int[] ONE_TO_ONE = {
    0x15, 0x19, 0x1e, 0x31, 0x35, 0x3b, 0x3f, 0x40, 0x51, 0x54, 0x5c
  };
  private static final int[] TWO_TO_ONE = {
    0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x0a, 0x0b, 0x10, 0x11, 0x12, 0x13, 0x14, 0x16, 0x17,
    0x18, 0x1a, 0x1b, 0x1c, 0x1d
  };
  private static final int[] ZERO_TO_ONE = {
    0x30, 0x32, 0x33, 0x34, 0x36, 0x38, 0x3a, 0x3d, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48,
    0x4a, 0x58, 0x59, 0x5a, 0x5f
  };

  private final SplittableRandom random;
  private final List<Address> targets;
  private final ByteArrayOutputStream code = new ByteArrayOutputStream();

  private RandomCode(SplittableRandom random, List<Address> targets) {
    this.random = random;
    this.targets = targets;
  }

  /** Creation code: some instructions, then the return of more code (or of nothing, or neither). */
  static Bytes initCode(SplittableRandom random, List<Address> targets) {
    byte[] runtime = body(random, targets, 10 + random.nextInt(60));
    RandomCode init = new RandomCode(random, targets);
    init.steps(random.nextInt(12));
    byte[] head = init.code.toByteArray();
    int headLength = head.length + 14;
    RandomCode out = new RandomCode(random, targets);
    out.code.writeBytes(head);
    // CODECOPY(0, headLength, size), RETURN(0, size)
    out.push2(runtime.length).push2(headLength).op(0x5f).op(0x39);
    out.push2(runtime.length).op(0x5f).op(0xf3).op(0x00);
    out.code.writeBytes(runtime);
    return Bytes.wrap(out.code.toByteArray());
  }

  private static byte[] body(SplittableRandom random, List<Address> targets, int steps) {
    RandomCode code = new RandomCode(random, targets);
    code.steps(steps);
    return code.code.toByteArray();
  }

  private void steps(int count) {
    for (int i = 0; i < count; i++) {
      step();
    }
  }

  private void step() {
    switch (random.nextInt(22)) {
      case 0, 1 -> pushAny().pushAny().op(pick(TWO_TO_ONE)).push(random.nextInt(4)).op(0x55);
      case 2, 3 -> push(random.nextInt(200)).op(pick(ONE_TO_ONE)).push(random.nextInt(4)).op(0x55);
      case 4 -> op(pick(ZERO_TO_ONE)).push(random.nextInt(8)).op(0x55);
      case 5 -> pushAny().push(random.nextInt(4)).op(0x55);
      case 6 -> pushAny().push(random.nextInt(4)).op(0x5d);
      case 7 -> pushAny().push(random.nextInt(256)).op(random.nextBoolean() ? 0x52 : 0x53);
      case 8 -> pushAny().pushAny().pushAny().op(random.nextBoolean() ? 0x08 : 0x09).op(0x50);
      case 9 -> push(random.nextInt(100)).push(random.nextInt(100)).op(0x20).push(1).op(0x55);
      case 10 -> log();
      case 11, 12, 13 -> call();
      case 14 -> create();
      case 15 -> copy();
      case 16 -> pushAny().op(0x80).op(0x90 + 0).op(0x50).op(0x50);
      case 17 -> pushAny().op(0x31).push(2).op(0x55);
      case 18 ->
          push(random.nextInt(60)).push(random.nextInt(60)).push(random.nextInt(60)).op(0x5e);
      case 19 -> jump();
      case 20 -> rare();
      default -> target().op(0x3f).push(3).op(0x55);
    }
  }

  private void rare() {
    switch (random.nextInt(12)) {
      case 0 -> target().op(0xff);
      case 1 -> push(random.nextInt(64)).push(random.nextInt(64)).op(0xf3);
      case 2 -> push(random.nextInt(64)).push(random.nextInt(64)).op(0xfd);
      case 3 -> op(0xfe);
      case 4 -> op(random.nextInt(256));
      case 5 -> op(0x00);
      default -> op(0x5b);
    }
  }

  private void log() {
    int topics = random.nextInt(5);
    for (int i = 0; i < topics; i++) {
      pushAny();
    }
    push(random.nextInt(80)).push(random.nextInt(80)).op(0xa0 + topics);
  }

  private void call() {
    int[] kinds = {0xf1, 0xf2, 0xf4, 0xfa};
    int kind = pick(kinds);
    push(random.nextInt(70)).push(random.nextInt(70));
    push(random.nextInt(130)).push(random.nextInt(70));
    if (kind == 0xf1 || kind == 0xf2) {
      push(random.nextInt(3) == 0 ? random.nextInt(10) : 0);
    }
    target();
    if (random.nextBoolean()) {
      op(0x5a);
    } else {
      push2(random.nextInt(60_000));
    }
    op(kind).push(random.nextInt(4)).op(0x55);
  }

  private void create() {
    boolean second = random.nextBoolean();
    // Eight random bytes as creation code.
    op(0x67);
    byte[] init = new byte[8];
    random.nextBytes(init);
    if (random.nextBoolean()) {
      init[0] = 0x5f;
    }
    code.writeBytes(init);
    push(0).op(0x52);
    if (second) {
      push(random.nextInt(3));
    }
    push(8).push(24).push(random.nextInt(4) == 0 ? 1 : 0).op(second ? 0xf5 : 0xf0);
    push(random.nextInt(4)).op(0x55);
  }

  private void copy() {
    int[] kinds = {0x37, 0x39, 0x3e, 0x3c};
    int kind = pick(kinds);
    push(random.nextInt(90)).push(random.nextInt(kind == 0x3e ? 2 : 90)).push(random.nextInt(90));
    if (kind == 0x3c) {
      target();
    }
    op(kind);
  }

  /** Over the next bytes, when the condition holds. */
  private void jump() {
    int destination = code.size() + 8;
    push(random.nextInt(2)).push2(destination).op(0x57).op(0x58).op(0x50).op(0x5b);
  }

  private RandomCode target() {
    byte[] address = targets.get(random.nextInt(targets.size())).bytes();
    op(0x73);
    code.writeBytes(address);
    return this;
  }

  private RandomCode pushAny() {
    int size = random.nextInt(4) == 0 ? 32 : 1 + random.nextInt(3);
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    op(0x5f + size);
    code.writeBytes(bytes);
    return this;
  }

  private RandomCode push(int value) {
    return op(0x60).op(value);
  }

  private RandomCode push2(int value) {
    return op(0x61).op(value >> 8).op(value);
  }

  private RandomCode op(int op) {
    code.write(op);
    return this;
  }

  private int pick(int[] from) {
    return from[random.nextInt(from.length)];
  }
}
