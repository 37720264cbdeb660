import { gunzipSync } from 'node:zlib';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetExecutionHistoryCommand } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { OrderView, ResponseBody } from '../../blueprint/routes/response-schemas.ts';
import { SCENARIO_TENANT, type ScenarioTarget } from './scenario-target.ts';
import { exampleOrder, waitUntilAtRest } from './scenarios.ts';

type Erasure = ResponseBody<'Erasure'>;

const WAIT = { prefer: 'wait=20' };
/** An emulator starts functions slowly. */
const SOON = { timeout: 60_000 };

/** Texts that nobody else has; repeated deployments are not confused by each other's orders. */
const RUN = Math.random().toString(36).slice(2, 8);
const marker = (name: string): string => `Zq${name}${RUN}`;
const EMAIL = `${marker('mail')}@example.org`.toLowerCase();
const MARKERS = ['mail', 'first', 'last', 'street', 'city', 'note', 'patch', 'reason'].map(marker);

const PERSON = {
  owner: EMAIL,
  customerDetails: { firstName: marker('first'), lastName: marker('last'), email: EMAIL },
  customFields: { note: marker('note') },
};

/** Tests that the data of a person can be erased on every target. */
export function runErasureScenarios(target: () => ScenarioTarget): void {
  beforeEach(() => target().resetPartners());

  const submit = async (changes: object, headers: Readonly<Record<string, string>> = WAIT): Promise<OrderView> => {
    const example = await exampleOrder();
    const billing = { ...(example.billingDetails as object), address1: marker('street'), city: marker('city') };
    const order = { ...example, process_immediately: false, billingDetails: billing, ...PERSON, ...changes };
    const { body } = await target().api('POST', '/orders', order, headers);
    return 'order' in (body as object) ? (body as { order: OrderView }).order : (body as OrderView);
  };
  const erase = async (request: object, key: string): Promise<Erasure> => {
    const sent = await target().api('POST', '/erasures', request, { 'idempotency-key': `${key}-${RUN}` });
    expect(sent.status, JSON.stringify(sent.body)).toBe(202);
    const read = async () => (await target().api('GET', `/erasures/${(sent.body as Erasure).id}`)).body as Erasure;
    await expect.poll(async () => (await read()).status, SOON).not.toBe('running');
    return read();
  };
  const shown = async (id: string): Promise<string> =>
    JSON.stringify(
      await Promise.all(
        ['', '/process-events', '/events', '/payload'].map(
          async (part) => (await target().api('GET', `/orders/${id}${part}`)).body,
        ),
      ),
    );

  describe('an erasure of a person', () => {
    it('leaves nothing personal of their orders, refuses one that is under way, and spares everybody else', async () => {
      await target().faults({ partner: 'zuora', path: '/v1/orders', fault: 'decline', times: 1 });
      const declined = await submit({});
      const patch = { billingDetails: { address2: marker('patch') } };
      const resume = { reason: `Called ${marker('reason')}`, patch };
      const resumed = await target().api('POST', `/orders/${declined.id}/resume`, resume, WAIT);
      expect(resumed.body).toMatchObject({ status: 'complete', run: 2 });
      const waiting = await submit({ processing_type: 'approved' }, {});
      const another = await submit({
        owner: null,
        customFields: null,
        billingDetails: (await exampleOrder()).billingDetails,
        customerDetails: { firstName: 'Grace', lastName: 'Holt', email: `grace-${RUN}@example.org` },
      });
      const before = await shown(another.id);
      expect(markersIn(await storedTexts(target()))).toEqual(MARKERS);

      const request = { email: EMAIL, reason: 'A ticket.' };
      const first = await erase(request, 'by-email');
      expect(first).toMatchObject({
        status: 'incomplete',
        orders: { erased: [declined.id], refused: [{ id: waiting.id, code: 'under-way' }], missing: [] },
      });
      expect(await erase(request, 'by-email')).toEqual(first);

      await target().api('POST', `/orders/${waiting.id}/cancel`, { reason: 'Not wanted.' });
      await waitUntilAtRest(target(), waiting.id);
      const second = await erase({ orderIds: [waiting.id], reason: 'A ticket.' }, 'by-id');
      expect(second).toMatchObject({ status: 'complete', counts: { erased: 1, refused: 0, missing: 0 } });

      expect(markersIn(await storedTexts(target()))).toEqual([]);
      expect(markersIn(JSON.stringify([first, second]))).toEqual([]);
      const histories = [
        executionHistory(target(), 'default', declined.id, 1),
        executionHistory(target(), 'default', declined.id, 2),
        executionHistory(target(), 'approved', waiting.id, 1),
      ];
      expect(markersIn((await Promise.all(histories)).join('\n'))).toEqual([]);
      const after = await shown(declined.id);
      expect(markersIn(after)).toEqual([]);
      expect((await target().api('GET', `/orders/${declined.id}`)).body).toMatchObject({
        status: 'complete',
        owner: '[erased]',
        external_id: (await exampleOrder()).external_id,
      });
      expect((await target().api('GET', `/orders/${declined.id}/payload`)).body).toMatchObject({
        payload: { total: (await exampleOrder()).total },
      });
      expect(JSON.parse(await shown(another.id))[0]).toEqual(JSON.parse(before)[0]);
      expect(await shown(another.id)).toContain('Holt');
    }, 180_000);
  });
}

function markersIn(text: string): string[] {
  return MARKERS.filter((each) => text.toLowerCase().includes(each.toLowerCase()));
}

/** Returns every item of the order table as text, with what is compressed. */
async function storedTexts({ aws }: ScenarioTarget): Promise<string> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(aws));
  try {
    const texts: string[] = [];
    for await (const { Items = [] } of paginateScan({ client }, { TableName: `${SCENARIO_TENANT.tenant}-orders` }))
      texts.push(...Items.map(textOf));
    return texts.join('\n');
  } finally {
    client.destroy();
  }
}

function textOf(item: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(item, (_, value: unknown) =>
    value instanceof Uint8Array ? gunzipSync(value).toString() : value,
  );
}

/** Returns the history of an execution as text; empty for one that is gone. */
async function executionHistory(
  { executionArn, stepFunctions }: ScenarioTarget,
  sequence: string,
  orderId: string,
  run: number,
): Promise<string> {
  const command = new GetExecutionHistoryCommand({ executionArn: executionArn(sequence, orderId, run) });
  const found = await stepFunctions.send(command).catch((error: Error) => {
    if (error.name === 'ExecutionDoesNotExist') return undefined;
    throw error;
  });
  return JSON.stringify(found?.events ?? []);
}
