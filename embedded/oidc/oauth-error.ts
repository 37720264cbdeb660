/** The refusals of a token endpoint that this one can give (RFC 6749 §5.2), with their HTTP status. */
const STATUS_OF = {
  invalid_request: 400,
  invalid_client: 401,
  unsupported_grant_type: 400,
  invalid_scope: 400,
} as const;

/** One refusal by its RFC 6749 name. */
export type OauthErrorCode = keyof typeof STATUS_OF;

/** A request for a token was refused. */
export class OauthError extends Error {
  override readonly name = 'OauthError';
  readonly code: OauthErrorCode;
  readonly status: number;

  /**
   * @param code the `error` of the answer
   * @param description the `error_description`: plain ASCII without quotes or backslashes, as the RFC asks
   */
  constructor(code: OauthErrorCode, description: string) {
    super(description);
    this.code = code;
    this.status = STATUS_OF[code];
  }
}
