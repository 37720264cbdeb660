import { header, Refusal, type SandboxRequest } from '../server/exchange.ts';
import type { Transaction } from '../state/transaction.ts';
import { orgOf } from './org.ts';
import { records, type SalesforceRecord } from './records.ts';
import type { ObjectName } from './schema/org.ts';

interface DuplicateRule {
  readonly name: string;
  readonly matchingRule: string;
  readonly object: ObjectName;
  /** Whether both records must be person accounts; otherwise neither may be one. */
  readonly person: boolean;
  /** Groups of fields. Two records match if they agree in all fields of a group. */
  readonly groups: readonly (readonly string[])[];
}

/** The last name first: it tells most people apart. */
const PERSON = ['LastName', 'FirstName'];

/**
 * The standard duplicate rules, with the equations of the standard matching rules. The sandbox compares text ignoring case,
 * which is one of the algorithms of each field; Salesforce also takes similar text for a match. Sources: Salesforce Help,
 * "Standard Account Matching Rule", "Standard Person Account Matching Rule", "Standard Contact Matching Rule".
 */
const RULES: readonly DuplicateRule[] = [
  {
    name: 'Standard_Person_Account_Duplicate_Rule',
    matchingRule: 'Standard_Person_Account_Match_Rule_v1_0',
    object: 'Account',
    person: true,
    groups: [
      [...PERSON, 'PersonEmail'],
      [...PERSON, 'BillingStreet', 'BillingCity'],
      [...PERSON, 'BillingStreet', 'BillingPostalCode'],
      [...PERSON, 'Phone'],
    ],
  },
  {
    name: 'Standard_Account_Duplicate_Rule',
    matchingRule: 'Standard_Account_Match_Rule_v1_0',
    object: 'Account',
    person: false,
    groups: [
      ['Name', 'BillingStreet'],
      ['Name', 'BillingCity', 'BillingState'],
      ['Name', 'BillingPostalCode'],
      ['Name', 'Phone'],
      ['Website', 'Phone'],
      ['Website', 'BillingStreet'],
    ],
  },
  {
    name: 'Standard_Contact_Duplicate_Rule',
    matchingRule: 'Standard_Contact_Match_Rule_v1_1',
    object: 'Contact',
    person: false,
    groups: [
      [...PERSON, 'Email'],
      [...PERSON, 'Phone'],
      [...PERSON, 'Title', 'AccountId'],
      [...PERSON, 'MailingStreet', 'MailingCity'],
      [...PERSON, 'MailingStreet', 'MailingPostalCode'],
      [...PERSON, 'MailingStreet', 'Title'],
    ],
  },
];

/** In a group with an e-mail address, an empty first name agrees with any other. */
const EMAIL_FIELDS: readonly string[] = ['Email', 'PersonEmail'];

const FIRST_VERSION_WITH_HEADER = 52;
const HEADER = 'sforce-duplicate-rule-header';

/**
 * Rejects a duplicate record: 400 with DUPLICATES_DETECTED and the ids of the matches. Rules that alert let a client save the
 * record anyway, from API version 52.0 on, with `Sforce-Duplicate-Rule-Header: allowSave=true`; rules that block do not.
 * `includeRecordDetails=true` adds the fields of the matches. Source: REST API Developer Guide, "Duplicate Rule Header".
 *
 * @throws Refusal when a rule matches.
 */
export function checkDuplicates(
  transaction: Transaction,
  request: SandboxRequest,
  object: ObjectName,
  record: SalesforceRecord,
  written: readonly string[],
): void {
  const { duplicateRules } = orgOf(transaction);
  const options = duplicateOptions(request);
  const canSave = duplicateRules === 'alert';
  if (duplicateRules === 'off' || (canSave && options.allowSave)) return;
  for (const rule of RULES) {
    if (rule.object !== object || (record.IsPersonAccount === true) !== rule.person) continue;
    const groups = rule.groups.filter((group) => group.some((field) => written.includes(field)));
    const isDuplicate = duplicateTest({ ...rule, groups }, record);
    const matches = [...transaction.all(records(object))].filter(isDuplicate);
    if (matches.length === 0) continue;
    throw new Refusal(duplicatesDetected(rule, matches, { canSave, withDetails: options.includeRecordDetails }));
  }
}

/** Returns a test for duplicates of a record. An org may have many records, so the record's own values are prepared once. */
function duplicateTest({ groups, person }: DuplicateRule, record: SalesforceRecord) {
  const prepared = groups
    .map((group) =>
      group.map((field) => ({ field, own: comparable(record[field]), mayBeEmpty: mayBeEmpty(field, group) })),
    )
    .filter((group) => group.every(({ mayBeEmpty, own }) => own !== '' || mayBeEmpty));
  return (other: SalesforceRecord): boolean => {
    if (other.Id === record.Id || (other.IsPersonAccount === true) !== person) return false;
    return prepared.some((group) =>
      group.every(({ field, mayBeEmpty, own }) => {
        const value = comparable(other[field]);
        return value === own || (mayBeEmpty && (own === '' || value === ''));
      }),
    );
  };
}

function mayBeEmpty(field: string, group: readonly string[]): boolean {
  return field === 'FirstName' && group.some((name) => EMAIL_FIELDS.includes(name));
}

function comparable(value: unknown): string {
  return typeof value === 'string' ? value.trim().toLowerCase() : '';
}

function duplicateOptions(request: SandboxRequest): { allowSave: boolean; includeRecordDetails: boolean } {
  const version = Number(/\/v(\d+)\.0\//.exec(request.path)?.[1] ?? 0);
  const headerValue = version < FIRST_VERSION_WITH_HEADER ? '' : (header(request, HEADER) ?? '');
  const options = headerValue.split(/[;,]/).map((option) => option.replaceAll(' ', '').toLowerCase());
  return {
    allowSave: options.includes('allowsave=true'),
    includeRecordDetails: options.includes('includerecorddetails=true'),
  };
}

function duplicatesDetected(
  rule: DuplicateRule,
  matches: readonly SalesforceRecord[],
  { canSave, withDetails }: { readonly canSave: boolean; readonly withDetails: boolean },
) {
  const message = 'Use one of these records?';
  const matchRecords = matches.map((match) => ({
    additionalInformation: [],
    fieldDiffs: [],
    matchConfidence: 100,
    record: { attributes: { type: rule.object }, ...(withDetails ? match : { Id: match.Id }) },
  }));
  const matchResult = {
    entityType: rule.object,
    errors: [],
    matchEngine: 'FuzzyMatchEngine',
    matchRecords,
    rule: rule.matchingRule,
    size: matchRecords.length,
    success: true,
  };
  const duplicateResult = {
    allowSave: canSave,
    duplicateRule: rule.name,
    duplicateRuleEntityType: rule.object,
    errorMessage: message,
    matchResults: [matchResult],
  };
  return { status: 400, body: [{ errorCode: 'DUPLICATES_DETECTED', message, duplicateResult }] };
}
