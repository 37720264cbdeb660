import * as z from 'zod';
import { ORDER_TYPE_ALIASES, ORDER_TYPES } from '../order/order-types.ts';

/** An order type or an alias of one; gives the type. */
export const orderTypeNameSchema = z
  .enum([...ORDER_TYPES, ...Object.keys(ORDER_TYPE_ALIASES)])
  .transform((name) => ORDER_TYPE_ALIASES[name] ?? name);
