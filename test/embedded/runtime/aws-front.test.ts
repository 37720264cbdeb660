import { describe, expect, it } from 'vitest';
import { createAwsEndpoint } from '../../../embedded/aws/aws-endpoint.ts';
import { createAwsDispatch } from '../../../embedded/aws/dispatch.ts';
import { openAwsFront } from '../../../embedded/runtime/aws-front.ts';

const ping = {
  method: 'POST',
  headers: { 'x-amz-target': 'Test.Ping', 'content-type': 'application/x-amz-json-1.1' },
  body: '{"word":"hello"}',
};

describe('openAwsFront', () => {
  it('answers 503 until it has an endpoint, then as the endpoint does, and 503 again while it pauses', async () => {
    const front = await openAwsFront(0);
    try {
      expect((await fetch(front.url, ping)).status).toBe(503);
      front.serve(
        createAwsEndpoint(
          createAwsDispatch([{ targetPrefix: 'Test', call: async (operation, input) => ({ operation, input }) }]),
        ),
      );
      const response = await fetch(front.url, ping);
      expect(await response.json()).toEqual({ operation: 'Ping', input: { word: 'hello' } });
      front.pause();
      expect((await fetch(front.url, ping)).status).toBe(503);
    } finally {
      await front.close();
    }
    await expect(fetch(front.url, ping)).rejects.toThrow();
  });

  it('names a port that is taken', async () => {
    const front = await openAwsFront(0);
    const port = Number(new URL(front.url).port);
    await expect(openAwsFront(port)).rejects.toThrow(expect.objectContaining({ name: 'PortUnavailable', port }));
    await front.close();
  });
});
