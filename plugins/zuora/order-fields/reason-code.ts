import type { ZuoraOptions } from '../options.ts';
import type { AnyOrder } from './field-schemas.ts';

/** Zuora's reason code for the order's reason; undefined, which leaves the default to Zuora, when the options map none. */
export function reasonCodeOf({ data }: Pick<AnyOrder, 'data'>, { reasonCodes }: ZuoraOptions): string | undefined {
  const reason = data?.reason?.id;
  return reason !== undefined && Object.hasOwn(reasonCodes, reason) ? reasonCodes[reason] : undefined;
}
