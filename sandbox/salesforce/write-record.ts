import type { Call } from '../server/route.ts';
import type { Transaction } from '../state/transaction.ts';
import { checkDuplicates } from './duplicate-rules.ts';
import { checkFields, isPersonAccount } from './fields.ts';
import { KEY_PREFIXES, salesforceId } from './ids.ts';
import { type ObjectName, records, type SalesforceRecord } from './objects.ts';

/**
 * Creates a record. For a person account, it also creates the contact.
 *
 * @throws Refusal when fields are missing or invalid, or a duplicate rule matches.
 */
export function createRecord(
  call: Call,
  object: ObjectName,
  fields: Record<string, unknown>,
  naturalKey?: string,
): SalesforceRecord {
  const { transaction, request } = call;
  checkFields(object, fields);
  const created = transaction.now.toISOString();
  const stamp = { CreatedDate: created, LastModifiedDate: created, SystemModstamp: created, IsDeleted: false };
  const person = object === 'Account' && isPersonAccount(fields);
  const record: SalesforceRecord = {
    ...fields,
    ...stamp,
    Id: nextId(transaction, object),
    ...(object === 'Account' ? { IsPersonAccount: person } : {}),
    ...(person || object === 'Contact' ? { Name: fullName(fields) } : {}),
    ...(person ? { PersonContactId: nextId(transaction, 'Contact') } : {}),
  };
  checkDuplicates(transaction, request, object, record, Object.keys(fields));
  transaction.put(records(object), record.Id, record);
  const kind = `${object.toLowerCase()}.created`;
  transaction.effect({ partner: 'salesforce', kind, key: naturalKey ?? keyOf(record), id: record.Id });
  return record;
}

/**
 * Updates fields of a record. An update that changes nothing succeeds without an effect.
 *
 * @throws Refusal as {@link createRecord} does.
 */
export function updateRecord(
  call: Call,
  object: ObjectName,
  record: SalesforceRecord,
  fields: Record<string, unknown>,
): void {
  const { transaction, request } = call;
  const { Name, ...rest } = record;
  // A person's name is derived from its parts; only a business account stores one.
  const merged = { ...(record.IsPersonAccount === false ? { Name } : {}), ...rest, ...fields };
  checkFields(object, merged);
  const person = object === 'Account' && isPersonAccount(merged);
  const changed: SalesforceRecord = {
    ...merged,
    Id: record.Id,
    ...(person || object === 'Contact' ? { Name: fullName(merged) } : {}),
  };
  checkDuplicates(transaction, request, object, changed, Object.keys(fields));
  const differing = Object.keys(fields).filter(
    (field) => JSON.stringify(fields[field]) !== JSON.stringify(record[field]),
  );
  if (differing.length === 0) return;
  const LastModifiedDate = transaction.now.toISOString();
  transaction.put(records(object), record.Id, { ...changed, LastModifiedDate, SystemModstamp: LastModifiedDate });
  const kind = `${object.toLowerCase()}.updated`;
  transaction.effect({ partner: 'salesforce', kind, key: keyOf(changed), id: record.Id, fields: differing });
}

function nextId(transaction: Transaction, object: ObjectName): string {
  return salesforceId(KEY_PREFIXES[object], transaction.nextNumber(`salesforce.${object}`));
}

function fullName(fields: Readonly<Record<string, unknown>>): string {
  return [fields.FirstName, fields.LastName].filter((name) => typeof name === 'string' && name !== '').join(' ');
}

/** Salesforce supports no idempotency keys, so an effect is identified by the record's email or name. */
function keyOf(record: SalesforceRecord): string {
  const names = [record.PersonEmail, record.Email, record.Name, record.Id];
  return names.find((name): name is string => typeof name === 'string' && name !== '') ?? record.Id;
}
