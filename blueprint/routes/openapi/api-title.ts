/** The name of the API. */
export const API_TITLE = 'Order API';
