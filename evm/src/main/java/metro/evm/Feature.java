package metro.evm;

/** Rules a fork has or has not, each by the proposal that defines it. */
public enum Feature {
  /** Blob transactions, BLOBHASH, BLOBBASEFEE, KZG precompile (EIP-4844, EIP-7516). */
  BLOBS,
  /** SELFDESTRUCT deletes only what the same transaction created (EIP-6780). */
  SELFDESTRUCT_ONLY_IF_NEW,
  /** The parent beacon block root is stored at the start of a block (EIP-4788). */
  BEACON_ROOT,
  /** Parent block hashes are stored at the start of a block (EIP-2935). */
  BLOCK_HASH_HISTORY,
  /** Withdrawal and consolidation requests end a block (EIP-7002, EIP-7251, EIP-7685). */
  REQUESTS,
  /** Transactions that set code; delegations are followed (EIP-7702). */
  SET_CODE,
  /** Call data has a floor price (EIP-7623). */
  CALLDATA_FLOOR,
  /** The blob base fee has a floor that follows the base fee (EIP-7918). */
  BLOB_RESERVE_PRICE,
  /** A block's RLP has at most 8 MiB (EIP-7934). */
  BLOCK_SIZE_LIMIT
}
