import { type InputProblem, pathText } from '../input-problems.ts';
import { ORDER_TYPES } from '../order/order-types.ts';
import type { OverrideConfig } from './tenant-config.ts';
import type { OverrideDraft } from './tenant-draft.ts';

type Match = OverrideConfig['match'];

/** Checks that the earlier overrides, alone or together, leave some orders for this one. */
export function checkReach(overrides: readonly OverrideDraft[], index: number): InputProblem[] {
  const match = overrides[index]?.match;
  if (match === undefined) return [];
  const takers = casesOf(match).map((single) =>
    overrides.slice(0, index).find((earlier) => earlier.match !== undefined && covers(earlier.match, single)),
  );
  if (takers.includes(undefined)) return [];
  const names = [...new Set(takers)].map((taker) => `"${taker?.name}"`).join(' and ');
  return [
    {
      path: pathText(['overrides', index, 'match']),
      message: `Can never match: every such order is taken by ${names} before it. Move it up, or narrow ${names}.`,
    },
  ];
}

/** Returns one case per order type and processing type. Offer types stay together, because one order may have them all. */
function casesOf({ orderType, processingType, offerType }: Match): readonly Match[] {
  return (orderType ?? ORDER_TYPES).flatMap((type) =>
    (processingType ?? [undefined]).map((processing) => ({
      orderType: [type],
      ...(processing !== undefined && { processingType: [processing] }),
      ...(offerType !== undefined && { offerType }),
    })),
  );
}

function covers(earlier: Match, single: Match): boolean {
  return (['orderType', 'processingType', 'offerType'] as const).every((fact) => {
    const taken = earlier[fact];
    return taken === undefined || single[fact]?.every((value) => taken.includes(value)) === true;
  });
}
