import type { JsonObject } from '../../../core/json.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import type { ZuoraOptions } from '../options.ts';
import type { Payment } from './field-schemas.ts';

/**
 * Returns how Zuora collects a payment from an existing account ("API Reference", Create an order, `electronicPaymentOptions`).
 *
 * An order names its gateway, and Zuora takes an id here: without an entry in the option `paymentGatewayIds`, Zuora uses the
 * default gateway.
 */
export function electronicPayment(
  paymentMethodId: string,
  payment: Payment,
  { paymentGatewayIds }: ZuoraOptions,
): JsonObject {
  const name = payment?.zuora?.paymentGateway;
  const paymentGatewayId =
    name !== undefined && Object.hasOwn(paymentGatewayIds, name) ? paymentGatewayIds[name] : undefined;
  return definedFields({ paymentMethodId, paymentGatewayId });
}
