import { randomBytes } from 'node:crypto';
import type { Scope } from '../../../core/access.ts';
import { PERSON_ROLES } from '../../../core/person-roles.ts';
import { openCredentials, PERSON_NAMES, type PersonName } from '../../credentials-file.ts';
import { sameSecret } from '../same-secret.ts';

/**
 * Who may sign in on one machine: a person of each role, and the developer of the system, who also sends orders. Nobody has an
 * account on AWS that could do both.
 */
const PEOPLE: Readonly<Record<PersonName, { readonly description: string; readonly scopes: readonly Scope[] }>> = {
  developer: {
    description: 'Sends orders, and does all that an operator does.',
    scopes: ['orders:read', 'orders:write', 'orders:operate', 'orders:payload'],
  },
  ...PERSON_ROLES,
};

/** A person who may sign in. */
export interface Person {
  readonly name: PersonName;
  readonly description: string;
  readonly scopes: readonly Scope[];
}

/** The people of the single machine. */
export interface People {
  readonly all: readonly Person[];
  readonly passwordOf: Readonly<Record<PersonName, string>>;
  /** Returns the person with this name and password; undefined if there is none. Takes the same time for any of them. */
  find(name: string, password: string): Person | undefined;
}

/**
 * Reads the passwords in `credentials.json` of a data folder, and adds a random one for each person who has none.
 *
 * @throws DataFileUnusable when the file has other content
 */
export async function openPeople(dataDir: string): Promise<People> {
  const { people } = await openCredentials(dataDir, (stored) => ({
    ...stored,
    people: byName((name) => stored.people?.[name] ?? randomBytes(12).toString('base64url')),
  }));
  const all = PERSON_NAMES.map((name) => ({ name, ...PEOPLE[name] }));
  return {
    all,
    passwordOf: people,
    find: (name, password) =>
      all.filter((person) => sameSecret(`${person.name} ${people[person.name]}`, `${name} ${password}`))[0],
  };
}

function byName(create: (name: PersonName) => string): Record<PersonName, string> {
  return Object.fromEntries(PERSON_NAMES.map((name) => [name, create(name)])) as Record<PersonName, string>;
}
