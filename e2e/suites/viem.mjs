// viem, unmodified, over JSON-RPC by HTTP and WebSocket.
import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import {
  createPublicClient, createWalletClient, defineChain, getContract, http, keccak256, parseEther, webSocket,
} from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { abi, bytecode } from '../lib/token.mjs';
import { rpc, until } from '../lib/world.mjs';

export function viemSuite(context) {
  let rollup;
  let chain;
  let client;
  let wallet;
  let account;
  let token;

  before(() => {
    rollup = context.world.rollups[1];
    chain = defineChain({
      id: Number(rollup.chainId),
      name: rollup.name,
      nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
      rpcUrls: { default: { http: [rollup.rpc], webSocket: [rollup.ws] } },
    });
    account = privateKeyToAccount(context.world.accounts[2].privateKey);
    client = createPublicClient({ chain, transport: http(), pollingInterval: 100 });
    wallet = createWalletClient({ account, chain, transport: http() });
  });

  const receiptOf = (hash) => client.waitForTransactionReceipt({ hash, timeout: 60_000 });

  it('deploys an ERC-20 and reads it', async () => {
    const receipt = await receiptOf(await wallet.deployContract({ abi, bytecode, args: [1_000n] }));
    assert.equal(receipt.status, 'success');
    token = getContract({ address: receipt.contractAddress, abi, client: { public: client, wallet } });
    assert.equal(await token.read.balanceOf([account.address]), 1_000n);
  });

  it('transfers ether and finds it under every tag', async () => {
    const to = privateKeyToAccount(generatePrivateKey()).address;
    const receipt = await receiptOf(await wallet.sendTransaction({ to, value: parseEther('0.5') }));
    for (const blockTag of ['latest', 'safe', 'finalized']) {
      await until(blockTag, async () => (await client.getBlock({ blockTag })).number >= receipt.blockNumber, 120_000);
      assert.equal(await client.getBalance({ address: to, blockTag }), parseEther('0.5'));
    }
  });

  it('finds events by getLogs and hears them over WebSocket', async () => {
    const to = privateKeyToAccount(generatePrivateKey()).address;
    const heard = [];
    const live = createPublicClient({ chain, transport: webSocket(rollup.ws) });
    const stop = live.watchContractEvent({
      address: token.address, abi, eventName: 'Transfer', args: { to }, onLogs: (logs) => heard.push(...logs),
    });
    await live.getBlockNumber();
    const receipt = await receiptOf(await token.write.transfer([to, 11n]));
    const logs = await client.getContractEvents({
      address: token.address, abi, eventName: 'Transfer', args: { to }, fromBlock: receipt.blockNumber,
    });
    assert.equal(logs.length, 1);
    assert.equal(logs[0].args.value, 11n);
    await until('the live event', () => heard.length > 0);
    assert.equal(heard[0].transactionHash, receipt.transactionHash);
    stop();
    (await live.transport.getRpcClient()).close();
  });

  it('simulates, and shows why a call fails', async () => {
    await assert.rejects(token.simulate.alwaysFails(), /it always fails/);
    await assert.rejects(token.simulate.transfer([account.address, 10n ** 30n]), /Broke/);
  });

  it('shows the errors wallets know', async () => {
    const nonce = await client.getTransactionCount({ address: account.address, blockTag: 'pending' });
    const to = account.address;
    await assert.rejects(wallet.sendTransaction({ to, value: 1n, nonce: 0, gas: 21_000n }), (e) => e.walk((c) => c.name === 'NonceTooLowError') !== null);
    await assert.rejects(wallet.sendTransaction({ to, value: 1n, nonce: nonce + 500, gas: 21_000n }), (e) => e.walk((c) => c.name === 'NonceTooHighError') !== null);
    const poor = createWalletClient({ account: privateKeyToAccount(generatePrivateKey()), chain, transport: http() });
    await assert.rejects(poor.sendTransaction({ to, value: 1n, nonce: 0, gas: 21_000n }), (e) => e.walk((c) => c.name === 'InsufficientFundsError') !== null);
  });

  it('reads fees, proofs and access lists', async () => {
    const history = await client.getFeeHistory({ blockCount: 4, rewardPercentiles: [25, 75] });
    assert.ok(history.baseFeePerGas.length >= 2);
    const proof = await client.getProof({ address: token.address, storageKeys: [`0x${'00'.repeat(32)}`] });
    assert.ok(proof.accountProof.length > 0);
    assert.equal(keccak256(proof.accountProof[0]), (await client.getBlock({ blockNumber: await client.getBlockNumber() })).stateRoot);
    const { accessList } = await client.createAccessList({ account, to: token.address, data: '0x18160ddd' });
    assert.ok(Array.isArray(accessList));
    assert.equal(await rpc(rollup.rpc, 'eth_syncing'), false);
  });
}
