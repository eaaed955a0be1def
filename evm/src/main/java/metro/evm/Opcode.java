package metro.evm;

import java.util.Arrays;

/** The instructions' numbers, names, constant gas and stack effect. */
public final class Opcode {
  static final int STOP = 0x00;
  static final int ADD = 0x01;
  static final int MUL = 0x02;
  static final int SUB = 0x03;
  static final int DIV = 0x04;
  static final int SDIV = 0x05;
  static final int MOD = 0x06;
  static final int SMOD = 0x07;
  static final int ADDMOD = 0x08;
  static final int MULMOD = 0x09;
  static final int EXP = 0x0a;
  static final int SIGNEXTEND = 0x0b;
  static final int LT = 0x10;
  static final int GT = 0x11;
  static final int SLT = 0x12;
  static final int SGT = 0x13;
  static final int EQ = 0x14;
  static final int ISZERO = 0x15;
  static final int AND = 0x16;
  static final int OR = 0x17;
  static final int XOR = 0x18;
  static final int NOT = 0x19;
  static final int BYTE = 0x1a;
  static final int SHL = 0x1b;
  static final int SHR = 0x1c;
  static final int SAR = 0x1d;
  static final int CLZ = 0x1e;
  static final int KECCAK256 = 0x20;
  static final int ADDRESS = 0x30;
  static final int BALANCE = 0x31;
  static final int ORIGIN = 0x32;
  static final int CALLER = 0x33;
  static final int CALLVALUE = 0x34;
  static final int CALLDATALOAD = 0x35;
  static final int CALLDATASIZE = 0x36;
  static final int CALLDATACOPY = 0x37;
  static final int CODESIZE = 0x38;
  static final int CODECOPY = 0x39;
  static final int GASPRICE = 0x3a;
  static final int EXTCODESIZE = 0x3b;
  static final int EXTCODECOPY = 0x3c;
  static final int RETURNDATASIZE = 0x3d;
  static final int RETURNDATACOPY = 0x3e;
  static final int EXTCODEHASH = 0x3f;
  static final int BLOCKHASH = 0x40;
  static final int COINBASE = 0x41;
  static final int TIMESTAMP = 0x42;
  static final int NUMBER = 0x43;
  static final int PREVRANDAO = 0x44;
  static final int GASLIMIT = 0x45;
  static final int CHAINID = 0x46;
  static final int SELFBALANCE = 0x47;
  static final int BASEFEE = 0x48;
  static final int BLOBHASH = 0x49;
  static final int BLOBBASEFEE = 0x4a;
  static final int POP = 0x50;
  static final int MLOAD = 0x51;
  static final int MSTORE = 0x52;
  static final int MSTORE8 = 0x53;
  static final int SLOAD = 0x54;
  static final int SSTORE = 0x55;
  static final int JUMP = 0x56;
  static final int JUMPI = 0x57;
  static final int PC = 0x58;
  static final int MSIZE = 0x59;
  static final int GAS = 0x5a;
  static final int JUMPDEST = 0x5b;
  static final int TLOAD = 0x5c;
  static final int TSTORE = 0x5d;
  static final int MCOPY = 0x5e;
  static final int PUSH0 = 0x5f;
  static final int PUSH1 = 0x60;
  static final int PUSH2 = 0x61;
  static final int PUSH32 = 0x7f;
  static final int DUP1 = 0x80;
  static final int SWAP1 = 0x90;
  static final int LOG0 = 0xa0;
  static final int LOG4 = 0xa4;
  static final int CREATE = 0xf0;
  static final int CALL = 0xf1;
  static final int CALLCODE = 0xf2;
  static final int RETURN = 0xf3;
  static final int DELEGATECALL = 0xf4;
  static final int CREATE2 = 0xf5;
  static final int STATICCALL = 0xfa;
  static final int REVERT = 0xfd;
  static final int INVALID = 0xfe;
  static final int SELFDESTRUCT = 0xff;

