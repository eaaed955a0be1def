// One world, every client. Each suite takes its own accounts, so that order does not matter.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { openWorld } from '../lib/world.mjs';
import { ethersSuite } from '../suites/ethers.mjs';
import { viemSuite } from '../suites/viem.mjs';
import { bundleSuite } from '../suites/bundles.mjs';
import { garbageSuite } from '../suites/garbage.mjs';

const context = {};

before(async () => {
  context.world = await openWorld();
});

after(async () => {
  await context.world?.close();
});

describe('ethers v6', () => ethersSuite(context));
describe('viem', () => viemSuite(context));
describe('bundles across rollups', () => bundleSuite(context));
describe('garbage into every port', () => garbageSuite(context));
describe('the logs', () => {
  it('hold no error of any member or rollup node', () => {
    const { members, rollupNodes } = context.world;
    const errors = [...members, ...rollupNodes].flatMap(({ name, log }) =>
      readFileSync(log, 'utf8').split('\n').filter((line) => / ERROR /.test(line)).map((line) => `${name}: ${line}`));
    assert.deepEqual(errors, []);
  });
});
