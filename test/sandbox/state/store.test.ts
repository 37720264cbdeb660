import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Collection } from '../../../sandbox/state/collection.ts';
import { Store } from '../../../sandbox/state/store.ts';

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

describe('Store', () => {
  it('shows a change to its own transaction at once, to others after the commit', () => {
    const store = Store.open(undefined);
    const transaction = store.begin(NOW);
    transaction.put(things, 'a', { size: 1 });
    expect(transaction.get(things, 'a')).toEqual({ size: 1 });
    expect(transaction.find(things, ({ size }) => size === 1)).toBeDefined();
    expect(sizes(store)).toEqual([]);
    store.commit(transaction);
    expect(sizes(store)).toEqual([1]);
  });

  it('keeps nothing of a transaction that is not committed', () => {
    const store = Store.open(undefined);
    store.begin(NOW).effect({ partner: 'zuora', kind: 'x', key: 'y' });
    expect(store.effects).toEqual([]);
    expect(store.begin(NOW).nextNumber('n')).toBe(1);
    expect(store.begin(NOW).nextNumber('n')).toBe(1);
  });

  it('replaces, removes and never gives a number twice', () => {
    const store = Store.open(undefined);
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

  it('finds everything again in its file, and goes on', () => {
    const file = temporaryFile();
    const first = Store.open(file);
    write(first, 'a', 1);
    write(first, 'é', 2);
    first.close();
    const second = Store.open(file);
    expect(sizes(second)).toEqual([1, 2]);
    expect(second.effects.map(({ key, at }) => [key, at])).toEqual([
      ['a', NOW.toISOString()],
      ['é', NOW.toISOString()],
    ]);
    write(second, 'c', 3);
    second.close();
    const third = Store.open(file);
    expect(sizes(third)).toEqual([1, 2, 3]);
    third.close();
  });

  it('drops a last line that was cut short, and writes the next one after the whole lines', () => {
    const file = temporaryFile();
    const first = Store.open(file);
    write(first, 'a', 1);
    first.close();
    appendFileSync(file, '{"changes":[{"collec');
    const second = Store.open(file);
    expect(sizes(second)).toEqual([1]);
    write(second, 'b', 2);
    second.close();
    const third = Store.open(file);
    expect(sizes(third)).toEqual([1, 2]);
    third.close();
  });

  it('refuses a file that is broken before its end', () => {
    const file = temporaryFile();
    Store.open(file).close();
    writeFileSync(file, 'nonsense\n{"changes":[],"effects":[]}\n');
    expect(() => Store.open(file)).toThrow(SyntaxError);
  });

  it('forgets everything on reset, also in its file', () => {
    const file = temporaryFile();
    const first = Store.open(file);
    write(first, 'a', 1);
    first.reset();
    write(first, 'b', 2);
    first.close();
    const second = Store.open(file);
    expect(sizes(second)).toEqual([2]);
    expect(second.effects.map(({ key }) => key)).toEqual(['b']);
    second.close();
  });
});
