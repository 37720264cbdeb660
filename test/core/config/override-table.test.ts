import { expect, it } from 'vitest';
import { resolveSequence } from '../../../core/config/resolve-sequence.ts';
import { tenantConfigSchema } from '../../../core/config/tenant-config.ts';
import { ORDER_TYPES } from '../../../core/order/order-types.ts';
import { catalogOf } from '../../../core/plugin/define-plugin.ts';
import { idlePlugin } from '../../helpers/order-world.ts';

const catalog = catalogOf(['crm', 'billing', 'events', 'owner'].map((name) => idlePlugin(name)));
const step = (name: string) => ({ name, critical: true });

const config = tenantConfigSchema.parse({
  tenant: 'acme',
  processOrder: [step('crm'), step('billing'), step('events')],
  overrides: [
    {
      name: 'express',
      match: { orderType: ['new'], processingType: ['express_apple_pay'] },
      processOrder: [step('crm'), step('owner')],
    },
    { name: 'trial', match: { orderType: ['new', 'change_offer'], offerType: ['trial'] }, exclude: ['billing'] },
    { name: 'gift', match: { offerType: ['gift'] }, exclude: ['events'] },
    { name: 'leave', match: { orderType: ['cancel_subscription', 'refund'] }, processOrder: [step('billing')] },
    { name: 'contact', match: { orderType: ['change_address', 'update_customer_details'] }, exclude: ['billing'] },
  ],
});

const PROCESSING = ['standard', 'express_apple_pay'];
const OFFERS = { standard: ['standard'], trial: ['trial'], gift: ['gift'], mixed: ['trial', 'gift'], none: [] };

/** The sequence of every combination of order type, processing type and offer types. */
function table(): string {
  const columns = PROCESSING.flatMap((processing) =>
    Object.entries(OFFERS).map(([name, offers]) => ({ processing, name, offers })),
  );
  const heading = columns.map(({ processing, name }) => `${processing === 'standard' ? '' : 'express, '}${name}`);
  const rows = ORDER_TYPES.map((orderType) => [
    orderType,
    ...columns.map(({ processing, offers }) => {
      const orderItems = offers.map((type) => ({ offer: { data: { attributes: { offer_type__limio: type } } } }));
      const order = {
        order_type: orderType,
        processing_type: processing,
        ...(orderItems.length > 0 && { orderItems }),
      };
      return resolveSequence(config, catalog, order).sequence.name;
    }),
  ]);
  return [['order type', ...heading], ...rows]
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(column === 0 ? 24 : 18))
        .join('')
        .trimEnd(),
    )
    .join('\n');
}

it('picks the first matching override for every order type, processing type and offer type', () => {
  expect(`\n${table()}\n`).toBe(`
order type              standard          trial             gift              mixed             none              express, standard express, trial    express, gift     express, mixed    express, none
new                     default           trial             gift              default           default           express           express           express           express           express
cancel_subscription     leave             leave             gift              leave             leave             leave             leave             gift              leave             leave
change_offer            default           trial             gift              default           default           default           trial             gift              default           default
add_offer               default           default           gift              default           default           default           default           gift              default           default
change_payment          default           default           gift              default           default           default           default           gift              default           default
change_address          contact           contact           gift              contact           contact           contact           contact           gift              contact           contact
update_customer_details contact           contact           gift              contact           contact           contact           contact           gift              contact           contact
update_subscription     default           default           gift              default           default           default           default           gift              default           default
renew                   default           default           gift              default           default           default           default           gift              default           default
refund                  leave             leave             gift              leave             leave             leave             leave             gift              leave             leave
credit                  default           default           gift              default           default           default           default           gift              default           default
external                default           default           gift              default           default           default           default           gift              default           default
activation              default           default           gift              default           default           default           default           gift              default           default
`);
});
