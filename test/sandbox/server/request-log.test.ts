import { describe, expect, it } from 'vitest';
import { createRequestLog } from '../../../sandbox/server/request-log.ts';

describe('createRequestLog', () => {
  it('keeps the last 1,000 requests, oldest first', () => {
    const log = createRequestLog(() => new Date());
    for (let number = 0; number < 3_500; number += 1) log.add('GET', `/${number}`).status = 200;
    const kept = log.list();
    expect(kept).toHaveLength(1_000);
    expect([kept[0]?.path, kept.at(-1)?.path]).toEqual(['/2500', '/3499']);
  });
});
