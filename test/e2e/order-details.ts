import { expect } from 'vitest';
import type { OrderView, ProcessEvent } from '../../blueprint/routes/response-schemas.ts';
import type { ScenarioTarget } from './scenario-target.ts';

type Api = Pick<ScenarioTarget, 'api'>;

/** Reads an order. */
export async function readOrder(target: Api, id: string): Promise<OrderView> {
  return (await target.api('GET', `/orders/${id}`)).body as OrderView;
}

/** Returns the types of an order's events by number, and checks that the numbers have no gaps. */
export async function eventTypes(target: Api, id: string): Promise<readonly string[]> {
  const { body } = await target.api('GET', `/orders/${id}/events`);
  const { items } = body as { items: { type: string; sequence: number }[] };
  expect(items.map(({ sequence }) => sequence)).toEqual(items.map((_, index) => index + 1));
  return items.map(({ type }) => type);
}

/** Returns the process event of each run, oldest first. */
export async function processEvents(target: Api, id: string): Promise<readonly ProcessEvent[]> {
  return ((await target.api('GET', `/orders/${id}/process-events`)).body as { items: ProcessEvent[] }).items;
}

/** Returns the attempts of a step in a run as `kind outcome`. */
export async function attemptsOf(target: Api, id: string, stepId: string, run = 1): Promise<readonly string[]> {
  const event = (await processEvents(target, id)).find((candidate) => candidate.run === run);
  const attempts = event?.plugins.find((plugin) => plugin.id === stepId)?.attempts ?? [];
  return attempts.map(({ kind, outcome }) => `${kind} ${outcome}`);
}

/** Returns the status of a step. */
export async function stepStatus(target: Api, id: string, stepId: string): Promise<string | undefined> {
  return (await readOrder(target, id)).steps.find((step) => step.id === stepId)?.status;
}
