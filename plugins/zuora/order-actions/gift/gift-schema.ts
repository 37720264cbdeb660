import * as z from 'zod';
import { money } from '../../order-fields/field-schemas.ts';
import { newOrderSchema } from '../new-order/new-order-schema.ts';

const item = newOrderSchema.shape.orderItems.element.extend({ price: money });

/** The schema of the parts of a gift purchase that go to Zuora: those of a new order, with the prices of its items. */
export const giftSchema = newOrderSchema.extend({ orderItems: z.array(item).min(1) });

/** The parts of a gift purchase that go to Zuora. */
export type GiftOrder = z.output<typeof giftSchema>;
