import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { createMessageBatch, type MessageBatch } from '../../../embedded/lambda/message-batch.ts';

let posted: (readonly number[])[];
let batch: MessageBatch<number>;
beforeEach(() => {
  posted = [];
  batch = createMessageBatch((messages) => posted.push(messages));
});

describe('createMessageBatch', () => {
  it('sends what is added in one turn together, in order', async () => {
    batch.add(1);
    await Promise.resolve().then(() => batch.add(2));
    batch.add(3);
    expect(posted).toEqual([]);
    await turn();
    expect(posted).toEqual([[1, 2, 3]]);
  });

  it('sends what is added in a later turn by itself', async () => {
    batch.add(1);
    await turn();
    batch.add(2);
    await turn();
    expect(posted).toEqual([[1], [2]]);
  });
});
