import { header, Refusal, type SandboxRequest } from '../server/exchange.ts';
import type { Transaction } from '../state/transaction.ts';
import { type ObjectName, records, type SalesforceRecord } from './objects.ts';

interface DuplicateRule {
  readonly name: string;
  readonly matchingRule: string;
  readonly object: ObjectName;
  /** Value of IsPersonAccount that both records must have. */
  readonly person?: boolean;
  /** Fields that must be non-empty and equal, ignoring case. */
  readonly fields: readonly string[];
}

const RULES: readonly DuplicateRule[] = [
  {
    name: 'Standard_Person_Account_Duplicate_Rule',
    matchingRule: 'Standard_Person_Account_Match_Rule_v1_0',
    object: 'Account',
    person: true,
    fields: ['PersonEmail'],
  },
  {
    name: 'Standard_Account_Duplicate_Rule',
    matchingRule: 'Standard_Account_Match_Rule_v1_0',
    object: 'Account',
    person: false,
    fields: ['Name', 'BillingPostalCode'],
  },
  {
    name: 'Standard_Contact_Duplicate_Rule',
    matchingRule: 'Standard_Contact_Match_Rule_v1_1',
    object: 'Contact',
    fields: ['Email'],
  },
];

const FIRST_VERSION_WITH_HEADER = 52;
const HEADER = 'sforce-duplicate-rule-header';

/**
 * Rejects a duplicate record, like an org whose duplicate rules block: 400 with DUPLICATES_DETECTED and the ids of the
 * matches. From API version 52.0 on, `Sforce-Duplicate-Rule-Header: allowSave=true` saves the record anyway, and
 * `includeRecordDetails=true` adds the fields of the matches.
 * Source: REST API Developer Guide, "Duplicate Rule Header".
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
  const options = duplicateOptions(request);
  if (options.allowSave) return;
  for (const rule of RULES) {
    if (rule.object !== object || !rule.fields.some((field) => written.includes(field))) continue;
    const matches = [...transaction.all(records(object))].filter((other) => isDuplicate(rule, record, other));
    if (matches.length > 0) throw new Refusal(duplicatesDetected(rule, matches, options.includeRecordDetails));
  }
}

function isDuplicate(rule: DuplicateRule, record: SalesforceRecord, other: SalesforceRecord): boolean {
  if (other.Id === record.Id) return false;
  if ([record, other].some(({ IsPersonAccount }) => IsPersonAccount !== rule.person)) return false;
  return rule.fields.every((field) => {
    const value = text(record[field]);
    return value !== '' && value === text(other[field]);
  });
}

function text(value: unknown): string {
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

function duplicatesDetected(rule: DuplicateRule, matches: readonly SalesforceRecord[], withDetails: boolean) {
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
    matchEngine: 'ExactMatchEngine',
    matchRecords,
    rule: rule.matchingRule,
    size: matchRecords.length,
    success: true,
  };
  const duplicateResult = {
    allowSave: true,
    duplicateRule: rule.name,
    duplicateRuleEntityType: rule.object,
    errorMessage: message,
    matchResults: [matchResult],
  };
  return { status: 400, body: [{ errorCode: 'DUPLICATES_DETECTED', message, duplicateResult }] };
}
