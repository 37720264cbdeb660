import { describe, expect, it } from 'vitest';
import { createRowItems } from '../../../embedded/dynamodb/row-items.ts';
import { packText } from '../../../embedded/sqlite/packed-text.ts';

const items = createRowItems([
  [{ hash: { name: 'day', type: 'S' }, range: { name: 'at', type: 'N' } }, 'hash', 'range'],
  [{ hash: { name: 'pk', type: 'S' }, range: { name: 'sk', type: 'S' } }, 'tableHash', 'tableRange'],
]);
const item = { pk: { S: 'order-ä' }, sk: { S: 'order' }, day: { S: '' }, at: { N: '7' }, status: { S: 'complete' } };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const columns = { hash: bytes(''), range: bytes('?'), tableHash: bytes('order-ä'), tableRange: bytes('order') };

describe('the items of rows', () => {
  it('are stored without the text that their key columns hold', () => {
    expect(JSON.parse(items.textOf(item))).toEqual({ at: { N: '7' }, status: { S: 'complete' } });
  });

  it('are read with it', () => {
    expect(items.read({ ...columns, item: packText(items.textOf(item)) })).toEqual(item);
  });

  it('keep a key that UTF-8 cannot hold', () => {
    const broken = { ...item, sk: { S: '\ud800' } };
    const row = { ...columns, tableRange: bytes('\ud800'), item: packText(items.textOf(broken)) };
    expect(items.read(row)).toEqual(broken);
  });

  it('of version 0.2, which have their keys, are read as they are', () => {
    expect(items.read({ ...columns, item: JSON.stringify(item) })).toEqual(item);
  });
});
