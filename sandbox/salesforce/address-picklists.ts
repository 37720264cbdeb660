import { readFileSync } from 'node:fs';
import { salesforceRefusal } from './errors.ts';
import { isBlank, type WrittenFields } from './fields.ts';
import { ADDRESSES } from './schema/objects.ts';
import type { ObjectName, Org } from './schema/org.ts';

type Values = Readonly<Record<string, string>>;

/**
 * Countries and states by ISO 3166 code; the integration values are their full names. Only these countries have states in a new
 * org. Sources: Salesforce Help, "Integration Values for State and Country/Territory Picklists" and "State and Country/Territory
 * Picklists: Standard Countries and Territories".
 */
const COUNTRIES = readData<Values>('countries.json');
const STATES = readData<Readonly<Record<string, Values>>>('states.json');

interface Choice {
  /** Field of the integration value, e.g. `BillingCountry`. */
  readonly field: string;
  /** `country` or `state`, for messages. */
  readonly what: 'country' | 'state';
  readonly values: Values;
}

/**
 * Returns the written fields with the codes and integration values of every address made to agree, as an org with state and
 * country picklists stores them. Source: Salesforce Help, "State and Country/Territory Picklist Field-Syncing Logic".
 *
 * @param before the stored record; empty for a new one
 * @throws Refusal FIELD_INTEGRITY_EXCEPTION for an unknown value, a state of another country, or a state without a country.
 */
export function agreedAddresses(
  org: Org,
  object: ObjectName,
  before: WrittenFields,
  written: WrittenFields,
): WrittenFields {
  if (!org.addressPicklists) return written;
  return ADDRESSES[object].reduce((fields, prefix) => agreedAddress(prefix, before, fields), written);
}

function agreedAddress(prefix: string, before: WrittenFields, written: WrittenFields): WrittenFields {
  const [country, state] = [`${prefix}Country`, `${prefix}State`];
  const names = [country, `${country}Code`, state, `${state}Code`];
  if (names.every((name) => !(name in written))) return written;
  const countryChoice: Choice = { field: country, what: 'country', values: COUNTRIES };
  const code = chosen(countryChoice, before, written);
  const isCleared = `${country}Code` in written && isBlank(written[`${country}Code`]);
  const isStateWritten = state in written || `${state}Code` in written;
  if (isCleared && !isStateWritten)
    return { ...written, ...pair(countryChoice, null), ...pair({ ...countryChoice, field: state }, null) };
  const stateChoice: Choice = { field: state, what: 'state', values: code === null ? {} : (STATES[code] ?? {}) };
  const stateCode = chosenState(stateChoice, code, before, written);
  return { ...written, ...pair(countryChoice, code), ...pair(stateChoice, stateCode) };
}

function chosenState(
  choice: Choice,
  country: string | null,
  before: WrittenFields,
  written: WrittenFields,
): string | null {
  const value = [written[`${choice.field}Code`], written[choice.field]].find((part) => !isBlank(part));
  if (value !== undefined && country === null) {
    const message = `A country/territory must be specified before specifying a state value for field: ${choice.field}`;
    throw salesforceRefusal('FIELD_INTEGRITY_EXCEPTION', message, [choice.field]);
  }
  return chosen(choice, before, written);
}

/** Returns the chosen code: from the code field, else from the integration value, else as stored. */
function chosen(choice: Choice, before: WrittenFields, written: WrittenFields): string | null {
  const { field, values } = choice;
  const codeField = `${field}Code`;
  const byCode = codeField in written ? codeOf(choice, codeField, written[codeField], Object.keys(values)) : undefined;
  const byName = field in written ? codeOf(choice, field, written[field], Object.values(values)) : undefined;
  const isUpdate = Object.keys(before).length > 0;
  if (isUpdate && byCode !== undefined && byName !== undefined && byCode !== byName) throw notValid(choice, field);
  const stored = before[codeField];
  return (
    byCode ??
    byName ??
    (field in written || codeField in written ? null : codeOf(choice, codeField, stored, Object.keys(values)))
  );
}

function codeOf(choice: Choice, field: string, value: unknown, options: readonly string[]): string | null {
  if (isBlank(value)) return null;
  const index = options.findIndex((option) => option.toLowerCase() === String(value).toLowerCase());
  const code = Object.keys(choice.values)[index];
  if (code === undefined) throw notValid(choice, field);
  return code;
}

function notValid({ what }: Choice, field: string) {
  const [one, many] = what === 'country' ? ['country/territory', 'countries'] : ['state', 'states'];
  const message = `There's a problem with this ${what}, even though it may appear correct. Please select a ${one} from the list of valid ${many}.: ${field}`;
  return salesforceRefusal('FIELD_INTEGRITY_EXCEPTION', message, [field]);
}

function pair({ field, values }: Choice, code: string | null): WrittenFields {
  return { [field]: code === null ? null : (values[code] ?? null), [`${field}Code`]: code };
}

function readData<Data>(name: string): Data {
  return JSON.parse(readFileSync(new URL(`./schema/${name}`, import.meta.url), 'utf8')) as Data;
}
