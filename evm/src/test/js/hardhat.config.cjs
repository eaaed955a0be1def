// A bare Osaka network; accounts and times come from the input file of edr.cjs.
const { readFileSync } = require('node:fs')
const input = JSON.parse(readFileSync(process.env.DIFFERENTIAL_INPUT, 'utf8'))
module.exports = {
  solidity: '0.8.24',
  networks: {
    hardhat: {
      chainId: input.chainId,
      hardfork: 'osaka',
      accounts: input.accounts,
      initialBaseFeePerGas: input.baseFeePerGas,
      initialDate: new Date(input.timestamp * 1000).toISOString(),
      blockGasLimit: input.gasLimit,
      allowUnlimitedContractSize: false,
      throwOnTransactionFailures: false,
      throwOnCallFailures: false,
      mining: { auto: false, interval: 0, mempool: { order: 'fifo' } },
    },
  },
}
