import * as z from 'zod';

const effectsSchema = z.array(
  z.looseObject({ kind: z.string(), amount: z.number().optional(), currency: z.string().optional() }),
);

const VERBS: Readonly<Record<string, string>> = {
  'payment.collected': 'collected',
  'credit-memo.created': 'credited',
  'refund.created': 'refunded',
};

/** Reads what the sandbox Zuora collected, credited and refunded. */
export interface MoneyReader {
  /** Returns what moved since the last call, for example `collected 17.50 GBP`. */
  next(): Promise<readonly string[]>;
}

/** Creates a reader that starts with what has moved so far. @param sandboxUrl base URL of the sandbox partners */
export function createMoneyReader(sandboxUrl: string): MoneyReader {
  let seen = 0;
  return {
    async next() {
      const effects = effectsSchema.parse(await (await fetch(`${sandboxUrl}/__effects`)).json());
      const added = effects.slice(seen);
      seen = effects.length;
      return added.flatMap(({ amount, currency = '', kind }) => {
        const verb = VERBS[kind];
        return verb === undefined || amount === undefined ? [] : [`${verb} ${formatMoney(amount, currency)}`];
      });
    },
  };
}

/** Formats an amount with the decimal places of its currency, for example `17.50 GBP`. */
export function formatMoney(amount: number, currency: string): string {
  const { maximumFractionDigits } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  return `${amount.toFixed(maximumFractionDigits)} ${currency}`;
}
