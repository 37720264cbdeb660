import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import * as z from 'zod';

const exchangeSchema = z.object({
  partner: z.string(),
  method: z.string(),
  path: z.string(),
  search: z.string(),
  requestBody: z.string(),
  status: z.int(),
  responseBody: z.string(),
  injected: z.boolean(),
});

/** An exchange that the sandbox recorded. */
export type RecordedExchange = z.output<typeof exchangeSchema>;

/** Reads the exchanges with Salesforce from files that the sandbox recorded. */
export async function* readExchanges(files: readonly string[]): AsyncGenerator<RecordedExchange> {
  for (const file of files) {
    for await (const line of createInterface({ input: createReadStream(file) })) {
      const exchange = exchangeSchema.parse(JSON.parse(line));
      if (exchange.partner === 'salesforce') yield exchange;
    }
  }
}
