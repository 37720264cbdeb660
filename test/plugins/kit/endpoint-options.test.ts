import { describe, expect, it } from 'vitest';
import { calloutPlugin } from '../../../plugins/callout-plugin/plugin.ts';
import { entitlements } from '../../../plugins/entitlements/plugin.ts';
import { idempotencyOption } from '../../../plugins/kit/endpoint-options.ts';
import { transferOwnership } from '../../../plugins/transfer-ownership/plugin.ts';
import { acceptsOptions } from '../accepts-options.ts';

describe('the option idempotency', () => {
  it('is a day and all answers unless the tenant file says more', () => {
    expect(idempotencyOption().parse(undefined)).toEqual({ forHours: 24, keeps: 'all-answers' });
    expect(idempotencyOption().parse({ forHours: 'ever' })).toEqual({ forHours: 'ever', keeps: 'all-answers' });
    expect(idempotencyOption().parse({ keeps: 'successes' })).toEqual({ forHours: 24, keeps: 'successes' });
  });

  it.each([{ forHours: 0 }, { forHours: -1 }, { forHours: 'never' }, { keeps: 'nothing' }, { hours: 24 }])(
    'is not %j',
    (value) => {
      expect(idempotencyOption().safeParse(value).success).toBe(false);
    },
  );

  it.each([calloutPlugin, entitlements, transferOwnership])('belongs to every plugin with an endpoint', (plugin) => {
    const options = { endpoint: 'https://hooks.example.org', destinationId: 'order.owner' };
    const { destinationId: _, ...others } = options;
    const own = plugin === transferOwnership ? options : others;
    expect(acceptsOptions(plugin, { ...own, idempotency: { forHours: 48 } })).toBe(true);
    expect(acceptsOptions(plugin, { ...own, idempotency: { forHours: 0 } })).toBe(false);
  });
});