  /** Number, name, constant gas (the dynamic part is the instruction's own), pops, pushes. */
  private static final String TABLE =
      """
      00 STOP 0 0 0
      01 ADD 3 2 1
      02 MUL 5 2 1
      03 SUB 3 2 1
      04 DIV 5 2 1
      05 SDIV 5 2 1
      06 MOD 5 2 1
      07 SMOD 5 2 1
      08 ADDMOD 8 3 1
      09 MULMOD 8 3 1
      0a EXP 10 2 1
      0b SIGNEXTEND 5 2 1
      10 LT 3 2 1
      11 GT 3 2 1
      12 SLT 3 2 1
      13 SGT 3 2 1
      14 EQ 3 2 1
      15 ISZERO 3 1 1
      16 AND 3 2 1
      17 OR 3 2 1
      18 XOR 3 2 1
      19 NOT 3 1 1
      1a BYTE 3 2 1
      1b SHL 3 2 1
      1c SHR 3 2 1
      1d SAR 3 2 1
      1e CLZ 5 1 1
      20 KECCAK256 30 2 1
      30 ADDRESS 2 0 1
      31 BALANCE 0 1 1
      32 ORIGIN 2 0 1
      33 CALLER 2 0 1
      34 CALLVALUE 2 0 1
      35 CALLDATALOAD 3 1 1
      36 CALLDATASIZE 2 0 1
      37 CALLDATACOPY 3 3 0
      38 CODESIZE 2 0 1
      39 CODECOPY 3 3 0
      3a GASPRICE 2 0 1
      3b EXTCODESIZE 0 1 1
      3c EXTCODECOPY 0 4 0
      3d RETURNDATASIZE 2 0 1
      3e RETURNDATACOPY 3 3 0
      3f EXTCODEHASH 0 1 1
      40 BLOCKHASH 20 1 1
      41 COINBASE 2 0 1
      42 TIMESTAMP 2 0 1
      43 NUMBER 2 0 1
      44 PREVRANDAO 2 0 1
      45 GASLIMIT 2 0 1
      46 CHAINID 2 0 1
      47 SELFBALANCE 5 0 1
      48 BASEFEE 2 0 1
      49 BLOBHASH 3 1 1
      4a BLOBBASEFEE 2 0 1
      50 POP 2 1 0
      51 MLOAD 3 1 1
      52 MSTORE 3 2 0
      53 MSTORE8 3 2 0
      54 SLOAD 0 1 1
      55 SSTORE 0 2 0
      56 JUMP 8 1 0
      57 JUMPI 10 2 0
      58 PC 2 0 1
      59 MSIZE 2 0 1
      5a GAS 2 0 1
      5b JUMPDEST 1 0 0
      5c TLOAD 100 1 1
      5d TSTORE 100 2 0
      5e MCOPY 3 3 0
      5f PUSH0 2 0 1
      f0 CREATE 32000 3 1
      f1 CALL 0 7 1
      f2 CALLCODE 0 7 1
      f3 RETURN 0 2 0
      f4 DELEGATECALL 0 6 1
      f5 CREATE2 32000 4 1
      fa STATICCALL 0 6 1
      fd REVERT 0 2 0
      ff SELFDESTRUCT 5000 1 0
      """;

  private static final String[] NAMES = new String[256];
  private static final int[] GAS_COSTS = new int[256];
  private static final int[] POPS = new int[256];
  private static final int[] PUSHES = new int[256];

  static {
    Arrays.setAll(NAMES, op -> "opcode 0x%02x not defined".formatted(op));
    TABLE.lines().map(line -> line.split(" ")).forEach(Opcode::define);
    for (int n = 1; n <= 32; n++) {
      define(PUSH1 + n - 1, "PUSH" + n, 3, 0, 1);
    }
    for (int n = 1; n <= 16; n++) {
      define(DUP1 + n - 1, "DUP" + n, 3, n, n + 1);
      define(SWAP1 + n - 1, "SWAP" + n, 3, n + 1, n + 1);
    }
    for (int n = 0; n <= 4; n++) {
      define(LOG0 + n, "LOG" + n, 375 + 375 * n, n + 2, 0);
    }
    NAMES[INVALID] = "INVALID";
  }

  private Opcode() {}

  private static void define(String[] row) {
    define(
        Integer.parseInt(row[0], 16),
        row[1],
        Integer.parseInt(row[2]),
        Integer.parseInt(row[3]),
        Integer.parseInt(row[4]));
  }

  private static void define(int op, String name, int gas, int pops, int pushes) {
    NAMES[op] = name;
    GAS_COSTS[op] = gas;
    POPS[op] = pops;
    PUSHES[op] = pushes;
  }

  /** The mnemonic, or a text that says the number is not defined. */
  public static String name(int op) {
    return NAMES[op];
  }

  /** Constant gas in the forks known today. */
  static int constantGas(int op) {
    return GAS_COSTS[op];
  }

  /** Words taken from the stack (for DUP and SWAP: words that must be there). */
  static int pops(int op) {
    return POPS[op];
  }

  /** Words put on the stack. */
  static int pushes(int op) {
    return PUSHES[op];
  }

  /** Whether any fork known today defines the instruction. */
  static boolean isDefined(int op) {
    return op == STOP || POPS[op] + PUSHES[op] > 0 || op == JUMPDEST;
  }
}
