import { describe, expect, it } from 'vitest';
import { checkTenantConfig } from '../../../core/config/check-tenant-config.ts';
import { nameWarnings } from '../../../core/config/tenant-warnings.ts';
import { pluginCatalog } from '../../../plugins/registry.ts';

const catalog = pluginCatalog();
const step = (when: string) => ({ name: 'salesforceV3', critical: true, when });
const check = (steps: readonly object[]) => checkTenantConfig({ tenant: 'acme', processOrder: steps }, catalog);
const messagesOf = (when: string): readonly string[] => {
  const { config } = check([step(when)]);
  if (config === undefined) throw new Error('Expected a valid tenant file');
  return nameWarnings(config, catalog).map(({ message, path }) => `${path}: ${message}`);
};
const problemsOf = (...steps: readonly object[]) =>
  check(steps).problems.map(({ message, path }) => `${path}: ${message}`);

describe('nameWarnings', () => {
  it.each([
    [
      '"trial" in facts.offerType',
      /^processOrder\[0\]\.when: There is no fact "offerType" .* did you mean "offerTypes"\?$/,
    ],
    ['facts.nothing = 1', /There is no fact "nothing" \(orderType, processingType, offerTypes\)$/],
    ['order.contry = "GB"', /No order type describes a field "contry": did you mean "country"\?$/],
    ['order.campaign_code = "x"', /"campaign_code": check that the channel sends it, or use customFields\.$/],
  ])('warns of %s', (when, message) => {
    expect(messagesOf(when)).toEqual([expect.stringMatching(message)]);
  });

  it.each([
    '"trial" in facts.offerTypes',
    'order.country = "GB" and order.order_type = "new"',
    'order.customFields.anything = 1',
    'order.orderItems[offer.data.attributes.any = true]',
    'order.id != order.order_reference',
  ])('accepts %s', (when) => {
    expect(messagesOf(when)).toEqual([]);
  });
});

describe('the check of a tenant file', () => {
  it('refuses a duplicate check without the step that it needs, also by its default', () => {
    const duplicates = { name: 'duplicateSubscriptionCheck', critical: true };
    const salesforce = { name: 'salesforceV3', critical: true };
    expect(problemsOf(salesforce, duplicates)).toEqual([]);
    expect(problemsOf(duplicates, salesforce)).toEqual([
      expect.stringMatching(/found "salesforceV3".* It comes later/),
    ]);
    expect(problemsOf({ ...salesforce, id: 'crm' }, duplicates)).toEqual([
      expect.stringMatching(/\(crm\), found "salesforceV3"/),
    ]);
    expect(problemsOf({ ...salesforce, id: 'crm' }, { ...duplicates, options: { salesforceStep: 'crm' } })).toEqual([]);
  });

  it('says which name was probably meant', () => {
    expect(problemsOf({ name: 'salesforceV4', critical: true })[0]).toContain('did you mean "salesforceV3"?');
    expect(problemsOf({ name: 'salesforceV3', crtical: true })).toContain(
      'processOrder[0].crtical: Unknown key: did you mean "critical"?',
    );
    expect(
      problemsOf(
        { name: 'salesforceV3', critical: true },
        { ...step('$exists(results.salesforcev3.crmId)'), id: 'two' },
      ),
    ).toEqual([expect.stringContaining('Did you mean "salesforceV3"?')]);
  });
});
