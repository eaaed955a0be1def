// Executes a chain of sealed blocks with @ethereumjs/vm, which checks gas, bloom, receipts, requests
// and state root of each header. Input: a file {genesis, blocks: [rlp]}. Output: one JSON line each.
import { readFileSync } from 'node:fs'
import { createBlockFromRLP } from '@ethereumjs/block'
import { createCommonFromGethGenesis, parseGethGenesisState } from '@ethereumjs/common'
import { bytesToHex, hexToBytes } from '@ethereumjs/util'
import { createVM, runBlock } from '@ethereumjs/vm'

const input = JSON.parse(readFileSync(process.argv[2], 'utf8'))
// Generated calls never have the 192 bytes that reach the proof check.
const unused = () => { throw new Error('the traffic was not expected to check a KZG proof') }
const kzg = { verifyProof: unused, verifyBlobProofBatch: unused, blobToKzgCommitment: unused, computeBlobProof: unused }
const common = createCommonFromGethGenesis(input.genesis, {
  chain: 'differential',
  hardfork: 'osaka',
  customCrypto: { kzg },
})
const vm = await createVM({ common, setHardfork: false })
await vm.stateManager.generateCanonicalGenesis(parseGethGenesisState(input.genesis))
let root = await vm.stateManager.getStateRoot()
console.log(JSON.stringify({ number: 0, root: bytesToHex(root) }))

for (const rlp of input.blocks) {
  const block = createBlockFromRLP(hexToBytes(rlp), { common, setHardfork: false })
  const line = { number: Number(block.header.number), hash: bytesToHex(block.hash()) }
  try {
    const result = await runBlock(vm, { block, root, skipBlockValidation: true })
    root = result.stateRoot
    line.root = bytesToHex(root)
  } catch (error) {
    line.error = String(error.message)
  }
  console.log(JSON.stringify(line))
  if (line.error) break
}
