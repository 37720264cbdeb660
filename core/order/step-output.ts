/** How large a step's output may be, in bytes of JSON: it travels through every later state. */
export const MAX_STEP_OUTPUT_BYTES = 16_384;
