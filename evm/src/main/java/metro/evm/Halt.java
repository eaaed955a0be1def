package metro.evm;

/** Why a frame failed and lost its gas; the texts are geth's. */
public enum Halt {
  /** The gas did not reach. */
  OUT_OF_GAS("out of gas"),
  /** An instruction needed more words than the stack had. */
  STACK_UNDERFLOW("stack underflow"),
  /** More than 1024 words. */
  STACK_OVERFLOW("stack limit reached 1024"),
  /** A jump to something that is not a JUMPDEST. */
  INVALID_JUMP("invalid jump destination"),
  /** The fork does not define the instruction. */
  INVALID_OPCODE("invalid opcode"),
  /** A change inside STATICCALL. */
  WRITE_PROTECTION("write protection"),
  /** RETURNDATACOPY behind the end. */
  RETURN_DATA_OUT_OF_BOUNDS("return data out of bounds"),
  /** Creation code over the limit of EIP-3860. */
  MAX_INIT_CODE_SIZE_EXCEEDED("max initcode size exceeded"),
  /** Code over the limit of EIP-170. */
  MAX_CODE_SIZE_EXCEEDED("max code size exceeded"),
  /** Code that begins with 0xEF (EIP-3541). */
  INVALID_CODE("invalid code: must not begin with 0xef"),
  /** The gas did not reach for storing the code. */
  CODE_STORE_OUT_OF_GAS("contract creation code storage out of gas"),
  /** The new contract's address is taken (EIP-684, EIP-7610). */
  CONTRACT_ADDRESS_COLLISION("contract address collision"),
  /** A precompiled contract refused its input. */
  PRECOMPILE_FAILURE("precompile failed"),
  /** More than 1024 frames; the caller keeps the gas. */
  MAX_CALL_DEPTH_EXCEEDED("max call depth exceeded"),
  /** The value is more than the caller has; the caller keeps the gas. */
  INSUFFICIENT_BALANCE("insufficient balance for transfer"),
  /** The creator's nonce is 2^64 - 1 (EIP-2681); the caller keeps the gas. */
  NONCE_UINT64_OVERFLOW("nonce uint64 overflow");

  private final String text;

  Halt(String text) {
    this.text = text;
  }

  /** The message as geth words it. */
  public String text() {
    return text;
  }
}
