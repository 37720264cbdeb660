import fc from 'fast-check';

/**
 * Generates the same values in each run, so that a failing build is about the change that it builds. Set `PROPERTY_SEED` to
 * another whole number to look further.
 */
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.PROPERTY_SEED ?? 1) });
