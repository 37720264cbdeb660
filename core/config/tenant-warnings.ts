import * as z from 'zod';
import { didYouMean } from '../did-you-mean.ts';
import { parseExpression } from '../expression/expression.ts';
import { rootPaths } from '../expression/root-paths.ts';
import { type InputProblem, pathText } from '../input-problems.ts';
import type { OrderFacts } from '../order/order-facts.ts';
import { ORDER_DEFINITIONS } from '../order/order-schema.ts';
import type { PluginCatalog } from '../plugin/define-plugin.ts';
import { expressionsOf } from './check-expression.ts';
import { locateSteps } from './locate-steps.ts';
import type { TenantConfig } from './tenant-config.ts';

const FACTS: Readonly<Record<keyof OrderFacts, true>> = { orderType: true, processingType: true, offerTypes: true };

/** Fields that an order has in a step without having been sent. */
const ADDED_FIELDS: readonly string[] = ['id', 'order_reference', 'orderDate', 'order_type'];

/**
 * Finds names in expressions that no order has, so that the expression yields nothing for ever: `facts.offerType`,
 * `order.contry`. Orders may have any other field, so these are warnings.
 *
 * @param config a tenant file that `checkTenantConfig` accepted
 */
export function nameWarnings(config: TenantConfig, catalog: PluginCatalog): readonly InputProblem[] {
  return locateSteps(config)
    .flatMap(({ path, step }) => expressionsOf(step, path, catalog.get(step.name)))
    .filter(({ scope, text }) => scope === 'order' && parses(text))
    .flatMap(({ path, text }) => unknownNames(text).map((message) => ({ path: pathText(path), message })));
}

function unknownNames(text: string): readonly string[] {
  const messages = rootPaths(text).flatMap(({ field, root }) => {
    if (field === undefined) return [];
    if (root === 'facts' && !(field in FACTS))
      return [`There is no fact "${field}" (${Object.keys(FACTS).join(', ')})${didYouMean(field, Object.keys(FACTS))}`];
    if (root === 'order' && !orderFields().includes(field))
      return [
        `No order type describes a field "${field}"${didYouMean(field, orderFields()) || ': check that the channel sends it, or use customFields.'}`,
      ];
    return [];
  });
  return [...new Set(messages)];
}

let fields: readonly string[] | undefined;

function orderFields(): readonly string[] {
  fields ??= [
    ...new Set([
      ...ADDED_FIELDS,
      ...Object.values(ORDER_DEFINITIONS).flatMap(({ schema }) =>
        propertiesOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })),
      ),
    ]),
  ];
  return fields;
}

function propertiesOf(schema: z.core.JSONSchema._JSONSchema): readonly string[] {
  if (typeof schema !== 'object') return [];
  const parts = [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return [...Object.keys(schema.properties ?? {}), ...parts.flatMap(propertiesOf)];
}

function parses(text: string): boolean {
  try {
    parseExpression(text);
    return true;
  } catch {
    return false;
  }
}
