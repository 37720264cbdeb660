import type { InputProblem } from '../../core/input-problems.ts';
import { isJsonObject, type JsonValue } from '../../core/json.ts';
import type { PlacedItem } from '../../core/order/order-items.ts';
import { productsOf } from '../../core/order/ordered-products.ts';

/** The codes of the entitlements of items, sorted and unique, and a problem for each entitlement without a code. */
export interface EntitlementCodes {
  readonly codes: readonly string[];
  readonly problems: readonly InputProblem[];
}

/**
 * Reads the entitlements of the products of items. Each is `{ "$ref": "/entitlements/Digital" }`, or an object with its own
 * `code`.
 *
 * @param codeOfPath codes that differ from the last part of their path
 */
export function entitlementCodes(
  items: readonly PlacedItem[],
  codeOfPath: Readonly<Record<string, string>>,
): EntitlementCodes {
  const codes = new Set<string>();
  const problems: InputProblem[] = [];
  for (const { entitlements, itemId, product } of productsOf(items)) {
    for (const entitlement of entitlements) {
      const code = codeOf(entitlement, codeOfPath);
      if (code !== undefined) codes.add(code);
      else {
        const message = `Expected every entitlement of ${product} to have a $ref or a code, found neither in item ${itemId}. Correct the product in the catalogue.`;
        problems.push({ path: 'orderItems', message });
      }
    }
  }
  return { codes: [...codes].toSorted(), problems };
}

function codeOf(entitlement: JsonValue, codeOfPath: Readonly<Record<string, string>>): string | undefined {
  if (!isJsonObject(entitlement)) return undefined;
  const { $ref: path, code } = entitlement;
  if (typeof code === 'string' && code !== '') return code;
  if (typeof path !== 'string') return undefined;
  return (Object.hasOwn(codeOfPath, path) ? codeOfPath[path] : path.split('/').at(-1)) || undefined;
}
