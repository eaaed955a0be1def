// Mines the given transactions with Hardhat (EDR, revm) and prints its blocks as JSON lines.
// Input: the file in DIFFERENTIAL_INPUT {chainId, accounts, timestamp, blocks: [[raw]]}.
const { readFileSync } = require('node:fs')
const input = JSON.parse(readFileSync(process.env.DIFFERENTIAL_INPUT, 'utf8'))

async function main() {
  const { network } = require('hardhat')
  const call = (method, ...params) => network.provider.request({ method, params })
  // Hardhat's genesis has code of its own at the addresses of two system contracts.
  const codes = {}
  for (const address of input.systemContracts) codes[address] = await call('eth_getCode', address, 'latest')
  console.log(JSON.stringify({ ...(await call('eth_getBlockByNumber', '0x0', false)), codes }))
  let time = input.timestamp
  for (const transactions of input.blocks) {
    // What the pool refuses is not in the block; the comparison takes what is.
    for (const raw of transactions) await call('eth_sendRawTransaction', raw).catch(() => {})
    time += 2
    await call('evm_mine', time)
    console.log(JSON.stringify(await call('eth_getBlockByNumber', 'latest', false)))
  }
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
