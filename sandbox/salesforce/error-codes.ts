/** How Salesforce reports an error: HTTP status and text. */
export interface ErrorCode {
  readonly status: number;
  readonly message: string;
}

/**
 * Errors of the REST API by code. Sources: Salesforce, "REST API Developer Guide", Status Codes and Error Responses; "SOAP API
 * Developer Guide", Core Data Types, StatusCode; "Platform Events Developer Guide", Platform Event Error Status Codes.
 */
export const ERROR_CODES: Readonly<Record<string, ErrorCode>> = {
  DUPLICATES_DETECTED: { status: 400, message: 'Use one of these records?' },
  DUPLICATE_EXTERNAL_ID: { status: 400, message: 'More than one record found for external id field' },
  DUPLICATE_VALUE: { status: 400, message: 'duplicate value found' },
  FIELD_CUSTOM_VALIDATION_EXCEPTION: { status: 400, message: 'A validation rule of this org rejects the record.' },
  FIELD_INTEGRITY_EXCEPTION: { status: 400, message: 'field integrity exception' },
  INSUFFICIENT_ACCESS_OR_READONLY: { status: 400, message: 'insufficient access rights on object id' },
  INVALID_CROSS_REFERENCE_KEY: { status: 400, message: 'invalid cross reference id' },
  INVALID_EMAIL_ADDRESS: { status: 400, message: 'invalid email address' },
  INVALID_FIELD: { status: 400, message: 'No such column' },
  INVALID_FIELD_FOR_INSERT_UPDATE: { status: 400, message: 'bad field names on insert/update call' },
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: { status: 400, message: 'bad value for restricted picklist field' },
  INVALID_SESSION_ID: { status: 401, message: 'Session expired or invalid' },
  INVALID_TYPE: { status: 400, message: 'sObject type is not supported' },
  JSON_PARSER_ERROR: { status: 400, message: 'Unexpected character' },
  LIMIT_EXCEEDED: { status: 400, message: 'The publishing limit of platform events was exceeded.' },
  MALFORMED_ID: { status: 400, message: 'id value of incorrect type' },
  MALFORMED_QUERY: { status: 400, message: 'unexpected token' },
  METHOD_NOT_ALLOWED: { status: 405, message: 'HTTP method not allowed' },
  NOT_FOUND: { status: 404, message: 'The requested resource does not exist' },
  PLATFORM_EVENT_ENCRYPTION_ERROR: { status: 400, message: 'The platform event could not be encrypted.' },
  PLATFORM_EVENT_PUBLISHING_UNAVAILABLE: {
    status: 503,
    message: 'Publishing platform events is not available. Try again later.',
  },
  REQUEST_LIMIT_EXCEEDED: { status: 403, message: 'TotalRequests Limit exceeded.' },
  REQUIRED_FIELD_MISSING: { status: 400, message: 'Required fields are missing' },
  SERVER_UNAVAILABLE: { status: 503, message: 'The server is temporarily unavailable' },
  STRING_TOO_LONG: { status: 400, message: 'data value too large' },
  UNABLE_TO_LOCK_ROW: { status: 400, message: 'unable to obtain exclusive access to this record' },
  UNKNOWN_EXCEPTION: {
    status: 500,
    message: 'An unexpected error occurred. Please include this ErrorId if you contact support',
  },
  UNSUPPORTED_API_VERSION: { status: 410, message: 'The requested resource is no longer available' },
};

/** Errors that Salesforce reports inside the result of publishing a platform event. */
export const EVENT_ERRORS: readonly string[] = [
  'LIMIT_EXCEEDED',
  'PLATFORM_EVENT_ENCRYPTION_ERROR',
  'PLATFORM_EVENT_PUBLISHING_UNAVAILABLE',
];

/** Errors of the token endpoint by code, all with status 400. Source: Salesforce Help, "OAuth 2.0 Authorization Errors". */
export const TOKEN_ERRORS: Readonly<Record<string, { readonly error: string; readonly description: string }>> = {
  unsupported_grant_type: { error: 'unsupported_grant_type', description: 'grant type not supported' },
  invalid_client_id: { error: 'invalid_client_id', description: 'client identifier invalid' },
  invalid_client: { error: 'invalid_client', description: 'invalid client credentials' },
  invalid_grant: { error: 'invalid_grant', description: 'no client credentials user enabled' },
  inactive_user: { error: 'inactive_user', description: 'user is inactive' },
  login_rate_exceeded: { error: 'invalid_grant', description: 'login rate exceeded' },
};
