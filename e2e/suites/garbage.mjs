// Garbage into every port costs its sender only. Bounded in count and time, loopback only.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { before, it } from 'node:test';
import net from 'node:net';
import { ethers } from 'ethers';
import { rpc, until } from '../lib/world.mjs';

const CONNECTIONS_PER_KIND = 20;
const HALF_OPEN = 100;
const WAIT_MS = 2_000;

const kinds = {
  'random bytes': () => randomBytes(4_096),
  'an HTTP head with a huge length': () => Buffer.from('POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9999999999999\r\n\r\n[[[['),
  'an endless HTTP header': () => Buffer.from(`GET / HTTP/1.1\r\nx: ${'a'.repeat(200_000)}`),
  'an HTTP/2 preface and a frame of 16 MiB': () => Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), Buffer.from([0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1]), randomBytes(65_536)]),
  'a TLS record that lies about its length': () => Buffer.concat([Buffer.from([0x16, 3, 1, 0xff, 0xff]), randomBytes(2_000)]),
  'deeply nested JSON': () => {
    const body = '['.repeat(100_000);
    return Buffer.from(`POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  },
};

function throwAt(port, bytes) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    const end = () => { socket.destroy(); resolve(); };
    socket.on('connect', () => socket.write(bytes));
    socket.on('error', end);
    socket.on('close', end);
    socket.on('data', () => {});
    setTimeout(end, WAIT_MS);
  });
}

function holdOpen(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('connect', () => { socket.write('POST / HTTP/1.1\r\n'); resolve(socket); });
    socket.on('error', () => resolve(socket));
  });
}

export function garbageSuite(context) {
  let ports;
  let rollup;
  let wallet;

  before(() => {
    const world = context.world;
    rollup = world.rollups[0];
    ports = [
      ...[...world.members, ...world.rollupNodes].flatMap((n) => Object.entries(n.ports).map(([k, p]) => [`${n.name} ${k}`, p])),
      ['da', world.daPort],
    ];
    wallet = new ethers.Wallet(world.accounts[5].privateKey);
  });

  const stillServes = async () => {
    const nonce = Number(await rpc(rollup.rpc, 'eth_getTransactionCount', wallet.address, 'pending'));
    const raw = await wallet.signTransaction({
      to: wallet.address, value: 0n, nonce, gasLimit: 21_000n, chainId: BigInt(rollup.chainId), type: 2,
      maxFeePerGas: 20n * 10n ** 9n, maxPriorityFeePerGas: 10n ** 9n,
    });
    for (const [i, url] of rollup.sequencerRpc.entries()) {
      const hash = i === 0 ? await rpc(url, 'eth_sendRawTransaction', raw) : ethers.keccak256(raw);
      const status = await until('the order', async () => {
        const s = await rpc(url, 'metro_getTransactionStatus', hash);
        return s?.position ? s : null;
      });
      assert.ok(status.position.seq !== undefined);
    }
  };

  for (const [kind, make] of Object.entries(kinds)) {
    it(`survives ${kind} on every port`, async () => {
      for (const [, port] of ports) {
        await Promise.all(Array.from({ length: CONNECTIONS_PER_KIND }, () => throwAt(port, make())));
      }
      await stillServes();
    });
  }

  it('survives half-open connections on every port', async () => {
    for (const [, port] of ports) {
      const sockets = await Promise.all(Array.from({ length: HALF_OPEN }, () => holdOpen(port)));
      await stillServes();
      sockets.forEach((s) => s.destroy());
    }
  });
}
