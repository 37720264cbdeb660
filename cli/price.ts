import { createBlueprint } from '../blueprint/blueprint.ts';
import { type IdlePrice, idlePriceOf } from '../blueprint/idle-price.ts';
import {
  PRICE_OF_ATTENTION,
  PRICE_OF_LANE,
  PRICE_OF_PURCHASE,
  PRICE_OF_WAITING,
  type Price,
  parkingPrice,
  priceOf,
  storageOf,
} from '../blueprint/price.ts';
import { buildSequences } from '../core/config/build-sequences.ts';
import { counted } from '../core/counted.ts';
import type { Command } from '../embedded/cli/run-command.ts';
import { commandLine } from '../project/package-root.ts';
import { type CheckedTenantFile, onTenantFile } from './on-tenant-file.ts';

const USAGE = `Usage: ${commandLine('price', 'tenants/<tenant>.json [--stage <stage>]')}
Prints the list price of an order of each sequence, and of a month without orders, line by line.`;

/** Prints what an order of each sequence costs on AWS, and what the tenant costs without orders. */
export const price: Command = (args, terminal) => onTenantFile(args, terminal, { usage: USAGE, act: pricesOf });

function pricesOf({ catalog, config }: CheckedTenantFile): string {
  const sequences = buildSequences(config, catalog);
  const waits = sequences.some(({ steps }) => steps.some(({ patience }) => patience !== undefined));
  const tables = [
    ...sequences.flatMap((sequence) => {
      const { gb, perMonth } = storageOf(sequence);
      return [
        ...tableOf(
          `${config.tenant} ${sequence.name}: ${counted(sequence.steps.length, 'step')}, US dollars per million orders`,
          priceOf(sequence),
        ),
        `  Stored: at most ${Math.ceil(gb)} GB, ${perMonth.toFixed(2)} a month with the backup, for ${config.retention.orders}`,
      ];
    }),
    ...idleTable(config.tenant, idlePriceOf(createBlueprint(config, catalog))),
    ...(waits ? tableOf('An order that is parked once, in addition', parkingPrice()) : []),
  ];
  const note = 'List prices of us-east-1 for orders without retries. Retries and webhooks cost extra.';
  const attention = `A million orders that fail, are held or lack a step cost $${PRICE_OF_ATTENTION.toFixed(2)} more for their place among those that need a person, besides what recovers them.`;
  const waiting = `A million seconds that callers wait cost $${PRICE_OF_WAITING.toFixed(2)}; api.maxWaitSeconds limits them.`;
  const lanes =
    config.collisions === 'allow'
      ? []
      : [
          `A million orders that change a subscription cost $${PRICE_OF_LANE.perName.toFixed(2)} more for each name that they have for it, and $${PRICE_OF_LANE.queued.toFixed(2)} more if they wait for another order.`,
        ];
  const purchases = sequences.some(({ steps }) => steps.some(({ blocks }) => blocks !== undefined))
    ? [
        `A million new orders for products that a customer may have only once cost $${PRICE_OF_PURCHASE.toFixed(2)} more for each product, and $${PRICE_OF_LANE.queued.toFixed(2)} more if they wait for another order. Other new orders pay nothing for lanes.`,
      ]
    : ['New orders pay nothing for lanes.'];
  return [...tables, '', note, ...lanes, ...purchases, attention, waiting].join('\n');
}

function tableOf(title: string, { lines, perMillion }: Price): readonly string[] {
  return [
    '',
    title,
    ...lines.map(
      ({ what, quantity, perMillion: dollars }) =>
        `  ${what.padEnd(34)} ${quantity.toPrecision(3).padStart(10)} an order ${dollars.toFixed(2).padStart(9)}`,
    ),
    `  ${'Total'.padEnd(34)} ${''.padStart(10)}          ${perMillion.toFixed(2).padStart(9)}`,
  ];
}

function idleTable(tenant: string, { lines, perMonth, dashboard }: IdlePrice): readonly string[] {
  return [
    '',
    `${tenant} without orders, US dollars a month`,
    ...lines
      .filter(({ quantity }) => quantity > 0)
      .map(
        ({ what, quantity, perMonth: dollars }) =>
          `  ${what.padEnd(34)} ${`${quantity}`.padStart(10)} ${dollars.toFixed(2).padStart(18)}`,
      ),
    `  ${'Total'.padEnd(34)} ${''.padStart(10)} ${perMonth.toFixed(2).padStart(18)}`,
    ...(dashboard === 0
      ? []
      : [
          `  and ${dashboard.toFixed(2)} for the dashboard, from the fourth of an account; "aws": { "dashboard": false } leaves it out`,
        ]),
  ];
}
