import { describe, expect, it } from 'vitest';
import { decideStep } from '../../../lambdas/step-host/decide-step.ts';
import { SMALL_ORDER } from '../../helpers/order-world.ts';

const decide = (step: { when?: string; select?: string }) => decideStep({ step, results: {} }, SMALL_ORDER);

describe('decideStep', () => {
  it.each([
    ['false', 'false'],
    ['order.nothing', 'null'],
    ['1', '1'],
    ['"true"', '"true"'],
    ['order', 'an object'],
    ['order.orderItems.offer.path ~> $append(["b"])', 'a list'],
    ['order.customerDetails.email', '"[redacted]"'],
  ])(
    'passes a step over when %s does not give true, and says what it gave, without personal data',
    async (when, gave) => {
      expect(await decide({ when })).toEqual({ run: false, reason: `when: ${when} gave ${gave}` });
    },
  );

  it('keeps a long answer short', async () => {
    const decision = await decide({ when: '$pad("x", 500, "x")' });
    expect(decision).toMatchObject({ run: false });
    expect('reason' in decision && decision.reason.length).toBeLessThan(100);
  });

  it.each(['true', "order.country = 'GB'", 'facts.orderType = "new"'])('runs a step when %s', async (when) => {
    expect(await decide({ when })).toEqual({ run: true, order: SMALL_ORDER });
  });

  it.each(['order.nothing', '[]', '"text"', 'null'])(
    'passes a step over for which %s selects nothing',
    async (select) => {
      expect(await decide({ select })).toEqual({ run: false, reason: `select: ${select} gave nothing` });
    },
  );

  it('does not evaluate what to select for a step that is passed over', async () => {
    expect(await decide({ when: 'false', select: '$error("never")' })).toMatchObject({ run: false });
    await expect(decide({ select: '$error("never")' })).rejects.toMatchObject({ name: 'ExpressionInvalid' });
  });
});
