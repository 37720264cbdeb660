import type { Call } from '../server/route.ts';
import type { Transaction } from '../state/transaction.ts';
import { agreedAddresses } from './address-picklists.ts';
import { checkDuplicates } from './duplicate-rules.ts';
import { salesforceRefusal } from './errors.ts';
import { checkRecord, isPersonAccount, type WrittenFields } from './fields.ts';
import { KEY_PREFIXES, salesforceId } from './ids.ts';
import { orgOf } from './org.ts';
import { records, type SalesforceRecord } from './records.ts';
import { fieldOf, isObjectName } from './schema/objects.ts';
import type { ObjectName, Org } from './schema/org.ts';

/**
 * Creates a record. For a person account, it also creates the contact.
 *
 * @throws Refusal when fields are missing or invalid, or a duplicate rule matches.
 */
export function createRecord(
  call: Call,
  object: ObjectName,
  written: WrittenFields,
  naturalKey?: string,
): SalesforceRecord {
  const { transaction, request } = call;
  const org = orgOf(transaction);
  const fields = agreedAddresses(org, object, {}, written);
  checkRecord(org, object, fields);
  checkReferences(transaction, org, object, fields);
  const created = transaction.now.toISOString();
  const stamp = { CreatedDate: created, LastModifiedDate: created, SystemModstamp: created, IsDeleted: false };
  const person = object === 'Account' && isPersonAccount(org, fields);
  const record: SalesforceRecord = {
    ...fields,
    ...stamp,
    Id: nextId(transaction, object),
    ...(object === 'Account' && org.personAccounts ? { IsPersonAccount: person } : {}),
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
export function updateRecord(call: Call, object: ObjectName, record: SalesforceRecord, written: WrittenFields): void {
  const { transaction, request } = call;
  const org = orgOf(transaction);
  const fields = agreedAddresses(org, object, record, written);
  checkReferences(transaction, org, object, fields);
  const { Name, IsPersonAccount, PersonContactId, ...rest } = record;
  // A person's name is derived from its parts; only a business account stores one.
  const isNamed = object === 'Account' && IsPersonAccount !== true;
  const merged = { ...(isNamed ? { Name } : {}), ...rest, ...fields };
  checkRecord(org, object, merged);
  const changed: SalesforceRecord = {
    ...merged,
    Id: record.Id,
    ...(IsPersonAccount === undefined ? {} : { IsPersonAccount }),
    ...(PersonContactId === undefined ? {} : { PersonContactId }),
    ...(isNamed ? {} : { Name: fullName(merged) }),
  };
  checkDuplicates(transaction, request, object, changed, Object.keys(fields));
  const differing = Object.keys(fields).filter((field) => !isSame(fields[field], record[field]));
  if (differing.length === 0) return;
  const LastModifiedDate = transaction.now.toISOString();
  transaction.put(records(object), record.Id, { ...changed, LastModifiedDate, SystemModstamp: LastModifiedDate });
  const kind = `${object.toLowerCase()}.updated`;
  transaction.effect({ partner: 'salesforce', kind, key: keyOf(changed), id: record.Id, fields: differing });
}

/** References to records that the sandbox stores must exist. */
function checkReferences(transaction: Transaction, org: Org, object: ObjectName, fields: WrittenFields): void {
  for (const [name, value] of Object.entries(fields)) {
    const field = fieldOf(org, object, name);
    const target = field?.type === 'reference' ? field.refersTo : undefined;
    if (target === undefined || !isObjectName(target) || typeof value !== 'string' || value === '') continue;
    if (transaction.find(records(target), ({ Id }) => isSameId(Id, value)) !== undefined) continue;
    throw salesforceRefusal('INVALID_CROSS_REFERENCE_KEY', `${field?.label}: invalid cross reference id`, [name]);
  }
}

/** Returns whether two ids, of 15 or 18 characters, name one record. */
export function isSameId(id: string, other: string): boolean {
  return id === other || id.slice(0, 15) === other;
}

function isSame(value: unknown, other: unknown): boolean {
  return JSON.stringify(value ?? null) === JSON.stringify(other ?? null);
}

function nextId(transaction: Transaction, object: ObjectName): string {
  return salesforceId(KEY_PREFIXES[object], transaction.nextNumber(`salesforce.${object}`));
}

function fullName(fields: WrittenFields): string {
  return [fields.FirstName, fields.LastName].filter((name) => typeof name === 'string' && name !== '').join(' ');
}

/** Salesforce supports no idempotency keys, so an effect is identified by the record's email or name. */
function keyOf(record: SalesforceRecord): string {
  const names = [record.PersonEmail, record.Email, record.Name, record.Id];
  return names.find((name): name is string => typeof name === 'string' && name !== '') ?? record.Id;
}
