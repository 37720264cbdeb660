import * as z from 'zod';
import type { Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import { accountByKey, paymentMethodById } from './accounts.ts';
import { zuoraRefusal } from './errors.ts';
import { effectKey, internalId } from './identifiers.ts';
import { accounts, paymentMethods } from './records.ts';
import { modelObject, requestBody, textField } from './request-body.ts';

/** Source: Zuora v1 API reference, "Create a payment method", `type`. */
const TYPES = [
  'CreditCard',
  'CreditCardReferenceTransaction',
  'ACH',
  'SEPA',
  'Betalingsservice',
  'Autogiro',
  'Bacs',
  'Becs',
  'Becsnz',
  'PAD',
  'PayPalCP',
  'PayPalEC',
  'PayPalNativeEC',
  'PayPalAdaptive',
  'AdyenApplePay',
  'AdyenGooglePay',
  'GooglePay',
  'Custom',
] as const;

/** Fields of every type, read by none. Source: zuora-sdk 3.21.0, the models `Create…PaymentMethod`. */
const OTHER_FIELDS =
  'BAID IBAN accountHolderInfo accountMaskNumber accountNumber addressLine1 addressLine2 authGateway bankABACode bankAccountMaskNumber bankAccountName bankAccountNumber bankAccountType bankCode bankName branchCode businessIdentificationCode cardHolderInfo cardMaskNumber cardNumber cardType checkDuplicated city country creditCardMaskNumber cryptogram currencyCode email existingMandateStatus expirationMonth expirationYear gatewayOptions identityNumber ipAddress mandateCreationDate mandateId mandateInfo mandateReceivedStatus mandateUpdateDate mitConsentAgreementRef mitConsentAgreementSrc mitNetworkTransactionId mitProfileAction mitProfileAgreedOn mitProfileType paymentGatewayNumber paymentMethodNumber phone preapprovalKey processingOptions screeningAmount secondTokenId securityCode skipValidation state tokenId tokenize tokens zipCode';

const schema = modelObject(
  { type: z.enum(TYPES), accountKey: textField.optional(), makeDefault: z.boolean().optional() },
  OTHER_FIELDS,
  true,
);

/** Card data is neither read nor stored. */
function create(call: Call): Reply {
  const { transaction } = call;
  const { type, accountKey, makeDefault } = requestBody(call.request.body, schema);
  const account = accountKey === undefined ? undefined : accountByKey(transaction, accountKey);
  const id = internalId();
  const accountNumber = account?.accountNumber ?? null;
  transaction.put(paymentMethods, id, { id, type, accountNumber });
  if (account !== undefined && makeDefault) {
    transaction.put(accounts, account.accountNumber, { ...account, defaultPaymentMethodId: id });
  }
  const key = effectKey(call, id);
  transaction.effect({ partner: 'zuora', kind: 'payment-method.created', key, id, accountNumber });
  return { status: 200, body: { success: true, id } };
}

/**
 * The answer has no `success`, and its `accountNumber` would be that of a bank account.
 * Source: Zuora v1 API reference, "Retrieve a payment method"; zuora-sdk 3.21.0, `PaymentMethodResponse`.
 */
function read({ transaction, param }: Call): Reply {
  const { accountNumber, ...method } = paymentMethodById(transaction, param('id'));
  const accountKey = accountNumber === null ? null : accountByKey(transaction, accountNumber).id;
  return { status: 200, body: { ...method, accountKey } };
}

/** Source: zuora-sdk 3.21.0, `UpdateCCReferenceTransactionPaymentMethod`. */
const changeSchema = modelObject(
  { accountKey: textField.optional() },
  'authGateway currencyCode gatewayOptions ipAddress mandateInfo maxConsecutivePaymentFailures paymentGatewayNumber paymentRetryWindow processingOptions useDefaultRetryRule',
);

/** An orphan can be assigned to an account once. */
function update(call: Call): Reply {
  const { transaction, param } = call;
  const method = paymentMethodById(transaction, param('id'));
  const { accountKey } = requestBody(call.request.body, changeSchema);
  const accountNumber =
    accountKey === undefined ? method.accountNumber : accountByKey(transaction, accountKey).accountNumber;
  if (method.accountNumber !== null && method.accountNumber !== accountNumber) {
    throw zuoraRefusal({ category: 'businessRule' }, `The payment method ${method.id} belongs to another account.`);
  }
  if (accountNumber !== method.accountNumber) {
    transaction.put(paymentMethods, method.id, { ...method, accountNumber });
    const key = effectKey(call, method.id);
    transaction.effect({ partner: 'zuora', kind: 'payment-method.updated', key, id: method.id, accountNumber });
  }
  return { status: 200, body: { success: true, id: method.id } };
}

/** `POST /v1/payment-methods`, `GET` and `PUT /v1/payment-methods/{id}`. Source: Zuora v1 API reference, "Payment methods". */
export const paymentMethodRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/v1/payment-methods', kind: 'write', handle: create },
  { method: 'GET', pattern: '/v1/payment-methods/:id', kind: 'read', handle: read },
  { method: 'PUT', pattern: '/v1/payment-methods/:id', kind: 'write', handle: update },
];
