import type { FieldTerms } from './field-rules.ts';

/** Fields that hold ids, references, dates, types and statuses, by which a record is found and understood. */
export const REFERENCE_FIELDS: FieldTerms = {
  ends: [
    ...['id', 'ids', 'uuid', 'ref', 'reference', 'code', 'type', 'status', 'currency', 'mode', 'version', 'date'],
    ...['startson', 'endson', 'startsat', 'endsat', 'country', 'countrycode', 'action'],
    ...['account', 'subscription', 'order', 'invoice', 'payment', 'memo', 'refund'].flatMap((record) => [
      `${record}number`,
      `${record}numbers`,
    ]),
  ],
  exact: ['source', 'initiatedsource', 'processingtype', 'change', 'matched', 'skipped'],
};

/** Codes, ids and dates have neither spaces nor @. Offers have paths and names. */
export const REFERENCE = /^[\p{L}\p{N}_.:/+#-]{1,255}$/u;
