import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../../../blueprint/routes/openapi/openapi-document.ts';
import { acceptedReason } from '../../../../scripts/test-fuzz/api/accepted-reason.ts';

const refusal = (...messages: readonly string[]) =>
  JSON.stringify({ errors: messages.map((message) => ({ path: 'cursor', message })) });

const CURSOR = 'Expected the cursor of an earlier page.';

describe('acceptedReason', () => {
  it('accepts a refusal if the document could not foretell any of its errors', () => {
    expect(acceptedReason('positive_data_acceptance', 400, refusal(CURSOR))).toMatch(/cursors/);
    expect(
      acceptedReason('positive_data_acceptance', 400, refusal(CURSOR, 'Card data is not accepted. Send it.')),
    ).toMatch(/cursors/);
  });

  it('does not accept it if the document could foretell one of them', () => {
    const other = 'Expected an offer id or path, found neither.';
    expect(acceptedReason('positive_data_acceptance', 400, refusal(CURSOR, other))).toBeUndefined();
    expect(acceptedReason('positive_data_acceptance', 400, refusal())).toBeUndefined();
    expect(acceptedReason('positive_data_acceptance', 400, 'no JSON')).toBeUndefined();
  });

  it('accepts nothing of other statuses and other checks', () => {
    expect(acceptedReason('positive_data_acceptance', 500, refusal(CURSOR))).toBeUndefined();
    expect(acceptedReason('negative_data_rejection', 400, refusal(CURSOR))).toBeUndefined();
    expect(acceptedReason('status_code_conformance', 404, '')).toBeUndefined();
  });

  it('accepts 404 for a method that a path does not have, as the document says', () => {
    expect(acceptedReason('unsupported_method', 404, '')).toMatch(/API Gateway/);
    expect(acceptedReason('unsupported_method', 200, '')).toBeUndefined();
    expect(openApiDocument().info).toMatchObject({ description: expect.stringMatching(/a method .* gets a 404/) });
  });
});
