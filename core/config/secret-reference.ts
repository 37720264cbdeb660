import * as z from 'zod';

/** A reference to a secret: its name below `<tenant>/` in Secrets Manager, never its value. */
export const secretReferenceSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,127}$/, 'Expected the name of a secret, e.g. "auth/warehouse.example.org"');
