// The world under test: the one METRO_WORLD describes, or one started here with `metro dev`.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const METRO = fileURLToPath(new URL('../../scripts/metro', import.meta.url));
const START_TIMEOUT_MS = 600_000;
const STOP_TIMEOUT_MS = 30_000;

/** Waits until `probe` gives something other than undefined, null or false. */
export async function until(what, probe, timeoutMs = 60_000) {
  const deadline = Date.now() + timeoutMs;
  let last;
  for (;;) {
    try {
      const value = await probe();
      if (value !== undefined && value !== null && value !== false) return value;
    } catch (e) {
      last = e;
    }
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms for ${what}`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** One JSON-RPC call without any client library. */
export async function rpc(url, method, ...params) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  const { result, error } = await response.json();
  if (error) throw Object.assign(new Error(error.message), error);
  return result;
}

export async function openWorld() {
  if (process.env.METRO_WORLD) {
    return { ...read(process.env.METRO_WORLD), close: async () => {} };
  }
  const dir = mkdtempSync(join(tmpdir(), 'metro-e2e-'));
  const file = join(dir, 'world.json');
  const log = createWriteStream(join(dir, 'dev.log'));
  const child = spawn(METRO, ['dev', '--dir', join(dir, 'world'), '--world-file', file], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.pipe(log);
  child.stderr.pipe(log);
  const exited = new Promise((resolve) => child.once('exit', resolve));
  await until(
    `the world to start (see ${dir}/dev.log)`,
    () => {
      if (child.exitCode !== null) throw new Error(`metro dev ended with ${child.exitCode}`);
      return existsSync(file);
    },
    START_TIMEOUT_MS,
  );
  return {
    ...read(file),
    dir,
    close: async () => {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await exited;
      clearTimeout(timer);
      if (!process.env.METRO_KEEP) rmSync(dir, { recursive: true, force: true });
    },
  };
}

function read(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
