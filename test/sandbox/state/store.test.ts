import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore, StateOutdated, type Store } from '../../../sandbox/state/store.ts';
import type { Collection } from '../../../sandbox/state/transaction.ts';

const things: Collection<{ size: number }> = { name: 'things' };
const NOW = new Date('2026-03-02T10:00:00Z');

function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'below', 'state.jsonl');
}

function write(store: Store, id: string, size: number): void {
  const transaction = store.begin(NOW);
  transaction.put(things, id, { size });
  transaction.effect({ partner: 'zuora', kind: 'thing.made', key: id });
  store.commit(transaction);
}

const sizes = (store: Store): number[] => [...store.begin(NOW).all(things)].map(({ size }) => size);

describe('openStore', () => {
  it('shows a change to its own transaction immediately, and to others after the commit', () => {
    const store = openStore(undefined);
    const transaction = store.begin(NOW);
    transaction.put(things, 'a', { size: 1 });
    expect(transaction.get(things, 'a')).toEqual({ size: 1 });
    expect(transaction.find(things, ({ size }) => size === 1)).toBeDefined();
    expect(sizes(store)).toEqual([]);
    store.commit(transaction);
    expect(sizes(store)).toEqual([1]);
  });

  it('discards a transaction that is not committed', () => {
    const store = openStore(undefined);
    store.begin(NOW).effect({ partner: 'zuora', kind: 'x', key: 'y' });
    expect(store.effects()).toEqual([]);
    expect(store.begin(NOW).nextNumber('n')).toBe(1);
    expect(store.begin(NOW).nextNumber('n')).toBe(1);
  });

  it('replaces and removes records, and never uses a number twice', () => {
    const store = openStore(undefined);
    write(store, 'a', 1);
    write(store, 'b', 2);
    const transaction = store.begin(NOW);
    transaction.put(things, 'a', { size: 3 });
    transaction.remove(things, 'b');
    expect([...transaction.all(things)]).toEqual([{ size: 3 }]);
    expect([transaction.nextNumber('n'), transaction.nextNumber('n')]).toEqual([1, 2]);
    store.commit(transaction);
    expect(sizes(store)).toEqual([3]);
    expect(store.begin(NOW).nextNumber('n')).toBe(3);
  });

  it('writes only records that differ, and the same object whatever it holds', () => {
    const file = temporaryFile();
    const store = openStore(file);
    write(store, 'a', 1);
    const { length } = readFileSync(file, 'utf8');
    const same = store.begin(NOW);
    same.put(things, 'a', { size: 1 });
    same.remove(things, 'b');
    store.commit(same);
    expect(readFileSync(file, 'utf8')).toHaveLength(length);

    const changed = store.begin(NOW);
    const record = changed.get(things, 'a');
    if (record !== undefined) changed.put(things, 'a', Object.assign(record, { size: 2 }));
    store.commit(changed);
    store.close();
    expect(sizes(openStore(file))).toEqual([2]);
  });

  it('refuses a file of an older version, and keeps it', () => {
    const file = temporaryFile();
    openStore(file).close();
    writeFileSync(file, '{"changes":[],"effects":[]}\n');
    expect(() => openStore(file)).toThrow(StateOutdated);
    expect(() => openStore(file)).toThrow('delete it');
  });

  it('restores everything from its file, and continues', () => {
    const file = temporaryFile();
    const first = openStore(file);
    write(first, 'a', 1);
    write(first, 'é', 2);
    first.close();
    const second = openStore(file);
    expect(sizes(second)).toEqual([1, 2]);
    expect(second.effects().map(({ key, at }) => [key, at])).toEqual([
      ['a', NOW.toISOString()],
      ['é', NOW.toISOString()],
    ]);
    write(second, 'c', 3);
    second.close();
    const third = openStore(file);
    expect(sizes(third)).toEqual([1, 2, 3]);
    third.close();
  });

  it('drops an incomplete last line, and appends after the complete ones', () => {
    const file = temporaryFile();
    const first = openStore(file);
    write(first, 'a', 1);
    first.close();
    appendFileSync(file, '{"changes":[{"collec');
    const second = openStore(file);
    expect(sizes(second)).toEqual([1]);
    write(second, 'b', 2);
    second.close();
    const third = openStore(file);
    expect(sizes(third)).toEqual([1, 2]);
    third.close();
  });

  it('rejects a file that is corrupt before its end', () => {
    const file = temporaryFile();
    openStore(file).close();
    writeFileSync(file, 'nonsense\n{"changes":[],"effects":[]}\n');
    expect(() => openStore(file)).toThrow(SyntaxError);
  });

  it('deletes everything on reset, also in its file', () => {
    const file = temporaryFile();
    const first = openStore(file);
    write(first, 'a', 1);
    first.reset();
    write(first, 'b', 2);
    first.close();
    const second = openStore(file);
    expect(sizes(second)).toEqual([2]);
    expect(second.effects().map(({ key }) => key)).toEqual(['b']);
    second.close();
  });
});
