import { createHash } from 'node:crypto';
import { pascalCase } from '../core/names.ts';

/** A name as a construct id; the hash keeps names apart that differ in case, "-" or "_" only. */
export function distinctId(name: string): string {
  return `${pascalCase(name)}${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}
