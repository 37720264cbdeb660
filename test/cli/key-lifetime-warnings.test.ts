import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { keyLifetimeWarnings } from '../../cli/key-lifetime-warnings.ts';
import { buildSequences } from '../../core/config/build-sequences.ts';
import { tenantConfigSchema } from '../../core/config/tenant-config.ts';
import type { JsonObject } from '../../core/json.ts';
import { catalogOf, definePlugin, type ProbeResult } from '../../core/plugin/define-plugin.ts';
import { idlePlugin } from '../helpers/order-world.ts';

const options = z.strictObject({ forHours: z.number().default(24), statusUrl: z.string().optional() });
const callout = definePlugin({
  name: 'callout',
  service: 'test',
  summary: 'Calls.',
  options,
  effect: { idempotent: { forHours: 24, keeps: 'successes' } },
  idempotency: ({ forHours }) => ({ forHours, keeps: 'successes' }),
  run: async () => ({ output: {} }),
  probe: async (): Promise<ProbeResult> => ({ applied: false }),
  canProbe: ({ statusUrl }) => statusUrl !== undefined,
});
const mail = idlePlugin('mail', { idempotent: { forHours: 1, keeps: 'successes' } });
const catalog = catalogOf([callout, mail, idlePlugin('crm'), idlePlugin('events', 'at-most-once')]);

/** The warnings for a tenant with these steps. */
function warningsFor(processOrder: readonly JsonObject[], more: JsonObject = {}): readonly string[] {
  const config = tenantConfigSchema.parse({ tenant: 'acme', processOrder, ...more });
  return keyLifetimeWarnings(buildSequences(config, catalog), catalog);
}

describe('the warnings of npm run check', () => {
  it('name a step that only a later run can repeat after its key expired', () => {
    expect(warningsFor([{ name: 'callout', critical: true }])).toEqual([
      'callout: cannot be probed, and a repeat is recognised for 24 h only. A resume, or a wait that the partner asks for, can come later: then nothing is sent, and its order is held until an operator looks. Set the option for probes, e.g. statusUrl. Sequences: default.',
    ]);
  });

  it('name a step whose retries take longer than its key lasts', () => {
    const retry = { maxAttempts: 20, intervalSeconds: 3600, backoffRate: 1 };
    expect(warningsFor([{ name: 'callout', critical: true, retry, options: { forHours: 12 } }])).toEqual([
      'callout: cannot be probed, and a repeat is recognised for 12 h only. Its retries can take 20.2 h: then nothing is sent, and its order is held until an operator looks. Set the option for probes, e.g. statusUrl, or shorten its retry. Sequences: default.',
    ]);
  });

  it('count the heals of a non-critical step, and name the plugin if it cannot probe at all', () => {
    expect(warningsFor([{ name: 'mail', critical: false }])).toEqual([
      'mail: cannot be probed, and a repeat is recognised for 1 h only. Its retries and heals can take 4.3 h: then nothing is sent, and it stays degraded until an operator looks. Add a probe to its plugin, or shorten its retry. Sequences: default.',
    ]);
  });

  it('name each step once, with its sequences', () => {
    const step = { name: 'callout', critical: true };
    const overrides = [{ name: 'gift', match: { processingType: ['gift'] }, postProcessOrder: [] }];
    expect(warningsFor([step], { overrides })).toEqual([expect.stringMatching(/ Sequences: default, gift\.$/)]);
  });

  it('leave out steps that can be probed, are recognised for ever, or are never repeated', () => {
    const probed = { name: 'callout', critical: true, options: { statusUrl: 'https://example.org' } };
    const others = ['crm', 'events'].map((name) => ({ name, critical: true }));
    expect(warningsFor([probed, ...others])).toEqual([]);
  });
});
